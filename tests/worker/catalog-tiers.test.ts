/** Tiers one by one, an outage of the database, and what public routes must never read. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test, vi } from 'vitest';
import { PUBLISHING_MS } from '../../src/kernel/freshness.ts';
import { catalogueServices } from '../../src/services-catalog.ts';
import { later, readServices } from '../../src/services-reads.ts';
import { searchServices } from '../../src/services-search.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { app } from '../../src/app.ts';
import { ORIGIN, row, stockShop } from './catalog-support.ts';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';

const outside = {
  stock: { setInitial: () => Promise.resolve() },
  purge: () => Promise.resolve(),
};

/** A database that answers nothing. */
const failing: D1Database = new Proxy(env.CATALOG_DB, {
  get() {
    throw new Error('D1 is down');
  },
});

/** A new isolate's view: nothing in memory, the same KV and Cache API. */
const fresh = (database = env.CATALOG_DB) =>
  catalogueServices({ ...env, CATALOG_DB: database }, outside).catalogue.answers;

/** The same of lists. */
const freshLists = () => {
  const catalogue = catalogueServices(env, outside);
  return searchServices(env, { ...catalogue, later }).search.answers;
};

const everything = parseListQuery(new Map());

beforeAll(async () => {
  await stockShop([row('TIER', { slug: 'tier' }), row('COLD', { slug: 'cold' })]);
});

test('a product comes from KV, then from memory', async () => {
  const answers = fresh();
  expect((await answers.product('tier', DEFAULT_MARKET)).tier).toBe('kv');
  expect(answers.heldProduct('tier', DEFAULT_MARKET)?.tier).toBe('memory');
});

test('without a KV document it comes from D1, and KV is filled', async () => {
  await env.DOCUMENTS.delete('product/eu/cold');
  expect((await fresh().product('cold', DEFAULT_MARKET)).tier).toBe('d1');
  await expect.poll(() => env.DOCUMENTS.get('product/eu/cold')).toContain('"slug":"cold"');
  expect((await fresh().product('cold', DEFAULT_MARKET)).tier).toBe('kv');
});

test('a list comes from D1, then from memory, and elsewhere from the edge cache', async () => {
  if (!everything.ok) throw new Error('no parameters are valid');
  // What staff have just brought in is not published yet: until then no list is kept.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + PUBLISHING_MS });
  const answers = freshLists();
  const first = await answers.list(everything.value);
  expect(first.tier).toBe('d1');
  expect((await answers.list(everything.value)).tier).toBe('memory');
  await expect.poll(async () => (await freshLists().list(everything.value)).tier).toBe('edge');
  const elsewhere = await freshLists().list(everything.value);
  expect(elsewhere.copy).toMatchObject({ text: first.copy.text, etag: first.copy.etag });
  vi.useRealTimers();
});

test('with the database down, products come from KV and unknown ones are unavailable', async () => {
  const answers = fresh(failing);
  const answer = await answers.product('tier', DEFAULT_MARKET);
  expect([answer.tier, answer.copy.text?.includes('"slug":"tier"')]).toEqual(['kv', true]);
  await expect(answers.product('never-seen', DEFAULT_MARKET)).rejects.toThrow('no copy is left');
});

test('one isolate asks once for what many want at the same time', async () => {
  let asked = 0;
  const counting = new Proxy(env.CATALOG_DB, {
    get(target, name) {
      if (name === 'withSession') asked += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { reads } = readServices({ ...env, CATALOG_DB: counting });
  await Promise.all(Array.from({ length: 50 }, () => reads.product('wanted', DEFAULT_MARKET)));
  expect(asked).toBe(1);
  expect(reads.held('wanted', DEFAULT_MARKET)?.copy.text).toBeNull();
});

test('public routes read neither cookie nor Authorization, and set no cookie', async () => {
  for (const path of [
    '/api/products',
    '/api/products/tier',
    '/api/categories',
    '/api/suggest?q=t',
  ]) {
    const request = new Request(`${ORIGIN}${path}`, {
      headers: { cookie: 'session=x', authorization: 'Bearer x' },
    });
    const read: string[] = [];
    const headers = new Proxy(request.headers, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return (...names: unknown[]): unknown => {
          const [name] = names;
          read.push(typeof name === 'string' ? name.toLowerCase() : 'all headers');
          return Reflect.apply(value, target, names);
        };
      },
    });
    Object.defineProperty(request, 'headers', { value: headers });
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    await waitOnExecutionContext(context);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get('cache-control')).toBe('public, max-age=15');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(read).toContain('if-none-match');
    expect(read.filter((name) => /cookie|authorization/.test(name))).toEqual([]);
  }
});
