/**
 * The one owner of a SKU's stock in all warehouses: a single writer, so that two callers never see
 * the same last unit. The books decide; this class gives them storage, an alarm and a queue. Of a
 * hot SKU this is its home, or one of the lanes that own what home has granted them.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Gate, GateResult } from '../src/inventory/gate.ts';
import type { Draw, DrawAnswer, Recall, RecallAnswer } from '../src/inventory/escrow.ts';
import { settleLeases } from '../src/inventory/leases.ts';
import { placeNamed } from '../src/inventory/routing.ts';
import type { LaneAsked, ReserveAnswer, Routed } from '../src/inventory/routing.ts';
import type {
  AdjustResult,
  Adjustment,
  CommitResult,
  ExtendResult,
  HoldKey,
  ReleaseResult,
  ReserveRequest,
  ReturnedGoods,
  StockLevel,
  UncommitResult,
} from '../src/inventory/stock.ts';
import type { PlaceReport } from '../src/inventory/whole.ts';
import { required } from '../src/kernel/assert.ts';
import { asSku } from '../src/kernel/ids.ts';
import type { OrderStock, StockAudit } from '../src/inventory/audit.ts';
import type { OrderId, SaleId, Sku } from '../src/kernel/ids.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import { describeError, log } from '../src/platform/log.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { eventQueue } from '../src/platform/large-messages.ts';
import { Outbox } from '../src/platform/outbox.ts';
import { servicesOf } from '../src/services.ts';
import { STOCK_SCHEMA } from './sku-stock-rows.ts';
import { SOON_MS, StockBook } from './stock-book.ts';
import { StockHome } from './stock-home.ts';
import { StockLane } from './stock-lane.ts';
import type { EscrowParts } from './stock-lane.ts';

/** No epoch: lanes take nothing under it. */
const NOT_OPEN: LaneAsked = { epoch: 0, gate: null };
/** Wait after an alarm that failed. */
const ALARM_RETRY_MS = 5_000;

export class SkuStock extends DurableObject<Env> {
  readonly #sku: Sku;
  readonly #schema: ObjectSchema;
  readonly #book: StockBook;
  readonly #home: StockHome | null;
  readonly #lane: StockLane | null;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;
  /** How much later than the timer the alarm comes. */
  readonly #guardMs: number;
  /** When the timer sends that comes first. */
  #flushing = Infinity;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'a SkuStock is named by its SKU');
    const place = placeNamed(name);
    this.#sku = required(asSku(place.sku), 'a SkuStock is named by its SKU');
    this.#schema = new ObjectSchema(ctx.storage, STOCK_SCHEMA);
    this.#alarm = new Alarm(ctx.storage);
    const { outboxRetryMs: retryMs, stockTellMs } = configOf(env);
    this.#guardMs = retryMs;
    const queue = eventQueue(env.EVENTS, env.JOURNAL);
    this.#outbox = new Outbox(ctx.storage.sql, queue, { kind: 'stock', name }, { retryMs });
    const named = { sku: this.#sku, name, tellMs: stockTellMs };
    this.#book = new StockBook(named, ctx.storage.sql, this.#schema, this.#outbox);
    const escrow: EscrowParts = {
      ...{ sku: this.#sku, storage: ctx.storage, schema: this.#schema, book: this.#book },
      port: () => servicesOf(env).escrow,
      arm: () => this.#arm(),
    };
    this.#home = place.lane === 0 ? new StockHome(escrow) : null;
    this.#lane = place.lane === 0 ? null : new StockLane(place.lane, escrow);
    if (!this.#schema.empty) this.#outbox.wake(Date.now());
  }

  /** The home of lanes; null for a lane, and for a SKU that was never hot. */
  get #hot(): StockHome | null {
    return this.#home === null || this.#home.state === null ? null : this.#home;
  }

  /** An answer of home, with the lanes that have the rest. */
  #routed<T extends object>(answer: T): Routed<T> {
    return this.#hot === null ? answer : this.#hot.routed(answer);
  }

  level(): Routed<StockLevel> {
    return (this.#hot ?? this.#book).level();
  }

  report(): PlaceReport {
    const report = this.#book.report();
    if (this.#lane !== null) return { ...report, lane: this.#lane.state };
    const home = this.#home?.state ?? null;
    return home === null ? report : { ...report, home };
  }

  /** @param asked what a lane is asked under */
  reserve(request: ReserveRequest, asked = NOT_OPEN): ReserveAnswer | Promise<ReserveAnswer> {
    if (this.#lane !== null) return this.#toldThen(this.#lane.reserve(request, asked));
    if (this.#hot !== null) return this.#toldThen(this.#hot.reserve(request));
    return this.#told(this.#book.reserve(request));
  }

  extend(key: HoldKey, leaseUntil: number): ExtendResult {
    return this.#book.extend(key, leaseUntil);
  }

  commit(key: HoldKey): CommitResult {
    return this.#told(this.#book.commit(key));
  }

  release(key: HoldKey): Routed<ReleaseResult> {
    return this.#told((this.#hot ?? this.#book).release(key));
  }

  uncommit(key: HoldKey): Routed<UncommitResult> {
    return this.#told((this.#hot ?? this.#book).uncommit(key));
  }

  adjust(adjustment: Adjustment): AdjustResult | Promise<AdjustResult> {
    if (this.#hot !== null) return this.#toldThen(this.#hot.adjust(adjustment));
    return this.#told(this.#book.adjust(adjustment));
  }

  takeBack(goods: ReturnedGoods): void {
    this.#told(this.#book.takeBack(goods));
  }

  setGate(gate: Gate): GateResult | Promise<GateResult> {
    return (this.#hot ?? this.#book).setGate(gate);
  }

  liftGate(sale: SaleId): void | Promise<void> {
    return (this.#hot ?? this.#book).liftGate(sale);
  }

  gateTaken(): number {
    return this.#book.gateTaken();
  }

  /** Turns lanes on, a region for each, or off with none. */
  async setLanes(regions: readonly string[]): Promise<void> {
    await this.#home?.setLanes(regions);
  }

  draw(draw: Draw): DrawAnswer {
    return required(this.#home, 'lanes draw from home').draw(draw);
  }

  offer(lane: number): number | null {
    return required(this.#home, 'lanes offer to home').offer(lane);
  }

  recall(recall: Recall): RecallAnswer {
    return required(this.#lane, 'home recalls lanes').recall(recall);
  }

  audit(turn: number): Routed<StockAudit> {
    return this.#routed(this.#book.audit(turn));
  }

  orderStock(orderId: OrderId): Routed<OrderStock> {
    return this.#routed(this.#book.orderStock(orderId));
  }

  reconcile(): number {
    return this.#book.reconcile();
  }

  /** A consumer has acted on these events. */
  acknowledge(receipts: readonly string[]): void {
    if (this.#schema.empty) return;
    this.#outbox.acknowledge(receipts);
    this.#arm();
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    let failed = false;
    try {
      await this.#outbox.flush(Date.now());
      await this.#askForLeases();
      await (this.#lane ?? this.#hot)?.settle();
    } catch (error) {
      failed = true;
      log('error', 'stock_alarm_failed', { sku: this.#sku, error: describeError(error) });
    }
    this.#arm(failed ? Date.now() + ALARM_RETRY_MS : 0);
  }

  /** Asks the orders whose leases have ended; the stock drops no hold by itself. */
  async #askForLeases(): Promise<void> {
    const now = Date.now();
    const ended = this.#book.endedLeases(now);
    if (ended.length === 0) return;
    const lane = this.#lane?.place ?? (this.#hot === null ? null : 0);
    const place = lane === null ? {} : { place: { sku: this.#sku, lane } };
    const { verdictOf } = servicesOf(this.env);
    const settled = await settleLeases(ended, now, (key) => verdictOf({ ...key, ...place }));
    for (const { key } of settled.filter((lease) => lease.silent)) {
      log('warn', 'order_gave_no_verdict', { sku: this.#sku, order: key.orderId });
    }
    this.#book.settle(settled);
  }

  /** Sends what a change told, and sets the alarm for what is left. */
  #told<T>(result: T): T {
    if (!this.#schema.empty) this.#arm();
    return result;
  }

  #toldThen<T>(result: Promise<T>): Promise<T> {
    return result.finally(() => this.#told(null));
  }

  /** The timer sends; the alarm does where this instance dies before that, or nobody acted. */
  #arm(notBefore = 0): void {
    const now = Date.now();
    this.ctx.waitUntil(this.#outbox.flush(now));
    const { dueAt } = this.#outbox;
    if (dueAt !== null && dueAt <= now + Math.max(this.#book.tellMs, SOON_MS)) {
      // Still due just after a flush, it could not be read: it is not asked for without a pause.
      this.#flushAt(dueAt > now ? dueAt : now + SOON_MS);
    }
    const eventsBy = dueAt === null ? Infinity : dueAt + this.#guardMs;
    const escrowBy = (this.#lane ?? this.#hot)?.dueAt ?? Infinity;
    const due = Math.min(this.#book.firstLease ?? Infinity, eventsBy, escrowBy);
    this.#alarm.arm(due === Infinity ? null : Math.max(due, notBefore));
  }

  #flushAt(at: number): void {
    if (this.#flushing <= at) return;
    this.#flushing = at;
    setTimeout(() => {
      if (this.#flushing === at) this.#flushing = Infinity;
      this.#arm();
    }, at - Date.now());
  }
}
