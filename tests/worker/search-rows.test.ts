/** How many rows of the index a list reads: as many as pass its filters, however many there are. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../src/platform/crypto.ts';
import { Cards } from '../../src/search/cards.ts';
import { feedStore } from '../../src/search/feed-store.ts';
import { statementsIn } from '../../src/search/index-store.ts';
import type { ProductList } from '../../src/search/listing.ts';
import { listText } from '../../src/search/listing.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { countShelves } from '../../src/search/rebuild.ts';
import type { RunStatements } from '../../src/search/rows.ts';
import { find } from '../../src/search/searching.ts';
import { sqlIndex } from '../../src/search/sql-index.ts';

const PRODUCTS = 24_000;
/** One in so many is of the rare brand. */
const RARE = 2_000;

/**
 * Product n costs n, has sold n and has n % 501 hundredths of a star; one of three is a lamp, and
 * every third of those is sold out.
 */
const NUMBERS = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < ${PRODUCTS}), product AS MATERIALIZED (SELECT i,
    iif(i % 3 = 0, 'light/desk', 'seats') AS category,
    iif(i % 3 = 0, '["","light","light/desk"]', '["","seats"]') AS trail,
    iif(i % ${RARE} = 0, 'Rare', 'Usual') AS brand, iif(i % 9 = 0, 0, 1) AS in_stock,
    '{"id":"' || i || '","title":"Product ' || i || '"}' AS card FROM n)`;

const FILL = [
  `INSERT INTO search_doc_a (product_id, version, digest) ${NUMBERS} SELECT i, 1, '' FROM product`,
  `INSERT INTO search_card_a (product_id, currency, card, excerpt)
    ${NUMBERS} SELECT i, 'EUR', card, '' FROM product`,
  `INSERT INTO search_entry_a (product_id, currency, category, trail, brand, brand_name, price,
      in_stock, rating, rating_count, released, sales, boost, traits)
    ${NUMBERS} SELECT i, 'EUR', category, trail, lower(brand), brand, i, in_stock, i % 501, 1,
      '2026-01-01', i, 1, '[]' FROM product`,
  `INSERT INTO search_place_a (currency, category, product_id, price, rating, rating_count,
      released, sales)
    ${NUMBERS} SELECT 'EUR', t.value, i, i, i % 501, 1, '2026-01-01', i
      FROM product, json_each(trail) AS t`,
  `INSERT INTO search_shelf_a (currency, category, total, counted_at, stale)
    SELECT currency, category, count(*), 0, 1 FROM search_place_a GROUP BY currency, category`,
];

let rowsRead = 0;

/** The index's statements, with the rows that D1 says it read. */
const counting: RunStatements = async (statements) => {
  const answers = await env.CATALOG_DB.batch<Record<string, string | number | null>>(
    statements.map(({ sql, bound }) => env.CATALOG_DB.prepare(sql).bind(...bound)),
  );
  for (const { meta } of answers) rowsRead += meta.rows_read;
  return answers.map(({ results }) => results);
};

const index = sqlIndex({
  run: counting,
  generation: 'a',
  digest: sha256,
  freshSince: () => 0,
  cards: new Cards(),
});

/** A list, and the rows that were read for it. */
async function listed(query: string): Promise<{ list: ProductList; rows: number }> {
  const parameters = [...new URLSearchParams(query)].map(
    ([name, value]) => [name, [value]] as const,
  );
  const parsed = parseListQuery(new Map(parameters));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  rowsRead = 0;
  const outcome = await find(index, parsed.value, new Map());
  const list: ProductList = JSON.parse(listText(parsed.value, outcome, new Map()));
  return { list, rows: rowsRead };
}

const facet = ({ facets }: ProductList, name: string) =>
  Object.fromEntries(
    (facets.find(({ field }) => field === name)?.values ?? []).map((one) => [one.value, one.count]),
  );

const titles = ({ items }: ProductList) => items.map(({ title }) => title);

beforeAll(async () => {
  await env.CATALOG_DB.batch(FILL.map((sql) => env.CATALOG_DB.prepare(sql)));
  const shard = { run: statementsIn(env.CATALOG_DB), writer: feedStore(env.CATALOG_DB) };
  await countShelves({ shards: () => [shard], clock: () => 1 }, { generation: 'a', shards: 0 });
});

test('a whole shelf reads its page, however long it is', async () => {
  const { list, rows } = await listed('category=light&limit=20');
  expect([list.total, list.total_is_estimate]).toEqual([8_000, false]);
  expect(rows).toBeLessThan(200);
});

test('a shelf narrowed by a rare brand reads that brand, and counts what is there', async () => {
  const { list, rows } = await listed('category=light&brand=rare');
  expect(titles(list)).toEqual(['Product 24000', 'Product 18000', 'Product 12000', 'Product 6000']);
  expect([list.total, list.total_is_estimate]).toEqual([4, false]);
  expect(facet(list, 'brand')).toEqual({ Usual: 7_996, Rare: 4 });
  expect(facet(list, 'category')).toEqual({ seats: 8, light: 4, 'light/desk': 4 });
  expect(rows).toBeLessThan(150);
});

test.each([
  ['brand=rare', 12, 300],
  ['min_price=10&max_price=29', 20, 500],
  ['category=seats&rating=5', 47, 1_000],
  ['category=light&brand=rare&in_stock=true', 3, 20_000],
])('%s finds %i and reads at most %i rows', async (query, total, most) => {
  const { list, rows } = await listed(query);
  expect([list.total, list.total_is_estimate]).toEqual([total, false]);
  expect(rows).toBeLessThan(most);
});

test('what many pass is counted to 10,000, and its pages go on along the order', async () => {
  const { list, rows } = await listed('brand=usual');
  expect([list.total, list.total_is_estimate]).toEqual([10_000, true]);
  expect(titles(list).slice(0, 2)).toEqual(['Product 23999', 'Product 23998']);
  expect(facet(list, 'brand')).toEqual({ Usual: 23_988, Rare: 12 });
  // Ten for each that is counted: its total, its facets, and the categories beside it.
  expect(rows).toBeLessThan(100_000);
  const next = await listed(`brand=usual&limit=3&facets=0&cursor=${list.next_cursor}`);
  expect(titles(next.list)).toEqual(['Product 23979', 'Product 23978', 'Product 23977']);
});
