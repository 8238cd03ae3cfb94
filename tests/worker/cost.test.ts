/** What a page and an order cost, counted at the platform's own methods (`bench/counting.ts`). */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Counter } from '../../bench/counting.ts';
import { Cart } from '../../durable-objects/cart.ts';
import { Order } from '../../durable-objects/order.ts';
import { SkuStock } from '../../durable-objects/sku-stock.ts';
import { required } from '../../src/kernel/assert.ts';
import { importRows, published } from './catalog-support.ts';
import { begun, pass, schedule, Shopper, toldOf } from './support/sale.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import { Visitor } from './support/visitor.ts';

/** A SKU tells of its changes once a second: what an order sets off has come to rest by then. */
const REST_MS = 3_000;

const counter = new Counter();

beforeAll(async () => {
  await runInDurableObject(env.SKU_STOCK.getByName('nothing'), (_object, { storage }) => {
    counter.wrapStorage(storage);
  });
  counter.wrapBindings(env);
  counter.wrapAlarm(Cart.prototype, 'a cart');
  counter.wrapAlarm(Order.prototype, 'an order');
  counter.wrapAlarm(SkuStock.prototype, 'a SKU');
});

afterEach(() => {
  vi.useRealTimers();
});

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST_MS));

test('a cached product page asks no object, no database and no KV', async () => {
  const name = unique('page');
  const row = { id: name, slug: name, title: name, category: 'Test', price_minor: 1_000 };
  const imported = await call('POST', '/api/admin/import?stock=20', {
    headers: { ...ADMIN, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ ...row, currency: 'EUR' }),
  });
  expect(imported.status).toBe(200);
  await rest();
  await call('GET', `/api/products/${name}`);
  counter.reset();
  const again = await call('GET', `/api/products/${name}`);
  expect(again.headers.get('server-timing')).toContain('memory');
  expect(counter.trace).toEqual([]);
});

test('statements are counted once, by the database itself and by a session of it', async () => {
  for (const reading of [env.CATALOG_DB, env.CATALOG_DB.withSession()]) {
    counter.reset();
    const statement = reading.prepare('SELECT slug FROM category');
    await reading.batch([statement, statement]);
    await statement.all();
    expect(counter.counts.databaseQueries).toBe(3);
  }
});

/** Rows that D1 reads for the first page of a shelf of so many products. */
async function rowsOfShelf(products: number): Promise<number> {
  const category = unique('shelf');
  const rows = Array.from({ length: products }, (_, index) => ({
    ...{ id: `${category}-${index}`, title: `Thing ${index}`, category, price_minor: 1_000 },
    currency: 'EUR',
  }));
  await importRows(rows, '?stock=0');
  await published();
  counter.reset();
  const list = await call('GET', `/api/products?category=${category}&facets=0`);
  expect(list).toMatchObject({ status: 200, body: { total: products } });
  return counter.counts.databaseRowsRead;
}

test('a shelf reads a page of rows, however long it is', async () => {
  const [short, long] = [await rowsOfShelf(21), await rowsOfShelf(100)];
  expect(long).toBeLessThanOrEqual(short + 5);
});

test('a confirmed order of two lines costs at most 20 object requests and 60 rows', async () => {
  const lamp = await stockProduct(unique('lamp'), { stock: 100 });
  const vase = await stockProduct(unique('vase'), { stock: 100 });
  await rest();
  counter.reset();
  const buyer = new Buyer();
  await buyer.add(lamp, 1);
  await buyer.add(vase, 1);
  const placed = await buyer.checkout('k1');
  await pay(placed.body.payment);
  await rest();
  const { objectRequests, objectRows, databaseRows } = counter.counts;
  const order = await until(
    () => orderOf(placed.body.order),
    ({ status }) => status === 'confirmed',
  );
  expect(order.status).toBe('confirmed');
  expect(objectRequests).toBeLessThanOrEqual(20);
  expect(objectRows + databaseRows).toBeLessThanOrEqual(60);
});

const POLLS = 20;

test('whoever waits for a drop asks no object, by API, by page and by its fragment', async () => {
  const item = await stockProduct(unique('drop'), { stock: 1 });
  const { id } = (await schedule([item])).body;
  const shoppers = Array.from({ length: 8 }, () => new Shopper(id));
  for (const shopper of shoppers) await shopper.take();
  const visitor = new Visitor();
  await visitor.post(`/sales/${id}/ticket`, {});
  await visitor.post('/cart/items', { sku: item, quantity: '1' });
  await toldOf(id, 9);
  await pass(id, 10, 3);
  // Two are called for one unit.
  const places = await Promise.all(shoppers.map((shopper) => shopper.place()));
  const waits = places.findIndex(({ body }) => body.state === 'waiting');
  const shopper = required(shoppers[waits], 'most of them wait');
  counter.reset();
  for (let poll = 0; poll < POLLS; poll++) {
    expect((await shopper.place()).status).toBe(200);
    expect((await shopper.take()).status).toBe(200);
    expect((await call('GET', `/api/sales/${id}/line`)).status).toBe(200);
    expect((await visitor.get(`/sales/${id}`)).status).toBe(200);
    expect((await visitor.get(`/sales/${id}/place`)).status).toBe(200);
  }
  expect(counter.trace.filter((line) => line.startsWith('objectRequests'))).toEqual([]);
});

test('a cart beside a good pass asks its own object alone', async () => {
  const price = { price: { amount: 600, currency: 'EUR' } };
  const { item, shoppers } = await begun(1, 1, price);
  const shopper = required(shoppers[0], 'one');
  await shopper.claim();
  await shopper.add(await stockProduct(unique('lamp'), { stock: 9 }), 1);
  const asked = async () => {
    counter.reset();
    expect((await shopper.cart()).status).toBe(200);
    return counter.counts.objectRequests;
  };
  expect(await asked()).toBe(1);
  await shopper.add(item, 1);
  expect(await asked()).toBe(1);
});
