/** One order for one key, one open order for one cart, whatever is sent twice or at once. */
import { expect, test } from 'vitest';
import type { Refusal } from './support/shop.ts';
import { Buyer, call, orderOf, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';

async function shopper(stock: number, quantity: number) {
  const item = await stockProduct(unique('item'), { stock });
  const buyer = new Buyer();
  await buyer.add(item, quantity);
  return { item, buyer };
}

test('the same key and body answer the same order, marked as replayed', async () => {
  const { buyer, item } = await shopper(5, 1);
  const first = await buyer.checkout('key');
  const second = await buyer.checkout('key');
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect(await stockOf(item)).toMatchObject({ reserved: 1 });
});

test('the same key at once places one order', async () => {
  const { buyer, item } = await shopper(5, 1);
  const replies = await Promise.all(Array.from({ length: 5 }, () => buyer.checkout('key')));
  expect(replies.map((reply) => reply.status)).toEqual([201, 201, 201, 201, 201]);
  expect(new Set(replies.map((reply) => reply.body.order.id)).size).toBe(1);
  expect(await stockOf(item)).toMatchObject({ reserved: 1 });
});

test('the same key with another body is refused and changes nothing', async () => {
  const { buyer, item } = await shopper(5, 1);
  await buyer.checkout('key');
  const other = await buyer.checkout('key', { email: 'eve@example.com' });
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({ type: 'idempotency_key_reused' });
  expect(await stockOf(item)).toMatchObject({ reserved: 1 });
});

test('a checkout without a key is refused', async () => {
  const { buyer } = await shopper(1, 1);
  const reply = await call('POST', '/api/checkout', { headers: buyer.headers(), body: {} });
  expect(reply.status).toBe(400);
});

test('two tabs with two keys pay once: the second order replaces the unpaid first', async () => {
  const { buyer, item } = await shopper(5, 2);
  const first = await buyer.checkout('tab-1');
  const second = await buyer.checkout('tab-2');
  expect(second.status).toBe(201);
  expect(second.body.order.id).not.toBe(first.body.order.id);
  expect(await orderOf(first.body.order)).toMatchObject({
    status: 'cancelled',
    payment: { status: 'canceled' },
  });
  expect((await pay(first.body.payment)).status).toBe(400);
  expect(await stockOf(item)).toMatchObject({ reserved: 2 });
  await pay(second.body.payment);
  await until(
    () => orderOf(second.body.order),
    ({ status }) => status === 'confirmed',
  );
  expect(await stockOf(item)).toMatchObject({ on_hand: 3, reserved: 0, sold: 2 });
});

test('two tabs at once leave one payable order', async () => {
  const { buyer, item } = await shopper(5, 1);
  const replies = await Promise.all([buyer.checkout('tab-1'), buyer.checkout('tab-2')]);
  const statuses = await Promise.all(
    replies.filter((reply) => reply.status === 201).map((reply) => orderOf(reply.body.order)),
  );
  expect(statuses.filter((order) => order.status === 'awaiting_payment')).toHaveLength(1);
  expect(await stockOf(item)).toMatchObject({ reserved: 1 });
});

test('a second tab finds the first order paid and is told so', async () => {
  const { buyer } = await shopper(5, 1);
  const first = await buyer.checkout('tab-1');
  await pay(first.body.payment);
  const second = await buyer.checkout<Refusal>('tab-2');
  expect(second.status).toBe(409);
  expect(['order_in_payment', 'cart_empty']).toContain(second.body.type);
  await until(
    () => orderOf(first.body.order),
    ({ status }) => status === 'confirmed',
  );
});

test('a checkout replayed after its order is confirmed answers as it did', async () => {
  const { buyer } = await shopper(5, 1);
  const first = await buyer.checkout('key');
  await pay(first.body.payment);
  await until(
    () => orderOf(first.body.order),
    ({ status }) => status === 'confirmed',
  );
  const again = await buyer.checkout('key');
  expect(again.status).toBe(201);
  expect(again.body).toEqual(first.body);
});

test('200 checkouts at once for a stock of 50 give 50 orders and 150 clear refusals', async () => {
  const item = await stockProduct(unique('hot'), { stock: 50 });
  const buyers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const buyer = new Buyer();
      await buyer.add(item, 1);
      return buyer;
    }),
  );
  const replies = await Promise.all(buyers.map((buyer, index) => buyer.checkout(`k${index}`)));
  const placed = replies.filter((reply) => reply.status === 201);
  const refused = replies.filter((reply) => reply.status === 409);
  expect([placed.length, refused.length]).toEqual([50, 150]);
  for (const { body } of refused) expect(body).toMatchObject({ type: 'out_of_stock' });
  await Promise.all(placed.map((reply) => pay(reply.body.payment)));
  for (const reply of placed) {
    await until(
      () => orderOf(reply.body.order),
      ({ status }) => status === 'confirmed',
      20_000,
    );
  }
  expect(await stockOf(item)).toMatchObject({ on_hand: 0, reserved: 0, available: 0, sold: 50 });
});
