/**
 * The one owner of a SKU's stock in all warehouses: a single writer, so that two callers never see
 * the same last unit. The books decide; this class gives them storage, an alarm and a queue.
 */
import { DurableObject } from 'cloudflare:workers';
import { settleLeases } from '../src/inventory/leases.ts';
import type {
  AdjustResult,
  Adjustment,
  CommitResult,
  ExtendResult,
  HoldKey,
  ReleaseResult,
  ReserveRequest,
  ReserveResult,
  StockLevel,
  StockReport,
  UncommitResult,
} from '../src/inventory/stock.ts';
import { required } from '../src/kernel/assert.ts';
import { asSku } from '../src/kernel/ids.ts';
import type { Sku } from '../src/kernel/ids.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import { describeError, log } from '../src/platform/log.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { Outbox } from '../src/platform/outbox.ts';
import { servicesOf } from '../src/services.ts';
import { STOCK_SCHEMA } from './sku-stock-rows.ts';
import { StockBook } from './stock-book.ts';

/** Mean time between messages of one SKU: a hot one tells its state once a second. */
const EVENT_SPACING_MS = 1_000;
/** An order touches a SKU twice, often within a second: that much goes without an alarm's help. */
const EVENT_BURST = 4;
/** Wait after an alarm that failed. */
const ALARM_RETRY_MS = 5_000;

export class SkuStock extends DurableObject<Env> {
  readonly #sku: Sku;
  readonly #schema: ObjectSchema;
  readonly #book: StockBook;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'a SkuStock is named by its SKU');
    this.#sku = required(asSku(name), 'a SkuStock is named by its SKU');
    this.#schema = new ObjectSchema(ctx.storage, STOCK_SCHEMA);
    this.#alarm = new Alarm(ctx.storage);
    const options = {
      retryMs: configOf(env).outboxRetryMs,
      spacingMs: EVENT_SPACING_MS,
      burst: EVENT_BURST,
    };
    this.#outbox = new Outbox(ctx.storage.sql, env.EVENTS, { kind: 'stock', name }, options);
    this.#book = new StockBook(this.#sku, ctx.storage.sql, this.#schema, this.#outbox);
    if (!this.#schema.empty) this.#outbox.wake(Date.now());
  }

  level(): StockLevel {
    return this.#book.level();
  }

  report(): StockReport {
    return this.#book.report();
  }

  reserve(request: ReserveRequest): ReserveResult {
    return this.#told(this.#book.reserve(request));
  }

  extend(key: HoldKey, leaseUntil: number): ExtendResult {
    return this.#book.extend(key, leaseUntil);
  }

  commit(key: HoldKey): CommitResult {
    return this.#told(this.#book.commit(key));
  }

  release(key: HoldKey): ReleaseResult {
    return this.#told(this.#book.release(key));
  }

  uncommit(key: HoldKey): UncommitResult {
    return this.#told(this.#book.uncommit(key));
  }

  adjust(adjustment: Adjustment): AdjustResult {
    return this.#told(this.#book.adjust(adjustment));
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
    const settled = await settleLeases(ended, now, servicesOf(this.env).verdictOf);
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

  #arm(notBefore = 0): void {
    this.ctx.waitUntil(this.#outbox.flush(Date.now()));
    const due = Math.min(this.#book.firstLease ?? Infinity, this.#outbox.dueAt ?? Infinity);
    this.#alarm.arm(due === Infinity ? null : Math.max(due, notBefore));
  }
}
