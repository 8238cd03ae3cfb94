/** Lists over HTTP: filters, facets, every order page by page, and bad input. */
import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { get, row, stockShop, tierOf } from './catalog-support.ts';

type Item = {
  slug: string;
  price: { amount: number };
  rating: { average: number; count: number };
  availability: string;
};
type List = {
  items: Item[];
  next_cursor: string | null;
  total: number;
  total_is_estimate: boolean;
  facets: { field: string; values: { value: string; count: number }[] }[];
};

const PRODUCTS = 60;

/** Few distinct values, so that every order has ties. */
const products = Array.from({ length: PRODUCTS }, (_, index) =>
  row(`P${index}`, {
    title: index % 3 === 0 ? `Brass lamp ${index}` : `Oak chair ${index}`,
    category: index % 3 === 0 ? 'Lighting > Desk lamps' : 'Seating > Chairs',
    brand: index % 2 === 0 ? 'Tolva' : 'Nørre',
    price_minor: 1_000 + (index % 7) * 500,
    rating: { average: (index % 5) + 0.5, count: index % 4 },
    sales: index % 6,
    released: `2026-0${(index % 3) + 1}-01`,
    attributes: { Material: index % 3 === 0 ? 'Brass' : 'Oak', 'Seat height': 40 + (index % 2) },
    ...(index % 10 === 0 ? {} : { stock: 9 }),
  }),
);

const list = async (query: string): Promise<List> => {
  const response = await get(`/api/products${query}`);
  expect([query, response.status]).toEqual([query, 200]);
  return response.json<List>();
};

beforeAll(() =>
  stockShop([
    ...products,
    row('HIDDEN', { status: 'draft', title: 'Brass draft', brand: 'Tolva' }),
  ]),
);

async function walk(query: string, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: List = await list(`?${query}&limit=${limit}${from}`);
    items.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}

const KEYS: Record<string, (item: Item) => number[]> = {
  price: (item) => [item.price.amount],
  '-price': (item) => [-item.price.amount],
  rating: (item) => [-item.rating.average, -item.rating.count],
};

test('every order walks all pages without loss or repetition', async () => {
  const sorts = ['relevance', 'price', '-price', 'rating', 'newest'];
  const filters = ['', 'q=lamp', 'category=seating', 'brand=tolva&in_stock=true', 'q=oak+brass'];
  await assert(
    asyncProperty(
      constantFrom(...sorts),
      constantFrom(...filters),
      integer({ min: 1, max: 25 }),
      async (sort, filter, limit) => {
        const query = `sort=${sort}&${filter}`;
        const whole = await list(`?${query}&limit=100`);
        const walked = await walk(query, limit);
        expect(walked.map((item) => item.slug)).toEqual(whole.items.map((item) => item.slug));
        expect(new Set(walked.map((item) => item.slug)).size).toBe(whole.total);
        const keys = walked.map((item) => KEYS[sort]?.(item) ?? []);
        const sorted = keys.toSorted(
          (a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0),
        );
        expect(keys).toEqual(sorted);
      },
    ),
    { numRuns: 30 },
  );
});

test('filters narrow, and facets count what is left', async () => {
  expect((await list('')).total).toBe(PRODUCTS);
  const lamps = await list('?category=lighting');
  expect(lamps.total).toBe(20);
  expect(lamps.facets.find((facet) => facet.field === 'brand')).toEqual({
    field: 'brand',
    values: [
      { value: 'Nørre', count: 10 },
      { value: 'Tolva', count: 10 },
    ],
  });
  expect(lamps.facets.find((facet) => facet.field === 'attr.Material')).toEqual({
    field: 'attr.Material',
    values: [{ value: 'Brass', count: 20 }],
  });
  expect((await list('?attr.material=oak&brand=N%C3%B8rre')).total).toBe(20);
  expect((await list('?attr.Material=Oak&attr.Material=Brass')).total).toBe(PRODUCTS);
  expect((await list('?attr.Seat+height=41')).total).toBe(30);
  expect((await list('?in_stock=true')).total).toBe(54);
  const priced = await list('?min_price=1500&max_price=2000&limit=100');
  expect(new Set(priced.items.map((item) => item.price.amount))).toEqual(new Set([1_500, 2_000]));
  expect((await list('?category=Seating+%3E+Chairs')).total).toBe(40);
  expect((await list('?category=light')).total).toBe(0);
  const everything = await list('');
  const price = everything.facets.find((facet) => facet.field === 'price');
  for (const { value, count } of price?.values ?? []) {
    const [least, most] = value.split('-');
    expect((await list(`?min_price=${least}&max_price=${most}`)).total).toBe(count);
  }
});

test('words are searched together, and one by one where nothing has all', async () => {
  expect((await list('?q=brass+lamps')).total).toBe(20);
  expect((await list('?q=BRASS%20oak')).total).toBe(PRODUCTS);
  expect((await list('?q=%22%29+OR+*')).total).toBe(0);
  expect((await list('?q=%21%21')).total).toBe(0);
});

test('unknown parameters change nothing and share the cached answer', async () => {
  await list('?brand=tolva&limit=7');
  const again = await get('/api/products?limit=7&utm_source=mail&brand=Tolva');
  expect(tierOf(again)).toBe('memory');
});

test.each([
  ['limit=0', '/limit'],
  ['limit=101', '/limit'],
  ['limit=x', '/limit'],
  ['limit=1.5', '/limit'],
  ['limit=-1', '/limit'],
  ['cursor=nonsense', '/cursor'],
  ['cursor=W10', '/cursor'],
  ['sort=random', '/sort'],
  ['market=mars', '/market'],
  ['min_price=cheap', '/min_price'],
  ['max_price=-1', '/max_price'],
  ['in_stock=maybe', '/in_stock'],
  [`q=${'x'.repeat(201)}`, '/q'],
])('%s is refused by name', async (query, pointer) => {
  const response = await get(`/api/products?${query}`);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    type: 'invalid_input',
    status: 400,
    errors: [{ pointer }],
  });
});

test('a cursor of another sort is refused', async () => {
  const { next_cursor } = await list('?sort=price&limit=5');
  const response = await get(`/api/products?sort=rating&limit=5&cursor=${next_cursor}`);
  expect(await response.json()).toMatchObject({ errors: [{ pointer: '/cursor' }] });
});

test('the tree counts published products of each branch', async () => {
  const response = await get('/api/categories');
  expect(await response.json()).toEqual([
    {
      slug: 'lighting',
      name: 'Lighting',
      count: 20,
      children: [{ slug: 'lighting/desk-lamps', name: 'Desk lamps', count: 20, children: [] }],
    },
    {
      slug: 'seating',
      name: 'Seating',
      count: 40,
      children: [{ slug: 'seating/chairs', name: 'Chairs', count: 40, children: [] }],
    },
  ]);
  const refused = await get('/api/categories?market=mars');
  expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/market' }] });
});

const twenty = (one: (index: number) => string) => Array.from({ length: 20 }, (_, i) => one(i));
const slugs = async (query: string) =>
  (await list(`?${query}&limit=100`)).items.map((item) => item.slug);

test('as many values as a filter takes find what a few of them do', async () => {
  const many = [
    ...['category=lighting', ...twenty((index) => `category=none-${index}`).slice(1)],
    ...[
      'price=1500-2000',
      ...twenty((index) => `price=${90_000 + index}-${90_001 + index}`).slice(1),
    ],
    ...['attr.Seat+height=41..42', ...twenty((index) => `attr.Seat+height=9${index}..99`).slice(1)],
    ...twenty((index) => `brand=${index === 0 ? 'Tolva' : `none-${index}`}`),
  ].join('&');
  const few = 'category=lighting&price=1500-2000&attr.Seat+height=41..42&brand=Tolva';
  const narrow = 'category=lighting&price=1500-2000&attr.Seat+height=41..42';
  expect(await slugs(many)).toEqual(await slugs(few));
  const others = many.replace('brand=Tolva&', 'brand=N%C3%B8rre&');
  expect(await slugs(others)).toEqual(await slugs(narrow));
  expect((await slugs(others)).length).toBeGreaterThan(0);
  expect(await slugs(`${others}&q=lamp`)).toEqual(await slugs(`${narrow}&q=lamp`));
});
