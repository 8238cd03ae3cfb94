/** Money that moves at the provider: refunds that end late, refunds made there, and disputes. */
import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { delivered, disturb } from './support/bought.ts';
import { addFault } from './support/inbox.ts';
import { orderOf, stockOf, until } from './support/shop.ts';
import { refundsOf, stripePost, stripeControl } from './support/stripe.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Bought = Awaited<ReturnType<typeof delivered>>;

/** Loses every webhook that is about a payment. */
const loseWebhooks = (payment: string) =>
  addFault({ host: 'webhooks', kind: 'drop', times: 100, contains: payment });

/** Ends a refund at the provider. */
async function end({ payment }: Bought, outcome: 'succeeded' | 'failed', nth = 0): Promise<void> {
  const { id } = required((await refundsOf(payment)).toReversed()[nth], 'a refund');
  await stripeControl(`refunds/${id}/settle`, { outcome });
}

/** Lets the order's alarm fire, as late as it may be due. */
async function wakeLater(order: string): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
  await runDurableObjectAlarm(env.ORDER.getByName(order));
}

/** Sends back all cups, which are refunded by a card whose refunds stay pending. */
async function pendingReturn() {
  const bought = await delivered({ card: 'pm_card_pendingRefund' });
  const id = await bought.cupsBack(3);
  await bought.staff.patch(`returns/${id}`, { status: 'approved' });
  const { body } = await bought.staff.patch(`returns/${id}`, { status: 'received' });
  return { bought, body };
}

test('a pending refund is pending until the provider says what became of it', async () => {
  const { bought, body } = await pendingReturn();
  expect(body.refunds).toMatchObject([{ status: 'pending', amount: { amount: 999 } }]);
  expect(body.returns).toMatchObject([{ status: 'received' }]);
  expect(await stockOf(bought.cups.sku)).toMatchObject({ on_hand: 10 });
  await end(bought, 'succeeded');
  const paid = await until(
    () => orderOf(bought.order),
    ({ refunds }) => refunds[0]?.status === 'succeeded',
  );
  expect(paid.returns).toMatchObject([{ status: 'refunded' }]);
});

test('with every webhook lost the order asks by itself', async () => {
  const { bought } = await pendingReturn();
  await loseWebhooks(bought.payment);
  await end(bought, 'succeeded');
  await wakeLater(bought.order.id);
  expect((await orderOf(bought.order)).returns).toMatchObject([{ status: 'refunded' }]);
});

test('a pending refund is asked about again while the provider does not say', async () => {
  const { bought } = await pendingReturn();
  await loseWebhooks(bought.payment);
  await wakeLater(bought.order.id);
  expect((await orderOf(bought.order)).refunds).toMatchObject([{ status: 'pending' }]);
  await end(bought, 'succeeded');
  await wakeLater(bought.order.id);
  expect((await orderOf(bought.order)).refunds).toMatchObject([{ status: 'succeeded' }]);
});

test('a refund that fails late is owed again, and staff is told', async () => {
  const { bought } = await pendingReturn();
  await end(bought, 'failed');
  const failed = await until(
    () => orderOf(bought.order),
    ({ refunds }) => refunds[0]?.status === 'failed',
  );
  expect(failed.payment.status).toBe('captured');
  expect(failed.returns).toMatchObject([{ status: 'received' }]);
  const again = await bought.staff.post('refunds', { reason: 'the rest' }, 'a');
  expect(again.body.refunds).toMatchObject([
    { status: 'failed' },
    { status: 'pending', amount: { amount: 1_989 } },
  ]);
});

test('a refund that was made and then fails is owed again', async () => {
  const bought = await delivered();
  const lines = [{ line_id: bought.pot.line_id, quantity: 1 }];
  const { body } = await bought.staff.post('refunds', { lines, reason: 'x' }, 'a');
  expect(body.refunds).toMatchObject([{ status: 'succeeded' }]);
  await end(bought, 'failed');
  await until(
    () => orderOf(bought.order),
    ({ refunds }) => refunds[0]?.status === 'failed',
  );
  const again = await bought.staff.post('refunds', { lines, reason: 'x' }, 'b');
  expect(again.body.refunds).toMatchObject([
    { status: 'failed' },
    { status: 'succeeded', amount: { amount: 500 } },
  ]);
});

test('a cancelled order whose refund fails late waits for staff to cancel it again', async () => {
  const bought = await delivered({ card: 'pm_card_pendingRefund', ship: false });
  const cancelled = await bought.staff.post('cancel', {}, 'a');
  expect(cancelled.body).toMatchObject({ status: 'cancelled', refunds: [{ status: 'pending' }] });
  await end(bought, 'failed');
  await until(
    () => orderOf(bought.order),
    ({ status }) => status === 'needs_attention',
  );
  const again = await bought.staff.post('cancel', {}, 'b');
  expect(again.body).toMatchObject({ status: 'cancelled' });
  await end(bought, 'succeeded', 1);
  const ended = await until(
    () => orderOf(bought.order),
    ({ refunds }) => refunds[1]?.status === 'succeeded',
  );
  expect(ended).toMatchObject({ status: 'cancelled', payment: { status: 'refunded' } });
  expect(await stockOf(bought.cups.sku)).toMatchObject({ on_hand: 10, sold: 0 });
});

test('a refund made at the provider is a row of the order, and leaves less to refund', async () => {
  const bought = await delivered();
  await stripePost('refunds', { payment_intent: bought.payment, amount: '600' });
  const seen = await until(
    () => orderOf(bought.order),
    ({ refunds }) => refunds.length === 1,
  );
  expect(seen.refunds).toMatchObject([
    { amount: { amount: 600 }, origin: 'external', status: 'succeeded', lines: [] },
  ]);
  expect(seen.payment.status).toBe('partially_refunded');
  const tooMuch = await bought.staff.post('refunds', { amount: 1_390, reason: 'x' }, 'a');
  expect(tooMuch).toMatchObject({ status: 409, body: { refundable: 1_389 } });
  const rest = await bought.staff.post('refunds', { reason: 'x' }, 'b');
  const { refunds, tax, payment } = rest.body;
  expect(payment.status).toBe('refunded');
  expect(refunds.reduce((total, row) => total + row.tax.amount, 0)).toBe(tax.amount);
});

test('fifty notices of one refund at the provider are one row', async () => {
  const bought = await delivered();
  await loseWebhooks(bought.payment);
  await stripePost('refunds', { payment_intent: bought.payment, amount: '600' });
  const stub = env.ORDER.getByName(bought.order.id);
  await Promise.all(Array.from({ length: 50 }, () => stub.checkMoney()));
  expect((await orderOf(bought.order)).refunds).toHaveLength(1);
});

test('a refund whose answer was lost is found by the check and not made again', async () => {
  const bought = await delivered();
  await disturb(bought.payment, { path: '/v1/refunds', kind: 'fail', status: 500, effect: 'done' });
  const { body } = await bought.staff.post('refunds', { amount: 300, reason: 'x' }, 'a');
  expect(body.refunds).toMatchObject([{ status: 'pending' }]);
  const ended = await until(
    async () => {
      await env.ORDER.getByName(bought.order.id).checkMoney();
      await runDurableObjectAlarm(env.ORDER.getByName(bought.order.id));
      return orderOf(bought.order);
    },
    ({ refunds }) => refunds[0]?.status === 'succeeded',
  );
  expect(ended.refunds).toHaveLength(1);
  expect(await refundsOf(bought.payment)).toHaveLength(1);
});
