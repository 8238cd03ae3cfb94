/** Checkouts whose goods, codes or keys are not what they were. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
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

test('an order that loses its stock and its code after it is paid is voided', async () => {
  const item = await stockProduct(unique('item'), { stock: 1 });
  const code = unique('CODE');
  const coupon = { code, kind: 'percent', value: 10, total_limit: 1 };
  await call('POST', '/api/admin/coupons', { headers: ADMIN, body: coupon });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  await call('POST', '/api/cart/coupons', { headers: buyer.headers(), body: { code } });
  const { order, payment } = (await buyer.checkout('key')).body;
  expect(order.coupons).toEqual([code]);
  const flood = { id: 'flood', delta: -1, reason: 'flood', force: true };
  await call('POST', `/api/admin/stock/${item}/movements`, { headers: ADMIN, body: flood });
  await call('PATCH', `/api/admin/coupons/${code}`, { headers: ADMIN, body: { active: false } });
  await pay(payment);
  const ended = await until(
    () => orderOf(order),
    ({ status }) => status === 'cancelled',
  );
  expect(ended.payment.status).toBe('canceled');
});

test('what is no longer for sale is named with what was asked for', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const buyer = new Buyer();
  await buyer.add(item, 2);
  await env.CATALOG_DB.prepare(`UPDATE product SET status = 'draft' WHERE slug = ?`)
    .bind(item)
    .run();
  expect(await buyer.checkout('key')).toMatchObject({
    status: 409,
    body: { type: 'out_of_stock', lines: [{ sku: item, requested: 2, available: 0 }] },
  });
});

test('no key of a request is taken for the one the order was placed under', async () => {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('item'), { stock: 5 }), 1);
  const { order } = (await buyer.checkout('key')).body;
  const cancelled = await call('POST', `/api/orders/${order.id}/cancel`, {
    headers: { 'order-token': order.token, 'idempotency-key': 'place' },
  });
  expect(cancelled.status).toBe(200);
  const replayed = await buyer.checkout('key');
  expect(replayed.status).toBe(201);
  expect(required(replayed.body.order, 'an order').id).toBe(order.id);
});

test('an order with nothing to pay is confirmed at once, and its stock comes back', async () => {
  const item = await stockProduct(unique('item'), { stock: 1, price: 20_000 });
  const code = unique('FREE');
  const coupon = { code, kind: 'percent', value: 100, total_limit: 1 };
  await call('POST', '/api/admin/coupons', { headers: ADMIN, body: coupon });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  await call('POST', '/api/cart/coupons', { headers: buyer.headers(), body: { code } });
  const { order, payment } = (await buyer.checkout('key')).body;
  expect({ ...order, payment }).toMatchObject({
    payment: null,
    status: 'confirmed',
    total: { amount: 0 },
  });
  expect((await buyer.cart()).body.lines).toEqual([]);
  const cancelled = await call('POST', `/api/orders/${order.id}/cancel`, {
    headers: { 'order-token': order.token },
  });
  expect(cancelled.body).toMatchObject({ status: 'cancelled', refunds: [] });
  expect(await stockOf(item)).toMatchObject({ available: 1, sold: 0 });
});
