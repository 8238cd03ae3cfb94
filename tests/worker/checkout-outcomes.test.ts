/** What a checkout comes to when a card is declined, challenged, slow, or nobody pays. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { Buyer, call, orderOf, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Lets `milliseconds` pass for the shop's clock. */
function pass(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
}

async function placed(stock: number, quantity: number) {
  const item = await stockProduct(unique('item'), { stock });
  const buyer = new Buyer();
  await buyer.add(item, quantity);
  const reply = await buyer.checkout('key');
  expect(reply.status).toBe(201);
  return { item, buyer, order: reply.body.order, payment: reply.body.payment };
}

const alarm = (id: string) => runDurableObjectAlarm(env.ORDER.getByName(id));

test('a declined card leaves the order payable and another card pays it', async () => {
  const { order, payment, item } = await placed(1, 1);
  expect((await pay(payment, 'pm_card_chargeDeclined')).status).toBe(402);
  expect((await orderOf(order)).status).toBe('awaiting_payment');
  expect(await stockOf(item)).toMatchObject({ on_hand: 1, reserved: 1 });
  expect((await pay(payment)).body.status).toBe('requires_capture');
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
});

test('a 3-D Secure challenge holds the stock until it is passed', async () => {
  const { order, payment, item } = await placed(2, 2);
  const paying = await pay(payment, 'pm_card_threeDSecure2Required');
  expect(paying.body.status).toBe('requires_action');
  expect((await orderOf(order)).status).toBe('awaiting_payment');
  expect(await stockOf(item)).toMatchObject({ available: 0, reserved: 2 });
});

test('an abandoned order cancels its payment first and then gives its stock back', async () => {
  const { order, payment, item, buyer } = await placed(3, 3);
  pass(16 * 60_000);
  expect(await alarm(order.id)).toBe(true);
  vi.useRealTimers();
  const ended = await orderOf(order);
  expect(ended.status).toBe('expired');
  expect(ended.payment.status).toBe('canceled');
  expect(await stockOf(item)).toMatchObject({ on_hand: 3, reserved: 0, available: 3, sold: 0 });
  expect((await pay(payment)).status).toBe(400);
  expect((await buyer.cart()).body.lines).toHaveLength(1);
});

test('a buyer cancels before paying: the payment is void and the stock is back', async () => {
  const { order, item } = await placed(2, 1);
  const cancelled = await call('POST', `/api/orders/${order.id}/cancel`, {
    headers: { 'order-token': order.token },
  });
  expect(cancelled.status).toBe(200);
  expect(cancelled.body).toMatchObject({ status: 'cancelled', payment: { status: 'canceled' } });
  expect(await stockOf(item)).toMatchObject({ on_hand: 2, reserved: 0, sold: 0 });
});

test('a buyer cancels after paying: all is refunded once and the stock is back', async () => {
  const { order, payment, item } = await placed(2, 1);
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const headers = { 'order-token': order.token };
  const cancel = () => call('POST', `/api/orders/${order.id}/cancel`, { headers });
  const [first, second] = await Promise.all([cancel(), cancel()]);
  expect([first.status, second.status]).toEqual([200, 200]);
  const ended = await orderOf(order);
  expect(ended.status).toBe('cancelled');
  expect(ended.payment.status).toBe('refunded');
  expect(ended.refunds).toMatchObject([{ amount: { amount: 1_490 }, status: 'succeeded' }]);
  expect(await stockOf(item)).toMatchObject({ on_hand: 2, reserved: 0, sold: 0 });
});

test('a shortage names each line with what is left and holds nothing', async () => {
  const plenty = await stockProduct(unique('plenty'), { stock: 5 });
  const scarce = await stockProduct(unique('scarce'), { stock: 2 });
  const [first, second] = [new Buyer(), new Buyer()];
  for (const buyer of [first, second]) {
    await buyer.add(plenty, 1);
    await buyer.add(scarce, 2);
  }
  expect((await first.checkout('a')).status).toBe(201);
  const refused = await second.checkout('b');
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    type: 'out_of_stock',
    lines: [{ sku: scarce, requested: 2, available: 0 }],
  });
  expect(await stockOf(plenty)).toMatchObject({ reserved: 1, available: 4 });
  const again = await second.checkout('b');
  expect(again.status).toBe(409);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});
