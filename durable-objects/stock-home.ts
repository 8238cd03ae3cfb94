/**
 * The home of a hot SKU's escrow: it grants stock to lanes while they are open, takes the rest
 * back, and reserves alone in between. Decisions are `inventory/escrow.ts`'s. A SKU that was never
 * hot has no row of this, and nothing here is asked of it.
 */
import {
  NEW_HOME,
  flagged,
  isSettled,
  lanesWithStock,
  onDraw,
  onOffer,
  onRecalled,
  opened,
  recallAll,
  recallOf,
} from '../src/inventory/escrow.ts';
import type { Draw, DrawAnswer, Home } from '../src/inventory/escrow.ts';
import type { Gate, GateResult } from '../src/inventory/gate.ts';
import type { LaneMap, ReserveAnswer, Routed } from '../src/inventory/routing.ts';
import type {
  AdjustResult,
  Adjustment,
  HoldKey,
  ReleaseResult,
  ReserveRequest,
  StockLevel,
  UncommitResult,
} from '../src/inventory/stock.ts';
import type { SaleId } from '../src/kernel/ids.ts';
import { fail } from '../src/kernel/result.ts';
import { describeError, log } from '../src/platform/log.ts';
import { ESCROW_RETRY_MS } from './stock-lane.ts';
import type { EscrowParts } from './stock-lane.ts';

const KEY = 'home';
/** Times a reservation waits for lanes to give back: the second time for what came in meanwhile. */
const MOST_GATHERS = 3;

export class StockHome {
  readonly #parts: EscrowParts;
  #home: Home | null;
  /** Recalls on their way: whoever needs what they bring waits for them. */
  #gathered: Promise<void> | null = null;
  #retryAt = 0;

  constructor(parts: EscrowParts) {
    this.#parts = parts;
    const { schema, storage, book } = parts;
    this.#home = (schema.empty ? undefined : storage.kv.get<Home>(KEY)) ?? null;
    book.part = this.#part();
  }

  /** Null for a SKU that was never hot. */
  get state(): Home | null {
    return this.#home;
  }

  /** When it has to ask a lane again. */
  get dueAt(): number | null {
    return this.#home === null || isSettled(this.#home)
      ? null
      : Math.max(this.#retryAt, Date.now());
  }

  /** What who asks home has to know of its lanes; null where there never were any. */
  get #map(): LaneMap | null {
    if (this.#home === null) return null;
    const { open, epoch, regions, ever } = this.#home;
    const stocked = lanesWithStock(this.#home);
    return { epoch: open ? epoch : null, gate: this.#gate, regions, ever, stocked };
  }

  /** An answer of home that may not be the whole one, with where else to ask. */
  routed<T extends object>(answer: T): Routed<T> {
    const lanes = this.#map;
    return lanes === null ? answer : { ...answer, lanes };
  }

  level(): Routed<StockLevel> {
    const level = this.#parts.book.level();
    return this.#part() === null ? level : this.routed(level);
  }

  /** What home has never heard of may be a lane's business. */
  release(key: HoldKey): Routed<ReleaseResult> {
    const { book } = this.#parts;
    const { held, sold } = book.orderStock(key.orderId);
    const released = book.release(key);
    return held + sold === 0 ? this.routed(released) : released;
  }

  uncommit(key: HoldKey): Routed<UncommitResult> {
    const undone = this.#parts.book.uncommit(key);
    return undone.ok ? undone : this.routed(undone);
  }

  /** Home's part is not the whole while lanes have some. */
  #part(): number | null {
    return this.#home === null || lanesWithStock(this.#home).length === 0 ? null : 0;
  }

  #keep(home: Home): void {
    if (home === this.#home) return;
    this.#parts.schema.prepare();
    this.#parts.storage.kv.put(KEY, home);
    this.#home = home;
    this.#parts.book.part = this.#part();
    this.#parts.arm();
  }

  /** Throws where a lane does not answer and its stock may be needed: sold out is said for sure. */
  async reserve(request: ReserveRequest): Promise<ReserveAnswer> {
    const { book } = this.#parts;
    for (let tries = 0; tries < MOST_GATHERS; tries++) {
      const home = this.#opened();
      const answer = book.reserve(request, { mayTake: !home.open });
      if (answer.ok || answer.reason === 'closed') return answer;
      if (home.open) return this.routed(fail({ reason: 'elsewhere' }));
      if (isSettled(home)) return answer;
      await this.gather();
    }
    throw new Error('a lane does not give back its stock');
  }

  /** The gate that stands before the SKU now, or will while lanes are open. */
  get #gate(): Gate | null {
    const { gate } = this.#parts.book;
    return gate !== null && Date.now() < gate.until ? gate : null;
  }

  /**
   * Home after its lanes have opened, if that is worth it now: not while a sale may sell only a
   * part of the stock, which is counted in one place.
   */
  #opened(): Home {
    const home = this.#home ?? NEW_HOME;
    const counted = this.#gate !== null && this.#gate.quantity !== null;
    const open = counted ? null : opened(home, this.#parts.book.rows);
    if (open !== null) this.#keep(open);
    return open ?? home;
  }

  /** Sets the flag. Lanes open at the next reservation that finds enough for it. */
  async setLanes(regions: readonly string[]): Promise<void> {
    const home = this.#home ?? NEW_HOME;
    if (home.regions.join() === regions.join()) return;
    this.#retryAt = 0;
    this.#keep(flagged(home, regions));
    await this.gather();
  }

  draw(draw: Draw): DrawAnswer {
    if (this.#home === null) return { kind: 'closed', number: draw.number, epoch: draw.epoch };
    const { book } = this.#parts;
    const { state, goods, answer } = onDraw(this.#home, book.rows, draw);
    book.transfer('granted', { lane: draw.lane, number: draw.number }, goods, -1);
    this.#keep(state);
    return answer;
  }

  offer(lane: number): number | null {
    if (this.#home === null) return null;
    const { state, keepFor } = onOffer(this.#home, lane);
    this.#keep(state);
    return keepFor;
  }

  /** People's changes are made at home; what takes more than home has is first recalled. */
  async adjust(adjustment: Adjustment): Promise<AdjustResult> {
    const { book } = this.#parts;
    const home = this.#home ?? NEW_HOME;
    const whole = !home.open && isSettled(home);
    const adjusted = book.adjust(whole ? adjustment : { ...adjustment, force: false });
    if (whole || adjusted.ok || adjusted.reason === 'movement_id_reused') return adjusted;
    this.#keep(recallAll(home));
    await this.gather();
    return book.adjust(adjustment);
  }

  /** What its alarm does. */
  async settle(): Promise<void> {
    if (this.dueAt !== null && this.dueAt <= Date.now()) await this.gather();
  }

  /** A gate holds for a whole epoch, so the one before is ended first. */
  async setGate(gate: Gate): Promise<GateResult> {
    await this.#endEpoch();
    if (this.#home?.open === true || this.dueAt !== null) throw new Error('lanes are not closed');
    return this.#parts.book.setGate(gate);
  }

  /** Takes a sale's gate away: lanes that still hold to it are recalled. */
  async liftGate(sale: SaleId): Promise<void> {
    if (this.#parts.book.gate?.sale !== sale) return;
    await this.#endEpoch();
    this.#parts.book.liftGate(sale);
  }

  async #endEpoch(): Promise<void> {
    if (this.#home?.open === true) this.#keep(recallAll(this.#home));
    await this.gather();
  }

  /** Recalls what is to be recalled; a lane that does not answer is asked again by the alarm. */
  gather(): Promise<void> {
    this.#gathered ??= this.#recallAll().finally(() => {
      this.#gathered = null;
    });
    return this.#gathered;
  }

  async #recallAll(): Promise<void> {
    const accounts = this.#home?.accounts.filter(({ recalling }) => recalling) ?? [];
    if (accounts.length === 0) return;
    this.#retryAt = Date.now() + ESCROW_RETRY_MS;
    await Promise.all(accounts.map(({ lane }) => this.#recall(lane)));
    if (this.#part() === null) this.#parts.book.stands();
    this.#parts.arm();
  }

  async #recall(lane: number): Promise<void> {
    const { sku, book, port } = this.#parts;
    const recall = this.#home === null ? null : recallOf(this.#home, lane);
    if (recall === null) return;
    try {
      const answer = await port().recall(sku, lane, recall);
      if (this.#home === null) return;
      const { state, goods } = onRecalled(this.#home, lane, answer);
      this.#keep(state);
      book.transfer('recalled', { lane, number: recall.number }, goods, 1);
    } catch (error) {
      log('warn', 'lane_not_recalled', { sku, lane, error: describeError(error) });
    }
  }
}
