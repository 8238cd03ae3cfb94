/** Whatever is sent to lists and search: a clear problem or a sane answer, never a 500. */
import { assert, asyncProperty, constantFrom, string, tuple } from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodeCursor } from '../../src/kernel/page.ts';
import { get, row, stockShop } from './catalog-support.ts';

beforeAll(() => stockShop([row('LAMP', { title: 'Brass lamp' })]));

const statusOf = async (path: string): Promise<number> => (await get(path)).status;

test.each([
  '"',
  '""" OR "',
  '*',
  'lamp*',
  'NEAR(lamp brass, 2)',
  'title:lamp',
  '-lamp',
  '^lamp',
  'lamp AND',
  '{title}: lamp',
  "'; DROP TABLE product; --",
  'مصباح نحاس',
  '\u202Elamp\u202C',
  '💡🙂',
  '\u0000lamp',
  '%_%',
  'a'.repeat(200),
])('%j as words is answered by lists, pages and suggestions', async (words) => {
  const q = encodeURIComponent(words);
  expect(await statusOf(`/api/products?q=${q}`)).toBe(200);
  expect(await statusOf(`/api/suggest?q=${q}`)).toBe(200);
  expect(await statusOf(`/search?q=${q}`)).toBe(200);
});

test('ten thousand characters are refused: by name, as far as addresses go', async () => {
  expect(await statusOf(`/api/products?q=${'x'.repeat(10_000)}`)).toBe(414);
  const q = 'x'.repeat(5_000);
  for (const path of [`/api/products?q=${q}`, `/api/suggest?q=${q}`]) {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/q' }] });
  }
});

test.each([
  ['price=900-100', '/price'],
  ['price=cheap', '/price'],
  ['min_price=900&max_price=100', '/max_price'],
  ['rating=6', '/rating'],
  ['rating=-1', '/rating'],
  ['limit=-1', '/limit'],
  [Array.from({ length: 21 }, (_, index) => `brand=b${index}`).join('&'), '/brand'],
  [Array.from({ length: 11 }, (_, index) => `attr.a${index}=1`).join('&'), '/attr.'],
  [`brand=${'x'.repeat(201)}`, '/brand'],
])('%s is refused by name', async (query, pointer) => {
  const response = await get(`/api/products?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: 'invalid_input', errors: [{ pointer }] });
});

test('facets and values nobody knows leave nothing, and are no error', async () => {
  for (const query of ['attr.nonsense=1', 'attr.x=1..', 'category=nowhere', 'brand=nobody']) {
    const list = await (await get(`/api/products?${query}`)).json<{ total: number }>();
    expect([query, list.total]).toEqual([query, 0]);
  }
  expect(await (await get('/api/products?colour=red')).json()).toMatchObject({ total: 1 });
});

test.each([
  encodeCursor([]),
  encodeCursor(['relevance', 'all', null, 1]),
  encodeCursor(['relevance', 'all', null, 'x', 'y']),
  encodeCursor(['relevance', 'none', null, 1, 1]),
  encodeCursor(['relevance', 'all', 'brass', 1, 1]),
  encodeCursor(['relevance', 'all', 'x'.repeat(300), 1, 1]),
  '%00',
  '💡',
])('a forged cursor %s is refused', async (cursor) => {
  const response = await get(`/api/products?cursor=${encodeURIComponent(cursor)}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ pointer: '/cursor' }] });
});

test('no text at all makes any part of it fail', async () => {
  const names = ['q', 'category', 'brand', 'price', 'rating', 'in_stock', 'attr.Colour', 'cursor'];
  await assert(
    asyncProperty(
      tuple(constantFrom(...names, 'sort', 'limit', 'market', 'attr.'), string({ unit: 'binary' })),
      async ([name, value]) => {
        const query = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
        expect([query, await statusOf(`/api/products?${query}`)]).toEqual([
          query,
          expect.toBeOneOf([200, 400]),
        ]);
      },
    ),
    { numRuns: 60 },
  );
});
