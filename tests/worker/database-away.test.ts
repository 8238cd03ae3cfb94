/** A database away: browsing and buying go on as far as they can, and what waited catches up. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { HOUR_MS } from '../../src/kernel/time.ts';
import type { ProductList } from '../../src/search/listing.ts';
import type { OrderRow } from '../../src/orders/events.ts';
import { orderStore } from '../../src/orders/store.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { rowOf } from './support/events.ts';
import { mailsTo } from './support/inbox.ts';
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
import { Visitor, textOf } from './support/visitor.ts';

/** The platform's own tables, and those behind a search index, which cannot be renamed. */
const NOT_OURS = /^(sqlite|_cf|d1)_|_(data|idx|content|docsize|config)$/;

/** Takes every table of a database away, as an outage would; `back` brings them back. */
async function takeAway(database: D1Database): Promise<{ back: () => Promise<void> }> {
  const { results } = await database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    .run<{ name: string; sql: string }>();
  const own = results.filter(({ name, sql }) => !/VIRTUAL/.test(sql) && !NOT_OURS.test(name));
  const rename = (from: string, to: string) =>
    database.prepare(`ALTER TABLE "${from}" RENAME TO "${to}"`);
  await database.batch(own.map(({ name }) => rename(name, `${name}_away`)));
  const back = async () => {
    await database.batch(own.map(({ name }) => rename(`${name}_away`, name)));
  };
  return { back };
}

/** The stock as its owner has it: staff's page looks the SKU up in the catalogue first. */
const level = (item: string) => env.SKU_STOCK.getByName(item).level();

afterEach(() => {
  vi.useRealTimers();
});

test('without the catalogue a cart is filled, ordered at locked prices, confirmed', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { back } = await takeAway(env.CATALOG_DB);
  try {
    expect(await buyer.add(item, 1)).toMatchObject({ status: 200 });
    expect((await buyer.cart()).body).toMatchObject({ lines: [{ sku: item, quantity: 2 }] });
    const { status, body } = await buyer.checkout('key');
    expect(status).toBe(201);
    await pay(body.payment);
    await until(
      () => orderOf(body.order),
      (order) => order.status === 'confirmed',
    );
    expect(await level(item)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  } finally {
    await back();
  }
});

test('without the catalogue or a locked price a checkout is put off, nothing is lost', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { back } = await takeAway(env.CATALOG_DB);
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    const refused = await buyer.checkout('key');
    expect(refused).toMatchObject({ status: 503, body: { type: 'catalogue_unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await buyer.cart()).body).toMatchObject({ lines: [{ sku: item, quantity: 1 }] });
    expect(await level(item)).toMatchObject({ reserved: 0 });
  } finally {
    vi.useRealTimers();
    await back();
  }
  expect((await buyer.checkout('key')).status).toBe(201);
});

test('without the catalogue what nobody has asked for before is put off by name', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const { back } = await takeAway(env.CATALOG_DB);
  try {
    const added = await new Buyer().add(item, 1);
    expect(added).toMatchObject({ status: 503, body: { type: 'try_again' } });
    const searched = await call('GET', `/api/products?q=${item}`);
    expect(searched.status).toBe(503);
    expect(searched.headers.get('retry-after')).toBe('5');
    expect((await call('GET', `/api/products/${item}`)).status).toBe(503);
    const visitor = new Visitor();
    const page = await visitor.get(`/products/${item}`);
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toBe('5');
    expect(textOf(page.html)).not.toContain('D1_ERROR');
  } finally {
    await back();
  }
});

test('without the catalogue the checkout page says to come back', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const visitor = new Visitor();
  await visitor.post('/cart/items', { sku: item, quantity: '1' });
  expect((await visitor.get('/checkout')).status).toBe(200);
  const { back } = await takeAway(env.CATALOG_DB);
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    const page = await visitor.get('/checkout');
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toBe('5');
  } finally {
    vi.useRealTimers();
    await back();
  }
});

const listed = () => call<ProductList>('GET', '/api/products?category=test&sort=price');

test('lists that were seen before are shown on, however old', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const before = await listed();
  expect(before.status).toBe(200);
  const { back } = await takeAway(env.CATALOG_DB);
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    const after = await listed();
    expect(after).toMatchObject({ status: 200, body: before.body });
    expect(item).not.toBe('');
  } finally {
    vi.useRealTimers();
    await back();
  }
});

test('without the back office orders are confirmed; rows and mails catch up', async () => {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const email = `${unique('late')}@example.com`;
  const { back } = await takeAway(env.BACKOFFICE_DB);
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { status, body } = await buyer.checkout('key', { email });
  try {
    expect(status).toBe(201);
    await pay(body.payment);
    await until(
      () => orderOf(body.order),
      (order) => order.status === 'confirmed',
    );
    expect(await stockOf(item)).toMatchObject({ on_hand: 4, reserved: 0, sold: 1 });
    const list = await call('GET', '/api/admin/orders', { headers: ADMIN });
    expect(list).toMatchObject({ status: 503, body: { type: 'try_again' } });
    expect(await mailsTo(email)).toEqual([]);
  } finally {
    await back();
  }
  const row = await until(
    () =>
      env.BACKOFFICE_DB.prepare('SELECT status FROM order_row WHERE id = ?')
        .bind(body.order.id)
        .first<{ status: string }>(),
    (found) => found?.status === 'confirmed',
    25_000,
  );
  expect(row).toEqual({ status: 'confirmed' });
  const mails = await until(
    () => mailsTo(email),
    (found) => found.length > 0,
    25_000,
  );
  expect(mails).toHaveLength(1);
});

/** The back office with its next `times` statements failing as D1 says that they may. */
function failing(message: string, times: number): D1Database {
  let left = times;
  return new Proxy(env.BACKOFFICE_DB, {
    get(target, name) {
      if (name === 'prepare') {
        return (statement: string) => {
          if (left-- > 0) throw new Error(`D1_ERROR: ${message}`);
          return target.prepare(statement);
        };
      }
      return Reflect.get(target, name, target);
    },
  });
}

const write = (database: D1Database, row: OrderRow) =>
  orderStore(database, sha256).project([{ version: 1, row }]);

const rowsOf = async (id: string): Promise<number> =>
  (await env.BACKOFFICE_DB.prepare('SELECT id FROM order_row WHERE id = ?').bind(id).run()).results
    .length;

test("a row is written through two passing errors of D1's, not through others", async () => {
  const [first, second, third] = [rowOf(), rowOf(), rowOf()];
  await write(failing('Network connection lost.', 2), first);
  expect(await rowsOf(first.id)).toBe(1);
  const lost = write(failing('Network connection lost.', 3), second);
  await expect(lost).rejects.toThrow('Network connection lost');
  const wrong = write(failing('no such table', 1), third);
  await expect(wrong).rejects.toThrow('no such table');
  expect(await rowsOf(third.id)).toBe(0);
});
