/** An index in several databases answers as one database does. */
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { badgeRules } from '../../src/platform/config.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import type { ProductList } from '../../src/search/listing.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { Cards } from '../../src/search/cards.ts';
import { feedStore } from '../../src/search/feed-store.ts';
import { statementsIn } from '../../src/search/index-store.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { sqlIndex } from '../../src/search/sql-index.ts';
import type { Upkeep } from '../../src/search/upkeep.ts';
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

/** What is done each minute, long after the last build: nobody reads what that has replaced. */
async function soon(upkeep: Upkeep): Promise<void> {
  await env.CATALOG_DB.prepare('UPDATE search_state SET built_at = 0').run();
  await upkeep.sweep();
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
  await soon(searchOf(sharded).searchUpkeep);
});

test('shards are taken in the order of their numbers, the catalogue where there are none', () => {
  const home = env.CATALOG_DB;
  expect(indexDatabases(sharded)).toEqual({ home, bound: [env.SHARD_A, env.SHARD_B] });
  expect(indexDatabases(env)).toEqual({ home, bound: [] });
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

test('an index is read and written where it was built, whatever is bound since', async () => {
  const more = { ...sharded, SEARCH_30: env.CATALOG_DB };
  const { searchUpkeep } = searchOf(more);
  const [product] = await servicesOf(env).products.bySlugs(['a-chair-numbered-1-of-oak']);
  if (product === undefined) throw new Error('the product was brought in');
  const now = Date.now();
  const news = { ...product, title: 'A submarine', version: now };
  await indexFeed(more)([shownAt(news, now, badgeRules(env))], []);
  for (const place of [sharded, more]) {
    expect((await listOf(place, [['q', 'submarine']])).total).toBe(1);
    expect((await listOf(place, [['category', 'rooms']])).total).toBe(59);
  }
  expect((await searchUpkeep.state()).building).toBeNull();
  await soon(searchUpkeep);
  const { active, shards } = await searchUpkeep.state();
  expect([shards[active], await docsIn(env.CATALOG_DB, active)]).toEqual([3, expect.any(Number)]);
  expect((await listOf(more, [['category', 'rooms']])).total).toBe(60);
  // One that is bound no more would leave a third of the shop out without a word.
  await expect(listOf(sharded, [['category', 'rooms']])).rejects.toThrow('no copy is left');
});

test('a build that finds other databases bound begins again', async () => {
  const { searchUpkeep } = searchOf(sharded);
  await env.CATALOG_DB.prepare(
    `UPDATE search_state SET building = iif(active = 'a', 'b', 'a'), phase = 'fill',
      cursor = 9007199254740991, shards_a = 3, shards_b = 3, lease_until = 0`,
  ).run();
  await soon(searchUpkeep);
  const { active, shards, products } = await searchUpkeep.state();
  expect([shards[active], products]).toEqual([2, 60]);
  expect((await listOf(sharded, [['category', 'rooms']])).total).toBe(60);
});

test('words that are added again count on, and each is looked up by its letters once', async () => {
  const feed = feedStore(env.SHARD_A);
  const index = sqlIndex({
    ...{ run: statementsIn(env.SHARD_A), generation: 'a', digest: sha256, cards: new Cards() },
    freshSince: () => 0,
  });
  await feed.clear('a');
  await feed.addWords(new Map([['zeppelin', 2]]), 'a');
  await feed.addWords(
    new Map([
      ['airship', 1],
      ['zeppelin', 3],
    ]),
    'a',
  );
  const [facts] = await index.vocabulary(['zepelin']);
  expect(facts?.similar).toEqual([{ word: 'zeppelin', products: 5 }]);
  const [airship] = await index.vocabulary(['airships']);
  expect(airship?.similar).toEqual([{ word: 'airship', products: 1 }]);
});
