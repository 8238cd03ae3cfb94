/** The list of orders for staff: what is asked, and the copy that answers. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/platform/crypto.ts';
import type { OrderSummary } from '../../src/orders/listing.ts';
import { orderStore } from '../../src/orders/store.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

type List = { items: OrderSummary[]; next_cursor: string | null };

const list = async (query: string) =>
  (await call<List>('GET', `/api/admin/orders?${query}`, { headers: ADMIN })).body;

async function place(email: string, title = unique('thing')) {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(title, { price: 1_000, stock: 5 }), 1);
  return (await buyer.checkout('k', { email })).body;
}

/** An order that is paid and confirmed. */
async function buy(email: string, title = unique('thing')) {
  const { order, payment } = await place(email, title);
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order;
}

/** The rows that `query` finds, once `holds` is true of them. */
const listed = (query: string, holds: (items: OrderSummary[]) => boolean) =>
  until(
    async () => (await list(query)).items,
    (items) => holds(items),
  );

test('an order is listed by its number, its status, its buyer and what was bought', async () => {
  const title = unique('findable');
  const order = await buy('list@example.com', title);
  const number = order.number.toLowerCase();
  const [row] = await listed(`q=${number}&status=confirmed`, (items) => items.length === 1);
  expect(row).toMatchObject({
    id: order.id,
    number: order.number,
    status: 'confirmed',
    total: order.total,
    captured: order.total,
    refunded: { amount: 0, currency: 'EUR' },
    country: 'DE',
    lines: [{ sku: title, quantity: 1, line_total: { amount: 1_000, currency: 'EUR' } }],
    attention: null,
  });
  expect((await list(`q=${number}&status=cancelled`)).items).toEqual([]);
  for (const q of ['list@example.com', title.slice(0, -2)]) {
    expect((await list(`q=${encodeURIComponent(q)}`)).items.map(({ id }) => id)).toContain(
      order.id,
    );
  }
  expect((await list('q=nobody@example.com')).items).toEqual([]);
});

test('pages follow each other newest first and end', async () => {
  const placed: string[] = [];
  for (const _ of [1, 2, 3]) placed.unshift((await place('pages@example.com')).order.id);
  await listed('q=pages@example.com', (items) => items.length === 3);
  const first = await list('q=pages@example.com&limit=2');
  const second = await list(`q=pages@example.com&limit=2&cursor=${first.next_cursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(placed);
  expect(second.next_cursor).toBeNull();
});

test('an unknown status, a foreign cursor and a page of 1,000 are refused by name', async () => {
  for (const [query, pointer] of [
    ['status=lost', '/status'],
    ['cursor=nonsense', '/cursor'],
    ['limit=1000', '/limit'],
  ]) {
    const refused = await call('GET', `/api/admin/orders?${query}`, { headers: ADMIN });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ errors: [{ pointer }] });
  }
});

test('orders are counted by where they stand', async () => {
  const before = Date.now();
  const order = await buy('count@example.com');
  await listed(`q=${order.number}&status=confirmed`, (items) => items.length === 1);
  const counts = await orderStore(env.BACKOFFICE_DB, sha256).count(before);
  expect(counts).toEqual([{ status: 'confirmed', orders: 1, total: order.total.amount }]);
});
