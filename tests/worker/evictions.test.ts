/** What is left when an object loses its memory: everything that was answered. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import { Buyer, call, orderOf, stockProduct, unique, until } from './support/shop.ts';

const OWN_TABLES = `SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'`;

const order = (text: string) => required(asOrderId(text), 'an order id');

const request = (id: string, quantity: number, round = 1) => ({
  orderId: order(id),
  round,
  quantity,
  leaseUntil: Date.now() + 60_000,
  buyer: 'b',
  pass: null,
});

test('a SKU keeps its holds, sales and closed rounds over an eviction', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const stock = env.SKU_STOCK.getByName(item);
  await stock.reserve(request('order-aaaa', 2));
  await stock.reserve(request('order-bbbb', 1));
  await stock.commit({ orderId: order('order-bbbb'), round: 1 });
  await stock.release({ orderId: order('order-cccc'), round: 1 });
  await evictDurableObject(stock);
  expect(await stock.level()).toEqual({ onHand: 4, reserved: 2, available: 2 });
  expect(await stock.reserve(request('order-cccc', 1))).toEqual({ ok: false, reason: 'closed' });
  expect(await stock.reserve(request('order-aaaa', 2))).toMatchObject({ ok: true });
  expect(await stock.level()).toEqual({ onHand: 4, reserved: 2, available: 2 });
  expect(await stock.reconcile()).toBe(0);
});

test('a cart keeps its lines and its open order over an eviction', async () => {
  const item = await stockProduct(unique('item'), { stock: 9 });
  const buyer = new Buyer();
  await buyer.add(item, 2);
  const first = await buyer.checkout('one');
  const { body } = await buyer.cart();
  await evictDurableObject(env.CART.getByName(body.id));
  expect((await buyer.cart()).body).toEqual(body);
  await buyer.checkout('two');
  expect((await orderOf(first.body.order)).status).toBe('cancelled');
});

test('a coupon counts its uses over an eviction', async () => {
  const coupon = env.COUPON.getByName(unique('ONCE'));
  const limits = { totalLimit: 1, perCustomerLimit: null };
  expect(await coupon.use(limits, order('order-dddd'), 'b')).toEqual({ ok: true, value: null });
  await evictDurableObject(coupon);
  expect(await coupon.use(limits, order('order-dddd'), 'b')).toEqual({ ok: true, value: null });
  expect(await coupon.use(limits, order('order-eeee'), 'c')).toMatchObject({ reason: 'used_up' });
  await coupon.giveBack(order('order-dddd'));
  expect(await coupon.use(limits, order('order-eeee'), 'c')).toEqual({ ok: true, value: null });
  expect(await coupon.use(limits, order('order-dddd'), 'b')).toMatchObject({ reason: 'used_up' });
});

test('reading objects that were never written leaves nothing in their storage', async () => {
  const name = unique('nobody');
  await env.SKU_STOCK.getByName(name).level();
  await env.SKU_STOCK.getByName(name).report();
  await env.ORDER.getByName(`${name}-00000`).view();
  await env.CART.getByName(name).read();
  const tables = await Promise.all(
    [env.SKU_STOCK.getByName(name), env.CART.getByName(name)].map((stub) =>
      runInDurableObject(stub, (_, state) => state.storage.sql.exec(OWN_TABLES).toArray().length),
    ),
  );
  expect(tables).toEqual([0, 0]);
});

test('a hold whose lease has ended is given back when its order is unknown', async () => {
  const item = await stockProduct(unique('item'), { stock: 3 });
  const stock = env.SKU_STOCK.getByName(item);
  await stock.reserve({ ...request('order-ffff', 2), leaseUntil: Date.now() - 1 });
  expect(await stock.level()).toMatchObject({ available: 1 });
  // A lease that has ended arms the alarm for now, so it fires by itself.
  await until(
    async () => stock.level(),
    (level) => level.reserved === 0,
  );
  expect(await stock.reserve(request('order-ffff', 1))).toEqual({ ok: false, reason: 'closed' });
});

test('a hold whose lease has ended is kept while its order lives', async () => {
  const item = await stockProduct(unique('item'), { stock: 3 });
  const buyer = new Buyer();
  await buyer.add(item, 2);
  const { body } = await buyer.checkout('key');
  const stock = env.SKU_STOCK.getByName(item);
  await stock.extend({ orderId: order(body.order.id), round: 1 }, Date.now() - 1);
  await evictDurableObject(stock);
  await runDurableObjectAlarm(stock);
  expect(await stock.level()).toMatchObject({ available: 1, reserved: 2 });
});

test('stock moves once for one movement id and not below what orders hold', async () => {
  const item = await stockProduct(unique('item'), { stock: 3 });
  await env.SKU_STOCK.getByName(item).reserve(request('order-gggg', 2));
  const move = (body: unknown) =>
    call('POST', `/api/admin/stock/${item}/movements`, {
      headers: { authorization: 'Bearer test-admin-key' },
      body,
    });
  const delivery = { id: 'delivery-1', delta: 4, reason: 'delivery' };
  expect((await move(delivery)).body).toMatchObject({ on_hand: 7, available: 5 });
  expect((await move(delivery)).body).toMatchObject({ on_hand: 7, available: 5 });
  expect(await move({ ...delivery, delta: 5 })).toMatchObject({
    status: 409,
    body: { type: 'movement_id_reused' },
  });
  const loss = { id: 'loss-1', delta: -6, reason: 'flood' };
  expect(await move(loss)).toMatchObject({
    status: 409,
    body: { type: 'stock_reserved', reserved: 2, orders: ['order-gggg'] },
  });
  expect((await move({ ...loss, force: true })).body).toMatchObject({ on_hand: 1, available: -1 });
  expect(
    await env.SKU_STOCK.getByName(item).commit({ orderId: order('order-gggg'), round: 1 }),
  ).toEqual({ ok: false, reason: 'short' });
});

test('an opening stock is told by its catalogue, and every later change by the SKU', async () => {
  const item = await stockProduct(unique('item'), { stock: 0 });
  const stock = env.SKU_STOCK.getByName(item);
  const movement = { delta: 7, reason: 'import', warehouse: 'main', force: false } as const;
  const waiting = () =>
    runInDurableObject(stock, (_, state) =>
      state.storage.sql.exec<{ events: string }>('SELECT events FROM outbox').toArray(),
    );
  await stock.adjust({ ...movement, id: 'opening', opening: true });
  expect(await waiting()).toEqual([]);
  await stock.adjust({ ...movement, id: 'delivery', opening: true });
  const [told] = await waiting();
  expect(told?.events).toContain('"on_hand":14');
});
