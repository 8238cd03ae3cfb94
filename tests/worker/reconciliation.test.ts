/** Planted differences of each kind: found, and mended or shown; a sound shop has none. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import type { PaymentView } from '../../src/orders/view.ts';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import type { DifferenceKind } from '../../src/reconciliation/difference.ts';
import type { FoundDifference, ReconciliationSummary } from '../../src/reconciliation/view.ts';
import { addFault, clearFaults } from './support/inbox.ts';
import { paymentsOf, refundsOf, stripeControl, stripePost } from './support/stripe.ts';
import {
  ADMIN,
  Buyer,
  call,
  orderOf,
  pay,
  stockOf,
  stockProduct,
  unique,
  until,
} from './support/shop.ts';
import type { CheckoutBody } from './support/shop.ts';

const RUNS = '/api/admin/reconciliations';

afterEach(() => {
  vi.useRealTimers();
});

/** Lets everything that was made before be old enough to be looked at. */
const pass = (minutes: number): unknown =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * MINUTE_MS });

type Report = ReconciliationSummary & { found: FoundDifference[] };

async function run(minutes = 3): Promise<Report> {
  pass(minutes);
  const answer = await call<ReconciliationSummary>('POST', RUNS, { headers: ADMIN });
  vi.useRealTimers();
  expect(answer).toMatchObject({ status: 200, body: { failures: [] } });
  return (await call<Report>('GET', `${RUNS}/${answer.body.id}`, { headers: ADMIN })).body;
}

/** What a run has to say of one subject. */
async function foundOf(subject: string, minutes?: number) {
  const { found } = await run(minutes);
  return found
    .filter((difference) => difference.subject === subject)
    .map(({ kind, outcome }) => ({ kind, outcome }));
}

const mended = (kind: DifferenceKind) => [{ kind, outcome: 'mended' }];
const shown = (kind: DifferenceKind) => [{ kind, outcome: 'needs_attention' }];

type Placed = { order: CheckoutBody['order']; item: string; payment: string };

async function placed(quantity = 1): Promise<Placed> {
  const item = await stockProduct(unique('item'), { stock: 9 });
  const buyer = new Buyer();
  await buyer.add(item, quantity);
  const { body } = await buyer.checkout('key');
  const payment = required(body.payment?.reference, 'a payment');
  return { order: body.order, item, payment };
}

async function confirmed(quantity = 1) {
  const { order, item, payment } = await placed(quantity);
  const way = await call<PaymentView>('POST', `/api/orders/${order.id}/payment`, {
    headers: { 'order-token': order.token, 'idempotency-key': 'k' },
  });
  await pay(way.body);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  await rowOf(order.id, ({ status }) => status === 'confirmed');
  return { order, item, payment };
}

type Row = { status: string; total: number; refunded: number; attention: string | null };

/** The order's row in the back office, once it holds. */
const rowOf = (id: string, holds: (row: Row) => boolean): Promise<Row | null> =>
  until(
    () => env.BACKOFFICE_DB.prepare('SELECT * FROM order_row WHERE id = ?').bind(id).first<Row>(),
    (row) => row !== null && holds(row),
  );

/** Writes to an order behind its back. */
async function edit(id: string, change: (state: Record<string, unknown>) => object): Promise<void> {
  const stub = env.ORDER.getByName(id);
  await runInDurableObject(stub, (_, { storage }) => {
    const row = storage.sql
      .exec<{ body: string }>("SELECT body FROM record WHERE name = 'state'")
      .one();
    const state: Record<string, unknown> = JSON.parse(row.body);
    storage.sql.exec(
      "UPDATE record SET body = ? WHERE name = 'state'",
      JSON.stringify({ ...state, ...change(state) }),
    );
  });
  await evictDurableObject(stub);
}

async function stockSql(item: string, statement: string, ...bound: SqlStorageValue[]) {
  const stub = env.SKU_STOCK.getByName(item);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(statement, ...bound);
  });
  await evictDurableObject(stub);
}

const marks = (order: string) => ({
  'metadata[order]': order,
  'metadata[shop]': 'edgewise',
  'metadata[environment]': 'development',
});

/** A payment that the shop's adapter did not make. */
const plantPayment = (order: string, form: Record<string, string> = {}) =>
  stripePost<{ id: string }>('payment_intents', {
    ...{ amount: '1490', currency: 'eur', capture_method: 'manual' },
    ...{ 'allowed_payment_method_types[]': 'card' },
    ...marks(order),
    ...form,
  });

const statusAt = async (order: string, payment: string) =>
  (await paymentsOf(order)).find(({ id }) => id === payment)?.status;

const orderId = (text: string) => required(asOrderId(text), 'an order id');

beforeAll(async () => {
  await confirmed(2);
  await placed();
});

test('a sound shop has no differences, and each part is gone through', async () => {
  const { order } = await confirmed();
  await call('POST', `/api/admin/orders/${order.id}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': 'r' },
    body: { amount: 100, reason: 'late' },
  });
  await rowOf(order.id, () => true);
  const { found, checked, ended_at: endedAt } = await run();
  expect(found).toEqual([]);
  expect(checked.payments).toBeGreaterThanOrEqual(3);
  expect(checked.orders).toBeGreaterThanOrEqual(3);
  expect(checked.skus).toBeGreaterThanOrEqual(3);
  expect(endedAt).not.toBeNull();
});

test('a payment that no order knows is cancelled; one that was taken is shown', async () => {
  const open = await plantPayment('order-nobody-1');
  const taken = await plantPayment('order-nobody-2', {
    ...{ capture_method: 'automatic', confirm: 'true', payment_method: 'pm_card_visa' },
    return_url: 'https://shop.example/',
  });
  const other = await plantPayment('order-nobody-3', { 'metadata[shop]': 'another' });
  const { found } = await run();
  const of = (subject: string) => found.filter((difference) => difference.subject === subject);
  expect(of(open.id)).toMatchObject(mended('payment_without_order'));
  expect(await statusAt('order-nobody-1', open.id)).toBe('canceled');
  expect(of(taken.id)).toMatchObject(shown('captured_without_order'));
  expect(of(taken.id)[0]?.action).toContain('refund the payment');
  expect(of(other.id)).toEqual([]);
  expect(await foundOf(open.id)).toEqual([]);
});

test('a second payment of an order is cancelled, and shown where it was taken', async () => {
  const { order } = await confirmed();
  const open = await plantPayment(order.id);
  expect(await foundOf(open.id)).toEqual(mended('payment_not_stored'));
  expect(await statusAt(order.id, open.id)).toBe('canceled');
  const taken = await plantPayment(order.id, {
    ...{ capture_method: 'automatic', confirm: 'true', payment_method: 'pm_card_visa' },
    return_url: 'https://shop.example/',
  });
  expect(await foundOf(taken.id)).toEqual(shown('second_capture'));
  await rowOf(order.id, ({ attention }) => attention?.includes(taken.id) === false);
  expect((await orderOf(order)).status).toBe('confirmed');
});

test('a payment that nobody told the order of is noticed, and the order is confirmed', async () => {
  const { order, payment } = await placed();
  await rowOf(order.id, () => true);
  await addFault({ host: 'webhooks', kind: 'drop', times: 100, contains: order.id });
  await stripePost(`payment_intents/${payment}/confirm`, {
    ...{ payment_method: 'pm_card_visa', return_url: 'https://shop.example/' },
  });
  expect((await orderOf(order)).status).toBe('awaiting_payment');
  expect(await foundOf(payment)).toEqual(mended('payment_not_noticed'));
  expect((await orderOf(order)).status).toBe('confirmed');
  await clearFaults();
});

test('an ended order that can still be paid has its payment cancelled', async () => {
  const { order, payment } = await placed();
  await rowOf(order.id, () => true);
  await edit(order.id, () => ({ status: 'expired', ending: { cause: 'expired' }, poll: null }));
  const { found } = await run();
  const kinds = found.filter(({ order: id }) => id === order.id).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['hold_of_ended_order', 'payable_after_end', 'row_differs']);
  expect(await statusAt(order.id, payment)).toBe('canceled');
});

test('money that an ended order was paid is shown, and given back when staff cancels', async () => {
  const { order, payment } = await confirmed();
  await edit(order.id, () => ({ status: 'expired', ending: { cause: 'expired' }, tender: null }));
  expect(await foundOf(payment)).toEqual(shown('captured_after_end'));
  const open = await orderOf(order);
  expect(open).toMatchObject({ status: 'needs_attention', payment: { status: 'captured' } });
  await call('POST', `/api/admin/orders/${order.id}/cancel`, { headers: ADMIN });
  expect(await orderOf(order)).toMatchObject({
    status: 'cancelled',
    payment: { status: 'refunded' },
  });
});

test('a confirmed order whose payment was never taken is shown', async () => {
  const { order, payment } = await placed();
  await rowOf(order.id, () => true);
  const tender = { kind: 'card', reference: payment, authorised: 1_490, captured: 1_490 };
  await edit(order.id, () => ({
    ...{ status: 'confirmed', cartSettled: true, poll: null },
    tender: { ...tender, refunded: 0 },
  }));
  expect(await foundOf(payment)).toEqual(shown('confirmed_unpaid'));
  const row = await rowOf(order.id, ({ attention }) => attention !== null);
  expect(row?.attention).toContain('Do not ship');
});

test('a refund made at the provider is taken in; one that is not there is shown', async () => {
  const { order, payment } = await confirmed();
  await addFault({ host: 'webhooks', kind: 'drop', times: 100, contains: payment });
  await stripePost('refunds', { payment_intent: payment, amount: '250' });
  expect(await foundOf(payment)).toEqual(mended('refund_differs'));
  const { refunds } = await orderOf(order);
  expect(refunds).toMatchObject([{ amount: { amount: 250 }, status: 'succeeded' }]);
  await clearFaults();
  await edit(order.id, ({ refunds: known }) => ({
    refunds: (Array.isArray(known) ? known : []).map((refund: object) => ({
      ...refund,
      amount: 300,
    })),
  }));
  expect(await foundOf(payment)).toEqual(shown('refund_differs'));
  expect((await rowOf(order.id, ({ attention }) => attention !== null))?.attention).toContain(
    'gave back 250, the order says 300',
  );
});

test('holds and sales that outlived their order go back to the stock', async () => {
  const { order, item } = await confirmed(2);
  await edit(order.id, () => ({ status: 'cancelled', ending: { cause: 'expired' } }));
  const kinds = await foundOf(item);
  expect(kinds).toContainEqual({ kind: 'sale_of_ended_order', outcome: 'mended' });
  expect(await stockOf(item)).toMatchObject({ on_hand: 9, reserved: 0, sold: 0 });
});

test('stock of an order that was never placed: a hold goes back, a sale is shown', async () => {
  const [held, sold] = [
    await stockProduct(unique('item'), { stock: 5 }),
    await stockProduct(unique('item'), { stock: 5 }),
  ];
  const request = { round: 1, quantity: 2, buyer: 'b', pass: null };
  const leaseUntil = Date.now() + 60 * MINUTE_MS;
  const [ghost, other] = [orderId('order-ghost-1'), orderId('order-ghost-2')];
  await env.SKU_STOCK.getByName(held).reserve({ ...request, orderId: ghost, leaseUntil });
  await env.SKU_STOCK.getByName(sold).reserve({ ...request, orderId: other, leaseUntil });
  await env.SKU_STOCK.getByName(sold).commit({ orderId: other, round: 1 });
  const { found } = await run();
  const of = (sku: string) => found.filter(({ subject }) => subject === sku);
  expect(of(held)).toMatchObject(mended('hold_of_unknown_order'));
  expect(of(sold)).toMatchObject(shown('sale_of_unknown_order'));
  expect(await stockOf(held)).toMatchObject({ reserved: 0, available: 5 });
});

test('a hold that is gone is made again while there is stock', async () => {
  const { order, item } = await placed(2);
  await rowOf(order.id, () => true);
  await stockSql(item, 'DELETE FROM hold');
  expect(await foundOf(item)).toContainEqual({ kind: 'hold_missing', outcome: 'mended' });
  expect(await stockOf(item)).toMatchObject({ reserved: 2, available: 7 });
});

test('a sale that is not in the books is shown, and a hold in its place is sold', async () => {
  const { item } = await confirmed(2);
  await stockSql(item, "DELETE FROM movement WHERE kind = 'sold'");
  const kinds = await foundOf(item);
  expect(kinds).toContainEqual({ kind: 'sale_missing', outcome: 'needs_attention' });
  expect(kinds).toContainEqual({ kind: 'ledger_sum', outcome: 'needs_attention' });
  const second = await placed(1);
  await rowOf(second.order.id, () => true);
  await edit(second.order.id, () => ({ status: 'needs_attention', poll: null }));
  await edit(second.order.id, () => ({ status: 'confirmed', cartSettled: true }));
  expect(await foundOf(second.item)).toContainEqual({ kind: 'sale_missing', outcome: 'mended' });
  expect(await stockOf(second.item)).toMatchObject({ on_hand: 8, reserved: 0, sold: 1 });
});

test('a wrong sum is made anew, and another quantity than ordered is shown', async () => {
  const { order, item } = await placed(2);
  await rowOf(order.id, () => true);
  await runInDurableObject(env.SKU_STOCK.getByName(item), (_, { storage }) => {
    storage.sql.exec('UPDATE hold SET quantity = 3');
  });
  const kinds = await foundOf(item);
  expect(kinds).toContainEqual({ kind: 'reserved_sum', outcome: 'mended' });
  expect(kinds).toContainEqual({ kind: 'quantity_differs', outcome: 'needs_attention' });
  expect(await stockOf(item)).toMatchObject({ reserved: 3, available: 6 });
  await stockSql(item, 'UPDATE hold SET quantity = 2');
});

test('a ledger that was written to shows itself', async () => {
  const { item } = await confirmed(1);
  await stockSql(item, "UPDATE movement SET reason = 'x' WHERE kind = 'sold'");
  expect(await foundOf(item)).toEqual(shown('ledger_edited'));
});

test('a row that is wrong, or gone, is written anew; one without an order is shown', async () => {
  const { order } = await confirmed();
  const db = env.BACKOFFICE_DB;
  await db.prepare('UPDATE order_row SET total = 1 WHERE id = ?').bind(order.id).run();
  await settledOutbox(order.id);
  expect(await foundOf(order.id)).toEqual(mended('row_differs'));
  expect((await rowOf(order.id, () => true))?.total).toBe(1_490);
  await db.prepare('DELETE FROM order_row WHERE id = ?').bind(order.id).run();
  expect(await foundOf(order.id)).toEqual(mended('row_missing'));
  expect((await rowOf(order.id, () => true))?.total).toBe(1_490);
  await db
    .prepare(
      `INSERT INTO order_row SELECT placed_at + 1, 'order-no-object', version, number, status,
       currency, total, captured, refunded, buyer, country, lines, attention
       FROM order_row WHERE id = ?`,
    )
    .bind(order.id)
    .run();
  expect(await foundOf('order-no-object')).toEqual(shown('row_without_order'));
  await db.prepare("DELETE FROM order_row WHERE id = 'order-no-object'").run();
});

/** Waits until all events of an order were acted on. */
const settledOutbox = (id: string) =>
  until(
    async () => (await env.ORDER.getByName(id).audit())?.untold,
    (untold) => untold === 0,
  );

test('an order whose alarm never came is driven on', async () => {
  const { order } = await placed();
  await rowOf(order.id, () => true);
  await runInDurableObject(env.ORDER.getByName(order.id), async (_, { storage }) => {
    await storage.deleteAlarm();
  });
  expect(await foundOf(order.id, 40)).toContainEqual({ kind: 'order_stuck', outcome: 'mended' });
  expect((await orderOf(order)).status).toBe('expired');
});

test('a refund that failed weeks later, of which no word came, is owed again', async () => {
  const { order, payment } = await confirmed();
  await call('POST', `/api/admin/orders/${order.id}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': 'a' },
    body: { amount: 250, reason: 'late' },
  });
  expect((await orderOf(order)).refunds).toMatchObject([{ status: 'succeeded' }]);
  await rowOf(order.id, (row) => row.refunded === 250);
  await addFault({ host: 'webhooks', kind: 'drop', times: 100, contains: payment });
  const [made] = await refundsOf(payment);
  await stripeControl(`refunds/${made?.id}/settle`, { outcome: 'failed' });
  expect(await foundOf(payment, (60 * DAY_MS) / MINUTE_MS)).toEqual(mended('refund_differs'));
  await clearFaults();
  expect((await orderOf(order)).refunds).toMatchObject([{ status: 'failed' }]);
  const told = await rowOf(order.id, ({ attention }) => attention !== null);
  expect(told?.attention).toContain('has failed: it is owed again');
});
