/** Facet counts against a naive count, for generated catalogues' filters and words. */
import { asyncProperty, assert, constantFrom, integer, option, record, subarray } from 'fast-check';
import { expect, test } from 'vitest';
import { productsOf } from '../../bench/search/real.ts';
import { indexOf } from '../../bench/search/sqlite.ts';
import { parametersOf } from '../../src/catalog/parameters.ts';
import { required } from '../../src/kernel/assert.ts';
import type { Facet } from '../../src/search/facets.ts';
import { listText } from '../../src/search/listing.ts';
import type { ProductList } from '../../src/search/listing.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { find } from '../../src/search/searching.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

type Row = {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly category: string;
  readonly price_minor: number;
  readonly currency: 'EUR';
  readonly stock: number;
  readonly rating: { readonly average: number; readonly count: number };
  readonly attributes: Readonly<Record<string, string | number>>;
};

const NOUNS = ['lamp', 'chair', 'vase', 'clock'] as const;
const BRANDS = ['Tolva', 'Nørre', 'Kiln & Co'] as const;
const CATEGORIES = ['Rooms > Light', 'Rooms > Seats', 'Rooms', 'Table > Pots'] as const;
const COLOURS = ['Brass', 'Black', 'Sea green'] as const;

/** Products whose traits repeat at different steps, so that every mixture is there. */
const rows: readonly Row[] = Array.from({ length: 240 }, (_, index) => ({
  id: `P${index}`,
  title: `A ${NOUNS[index % 4]} number ${index}`,
  brand: BRANDS[index % 3] ?? '',
  category: CATEGORIES[Math.floor(index / 2) % 4] ?? '',
  price_minor: 1_000 + (index % 11) * 1_500,
  currency: 'EUR',
  stock: index % 5 === 0 ? 0 : 9,
  rating: { average: (index % 10) / 2, count: 3 },
  attributes: {
    ...(index % 7 === 0 ? {} : { Colour: COLOURS[Math.floor(index / 3) % 3] ?? '' }),
    'Width (cm)': 10 + (index % 17) * 2.5,
    ...(index % 2 === 0 ? { Bulb: index % 8 === 0 ? 'E14' : 'E27' } : {}),
  },
}));

const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-');
const categorySlug = (path: string): string => path.split(' > ').map(slug).join('/');

/** True when a row has a value as a filter of this field names it. */
function has(row: Row, field: string, value: string): boolean {
  if (field === 'category') return `${categorySlug(row.category)}/`.startsWith(`${value}/`);
  if (field === 'brand') return slug(row.brand) === slug(value);
  if (field === 'rating') return row.rating.average >= Number(value);
  if (field === 'in_stock') return row.stock > 0;
  if (field === 'price') {
    const [least, most] = value.split('-').map(Number);
    return row.price_minor >= (least ?? 0) && row.price_minor <= (most ?? 0);
  }
  const name = field.slice('attr.'.length).toLowerCase();
  const [, own] = Object.entries(row.attributes).find(([key]) => key.toLowerCase() === name) ?? [];
  if (own === undefined) return false;
  if (typeof own === 'string' || !value.includes('..')) {
    return String(own).toLowerCase() === value.toLowerCase();
  }
  const [least = '', most = ''] = value.split('..');
  return (least === '' || own >= Number(least)) && (most === '' || own < Number(most));
}

type Asked = ReadonlyMap<string, readonly string[]>;

const passes = (row: Row, asked: Asked, q: string | null, but: string | null): boolean =>
  (q === null || row.title.split(' ').includes(q)) &&
  [...asked].every(
    ([field, values]) => field === but || values.some((value) => has(row, field, value)),
  );

/** Values that several products of the shelf have, as facets may offer them. */
const asking = record({
  q: option(constantFrom(...NOUNS), { nil: null }),
  category: subarray(['rooms', 'rooms/light', 'rooms/seats', 'table/pots'], { maxLength: 2 }),
  brand: subarray([...BRANDS], { maxLength: 2 }),
  price: subarray(['0-999', '1000-2499', '5000-9999', '10000-24999'], { maxLength: 2 }),
  rating: subarray(['4', '2'], { maxLength: 1 }),
  in_stock: subarray(['true'], { maxLength: 1 }),
  'attr.Colour': subarray([...COLOURS], { maxLength: 2 }),
  'attr.Bulb': subarray(['E14', 'E27'], { maxLength: 1 }),
  'attr.Width (cm)': subarray(['10..20', '20..35', '..15', '40..'], { maxLength: 2 }),
  limit: integer({ min: 1, max: 30 }),
});

const { index, plan } = indexOf(
  productsOf(
    rows.map((row) => JSON.stringify(row)),
    NOW,
  ),
  NOW,
);

async function answerOf(asked: Asked, q: string | null, limit: number) {
  const pairs = [...asked].flatMap(([field, values]) => values.map((value) => [field, value]));
  const words = q === null ? [] : [['q', q]];
  const all = [...pairs, ...words, ['limit', String(limit)]].map(
    ([name = '', value = '']) => [name, value] as const,
  );
  const parsed = required(parseListQuery(parametersOf(all)), 'an outcome');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const outcome = await find(index, parsed.value, new Map());
  const list: ProductList = JSON.parse(listText(parsed.value, outcome, plan));
  return list;
}

function expectRight({ field, values }: Facet, asked: Asked, q: string | null): void {
  const others = rows.filter((row) => passes(row, asked, q, field));
  const counted = values.map(({ value }) => {
    const count = others.filter((row) => has(row, field, value)).length;
    return { value, count };
  });
  expect([field, values]).toEqual([field, counted]);
}

test('every count is what the filter would leave, its own choice aside', async () => {
  await assert(
    asyncProperty(asking, async ({ q, limit, ...fields }) => {
      const asked: Asked = new Map(
        Object.entries(fields).filter(([, values]) => values.length > 0),
      );
      const answer = await answerOf(asked, q, limit);
      const left = rows.filter((row) => passes(row, asked, q, null));
      expect(answer.total).toBe(left.length);
      expect(answer.items.length).toBe(Math.min(limit, left.length));
      const ids = new Set(left.map(({ id }) => id));
      expect(answer.items.every((item) => ids.has(item.external_id))).toBe(true);
      for (const facet of answer.facets) expectRight(facet, asked, q);
    }),
    { numRuns: 250 },
  );
});

test('a facet offers every value that something is left for', async () => {
  const { facets } = await answerOf(new Map([['brand', ['Tolva']]]), null, 1);
  const valuesOf = (field: string) =>
    facets.find((facet) => facet.field === field)?.values.map(({ value }) => value);
  expect(new Set(valuesOf('brand'))).toEqual(new Set(BRANDS));
  expect(new Set(valuesOf('attr.Colour'))).toEqual(new Set(COLOURS));
  expect(valuesOf('rating')).toEqual(['4', '3', '2', '1']);
  expect(valuesOf('category')).toContain('rooms/seats');
  expect(facets.find(({ field }) => field === 'attr.Width (cm)')).toMatchObject({ unit: 'cm' });
});
