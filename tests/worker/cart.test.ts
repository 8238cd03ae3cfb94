/** The cart: what it locks, what it takes over, when it ends. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { CartView } from '../../src/cart/view.ts';
import type { OrderView } from '../../src/orders/view.ts';
import { ADMIN, Buyer, call, orderOf, stockProduct, unique, until } from './support/shop.ts';

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
};

const setPrice = (item: string, amount: number) =>
  env.CATALOG_DB.prepare('UPDATE price SET amount = ? WHERE sku = ?').bind(amount, item).run();

const quantities = (view: CartView) => view.lines.map(({ sku, quantity }) => [sku, quantity]);

const total = (view: CartView): number => view.total.amount;

test('a line is added to, changed and taken out', async () => {
  const item = await stockProduct(unique('item'), { stock: 9, price: 700 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  expect((await buyer.add(item, 2)).body.lines).toMatchObject([{ line_id: item, quantity: 3 }]);
  const headers = buyer.headers();
  const path = `/api/cart/items/${item}`;
  const changed = await call<CartView>('PATCH', path, { headers, body: { quantity: 2 } });
  expect(total(changed.body)).toBe(1_400);
  const removed = await call<CartView>('DELETE', path, { headers });
  expect(removed.body.lines).toEqual([]);
  expect((await call('DELETE', path, { headers })).status).toBe(404);
});

test('a price seen is kept while the lock lasts and taken anew after it', async () => {
  const item = await stockProduct(unique('item'), { stock: 9, price: 1_000 });
  const buyer = new Buyer();
  const { body } = await buyer.add(item, 1);
  expect(body.price_locked_until).toMatch(/^20\d\d-/);
  await setPrice(item, 1_500);
  expect(total((await buyer.cart()).body)).toBe(1_000);
  pass(31 * 60_000);
  expect(total((await buyer.cart()).body)).toBe(1_500);
});

test('the order is charged the locked price, as quoted', async () => {
  const item = await stockProduct(unique('item'), { stock: 9, price: 1_000 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  await setPrice(item, 1_500);
  const quote = await call<{ quote_id: string; total: { amount: number } }>(
    'POST',
    '/api/checkout/quote',
    { headers: buyer.headers(), body: {} },
  );
  expect(quote.body.total.amount).toBe(1_490);
  const placed = await buyer.checkout('key', { quote_id: quote.body.quote_id });
  expect(placed.body.order.total.amount).toBe(1_490);
});

test('a quote whose price has changed since is answered with the new one', async () => {
  const item = await stockProduct(unique('item'), { stock: 9, price: 1_000 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const quote = await call<{ quote_id: string }>('POST', '/api/checkout/quote', {
    headers: buyer.headers(),
    body: {},
  });
  await setPrice(item, 1_500);
  pass(31 * 60_000);
  expect(await buyer.checkout('key', { quote_id: quote.body.quote_id })).toMatchObject({
    status: 409,
    body: { type: 'price_changed', quote: { total: { amount: 1_990 } } },
  });
});

test('two carts merge into the sum, capped by the stock', async () => {
  const plenty = await stockProduct(unique('plenty'), { stock: 9 });
  const scarce = await stockProduct(unique('scarce'), { stock: 3 });
  const [guest, member] = [new Buyer(), new Buyer()];
  await guest.add(plenty, 2);
  await guest.add(scarce, 2);
  await member.add(plenty, 1);
  await member.add(scarce, 2);
  const merged = await call<CartView>('POST', '/api/cart/merge', {
    headers: { ...member.headers(), 'idempotency-key': 'login' },
    body: { token: guest.token },
  });
  const expected = [
    [plenty, 3],
    [scarce, 3],
  ];
  expect(quantities(merged.body)).toEqual(expected);
  const again = await call<CartView>('POST', '/api/cart/merge', {
    headers: { ...member.headers(), 'idempotency-key': 'login' },
    body: { token: guest.token },
  });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(quantities(again.body)).toEqual(expected);
});

test('a cart merged twice is taken over once, and none is merged into itself', async () => {
  const item = await stockProduct(unique('item'), { stock: 9 });
  const [guest, member] = [new Buyer(), new Buyer()];
  await guest.add(item, 2);
  await member.add(item, 1);
  const merge = (token: string) =>
    call<CartView>('POST', '/api/cart/merge', { headers: member.headers(), body: { token } });
  await merge(guest.token);
  expect(quantities((await merge(guest.token)).body)).toEqual([[item, 3]]);
  expect((await guest.cart()).body.lines).toEqual([]);
  expect((await merge(member.token)).status).toBe(400);
});

test('an addition repeated under its key is made once; another body is refused', async () => {
  const item = await stockProduct(unique('item'), { stock: 9 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const add = (quantity: number) =>
    call<CartView>('POST', '/api/cart/items', {
      headers: { ...buyer.headers(), 'idempotency-key': 'add' },
      body: { sku: item, quantity },
    });
  const first = await add(2);
  const second = await add(2);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(second.body).toEqual(first.body);
  expect(await add(3)).toMatchObject({ status: 422, body: { type: 'idempotency_key_reused' } });
  expect((await buyer.cart()).body.lines).toMatchObject([{ quantity: 3 }]);
});

test('a cart nobody touches for its time to live is forgotten, one in use is not', async () => {
  const item = await stockProduct(unique('item'), { stock: 9 });
  const buyer = new Buyer();
  const { body } = await buyer.add(item, 1);
  const stub = env.CART.getByName(body.id);
  pass(29 * 86_400_000);
  await buyer.add(item, 1);
  pass(2 * 86_400_000);
  await runDurableObjectAlarm(stub);
  expect((await buyer.cart()).body.lines).toHaveLength(1);
  pass(31 * 86_400_000);
  await runDurableObjectAlarm(stub);
  expect((await buyer.cart()).body.lines).toEqual([]);
});

test('an order whose stock is taken by force is shown to people', async () => {
  const item = await stockProduct(unique('item'), { stock: 2 });
  const buyer = new Buyer();
  await buyer.add(item, 2);
  const { order } = (await buyer.checkout('key')).body;
  await call('POST', `/api/admin/stock/${item}/movements`, {
    headers: ADMIN,
    body: { id: 'flood', delta: -1, reason: 'flood', force: true },
  });
  const listed = await until(
    async () =>
      (
        await call<{ items: (OrderView & { attention: string | null })[] }>(
          'GET',
          `/api/admin/orders?q=${order.number}`,
          { headers: ADMIN },
        )
      ).body.items,
    ([found]) => found?.attention !== null && found !== undefined,
  );
  expect(listed[0]?.attention).toBe(`1 of ${item} were taken by force`);
  expect((await orderOf(order)).status).toBe('awaiting_payment');
});
