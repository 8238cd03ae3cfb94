/** An index in several databases answers as one database does. */
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { badgeRules } from '../../src/platform/config.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import type { ProductList } from '../../src/search/listing.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { indexDatabases, indexFeed, searchServices } from '../../src/services-search.ts';
import { later, readServices } from '../../src/services-reads.ts';
import { servicesOf } from '../../src/services.ts';
import { rebuilt, row, stockShop } from './catalog-support.ts';

const sharded = { ...env, SEARCH_10: env.SHARD_B, SEARCH_2: env.SHARD_A };

const NOUNS = ['lamp', 'chair', 'vase'];
const rows = Array.from({ length: 60 }, (_, index) =>
  row(`P${index}`, {
    title: `A ${NOUNS[index % 3]} numbered ${index} of oak`,
    category: index % 2 === 0 ? 'Rooms > Light' : 'Rooms > Seats',
    brand: ['Tolva', 'Kiln'][index % 2],
    price_minor: 1_000 + index * 10,
    sales: index,
    attributes: { Colour: ['Brass', 'Black'][index % 2] },
  }),
);

/** A cache that keeps nothing: each list is made anew. */
const noCache = () => ({ match: async () => undefined, put: async () => undefined });

const searchOf = (place: Env) => {
  const { products } = servicesOf(env);
  return searchServices(place, { ...readServices(place, noCache), products, later });
};

type Asked = readonly (readonly [string, string])[];

async function listOf(place: Env, parameters: Asked): Promise<ProductList> {
  const query = parseListQuery(new Map(parameters.map(([name, value]) => [name, [value]])));
  if (!query.ok) throw new Error(JSON.stringify(query.errors));
  const { copy } = await searchOf(place).search.answers.list(query.value);
  const list: ProductList = JSON.parse(copy.text ?? 'null');
  return list;
}

const docsIn = (database: D1Database, g: string) =>
  database.prepare(`SELECT count(*) AS n FROM search_doc_${g}`).first<number>('n');

const ASKED: readonly Asked[] = [
  [['category', 'rooms']],
  [
    ['category', 'rooms'],
    ['sort', 'price'],
    ['brand', 'tolva'],
  ],
  [
    ['category', 'rooms/light'],
    ['attr.Colour', 'Brass'],
    ['sort', '-price'],
  ],
];

/** Both pages of what is asked. */
async function pagesOf(place: Env, asked: Asked): Promise<ProductList[]> {
  const first = await listOf(place, asked);
  return [first, await listOf(place, [...asked, ['cursor', first.next_cursor ?? '']])];
}

/** What one index answers; the one in shards takes its place then. */
const single: ProductList[][] = [];

beforeAll(async () => {
  for (const database of [env.SHARD_A, env.SHARD_B]) {
    await applyD1Migrations(database, env.CATALOG_MIGRATIONS);
  }
  await stockShop(rows);
  await rebuilt();
  for (const asked of ASKED) single.push(await pagesOf(env, asked));
  const { searchUpkeep } = searchOf(sharded);
  const { products } = await searchUpkeep.state();
  await searchUpkeep.build();
  for (;;) {
    const state = await searchUpkeep.state();
    if (state.building === null && products === state.products) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('shards are taken in the order of their numbers, the catalogue where there are none', () => {
  expect(indexDatabases(sharded)).toEqual([env.SHARD_A, env.SHARD_B]);
  expect(indexDatabases(env)).toEqual([env.CATALOG_DB]);
});

test('each product stands in one shard, and both shards have their share', async () => {
  const { active } = await searchOf(sharded).searchUpkeep.state();
  const [a, b] = [await docsIn(env.SHARD_A, active), await docsIn(env.SHARD_B, active)];
  expect((a ?? 0) + (b ?? 0)).toBe(60);
  expect(Math.min(a ?? 0, b ?? 0)).toBeGreaterThan(10);
});

test('lists, totals, facets and pages of shards are those of one index', async () => {
  const many: ProductList[][] = [];
  for (const asked of ASKED) many.push(await pagesOf(sharded, asked));
  expect(many).toEqual(single);
  expect(single.map(([first]) => first?.total)).toEqual([60, 30, 30]);
  const found = await listOf(sharded, [['q', 'oak lamp']]);
  expect([found.total, found.items.length]).toEqual([20, 20]);
  expect((await listOf(sharded, [['q', 'oak lanp']])).corrected_query).toBe('oak lamp');
});

test('a change goes into the shard of its product, and out of it again', async () => {
  const [product] = await servicesOf(env).products.bySlugs(['a-lamp-numbered-0-of-oak']);
  if (product === undefined) throw new Error('the product was brought in');
  const feed = indexFeed(sharded);
  const now = Date.now();
  await feed(
    [shownAt({ ...product, title: 'A zeppelin', version: now }, now, badgeRules(env))],
    [],
  );
  expect((await listOf(sharded, [['q', 'zeppelin']])).total).toBe(1);
  await feed([], [product.id]);
  expect((await listOf(sharded, [['q', 'zeppelins']])).total).toBe(0);
});
