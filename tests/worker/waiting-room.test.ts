/** A sale from the outside: tickets, places, passes, and a checkout that asks for one. */
import { afterEach, expect, test, vi } from 'vitest';
import { clockAt, pass, schedule, Shopper, toldOf } from './support/sale.ts';
import { pay, stockOf, stockProduct, unique } from './support/shop.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('people who came before the draw are let in by rank, and a pass buys the goods', async () => {
  const item = await stockProduct(unique('drop'), { stock: 2 });
  const sale = await schedule([item]);
  expect(sale.status).toBe(201);
  const { id } = sale.body;
  const early = new Shopper(id);
  expect((await early.take()).body).toMatchObject({ state: 'drawing', tier: 'open' });
  await early.add(item, 1);
  clockAt(1);
  const closed = await early.checkout('too-soon');
  expect(closed.status).toBe(403);
  expect(closed.body).toMatchObject({ type: 'waiting_room' });
  expect((await early.claim()).body).toMatchObject({ type: 'not_your_turn' });
  await toldOf(id, 1);
  await pass(id, 10, 3);
  const turn = await early.place();
  expect(turn.body).toMatchObject({ state: 'your_turn' });
  const claimed = await early.claim();
  expect(claimed.body).toMatchObject({ pass: expect.any(String) });
  const order = await early.checkout('buys');
  expect(order.status).toBe(201);
  await pay(order.body.payment);
  expect(await stockOf(item)).toMatchObject({ available: 1 });
});
