/** The import: good rows go in, bad ones are told by line and reason, twice is no change. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { get, getAsStaff, importRows, row, send, tierOf } from './catalog-support.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const CSV = { 'content-type': 'text/csv; charset=utf-8' };
const IMPORT = '/api/admin/import';

test('good rows go in, bad ones are reported by line, id and pointer', async () => {
  const body = [
    JSON.stringify(row('GOOD-1')),
    '',
    'not json',
    JSON.stringify(row('BAD-PRICE', { price_minor: -1 })),
    JSON.stringify(row('GOOD-2')),
    JSON.stringify(row('GOOD-1', { title: 'Again' })),
    JSON.stringify(row('BAD-MONEY', { currency: 'ZZZ', title: '' })),
  ].join('\n');
  const response = await send('POST', IMPORT, body, NDJSON);
  expect(response.status).toBe(200);
  const report = await response.json<{ errors: { line: number; pointer: string }[] }>();
  expect(report).toMatchObject({ created: 2, updated: 0, unchanged: 0, failed: 4 });
  expect(report.errors.map(({ line, pointer }) => [line, pointer])).toEqual([
    [3, ''],
    [4, '/price_minor'],
    [6, '/id'],
    [7, '/title'],
  ]);
  expect(report.errors[1]).toMatchObject({ id: 'BAD-PRICE' });
  expect((await get('/api/products/product-good-2')).status).toBe(200);
});

const versions = () =>
  env.CATALOG_DB.prepare(`SELECT version FROM product WHERE external_id LIKE 'SAME%'`).all();

test('the same rows again change nothing, and a changed one only itself', async () => {
  const rows = [row('SAME-1', { attributes: { b: 1, a: true } }), row('SAME-2', { stock: 5 })];
  expect(await (await importRows(rows)).json()).toMatchObject({ created: 2 });
  const before = (await versions()).results;
  expect(await (await importRows(rows)).json()).toEqual({
    created: 0,
    updated: 0,
    unchanged: 2,
    failed: 0,
    errors: [],
  });
  expect((await versions()).results).toEqual(before);
  const changed = [rows[0], row('SAME-2', { price_minor: 1_100, stock: 50 })];
  expect(await (await importRows(changed)).json()).toMatchObject({ updated: 1, unchanged: 1 });
  // Stock of a SKU that is there belongs to its object: a feed does not set it again.
  const stock = await (await getAsStaff('/api/admin/stock/SAME-2')).json();
  expect(stock).toMatchObject({ on_hand: 5 });
});

const onHand = async (sku: string): Promise<number> => {
  const response = await getAsStaff(`/api/admin/stock/${sku}`);
  return (await response.json<{ on_hand: number }>()).on_hand;
};

test('?stock= is the opening stock of rows that name none', async () => {
  await importRows(
    [row('PLAIN'), row('NAMED', { stock: 2 }), row('NONE', { stock: 0 })],
    '?stock=20',
  );
  expect(await onHand('PLAIN')).toBe(20);
  expect(await onHand('NAMED')).toBe(2);
  const none = await (await get('/api/products/product-none')).json();
  expect(none).toMatchObject({ availability: 'out_of_stock' });
  expect((await importRows([row('X')], '?stock=lots')).status).toBe(400);
});

test('a dry run reports and writes nothing', async () => {
  const report = await importRows(
    [row('DRY', { stock: 1 }), row('WET', { title: '' })],
    '?dry_run',
  );
  expect(await report.json()).toMatchObject({ created: 1, failed: 1 });
  expect((await getAsStaff('/api/admin/products/DRY')).status).toBe(404);
});

test('products of the same title stand under different slugs', async () => {
  await importRows([row('TWIN-1', { title: 'Twin' }), row('TWIN-2', { title: 'Twin' })]);
  await importRows([row('TWIN-3', { title: 'Twin' })]);
  for (const slug of ['twin', 'twin-twin-2', 'twin-twin-3']) {
    expect([slug, (await get(`/api/products/${slug}`)).status]).toEqual([slug, 200]);
  }
});

test('what a feed does not tell is kept: a product taken down stays down', async () => {
  await importRows([row('DOWN', { rating: { average: 4, count: 9 } })]);
  await send('PATCH', '/api/admin/products/DOWN', '{"status":"draft"}', {
    'content-type': 'application/json',
  });
  await importRows([row('DOWN', { price_minor: 1 })]);
  const product = await (await getAsStaff('/api/admin/products/DOWN')).json();
  expect(product).toMatchObject({
    status: 'draft',
    price_minor: 1,
    rating: { average: 4, count: 9 },
  });
});

test('a record of CSV is a variant, and its columns reach into fields', async () => {
  const body = [
    'id,title,category,price_minor,currency,sku,options.Colour,stock,attributes.Watts,tags',
    'CSV-1,"Lamp, ""tall""",Lighting > Floor lamps,9900,EUR,CSV-1-A,Brass,3,7,new|sale',
    'CSV-1,"Lamp, ""tall""",Lighting > Floor lamps,8900,EUR,CSV-1-B,Black,0,7,new|sale',
    'CSV-2,"Vase\nof glass",Table,cheap,EUR,,,,,',
    'CSV-3,Bowl,Table,500,EUR,,,12,,',
  ].join('\r\n');
  const report = await (await send('POST', IMPORT, body, CSV)).json();
  expect(report).toMatchObject({
    created: 2,
    failed: 1,
    errors: [{ line: 4, id: 'CSV-2', pointer: '/price_minor' }],
  });
  const lamp = await (await getAsStaff('/api/admin/products/CSV-1')).json();
  expect(lamp).toMatchObject({
    title: 'Lamp, "tall"',
    tags: ['new', 'sale'],
    attributes: { Watts: 7 },
    variants: [
      { sku: 'CSV-1-A', options: { Colour: 'Brass' }, price_minor: 9_900 },
      { sku: 'CSV-1-B', options: { Colour: 'Black' }, price_minor: 8_900 },
    ],
  });
  expect(await (await getAsStaff('/api/admin/stock/CSV-3')).json()).toMatchObject({ on_hand: 12 });
});

test('a file of Shopify’s columns changes what it names, at once as by a job', async () => {
  await importRows([row('SHOP-1', { slug: 'shop-1', title: 'As it was', stock: 3 })]);
  const body = 'Handle,Variant Price\nshop-1,12.50\nnew-one,9\n';
  const report = await (await send('POST', IMPORT, body, CSV)).json();
  expect(report).toMatchObject({ created: 0, updated: 1, failed: 1 });
  expect(report).toMatchObject({ errors: [{ line: 3 }, { line: 3 }] });
  expect(await (await getAsStaff('/api/admin/products/SHOP-1')).json()).toMatchObject({
    ...{ title: 'As it was', price_minor: 1_250 },
  });
});

test('bodies that are no import are refused whole', async () => {
  const many = Array.from({ length: 501 }, (_, index) => row(`M${index}`));
  expect((await importRows(many)).status).toBe(400);
  const html = await send('POST', IMPORT, '<p>', { 'content-type': 'text/html' });
  expect(html.status).toBe(415);
  expect((await send('POST', IMPORT, 'id,title\n"open', CSV)).status).toBe(400);
  const latin = new Uint8Array([...new TextEncoder().encode('id,title\nA,caf'), 0xe9]);
  const refused = await send('POST', IMPORT, latin, CSV);
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('UTF-8')]);
  const huge = await send('POST', IMPORT, 'x'.repeat(9 * 1024 * 1024), NDJSON);
  expect(huge.status).toBe(413);
});

test('an import under an Idempotency-Key answers the same again', async () => {
  const body = JSON.stringify(row('KEYED'));
  const key = { ...NDJSON, 'idempotency-key': 'import-1' };
  const first = await send('POST', IMPORT, body, key);
  expect(await first.json()).toMatchObject({ created: 1 });
  const again = await send('POST', IMPORT, body, key);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await again.json()).toMatchObject({ created: 1 });
});

test('what was imported is published by the queue', async () => {
  await importRows([row('QUEUED', { slug: 'queued' })]);
  const left = env.CATALOG_DB.prepare(`SELECT slug FROM catalog_change WHERE slug = 'queued'`);
  await expect.poll(() => left.first(), { timeout: 10_000 }).toBeNull();
  expect(await env.DOCUMENTS.get('product/eu/queued')).toContain('"slug":"queued"');
  expect(tierOf(await get('/api/products/queued'))).toMatch(/^(kv|memory)$/);
});
