/** From a cart to a confirmed order, through the real objects, queues and Stripe's stand-in. */
import { expect, test } from 'vitest';
import { Buyer, orderOf, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';

test('two lines are bought with a card and leave the stock by exactly that', async () => {
  const lamp = await stockProduct(unique('lamp'), { price: 2_500, stock: 10 });
  const vase = await stockProduct(unique('vase'), { price: 1_000, stock: 3 });
  const buyer = new Buyer();
  await buyer.add(lamp, 2);
  await buyer.add(vase, 1);
  const placed = await buyer.checkout('k1');
  expect(placed.status).toBe(201);
  expect(placed.body.order.status).toBe('awaiting_payment');
  expect(placed.body.order.total).toEqual({ amount: 6_000, currency: 'EUR' });
  expect(await stockOf(lamp)).toMatchObject({ on_hand: 10, reserved: 2, available: 8, sold: 0 });
  expect((await pay(placed.body.payment)).body.status).toBe('requires_capture');
  const order = await until(
    () => orderOf(placed.body.order),
    ({ status }) => status === 'confirmed',
  );
  expect(order.payment.status).toBe('captured');
  expect(order.history.map((entry) => entry.status)).toEqual([
    'placed',
    'reserved',
    'awaiting_payment',
    'authorized',
    'committed',
    'confirmed',
  ]);
  expect(await stockOf(lamp)).toMatchObject({ on_hand: 8, reserved: 0, available: 8, sold: 2 });
  expect(await stockOf(vase)).toMatchObject({ on_hand: 2, reserved: 0, available: 2, sold: 1 });
  expect((await buyer.cart()).body.lines).toEqual([]);
});
