/** The index is built anew beside the one that serves; what is learnt by it: words and phrases. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { runJobs } from '../../src/jobs.ts';
import { servicesOf } from '../../src/services.ts';
import {
  get,
  getAsStaff,
  importRows,
  indexState,
  published,
  rebuilt,
  row,
  send,
  stockShop,
} from './catalog-support.ts';

type List = {
  items: { external_id: string; highlight?: { title: { text: string; match: boolean }[] } }[];
  total: number;
  corrected_query?: string;
};
type Suggested = { queries: string[]; products: { title: string }[] };

const list = async (query: string): Promise<List> =>
  (await get(`/api/products?${query}`)).json<List>();
const suggest = async (q: string): Promise<Suggested> =>
  (await get(`/api/suggest?q=${encodeURIComponent(q)}`)).json<Suggested>();

const LAMPS = 40;

beforeAll(async () => {
  await stockShop([
    ...Array.from({ length: LAMPS }, (_, index) =>
      row(`LAMP-${index}`, {
        title: `Wireless desk lamp ${index}`,
        brand: 'Tolva',
        mpn: `TL-${index}00X`,
        attributes: { Colour: index % 2 === 0 ? 'Brass' : 'Black', 'Height (cm)': 20 + index },
      }),
    ),
    row('MONITOR', { title: 'Monitor 27" Wi-Fi', category: 'Displays', gtin: '4006381333931' }),
    row('DRAFT', { title: 'Secret prototype', status: 'draft' }),
  ]);
  await rebuilt();
});

test('a build puts in every product there is, and serves what the old one did', async () => {
  const before = await list('q=lamp&limit=5');
  const done = await rebuilt();
  expect(done).toMatchObject({ products: LAMPS + 2, changes: 0 });
  expect(await list('q=desk+lamp&limit=5')).toMatchObject({ total: before.total });
  expect((await list('q=prototype')).total).toBe(0);
  const staff = await getAsStaff('/api/admin/products?q=prototype');
  expect(await staff.json()).toMatchObject({ items: [{ external_id: 'DRAFT' }] });
});

test('the old index serves while the new one is built, and both learn of changes', async () => {
  const { state: states } = servicesOf(env).searchUpkeep;
  await env.CATALOG_DB.prepare(
    "UPDATE search_state SET building = iif(active = 'a', 'b', 'a'), phase = 'survey'",
  ).run();
  await importRows([row('NEWS', { title: 'Velvet cushion' })]);
  await published();
  expect((await list('q=velvet')).total).toBe(1);
  expect((await states()).building).not.toBeNull();
  await rebuilt();
  expect((await list('q=velvet+cushion')).total).toBe(1);
  await send('DELETE', '/api/admin/products/NEWS', null);
  expect((await list('q=cushion')).total).toBe(0);
});

test('a build that stopped is gone on with by the next minute', async () => {
  await env.CATALOG_DB.prepare(
    `UPDATE search_state SET building = iif(active = 'a', 'b', 'a'), phase = 'survey',
      lease_until = 0`,
  ).run();
  await runJobs('* * * * *', servicesOf(env), Date.now());
  expect(await indexState()).toMatchObject({ building: false, products: LAMPS + 2 });
});

test.each([
  ['27+inch', 'MONITOR'],
  ['27in', 'MONITOR'],
  ['wifi', 'MONITOR'],
  ['4006381333931', 'MONITOR'],
  ['TL-700X', 'LAMP-7'],
  ['tl700x', 'LAMP-7'],
  ['LAMP-12', 'LAMP-12'],
])('%s is found exactly', async (q, id) => {
  expect((await list(`q=${q}`)).items.map((item) => item.external_id)).toEqual([id]);
});

test('a misspelt word is put right where nothing matches, and says so', async () => {
  const corrected = await list('q=wirless+desk+lmap&limit=10');
  expect(corrected).toMatchObject({ corrected_query: 'wireless desk lamp', total: LAMPS });
  expect(corrected.items).toHaveLength(10);
  const right = await list('q=wireless+lamp');
  expect(right.corrected_query).toBeUndefined();
  expect(right.items[0]?.highlight?.title).toContainEqual({ text: 'lamp', match: true });
});

test('a corrected search goes on over its pages', async () => {
  const first = await (
    await get('/api/products?q=wirless&limit=30')
  ).json<List & { next_cursor: string }>();
  const second = await list(`q=wirless&limit=30&cursor=${first.next_cursor}`);
  expect(second).toMatchObject({ corrected_query: 'wireless', total: LAMPS });
  const ids = [...first.items, ...second.items].map((item) => item.external_id);
  expect(new Set(ids).size).toBe(LAMPS);
});

test('the beginning of a last word finds what it could become', async () => {
  expect(await list('q=desk+la')).toMatchObject({ total: LAMPS });
});

test('a box suggests phrases and products from the second letter, typos included', async () => {
  expect(await suggest('d')).toEqual({ queries: [], products: [] });
  const found = await suggest('de');
  expect(found.queries).toContain('desk lamp');
  expect(found.products).toHaveLength(6);
  expect((await suggest('wirelss')).queries).toContain('wireless');
  expect(await suggest('🙂"*')).toEqual({ queries: [], products: [] });
});

test("words that mean the same to the merchant's shoppers find each other", async () => {
  expect((await list('q=luminaire')).total).toBe(0);
  const made = await send(
    'POST',
    '/api/admin/search/synonyms',
    JSON.stringify({ phrases: ['Luminaire', 'desk lamp'] }),
    { 'content-type': 'application/json' },
  );
  expect(made.status).toBe(201);
  const { id } = await made.json<{ id: string }>();
  expect((await list('q=luminaires&limit=30')).total).toBe(LAMPS);
  expect((await send('DELETE', `/api/admin/search/synonyms/${id}`, null)).status).toBe(204);
  const few = await send(
    'POST',
    '/api/admin/search/synonyms',
    JSON.stringify({ phrases: ['lamp', 'Lamp'] }),
    { 'content-type': 'application/json' },
  );
  expect(few.status).toBe(400);
});

test('the report names what shoppers look for in vain', async () => {
  await list('q=zeppelin');
  await list('q=zeppelin&limit=3');
  const report = await getAsStaff('/api/admin/search/report');
  expect(await report.json()).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ q: 'zeppelin', searches: 2, empty: 2, found: 0 }),
    ]),
  });
});
