/**
 * The one owner of an order: its money and its saga. Its name is the digest of who ordered and the
 * Idempotency-Key, so the same request always meets the same object.
 */
import { DurableObject } from 'cloudflare:workers';
import { required } from '../src/kernel/assert.ts';
import { asOrderId } from '../src/kernel/ids.ts';
import { fail, ok } from '../src/kernel/result.ts';
import { MINUTE_MS } from '../src/kernel/time.ts';
import type { DataCare } from '../src/orders/care.ts';
import type { HoldQuestion, Verdict } from '../src/inventory/stock.ts';
import type { EndingCause } from '../src/orders/order.ts';
import type { Once, OnceKey, PlaceAnswer, PlaceOrder, Placed } from '../src/orders/port.ts';
import { billedOrder } from '../src/orders/billing.ts';
import type { BilledOrder } from '../src/orders/billing.ts';
import { placeAnswer, verdictOf } from '../src/orders/answers.ts';
import { auditOf, reopen } from '../src/orders/audit.ts';
import type { OrderAudit } from '../src/orders/audit.ts';
import type { PaymentSnapshot } from '../src/payments/gateway.ts';
import { requestRefund } from '../src/orders/refunds.ts';
import type { RefundRefusal, RefundRequest } from '../src/orders/refunds.ts';
import { checkMoney } from '../src/orders/money-check.ts';
import { cancel, checkPayment, clearAttention, flag } from '../src/orders/saga-commands.ts';
import type { CancelRefusal, ClearRefusal, Clearance } from '../src/orders/saga-commands.ts';
import { begin, hasEnded } from '../src/orders/saga-move.ts';
import { changeShipment, createShipment } from '../src/orders/shipments.ts';
import type { NewShipment, ShipmentChange, ShipmentRefusal } from '../src/orders/shipments.ts';
import { changeReturn, requestReturn } from '../src/orders/returns.ts';
import type { ReturnChange, ReturnRefusal, ReturnRequest } from '../src/orders/returns.ts';
import { staffView } from '../src/orders/staff-view.ts';
import type { StaffView } from '../src/orders/staff-view.ts';
import { orderView, paymentView } from '../src/orders/view.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { eventQueue } from '../src/platform/large-messages.ts';
import { Outbox } from '../src/platform/outbox.ts';
import { vaultOf } from '../src/platform/vault.ts';
import { servicesOf } from '../src/services.ts';
import { OrderDriver } from './order-driver.ts';
import { commandOnce } from './order-once.ts';
import type { Decide } from './order-once.ts';
import { ORDER_SCHEMA, OrderRows } from './order-rows.ts';
import type { StoredOrder } from './order-rows.ts';

/** What the order's placing answered is kept under the one key that no request can send. */
const PLACE = '';

export class Order extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #rows: OrderRows;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;
  #driver: OrderDriver | null = null;
  #superseded = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'an Order is named by its id');
    required(asOrderId(name), 'an Order is named by its id');
    this.#schema = new ObjectSchema(ctx.storage, ORDER_SCHEMA);
    this.#rows = new OrderRows(ctx.storage.sql, vaultOf(env), name);
    this.#alarm = new Alarm(ctx.storage);
    const options = { retryMs: configOf(env).outboxRetryMs };
    const queue = eventQueue(env.EVENTS, env.JOURNAL);
    this.#outbox = new Outbox(ctx.storage.sql, queue, { kind: 'order', name }, options);
    const stored = this.#schema.empty ? null : this.#rows.load();
    if (stored === 'superseded') this.#superseded = true;
    else if (stored !== null) {
      this.#driver = this.#drive(stored);
      this.#outbox.wake(Date.now());
    }
  }

  #drive(order: StoredOrder): OrderDriver {
    const services = servicesOf(this.env);
    return new OrderDriver(
      {
        rows: this.#rows,
        outbox: this.#outbox,
        alarm: this.#alarm,
        ports: services.effects,
        pollMs: services.config.paymentPollMs,
        waitUntil: (promise) => this.ctx.waitUntil(promise),
      },
      order,
    );
  }

  async place(request: PlaceOrder): Promise<PlaceAnswer> {
    if (this.#driver !== null || this.#superseded) {
      return required(await this.replay(request.fingerprint), 'a placed order has an answer');
    }
    this.#schema.prepare();
    this.#rows.insertDocument(request.document, request.fingerprint);
    const state = begin(Date.now());
    this.#rows.saveState(state);
    const driver = this.#drive({ ...request, state });
    this.#driver = driver;
    driver.arm();
    await driver.run();
    const answer = placeAnswer(driver.order, this.#gateway());
    this.#rows.saveAnswer(PLACE, request.fingerprint, answer);
    return { ...answer, replayed: false };
  }

  async replay(fingerprint: string): Promise<PlaceAnswer | null> {
    if (this.#superseded) return { ...fail({ reason: 'superseded' }), replayed: true };
    const driver = this.#driver;
    if (driver === null) return null;
    if (driver.order.fingerprint !== fingerprint) {
      return { ...fail({ reason: 'key_reused' }), replayed: true };
    }
    const given = this.#rows.answer(PLACE);
    if (given !== null) {
      const answer: PlaceAnswer = JSON.parse(given.body);
      return { ...answer, replayed: true };
    }
    await driver.run();
    return { ...placeAnswer(driver.order, this.#gateway()), replayed: true };
  }

  isOf(buyer: string): boolean {
    return this.#driver?.order.document.buyer === buyer;
  }

  view(): Placed | null {
    if (this.#driver === null) return null;
    const { document, state } = this.#driver.order;
    const payment = paymentView(document, state, this.#gateway());
    return { order: orderView(document, state), payment };
  }

  billed(): BilledOrder | null {
    if (this.#driver === null) return null;
    return billedOrder(this.#driver.order.document, this.#driver.order.state);
  }

  forStaff(): StaffView | null {
    if (this.#driver === null) return null;
    const { document, state } = this.#driver.order;
    return staffView(document, state);
  }

  async resolvePayment(): Promise<Placed | null> {
    await this.#driver?.ask(checkPayment);
    return this.view();
  }

  async checkMoney(): Promise<void> {
    await this.#driver?.ask(checkMoney);
  }

  async supersede(): Promise<'ended' | 'in_payment'> {
    if (this.#superseded) return 'ended';
    if (this.#driver === null) {
      this.#schema.prepare();
      this.#rows.insertDocument(null, '');
      this.#superseded = true;
      return 'ended';
    }
    const driver = this.#driver;
    await driver.command((state, context) => cancel(state, 'superseded', context));
    const { state } = driver.order;
    return hasEnded(state) || (state.status === 'confirmed' && state.cartSettled)
      ? 'ended'
      : 'in_payment';
  }

  cancel(cause: EndingCause, once: OnceKey | null): Promise<Once<CancelRefusal>> {
    return this.#once(once, (state, context) => cancel(state, cause, context));
  }

  refund(request: RefundRequest, once: OnceKey): Promise<Once<RefundRefusal>> {
    return this.#once(once, (state, context) => requestRefund(state, request, context));
  }

  ship(request: NewShipment, once: OnceKey | null): Promise<Once<ShipmentRefusal>> {
    return this.#once(once, (state, context) => createShipment(state, request, context));
  }

  changeShipment(id: string, change: ShipmentChange): Promise<Once<ShipmentRefusal>> {
    return this.#once(null, (state, context) => changeShipment(state, id, change, context));
  }

  askReturn(request: ReturnRequest, once: OnceKey | null): Promise<Once<ReturnRefusal>> {
    return this.#once(once, (state, context) => requestReturn(state, request, context));
  }

  changeReturn(id: string, change: ReturnChange): Promise<Once<ReturnRefusal>> {
    return this.#once(null, (state, context) => changeReturn(state, id, change, context));
  }

  async flag(attention: string): Promise<void> {
    await this.#driver?.command((state) => ok(flag(state, attention)));
  }

  clearAttention(clearance: Clearance): Promise<Once<ClearRefusal>> {
    return this.#once(null, (state) => clearAttention(state, clearance));
  }

  audit(): OrderAudit | null {
    if (this.#driver === null) return null;
    return auditOf(this.#driver.order, this.#outbox.waiting, Date.now());
  }

  async wake(): Promise<void> {
    await this.#driver?.tick();
  }

  async reopen(payment: PaymentSnapshot, attention: string): Promise<boolean> {
    const moved = await this.#driver?.command((state, context) =>
      reopen(state, payment, attention, context),
    );
    return moved?.ok ?? false;
  }

  verdict(question: HoldQuestion): Verdict {
    if (this.#driver === null) return { kind: 'release' };
    return verdictOf(this.#driver.order, question, Date.now() + MINUTE_MS);
  }

  care(what: DataCare): boolean {
    return this.#driver?.care(what) ?? what === 'forget_person';
  }

  /** A consumer has acted on these events. */
  acknowledge(receipts: readonly string[]): void {
    if (this.#driver === null) return;
    this.#outbox.acknowledge(receipts);
    this.#driver.arm();
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#driver?.ring();
  }

  #gateway(): { name: string; publishableKey: string } {
    const { effects, config } = servicesOf(this.env);
    return { name: effects.gateway.name, publishableKey: config.stripe.publishableKey };
  }

  #once<F extends { reason: string }>(once: OnceKey | null, decide: Decide<F>): Promise<Once<F>> {
    return commandOnce({ driver: this.#driver, rows: this.#rows }, once, decide);
  }
}
