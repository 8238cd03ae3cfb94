/** One product over HTTP: its document, tiers, conditional requests, drafts, an outage. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { get, getAsStaff, row, sendJson, stockShop, tierOf } from './catalog-support.ts';

const lamp = row('TOLVA', {
  title: 'Tolva desk lamp',
  brand: 'Nørre',
  description: 'A lamp that leans.',
  price_minor: 12_900,
  compare_at_minor: 15_900,
  tags: ['new'],
  attributes: { Material: 'Brass', Watts: 7, Dimmable: true },
  images: [{ url: '/media/tolva.svg', alt: 'The lamp' }],
  rating: { average: 4.6, count: 120 },
  sales: 320,
  released: '2026-03-01',
  variants: [
    { sku: 'TOLVA-BRASS', options: { Colour: 'Brass' }, stock: 24 },
    { sku: 'TOLVA-BLACK', options: { Colour: 'Black' }, stock: 3, price_minor: 11_900 },
    { sku: 'TOLVA-SAND', options: { Colour: 'Sand' }, price_minor: 9_900 },
  ],
});

const eur = (amount: number) => ({ amount, currency: 'EUR' });

beforeAll(() => stockShop([lamp, row('DRAFT', { status: 'draft', title: 'Secret lamp' })]));

test('a product answers its document, the buyable cheapest variant first', async () => {
  const response = await get('/api/products/tolva-desk-lamp');
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('public, max-age=15');
  expect(response.headers.get('set-cookie')).toBeNull();
  const { id, updated_at, ...document } = await response.json<Record<string, unknown>>();
  expect(id).toMatch(/^[0-9a-f]{13}$/);
  expect(updated_at).toMatch(/^20\d\d-/);
  expect(document).toEqual({
    external_id: 'TOLVA',
    slug: 'tolva-desk-lamp',
    title: 'Tolva desk lamp',
    brand: 'Nørre',
    category: 'lighting/desk-lamps',
    category_path: [
      { slug: 'lighting', name: 'Lighting' },
      { slug: 'lighting/desk-lamps', name: 'Desk lamps' },
    ],
    price: eur(11_900),
    image: { url: '/media/tolva.svg', alt: 'The lamp' },
    rating: { average: 4.6, count: 120 },
    availability: 'in_stock',
    badges: ['top_rated'],
    default_variant: { sku: 'TOLVA-BLACK', price: eur(11_900) },
    description: 'A lamp that leans.',
    images: [{ url: '/media/tolva.svg', alt: 'The lamp' }],
    attributes: { Material: 'Brass', Watts: 7, Dimmable: true },
    attribute_groups: [],
    links: { related: [], accessories: [] },
    translations: {},
    tags: ['new'],
    variants: [
      {
        sku: 'TOLVA-BRASS',
        options: { Colour: 'Brass' },
        price: eur(12_900),
        compare_at: eur(15_900),
        availability: 'in_stock',
        max_quantity: 1_000,
      },
      {
        sku: 'TOLVA-BLACK',
        options: { Colour: 'Black' },
        price: eur(11_900),
        availability: 'low_stock',
        max_quantity: 5,
      },
      {
        sku: 'TOLVA-SAND',
        options: { Colour: 'Sand' },
        price: eur(9_900),
        availability: 'out_of_stock',
        max_quantity: 0,
      },
    ],
    released: '2026-03-01',
    seller_id: 'house',
  });
});

test('a known ETag answers 304 without a body', async () => {
  const first = await get('/api/products/tolva-desk-lamp');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  await first.text();
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await get('/api/products/tolva-desk-lamp', { 'if-none-match': header });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('etag')).toBe(etag);
  }
  const other = await get('/api/products/tolva-desk-lamp', { 'if-none-match': '"other"' });
  expect(other.status).toBe(200);
});

test('a second read comes from memory', async () => {
  await (await get('/api/products/tolva-desk-lamp')).text();
  const again = await get('/api/products/tolva-desk-lamp?utm_source=mail');
  expect(tierOf(again)).toBe('memory');
});

test('a draft is nowhere to be seen but in the back office', async () => {
  expect((await get('/api/products/secret-lamp')).status).toBe(404);
  const list = await (await get('/api/products?q=secret')).json<{ total: number }>();
  expect(list.total).toBe(0);
  const suggested = await (await get('/api/suggest?q=secr')).json();
  expect(suggested).toEqual({ queries: [], products: [] });
  const admin = await (await getAsStaff('/api/admin/products?status=draft')).json();
  expect(admin).toMatchObject({ items: [{ slug: 'secret-lamp', status: 'draft' }] });
});

test('what the editor changed is seen at once, and what is unpublished is gone', async () => {
  const path = '/api/products/tolva-desk-lamp';
  await (await get(path)).text();
  const patched = await sendJson('PATCH', '/api/admin/products/TOLVA', { title: 'Tolva lamp' });
  expect(await patched.json()).toMatchObject({ title: 'Tolva lamp', slug: 'tolva-desk-lamp' });
  expect(await (await get(path)).json()).toMatchObject({ title: 'Tolva lamp' });
  await sendJson('PATCH', '/api/admin/products/TOLVA', { status: 'draft' });
  expect((await get(path)).status).toBe(404);
  await sendJson('PATCH', '/api/admin/products/TOLVA', { status: 'published' });
  expect((await get(path)).status).toBe(200);
  const left = await env.CATALOG_DB.prepare('SELECT slug FROM catalog_change').all();
  expect(left.results.map((entry) => entry['slug'])).not.toContain('tolva-desk-lamp');
});
