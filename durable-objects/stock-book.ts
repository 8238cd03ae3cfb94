/**
 * The books of one SKU: its rows, what it carries in memory and what it tells. Each method reads
 * rows, decides by `inventory/ledger.ts` and writes rows with no await in between.
 */
import {
  decideAdjust,
  decideCommit,
  decideRelease,
  decideReserve,
  decideUncommit,
  levelOf,
  linkMovement,
} from '../src/inventory/ledger.ts';
import type { WarehouseRow } from '../src/inventory/ledger.ts';
import type { SettledLease } from '../src/inventory/leases.ts';
import { LOW_STOCK_AT, availabilityOf } from '../src/catalog/availability.ts';
import type {
  AdjustResult,
  Adjustment,
  Allocation,
  CommitResult,
  ExtendResult,
  Hold,
  HoldKey,
  Movement,
  ReleaseResult,
  ReserveRequest,
  ReserveResult,
  ReturnedGoods,
  StockLevel,
  StockReport,
  UncommitResult,
} from '../src/inventory/stock.ts';
import { throughGate } from '../src/inventory/gate.ts';
import type { Gate, GateResult } from '../src/inventory/gate.ts';
import type { InventoryEvent } from '../src/inventory/events.ts';
import { orderStock } from '../src/inventory/audit.ts';
import type { OrderStock, StockAudit } from '../src/inventory/audit.ts';
import type { OrderId, SaleId, Sku } from '../src/kernel/ids.ts';
import { sum } from '../src/kernel/money.ts';
import { fail, ok } from '../src/kernel/result.ts';
import { SECOND_MS } from '../src/kernel/time.ts';
import type { Milliseconds } from '../src/kernel/time.ts';
import { sha256 } from '../src/platform/crypto.ts';
import type { ObjectSchema } from '../src/platform/object-schema.ts';
import type { Outbox, Writing } from '../src/platform/outbox.ts';
import { StockGate } from './stock-gate.ts';
import { StockRows, returnedId, saleId, scrappedId, undoId } from './sku-stock-rows.ts';
import { auditRows } from './stock-audit.ts';

/**
 * How long what a SKU tells waits for the next, which takes its place: a buyer who pays at once, or
 * a crowd at a hot SKU, is told of in one message. Where shoppers are shown the same as before it
 * waits for `STOCK_TELL_MS`, since nobody is waiting for it.
 */
export const SOON_MS = SECOND_MS;

/** Holds and movements a report shows, and leases one alarm looks at. */
const REPORT_ROWS = 100;

type ReserveTerms = {
  /** False where orders that are not known yet are served elsewhere. */
  readonly mayTake?: boolean;
  /** The gate a lane is asked under; left out, the SKU's own holds. */
  readonly gate?: Gate | null;
};

export class StockBook {
  readonly #sku: Sku;
  /** Of the object: its events bear it. */
  readonly #name: string;
  readonly #sql: SqlStorage;
  readonly #schema: ObjectSchema;
  readonly #rows: StockRows;
  readonly #outbox: Outbox;
  readonly #gate: StockGate;
  /** Live holds summed by warehouse; changed in the same turn as their rows. */
  #reserved: Map<string, number>;
  #firstLease: number | null;
  #version = 0;
  /** How long what shoppers are not shown may wait to be told. */
  readonly tellMs: Milliseconds;
  /** Of a hot SKU whose stock is in more than one place: which of them this is, home being 0. */
  part: number | null = null;

  constructor(
    { sku, name, tellMs }: { sku: Sku; name: string; tellMs: Milliseconds },
    sql: SqlStorage,
    schema: ObjectSchema,
    outbox: Outbox,
  ) {
    this.#sku = sku;
    this.#name = name;
    this.tellMs = tellMs;
    this.#sql = sql;
    this.#schema = schema;
    this.#rows = new StockRows(sql);
    this.#outbox = outbox;
    this.#gate = new StockGate(sql, schema.empty);
    this.#reserved = schema.empty ? new Map() : this.#rows.reserved();
    this.#firstLease = schema.empty ? null : this.#rows.firstLease();
  }

  /** What is there and what of it is held, by warehouse. */
  get rows(): readonly WarehouseRow[] {
    return this.#warehouses();
  }

  get gate(): Gate | null {
    return this.#gate.gate;
  }

  /** When the first lease ends, or null without holds. */
  get firstLease(): number | null {
    return this.#firstLease;
  }

  level(): StockLevel {
    return levelOf(this.#warehouses());
  }

  /** @param mayTake false where nothing is taken any more: then it says what it knows already */
  reserve(request: ReserveRequest, { mayTake = true, gate }: ReserveTerms = {}): ReserveResult {
    if (this.#empty()) return fail({ reason: 'out_of_stock', available: 0 });
    const rows = mayTake ? this.#warehouses() : [];
    const decision = decideReserve(rows, this.#rows.factsOf(request.orderId), request);
    if (decision.kind === 'closed') return fail({ reason: 'closed' });
    if (decision.kind === 'replay') return ok({ allocations: decision.allocations });
    if (decision.kind === 'out_of_stock') {
      return fail({ reason: 'out_of_stock', available: decision.available });
    }
    const now = Date.now();
    const letIn =
      gate === undefined ? this.#gate.lets(request, now) : throughGate(gate, request, 0, now);
    if (!letIn.ok) return letIn;
    const before = levelOf(rows).available;
    this.#gate.took(request);
    for (const allocation of decision.allocations) {
      this.#rows.insertHold(request, allocation);
      this.#hold(allocation.warehouse, allocation.quantity);
    }
    this.#firstLease = Math.min(this.#firstLease ?? Infinity, request.leaseUntil);
    this.#changed(before);
    return ok({ allocations: decision.allocations });
  }

  extend(key: HoldKey, leaseUntil: number): ExtendResult {
    if (this.#empty() || this.#rows.setLease(key.orderId, key.round, leaseUntil) === 0) {
      return fail({ reason: 'no_hold' });
    }
    return ok(null);
  }

  commit(key: HoldKey): CommitResult {
    if (this.#empty()) return fail({ reason: 'no_hold' });
    const rows = this.#warehouses();
    const decision = decideCommit(rows, this.#rows.factsOf(key.orderId), key);
    if (decision.kind === 'no_hold' || decision.kind === 'short') {
      return fail({ reason: decision.kind });
    }
    if (decision.kind === 'sell') {
      for (const { warehouse, quantity } of decision.allocations) {
        this.#rows.deleteHold({ ...key, warehouse });
        this.#hold(warehouse, -quantity);
        this.#move('sold', saleId(key.orderId, key.round, warehouse), warehouse, -quantity, key);
      }
      this.#changed(levelOf(rows).available);
    }
    return ok({ allocations: decision.allocations });
  }

  release(key: HoldKey): ReleaseResult {
    this.#schema.prepare();
    const before = this.level().available;
    const decision = decideRelease(this.#rows.factsOf(key.orderId), key);
    if (decision.kind === 'committed') return fail({ reason: 'committed' });
    if (decision.kind === 'replay') return ok(null);
    for (const hold of decision.holds) {
      this.#rows.deleteHold(hold);
      this.#hold(hold.warehouse, -hold.quantity);
    }
    this.#gate.gaveBack(key);
    this.#rows.closeRound(key.orderId, decision.closeRound);
    if (decision.holds.length > 0) this.#changed(before);
    return ok(null);
  }

  uncommit(key: HoldKey): UncommitResult {
    if (this.#empty()) return fail({ reason: 'not_committed' });
    const before = this.level().available;
    const decision = decideUncommit(this.#rows.factsOf(key.orderId), key);
    if (decision.kind === 'not_committed') return fail({ reason: 'not_committed' });
    if (decision.kind === 'replay') return ok(null);
    for (const { warehouse, quantity } of decision.allocations) {
      const id = undoId(key.orderId, key.round, warehouse);
      this.#move('returned_unsold', id, warehouse, quantity, key);
    }
    this.#gate.gaveBack(key);
    this.#rows.closeRound(key.orderId, key.round);
    this.#changed(before);
    return ok(null);
  }

  adjust(adjustment: Adjustment): AdjustResult {
    this.#schema.prepare();
    const known = this.#rows.movement(`by:${adjustment.id}`);
    if (known !== null) {
      const same = known.delta === adjustment.delta && known.warehouse === adjustment.warehouse;
      if (!same) return fail({ reason: 'movement_id_reused' });
      return ok({ level: this.level(), replayed: true });
    }
    const rows = this.#warehouses();
    const holders = this.#rows
      .holds(REPORT_ROWS)
      .filter((h) => h.warehouse === adjustment.warehouse);
    const decision = decideAdjust(rows, [...new Set(holders.map((h) => h.orderId))], adjustment);
    if (!decision.ok) return decision;
    const { warehouse, delta, reason } = adjustment;
    const opening = adjustment.opening === true && this.#rows.head().sequence === 0;
    this.#move('adjusted', `by:${adjustment.id}`, warehouse, delta, null, reason);
    const missing = (this.#reserved.get(warehouse) ?? 0) - decision.value.onHand;
    if (missing > 0) {
      const orders = [...new Set(holders.map((hold) => hold.orderId))];
      this.#tell({ type: 'stock.shortage', data: { sku: this.#sku, missing, orders } });
    }
    if (!opening) this.#changed(levelOf(rows).available);
    return ok({ level: this.level(), replayed: false });
  }

  /** What comes back is there again; what is scrapped is told by a movement of nothing. */
  takeBack(goods: ReturnedGoods): void {
    this.#schema.prepare();
    const before = this.level().available;
    const { returnId, warehouse, restocked, scrapped } = goods;
    if (restocked > 0 && this.#rows.movement(returnedId(goods)) === null) {
      this.#move('returned', returnedId(goods), warehouse, restocked, goods, `return ${returnId}`);
      this.#changed(before);
    }
    if (scrapped > 0 && this.#rows.movement(scrappedId(goods)) === null) {
      const reason = `${scrapped} of return ${returnId} cannot be sold again`;
      this.#move('scrapped', scrappedId(goods), warehouse, 0, goods, reason);
    }
  }

  /** Goods that come from a hot SKU's home or lane, or with `sign` −1 go there. */
  transfer(
    kind: 'granted' | 'recalled',
    { lane, number }: { lane: number; number: number },
    goods: readonly Allocation[],
    sign: 1 | -1,
  ): void {
    if (goods.length === 0) return;
    const before = this.level().available;
    for (const { warehouse, quantity } of goods) {
      const id = `${kind}:${lane}:${number}:${warehouse}`;
      const reason = `${kind === 'granted' ? 'to' : 'from'} lane ${lane}`;
      this.#move(kind, id, warehouse, sign * quantity, null, reason);
    }
    this.#changed(before);
  }

  /** Tells how the SKU stands, since this is all of it again. */
  stands(): void {
    this.#changed(Infinity);
  }

  report(): StockReport {
    const base = { sku: this.#sku, ...this.level() };
    const nothing = { sold: 0, gate: null, warehouses: [], holds: [], movements: [] };
    if (this.#empty()) return { ...base, ...nothing };
    return {
      ...base,
      sold: this.#rows.sold(),
      gate: this.#gate.gate === null ? null : { ...this.#gate.gate, taken: this.#gate.taken },
      warehouses: this.#warehouses(),
      holds: this.#rows.holds(REPORT_ROWS),
      movements: this.#rows.movements(REPORT_ROWS),
    };
  }

  setGate(gate: Gate): GateResult {
    this.#schema.prepare();
    return this.#gate.set(gate, Date.now());
  }

  liftGate(sale: SaleId): void {
    if (!this.#empty()) this.#gate.lift(sale);
  }

  gateTaken(): number {
    return this.#gate.taken;
  }

  audit(turn: number): StockAudit {
    const sku = this.#sku;
    const carried = this.level().reserved;
    const nothing = { warehouses: [], brokenAt: null, orders: [] };
    if (this.#empty()) return { sku, carried, reserved: 0, ...nothing };
    const reserved = sum([...this.#rows.reserved().values()]);
    return { sku, carried, reserved, ...auditRows(this.#sql, this.#rows, turn) };
  }

  orderStock(orderId: OrderId): OrderStock {
    if (this.#empty()) return { held: 0, sold: 0, round: 0 };
    return orderStock(this.#rows.factsOf(orderId));
  }

  /** Sums the holds anew from their rows; the difference to what was carried, 0 when sound. */
  reconcile(): number {
    if (this.#empty()) return 0;
    const carried = this.level().reserved;
    this.#reserved = this.#rows.reserved();
    return carried - this.level().reserved;
  }

  /** Holds whose lease has ended, the oldest first. */
  endedLeases(now: number): Hold[] {
    if (this.#firstLease === null || this.#firstLease > now) return [];
    const ended = this.#rows.holds(REPORT_ROWS).filter((hold) => hold.leaseUntil <= now);
    // The first lease was one that is gone: an alarm set for it again would come at once, for ever.
    if (ended.length === 0) this.#firstLease = this.#rows.firstLease();
    return ended;
  }

  /** Does what the orders said of their ended leases. */
  settle(settled: readonly SettledLease[]): void {
    for (const { key, verdict } of settled) {
      if (verdict.kind === 'release') this.release(key);
      else this.#rows.setLease(key.orderId, key.round, verdict.until);
    }
    this.#firstLease = this.#rows.firstLease();
  }

  #empty(): boolean {
    return this.#schema.empty;
  }

  #warehouses(): WarehouseRow[] {
    if (this.#empty()) return [];
    return this.#rows
      .onHand()
      .map((row) => ({ ...row, reserved: this.#reserved.get(row.warehouse) ?? 0 }));
  }

  #hold(warehouse: string, quantity: number): void {
    this.#reserved.set(warehouse, (this.#reserved.get(warehouse) ?? 0) + quantity);
    // Otherwise the first lease may be one that is gone: waking too early does no harm.
    if ([...this.#reserved.values()].every((held) => held === 0)) this.#firstLease = null;
  }

  #move(
    kind: Movement['kind'],
    id: string,
    warehouse: string,
    delta: number,
    key: Pick<HoldKey, 'orderId'> | null,
    reason: string = kind,
  ): void {
    const orderId = key?.orderId ?? null;
    const entry = { id, at: Date.now(), kind, warehouse, delta, orderId, reason };
    this.#rows.insertMovement(linkMovement(this.#rows.head(), entry, sha256));
    const row = this.#rows.onHand().find((candidate) => candidate.warehouse === warehouse);
    this.#rows.setOnHand(warehouse, (row?.onHand ?? 0) + delta);
  }

  /** Tells how the stock now stands, and once when it has become low. */
  #changed(availableBefore: number): void {
    const level = this.level();
    const { onHand, reserved, available } = level;
    const state = { sku: this.#sku, on_hand: onHand, reserved, available };
    const availability = availabilityOf(available);
    const lane = this.part === null ? {} : { lane: this.part };
    const data = { ...state, availability, ledger: this.#rows.head(), ...lane };
    const sameToShoppers = availabilityOf(availableBefore) === availability;
    const delayMs = sameToShoppers ? this.tellMs : SOON_MS;
    this.#tell({ type: 'stock.changed', data }, { slot: 'stock.changed', delayMs });
    // What one place has left says nothing of the SKU.
    if (this.part !== null) return;
    if (availableBefore > LOW_STOCK_AT && available <= LOW_STOCK_AT) {
      this.#tell({ type: 'stock.low', data: { sku: this.#sku, available } });
    }
  }

  #tell(event: InventoryEvent, writing: Writing = { delayMs: SOON_MS }): void {
    const at = Date.now();
    // Grows across evictions without a row of its own, as long as clocks do not run backwards.
    this.#version = Math.max(this.#version + 1, at);
    const id = `${event.type}:${this.#name}:${this.#version}`;
    this.#outbox.write([{ id, version: this.#version, at, ...event }], at, writing);
  }
}
