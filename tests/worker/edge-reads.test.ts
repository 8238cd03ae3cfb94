/**
 * How old a copy may be, by a moved clock: where a change was made, in another data centre, and
 * nowhere in a checkout. A data centre is its own cache and its own copies of KV's values.
 */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { app } from '../../src/app.ts';
import type { Answer } from '../../src/catalog/copies.ts';
import { SHAPE } from '../../src/catalog/document.ts';
import type { ProductDocument } from '../../src/catalog/document.ts';
import { badgeRules } from '../../src/platform/config.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import { ProductReads, productKey } from '../../src/catalog/reads.ts';
import { required } from '../../src/kernel/assert.ts';
import { PAGE_MS, PUBLISHING_MS } from '../../src/kernel/freshness.ts';
import { HOUR_MS, SECOND_MS } from '../../src/kernel/time.ts';
import { Replica, bookmarkOf } from '../../src/platform/database.ts';
import { kvTexts } from '../../src/platform/cache.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import type { ProductList } from '../../src/search/listing.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { readServices, later } from '../../src/services-reads.ts';
import { servicesOf } from '../../src/services.ts';
import { searchServices } from '../../src/services-search.ts';
import {
  ORIGIN,
  importRows,
  keptDocument,
  published,
  row,
  sendJson,
  stockShop,
} from './catalog-support.ts';
import { Buyer, sku } from './support/shop.ts';
import { textOf } from './support/visitor.ts';

const HERE_MS = 20 * SECOND_MS;
const ANYWHERE_MS = 120 * SECOND_MS;

/** KV as a data centre far away reads it: a value that was read is not asked for again so soon. */
function distantKv(namespace: KVNamespace): KVNamespace {
  const read = new Map<string, { readonly answer: unknown; readonly until: number }>();
  return new Proxy(namespace, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'getWithMetadata' || typeof value !== 'function') {
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (key: string, options: { cacheTtl: number }) => {
        const known = read.get(key);
        if (known !== undefined && known.until > Date.now()) return known.answer;
        const answer: unknown = await value.call(target, key, options);
        read.set(key, { answer, until: Date.now() + options.cacheTtl * SECOND_MS });
        return answer;
      };
    },
  });
}

type Place = { readonly product: () => Promise<number>; readonly list: () => Promise<number[]> };

const priceIn = ({ copy }: Answer): number => {
  const document: ProductDocument = JSON.parse(copy.text ?? 'null');
  return document.price.amount;
};

/** An isolate of a data centre, and the prices that it shows. */
function isolate(slug: string, category: string, kv: KVNamespace, cache?: Cache): Place {
  const reading = readServices({ ...env, DOCUMENTS: kv }, cache && (() => cache));
  const { products } = servicesOf(env);
  const { answers } = searchServices(env, { ...reading, products, later }).search;
  const query = parseListQuery(new Map([['category', [category]]]));
  if (!query.ok) throw new Error('a category is understood');
  return {
    product: async () => priceIn(await reading.reads.product(slug, DEFAULT_MARKET)),
    list: async () => {
      const { copy } = await answers.list(query.value);
      const list: ProductList = JSON.parse(copy.text ?? 'null');
      return list.items.map(({ price }) => price.amount);
    },
  };
}

const advance = (milliseconds: number): void => {
  vi.setSystemTime(Date.now() + milliseconds);
};

const stopClock = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });

beforeAll(async () => {
  await stockShop([
    row('SEEN', { slug: 'seen', category: 'Seen' }),
    row('FAR', { slug: 'far', category: 'Far' }),
    row('BULK', { slug: 'bulk', category: 'Bulk' }),
  ]);
});

afterEach(() => {
  vi.useRealTimers();
});

test('a change is seen within 20 s in every isolate where it was made', async () => {
  stopClock();
  // What was brought in before the tests is published by then.
  advance(PUBLISHING_MS + SECOND_MS);
  const other = isolate('seen', 'seen', env.DOCUMENTS);
  expect([await other.product(), await other.list()]).toEqual([1_000, [1_000]]);
  // The list's copy is in the data centre's cache now, good for half a minute.
  await expect
    .poll(async () => (await isolate('seen', 'seen', env.DOCUMENTS).list()).length)
    .toBe(1);
  advance(SECOND_MS);
  const saved = await sendJson('PATCH', `/api/admin/products/${await idOf('seen')}`, {
    price_minor: 2_000,
  });
  expect(saved.status).toBe(200);
  await published();
  const { marks } = readServices(env);
  await expect.poll(async () => (await marks.read()).at).toBe(Date.now());
  advance(HERE_MS - PAGE_MS);
  expect([await other.product(), await other.list()]).toEqual([2_000, [2_000]]);
});

test('a change is seen within 120 s in a data centre that heard nothing of it', async () => {
  stopClock();
  const kv = distantKv(env.DOCUMENTS);
  const cache = await caches.open('elsewhere');
  const far = () => isolate('far', 'far', kv, cache);
  const first = far();
  expect([await first.product(), await first.list()]).toEqual([1_000, [1_000]]);
  await sendJson('PATCH', `/api/admin/products/${await idOf('far')}`, { price_minor: 2_000 });
  await published();
  advance(20 * SECOND_MS);
  expect(await far().product()).toBe(1_000);
  advance(ANYWHERE_MS - PAGE_MS - 20 * SECOND_MS);
  expect([await first.product(), await far().product()]).toEqual([2_000, 2_000]);
  expect([await first.list(), await far().list()]).toEqual([[2_000], [2_000]]);
});

test('lists made before the queue has published do not count as new', async () => {
  stopClock();
  const cache = await caches.open('marked');
  const { marks } = readServices(env, () => cache);
  await marks.note(false);
  const { at, bookmark } = await marks.read();
  expect(at).toBe(Date.now() + PUBLISHING_MS);
  expect(bookmark).not.toBe('');
  advance(SECOND_MS);
  await marks.note(true);
  expect((await marks.read()).at).toBe(at);
});

test.each(['isolate', 'place'] as const)(
  'a list of reach %s asks what has changed',
  async (reach) => {
    const cache = await caches.open('asked');
    const asked: string[] = [];
    const listening = new Proxy(cache, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          asked.push(`${String(name)} ${String(given[0])}`);
          return Reflect.apply(value, target, given);
        };
      },
    });
    const { lists } = readServices(env, () => listening);
    await lists.list(`heard/${reach}`, async () => ({ text: '[]', empty: true }), reach);
    expect(asked).toContain('match https://copies.edgewise.invalid/?changed');
  },
);

test('past its time a copy answers at once, and is fetched anew behind the answer', async () => {
  stopClock();
  const { reads, lists } = readServices(env);
  await reads.product('bulk', DEFAULT_MARKET);
  let built = 0;
  const build = async () => ({ text: String(++built), empty: false });
  expect((await lists.list('behind', build, 'isolate')).copy.text).toBe('1');
  advance(3 * SECOND_MS);
  expect((await lists.list('behind', build, 'isolate')).copy.text).toBe('1');
  await expect.poll(async () => (await lists.list('behind', build, 'isolate')).copy.text).toBe('2');
  const key = productKey('bulk', DEFAULT_MARKET);
  const newer = { text: '{"newer":true}', etag: '"newer"', version: Date.now() };
  await kvTexts(env.DOCUMENTS, SHAPE).write(key, newer);
  expect(reads.held('bulk', DEFAULT_MARKET)?.copy.etag).not.toBe('"newer"');
  await expect.poll(() => reads.held('bulk', DEFAULT_MARKET)?.copy.etag).toBe('"newer"');
  advance(5 * SECOND_MS);
  expect(reads.held('bulk', DEFAULT_MARKET)).toBeNull();
});

test('a document filled from an old row gives way to the one written meanwhile', async () => {
  const [old] = await servicesOf(env).products.bySlugs(['bulk']);
  const product = shownAt(required(old, 'the product was brought in'), Date.now(), badgeRules(env));
  const written = { ...product, title: 'Changed meanwhile', version: product.version + 1 };
  const key = productKey('bulk', DEFAULT_MARKET);
  await env.DOCUMENTS.delete(key);
  const reads = new ProductReads({
    productBySlug: () => Promise.resolve(product),
    writtenBySlug: () => Promise.resolve(written),
    republish: () => Promise.resolve(),
    pause: () => new Promise(() => {}),
    documents: kvTexts(env.DOCUMENTS, SHAPE),
    clock: () => Date.now(),
    digest: sha256,
    later,
  });
  const { copy } = await reads.product('bulk', DEFAULT_MARKET);
  expect(copy.text).not.toContain('Changed meanwhile');
  await expect.poll(() => env.DOCUMENTS.get(key)).toContain('Changed meanwhile');
  expect(reads.held('bulk', DEFAULT_MARKET)?.copy.version).toBe(written.version);
});

test('a document of an older shape gives way, one of a newer shape is left alone', async () => {
  const key = productKey('seen', DEFAULT_MARKET);
  const kept = required(await keptDocument('seen'), 'the product was brought in');
  const strange = { text: '{"strange":true}', etag: '"strange"', version: kept.version };
  await kvTexts(env.DOCUMENTS, SHAPE + 1).write(key, strange);
  const answer = await readServices(env).reads.product('seen', DEFAULT_MARKET);
  expect([answer.tier, answer.copy.etag]).toEqual(['d1', kept.etag]);
  expect(await env.DOCUMENTS.get(key)).toBe(strange.text);

  await kvTexts(env.DOCUMENTS, SHAPE - 1).write(key, strange);
  expect((await readServices(env).reads.product('seen', DEFAULT_MARKET)).tier).toBe('d1');
  await expect.poll(() => keptDocument('seen')).toEqual(kept);
  await expect.poll(() => expires('seen').catch(() => true)).toBe(false);
});

/** True where KV keeps a product's document for a while only. */
async function expires(slug: string): Promise<boolean> {
  const prefix = productKey(slug, DEFAULT_MARKET);
  const { keys } = await env.DOCUMENTS.list({ prefix });
  return required(keys[0], 'KV has the document').expiration !== undefined;
}

test('a document that was lost is written for good again', async () => {
  await env.DOCUMENTS.delete(productKey('seen', DEFAULT_MARKET));
  const { reads } = readServices(env);
  expect((await reads.product('seen', DEFAULT_MARKET)).tier).toBe('d1');
  await expect.poll(() => expires('seen').catch(() => true)).toBe(false);
});

test('a place that is behind leaves the document that KV keeps', async () => {
  const { reads } = readServices({ ...env, DOCUMENTS: distantKv(env.DOCUMENTS) });
  await reads.product('far', DEFAULT_MARKET);
  const path = `/api/admin/products/${await idOf('far')}`;
  await sendJson('PATCH', path, { title: 'Newer than this place knows' });
  await published();
  const [product] = await servicesOf(env).products.bySlugs(['far']);
  const { version } = required(product, 'the product was brought in');
  reads.hold(productKey('far', DEFAULT_MARKET), { text: '{}', etag: '"newer"', version });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * SECOND_MS });
  expect((await reads.product('far', DEFAULT_MARKET)).tier).toBe('d1');
  await waited();
  expect(await expires('far')).toBe(false);
});

test('reads begin at a bookmark, and staff read what they have just written', async () => {
  const replica = new Replica(env.CATALOG_DB);
  const bookmark = await bookmarkOf(env.CATALOG_DB);
  expect(bookmark).not.toBeNull();
  replica.advance(bookmark ?? '');
  const { results } = await replica.prepare('SELECT 1 AS one').run<{ one: number }>();
  expect(results).toEqual([{ one: 1 }]);
  await stockShop([row('OWN', { slug: 'own', title: 'First' })]);
  const path = `/api/admin/products/${await idOf('own')}`;
  await sendJson('PATCH', path, { title: 'Second' });
  const seen = await servicesOf(env).products.bySlugs(['own']);
  expect(seen.map(({ title }) => title)).toEqual(['Second']);
});

const failing: D1Database = new Proxy(env.CATALOG_DB, {
  get() {
    throw new Error('D1 is down');
  },
});

/** A page as a new isolate answers it, whose database is down. */
async function pageWithoutDatabase(path: string): Promise<{ status: number; html: string }> {
  const headers = { accept: 'text/html' };
  const context = createExecutionContext();
  const request = new Request(`${ORIGIN}${path}`, { headers });
  const response = await app.fetch(request, { ...env, CATALOG_DB: failing }, context);
  await waitOnExecutionContext(context);
  if (response.status === 503) expect(response.headers.get('retry-after')).toBe('5');
  return { status: response.status, html: textOf(await response.text()) };
}

test('without the database pages are shown from copies, and search says so', async () => {
  const paths = ['/', '/categories/seen', '/products/seen'];
  for (const path of paths) {
    const context = createExecutionContext();
    await app.fetch(new Request(`${ORIGIN}${path}`), env, context);
    await waitOnExecutionContext(context);
  }
  await expect.poll(() => env.DOCUMENTS.get(`list/categories/${DEFAULT_MARKET.id}`)).not.toBeNull();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
  for (const path of paths) {
    const { status, html } = await pageWithoutDatabase(path);
    expect([path, status, html.includes('Seen')]).toEqual([path, 200, true]);
  }
  for (const path of ['/search?q=anything', '/products/never-seen', '/categories/never-seen']) {
    const { status, html } = await pageWithoutDatabase(path);
    expect([path, [404, 503].includes(status)]).toEqual([path, true]);
    expect(html).not.toContain('D1 is down');
  }
});

const broken = () => Promise.reject(new Error('D1 is down'));
const buildOne = async () => ({ text: '{"items":[1]}', empty: false });
const buildNone = async () => ({ text: '{"items":[]}', empty: true });

test('a list outlasts its database in a data centre that has never shown it', async () => {
  await readServices(env).lists.list('outlasts', buildOne, 'lasting');
  await expect.poll(() => env.DOCUMENTS.get('list/outlasts')).toBe('{"items":[1]}');
  const cache = await caches.open('never-shown');
  const { lists } = readServices(env, () => cache);
  const answer = await lists.list('outlasts', broken, 'lasting');
  expect([answer.tier, answer.copy.text]).toEqual(['stale', '{"items":[1]}']);
  await expect(lists.list('unknown', broken, 'lasting')).rejects.toThrow('no copy is left');
});

test('lists with nothing in them are kept in no cache that others share', async () => {
  await readServices(env).lists.list('nothing', buildNone, 'lasting');
  expect((await readServices(env).lists.list('nothing', buildNone, 'lasting')).tier).toBe('d1');
  expect(await env.DOCUMENTS.get('list/nothing')).toBeNull();
});

test('a checkout takes no price, title or status from a copy', async () => {
  const item = 'copied';
  const brought = await importRows([row(item, { slug: item })], '?stock=5');
  expect(await brought.json()).toMatchObject({ created: 1, failed: 0 });
  await published();
  const { reads } = servicesOf(env).publishing;
  const key = productKey(item, DEFAULT_MARKET);
  const stored = await keptDocument(item);
  const text = (stored?.text ?? '').replaceAll(/"amount":\d+/g, '"amount":1');
  const cheap = { text, etag: '"cheap"', version: Date.now() + HOUR_MS };
  await kvTexts(env.DOCUMENTS, SHAPE).write(key, cheap);
  reads.hold(key, cheap);
  const shown = await app.fetch(new Request(`${ORIGIN}/api/products/${item}`), env, noContext());
  expect(await shown.text()).toContain('"amount":1,');
  const buyer = new Buyer();
  await buyer.add(sku(item), 1);
  const { status, body } = await buyer.checkout('key');
  expect([status, body.order.subtotal.amount > 1]).toEqual([201, true]);
  // Every copy still says that it is for sale.
  const late = new Buyer();
  await late.add(sku(item), 1);
  await env.CATALOG_DB.prepare("UPDATE product SET status = 'draft' WHERE slug = ?")
    .bind(item)
    .run();
  expect((await late.checkout('key')).status).toBe(409);
});

/** As long as what is done behind an answer takes. */
const waited = () => new Promise((resolve) => setTimeout(resolve, 100));

const noContext = () => createExecutionContext();

async function idOf(slug: string): Promise<string> {
  const [product] = await servicesOf(env).products.bySlugs([slug]);
  return product?.id ?? '';
}
