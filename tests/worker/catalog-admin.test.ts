/** Products as staff make, edit and remove them. */
import { env, exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { get, getAsStaff, ORIGIN, row, sendJson, stockShop } from './catalog-support.ts';

const PRODUCTS = '/api/admin/products';

test('strangers are refused, whatever they ask', async () => {
  for (const [method, path] of [
    ['GET', PRODUCTS],
    ['POST', PRODUCTS],
    ['GET', `${PRODUCTS}/X`],
    ['PATCH', `${PRODUCTS}/X`],
    ['DELETE', `${PRODUCTS}/X`],
    ['POST', '/api/admin/import'],
    ['POST', '/api/admin/media'],
  ] as const) {
    const response = await exports.default.fetch(`${ORIGIN}${path}`, { method });
    expect([path, response.status]).toEqual([path, 401]);
  }
});

test('a product made is answered whole, stocked, and listed at once', async () => {
  const made = await sendJson('POST', PRODUCTS, row('MADE', { stock: 4, brand: 'Tolva' }));
  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({
    external_id: 'MADE',
    slug: 'product-made',
    brand: 'Tolva',
    category: 'Lighting > Desk lamps',
    price_minor: 1_000,
    currency: 'EUR',
    status: 'published',
    variants: [{ sku: 'MADE', options: {}, price_minor: 1_000, availability: 'low_stock' }],
  });
  const stock = await (await getAsStaff('/api/admin/stock/MADE')).json();
  expect(stock).toMatchObject({ on_hand: 4, available: 4 });
  const shown = await (await get('/api/products/product-made')).json();
  expect(shown).toMatchObject({ availability: 'low_stock', price: { amount: 1_000 } });
  const again = await sendJson('POST', PRODUCTS, row('MADE'));
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ type: 'product_exists' });
});

test('an Idempotency-Key replays the answer, and refuses another body', async () => {
  const key = { 'idempotency-key': 'make-once' };
  const first = await sendJson('POST', PRODUCTS, row('ONCE'), key);
  const body = await first.text();
  const second = await sendJson('POST', PRODUCTS, row('ONCE'), key);
  expect([second.status, await second.text()]).toEqual([201, body]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  const other = await sendJson('POST', PRODUCTS, row('OTHER'), key);
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ type: 'idempotency_key_reused' });
  const kept = await env.CATALOG_DB.prepare('SELECT count(*) AS n FROM idempotency').first('n');
  expect(kept).toBe(1);
});

test('the same product made by many at once is made once', async () => {
  const attempts = await Promise.all(
    Array.from({ length: 8 }, () => sendJson('POST', PRODUCTS, row('RACE', { stock: 3 }))),
  );
  const statuses = attempts.map((response) => response.status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  const stock = await (await getAsStaff('/api/admin/stock/RACE')).json();
  expect(stock).toMatchObject({ on_hand: 3 });
});

const variant = (sku: string, more = {}) => ({ sku, ...more });

test.each([
  ['no title', { title: undefined }, '/title'],
  ['an unknown currency', { currency: 'ZZZ' }, '/currency'],
  ['a negative price', { price_minor: -1 }, '/price_minor'],
  ['a price that is no whole number', { price_minor: 1.5 }, '/price_minor'],
  ['a price as text', { price_minor: '1000' }, '/price_minor'],
  ['a price beyond the limit', { price_minor: 1e12 }, '/price_minor'],
  ['a compare price below the price', { compare_at_minor: 900 }, '/compare_at_minor'],
  ['a bad SKU', { variants: [variant('no spaces')] }, '/variants/0/sku'],
  ['an id that can be no SKU', { id: 'a/b' }, '/id'],
  ['the same SKU twice', { variants: [variant('S1'), variant('S1')] }, '/variants/1/sku'],
  [
    'the same options twice',
    { variants: [variant('S1', { options: { C: 'a' } }), variant('S2', { options: { C: 'a' } })] },
    '/variants/1/options',
  ],
  [
    'over 500 variants',
    { variants: Array.from({ length: 501 }, (_, index) => variant(`S${index}`)) },
    '/variants',
  ],
  ['a category without a name', { category: ' > ' }, '/category'],
  ['a category too deep', { category: 'A > B > C > D > E' }, '/category'],
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['a script for an image', { images: [{ url: 'javascript:alert(1)' }] }, '/images/0/url'],
  ['a day that is none', { released: '2026-02-30' }, '/released'],
  ['an average over five', { rating: { average: 6, count: 1 } }, '/rating/average'],
  ['a slug with capitals', { slug: 'Not A Slug' }, '/slug'],
  ['negative stock', { stock: -1 }, '/stock'],
])('%s is refused by pointer and nothing is made', async (_, change, pointer) => {
  const response = await sendJson('POST', PRODUCTS, row('BAD', change));
  expect(response.status).toBe(400);
  const body = await response.json<{ errors: { pointer: string }[] }>();
  expect(body.errors.map((error) => error.pointer)).toContain(pointer);
  expect((await getAsStaff(`${PRODUCTS}/BAD`)).status).toBe(404);
});

test('a SKU or a slug of another product is refused', async () => {
  await stockShop([row('OWNER', { slug: 'owned', variants: [variant('OWNED')] })]);
  const sku = await sendJson('POST', PRODUCTS, row('THIEF', { variants: [variant('OWNED')] }));
  expect(await sku.json()).toMatchObject({ errors: [{ pointer: '/variants/0/sku' }] });
  const slug = await sendJson('POST', PRODUCTS, row('THIEF', { slug: 'owned' }));
  expect(await slug.json()).toMatchObject({ errors: [{ pointer: '/slug' }] });
});

test('a patch merges: null removes, lists are replaced, the rest stays', async () => {
  await stockShop([
    row('PATCHED', {
      description: 'Old.',
      brand: 'Tolva',
      attributes: { Material: 'Brass', Watts: 7 },
      variants: [
        variant('PA', { options: { Size: 'S' }, stock: 9 }),
        variant('PB', { options: { Size: 'L' }, price_minor: 2_000 }),
      ],
    }),
  ]);
  const patched = await sendJson('PATCH', `${PRODUCTS}/PATCHED`, {
    brand: null,
    price_minor: 1_500,
    attributes: { Watts: null, Dimmable: true },
    category: 'Lighting > Floor lamps',
  });
  expect(patched.status).toBe(200);
  expect(await patched.json()).toMatchObject({
    brand: null,
    description: 'Old.',
    attributes: { Material: 'Brass', Dimmable: true },
    variants: [
      { sku: 'PA', price_minor: 1_500, availability: 'in_stock' },
      { sku: 'PB', price_minor: 2_000 },
    ],
  });
  const moved = await (await get('/api/products?category=lighting/floor-lamps')).json();
  expect(moved).toMatchObject({ total: 1, items: [{ external_id: 'PATCHED', brand: null }] });
  const watts = await (await get('/api/products?attr.watts=7')).json();
  expect(watts).toMatchObject({ total: 0 });
  const fewer = await sendJson('PATCH', `${PRODUCTS}/PATCHED`, { variants: [variant('PA')] });
  expect(await fewer.json()).toMatchObject({ variants: [{ sku: 'PA', price_minor: 1_500 }] });
  const left = env.CATALOG_DB.prepare(`SELECT count(*) AS n FROM price WHERE sku = 'PB'`);
  expect(await left.first('n')).toBe(0);
});

test.each([
  [{ price_minor: -5 }, '/price_minor'],
  [{ id: 'ELSE' }, '/id'],
  [{ title: null }, '/title'],
  [{ category: ' ' }, '/category'],
])('the patch %j is refused and changes nothing', async (patch, pointer) => {
  await stockShop([row('STEADY', { price_minor: 700 })]);
  const response = await sendJson('PATCH', `${PRODUCTS}/STEADY`, patch);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ pointer }] });
  const kept = await (await getAsStaff(`${PRODUCTS}/STEADY`)).json();
  expect(kept).toMatchObject({ price_minor: 700, title: 'Product STEADY' });
});

test('two editors at once both keep their change', async () => {
  await stockShop([row('SHARED')]);
  const edits = await Promise.all([
    sendJson('PATCH', `${PRODUCTS}/SHARED`, { title: 'Renamed' }),
    sendJson('PATCH', `${PRODUCTS}/SHARED`, { price_minor: 4_200 }),
  ]);
  expect(edits.map((response) => response.status)).toEqual([200, 200]);
  const product = await (await getAsStaff(`${PRODUCTS}/SHARED`)).json();
  expect(product).toMatchObject({ title: 'Renamed', price_minor: 4_200 });
});

test('a new slug answers at once, and the old one leads to it', async () => {
  await stockShop([row('MOVED', { slug: 'old-place' })]);
  expect((await get('/api/products/old-place')).status).toBe(200);
  await sendJson('PATCH', `${PRODUCTS}/MOVED`, { slug: 'new-place' });
  const old = await get('/api/products/old-place');
  expect([old.status, new URL(old.url).pathname]).toEqual([200, '/api/products/new-place']);
  expect((await get('/api/products/new-place')).status).toBe(200);
});

test('a removed product is gone everywhere', async () => {
  await stockShop([row('GONE', { title: 'Vanishing vase' })]);
  expect((await get('/api/products/vanishing-vase')).status).toBe(200);
  expect((await sendJson('DELETE', `${PRODUCTS}/GONE`, {})).status).toBe(204);
  expect((await get('/api/products/vanishing-vase')).status).toBe(404);
  expect(await (await get('/api/products?q=vanishing')).json()).toMatchObject({ total: 0 });
  expect((await sendJson('DELETE', `${PRODUCTS}/GONE`, {})).status).toBe(404);
  const made = await sendJson('POST', PRODUCTS, row('GONE', { title: 'Vanishing vase' }));
  expect(made.status).toBe(201);
  expect((await get('/api/products/vanishing-vase')).status).toBe(200);
});

test("staff's list pages through everything by slug, drafts too", async () => {
  const rows = ['A', 'B', 'C', 'D', 'E'].map((id) => row(`PAGE-${id}`, { status: 'draft' }));
  await stockShop(rows);
  const slugs: string[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    type Page = { items: { slug: string }[]; next_cursor: string | null };
    const page: Page = await (
      await getAsStaff(`${PRODUCTS}?status=draft&q=page&limit=2${from}`)
    ).json();
    slugs.push(...page.items.map((item) => item.slug));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(slugs).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `product-page-${id}`));
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=%21', 'status=lost']) {
    expect((await getAsStaff(`${PRODUCTS}?${query}`)).status).toBe(400);
  }
});
