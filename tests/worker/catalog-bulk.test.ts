/** Files of products in and out, and edits of many: looked at, written whole, told by line. */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { ORIGIN, STAFF, getAsStaff, row, send, sendJson, stockShop } from './catalog-support.ts';

const CSV = { 'content-type': 'text/csv' };
const NDJSON = { 'content-type': 'application/x-ndjson' };

type Counts = { created: number; updated: number; unchanged: number; failed: number };
type Report = {
  id: string;
  phase: string;
  progress: number;
  checked: Counts;
  written: Counts;
  problem: string | null;
  faults: { line: number; id: string; detail: string }[];
  changes: { id: string; fields: { field: string; from: string; to: string }[] }[];
};

const reportOf = async (id: string): Promise<Report> =>
  (await getAsStaff(`/api/admin/bulk-jobs/${id}`)).json<Report>();

/** The job when nobody works on it any more. */
async function ended(response: Response): Promise<Report> {
  expect([200, 202]).toContain(response.status);
  const { id } = await response.json<{ id: string }>();
  await expect
    .poll(async () => (await reportOf(id)).phase, { timeout: 20_000, interval: 20 })
    .not.toMatch(/^(checking|writing)$/);
  return reportOf(id);
}

const bring = async (body: BodyInit, mode = 'stop', type = CSV): Promise<Report> =>
  ended(await send('POST', `/api/admin/imports?mode=${mode}`, body, type));

const write = async (id: string): Promise<Report> =>
  ended(await send('POST', `/api/admin/bulk-jobs/${id}/write`, null));

const countOf = (sql: string) => env.CATALOG_DB.prepare(sql).first<number>('n');
const products = () => countOf('SELECT count(*) AS n FROM product');
const versions = () => countOf('SELECT sum(version) AS n FROM product');

const HEAD = 'Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price';
const shirt = (handle: string, more = '') =>
  `${handle},Shirt ${handle},Clothes > Shirts,Size,S,${handle}-S,19.99${more}`;

test('a file is looked at before anything is written, and then written', async () => {
  const before = await products();
  const body = [HEAD, shirt('tee'), 'tee,,,,M,tee-M,21', shirt('polo')].join('\r\n');
  const checked = await bring(`\uFEFF${body}\r\n`);
  expect(checked).toMatchObject({ phase: 'checked', checked: { created: 2, failed: 0 } });
  expect(await products()).toBe(before);
  const done = await write(checked.id);
  expect(done).toMatchObject({ phase: 'done', written: { created: 2, updated: 0, failed: 0 } });
  const tee = await (await getAsStaff('/api/admin/products/tee')).json();
  expect(tee).toMatchObject({
    title: 'Shirt tee',
    category: 'Clothes > Shirts',
    variants: [
      { sku: 'tee-S', options: { Size: 'S' }, price_minor: 1_999 },
      { sku: 'tee-M', options: { Size: 'M' }, price_minor: 2_100 },
    ],
  });
});

test('a file names what it changes, field by field, and leaves what it does not name', async () => {
  await stockShop([
    row('DIFF', { slug: 'diff', description: 'Kept', attributes: { a: 1 }, tags: ['x'] }),
  ]);
  const checked = await bring('Handle,Variant SKU,Variant Price\ndiff,DIFF,12.50\n');
  expect(checked.changes).toEqual([
    {
      line: 2,
      id: 'DIFF',
      fields: expect.arrayContaining([{ field: 'DIFF price_minor', from: '1000', to: '1250' }]),
    },
  ]);
  await write(checked.id);
  const product = await (await getAsStaff('/api/admin/products/DIFF')).json();
  expect(product).toMatchObject({
    price_minor: 1_250,
    description: 'Kept',
    attributes: { a: 1 },
    tags: ['x'],
  });
});

const coloured = (id: string) =>
  row(id, {
    slug: id.toLowerCase(),
    variants: [
      { sku: `${id}-R`, options: { Colour: 'Red' }, gtin: '1' },
      { sku: `${id}-B`, options: { Colour: 'Blue' }, price_minor: 2_000 },
    ],
  });

test.each([
  ['by SKU', 'Variant SKU,Variant Price', ['LACK-B,25', 'LACK-R,15']],
  ['by options', 'Option1 Name,Option1 Value,Variant Price', ['Colour,Blue,25', ',Red,15']],
  ['by place', 'Variant Price', ['15', '25']],
])('a file of prices %s keeps SKUs and options', async (_, columns, records) => {
  await stockShop([coloured('LACK')]);
  const body = [`Handle,${columns}`, ...records.map((record) => `lack,${record}`)].join('\n');
  expect(await bring(body, 'write_sound')).toMatchObject({ written: { updated: 1, failed: 0 } });
  const { variants } = await (
    await getAsStaff('/api/admin/products/LACK')
  ).json<{ variants: { sku: string }[] }>();
  expect(variants.toSorted((a, b) => (a.sku < b.sku ? 1 : -1))).toMatchObject([
    { sku: 'LACK-R', options: { Colour: 'Red' }, price_minor: 1_500, gtin: '1' },
    { sku: 'LACK-B', options: { Colour: 'Blue' }, price_minor: 2_500 },
  ]);
});

test('without prices in a file they stay; one that lists too few variants is refused', async () => {
  await stockShop([coloured('FEW')]);
  const codes = 'Handle,Variant SKU,Variant Barcode\nfew,FEW-R,77\nfew,FEW-B,78';
  expect(await bring(codes, 'write_sound')).toMatchObject({ written: { updated: 1 } });
  expect(await (await getAsStaff('/api/admin/products/FEW')).json()).toMatchObject({
    variants: [
      { sku: 'FEW-R', price_minor: 1_000, gtin: '77' },
      { sku: 'FEW-B', price_minor: 2_000, gtin: '78' },
    ],
  });
  const report = await bring('Handle,Variant Price\nfew,5', 'write_sound');
  expect(report).toMatchObject({ written: { updated: 0, failed: 1 } });
  expect(report.faults[0]?.detail).toContain('Name a SKU or options');
});

test('with a bad row nothing is written, unless the sound ones are asked for', async () => {
  const body = [HEAD, shirt('good'), shirt('bad').replace('19.99', 'cheap'), ',x,,,,,'].join('\n');
  const before = await products();
  const stopped = await bring(body, 'write_if_sound');
  expect(stopped).toMatchObject({ phase: 'checked', checked: { created: 1, failed: 2 } });
  expect(stopped.faults.map(({ line }) => line)).toEqual([3, 3, 4]);
  expect(await products()).toBe(before);
  const written = await bring(body, 'write_sound');
  expect(written).toMatchObject({ phase: 'done', written: { created: 1, failed: 2 } });
});

test('an id or a SKU that is named twice is told with both lines', async () => {
  const many = Array.from({ length: 150 }, (_, index) => shirt(`dup${index}`));
  const again = shirt('other').replace('other-S', 'dup0-S');
  const report = await bring([HEAD, ...many, again, shirt('dup1')].join('\n'));
  expect(report.checked).toMatchObject({ created: 150, failed: 2 });
  expect(report.faults.map(({ line, detail }) => [line, detail])).toEqual([
    [152, 'The SKU dup0-S is named on line 2 already'],
    [153, 'The id dup1 is named on line 3 already'],
  ]);
});

test.each([
  ['a million columns', ','.repeat(1_000_000), 'The first line is too long'],
  ['too many columns', `Handle${','.repeat(5_000)}\n`, 'names 5001 columns'],
  ['no column of handles', 'Title\nx\n', 'no column “Handle”'],
  ['a column twice', 'Handle,Title,Title\n', 'names “Title” twice'],
  ['nothing', '', 'The file is empty'],
  ['quotes that never close', `${HEAD}\na,"open\n`, 'Line 2: The quotes opened on this line'],
])('a file with %s is refused as a whole', async (_, body, problem) => {
  const report = await bring(body, 'write_sound');
  expect(report).toMatchObject({ phase: 'failed', written: { created: 0 } });
  expect(report.problem).toContain(problem);
});

test('a job takes the columns of a row’s own fields too', async () => {
  const made = await bring('id,title,category,price_minor,currency\nown,Own,Own,500,EUR\n');
  expect(made).toMatchObject({ phase: 'checked', checked: { created: 1, failed: 0 } });
  expect(await write(made.id)).toMatchObject({ phase: 'done', written: { created: 1 } });
  const priced = await bring('id,price_minor,currency\nown,700,EUR\n', 'write_if_sound');
  expect(priced).toMatchObject({ phase: 'done', written: { updated: 1 } });
  const own = await getAsStaff('/api/admin/products/own');
  expect(await own.json()).toMatchObject({ title: 'Own', price_minor: 700 });
});

test('a line without an end is told by its number', async () => {
  const report = await bring(`\n"${'x'.repeat(1_200_000)}`, 'write_sound', NDJSON);
  expect(report).toMatchObject({ phase: 'failed', problem: 'Line 2 is too long.' });
});

test.each([
  ['Latin 1', new Uint8Array([...new TextEncoder().encode(`${HEAD}\ncaf`), 0xe9, 0x2c])],
  ['UTF-16', new Uint8Array([0xff, 0xfe, 0x48, 0, 0x61, 0])],
])('a file in %s is told to be no UTF-8', async (_, bytes) => {
  const report = await bring(bytes);
  expect(report.problem).toContain('not UTF-8');
});

test('what is neither CSV nor NDJSON, or asks for the unknown, is refused', async () => {
  const html = await send('POST', '/api/admin/imports', '<p>', { 'content-type': 'text/html' });
  expect(html.status).toBe(415);
  expect((await send('POST', '/api/admin/imports?mode=explode', 'Handle', CSV)).status).toBe(400);
  expect((await getAsStaff('/api/admin/export?format=xml')).status).toBe(400);
  expect((await getAsStaff('/api/admin/bulk-jobs/none')).status).toBe(404);
  expect((await send('POST', '/api/admin/bulk-jobs/none/write', null)).status).toBe(404);
});

const rich = row('RICH', {
  slug: 'rich',
  title: '=cmd|calc',
  description: '-1 <b> & "quotes"\nand lines',
  brand: '@home',
  tags: ['a, b', '+plus'],
  attributes: { Watts: 7, Dimmable: true, Note: '' },
  attribute_groups: { Light: ['Watts'] },
  related: ['TOLVA'],
  translations: { de: { title: 'Reich' } },
  images: [{ url: '/media/a.png', alt: "'=x" }, { url: 'https://x.example/b.png' }],
  rating: { average: 4.25, count: 3 },
  sales: 12,
  released: '2026-01-02',
  mpn: 'M-1',
  publish_until: '2090-01-01T00:00:00Z',
  variants: [
    { sku: 'RICH-1', options: { Colour: 'Red', Size: 'S' }, gtin: '00012', image: '/media/a.png' },
    {
      sku: 'RICH-2',
      options: { Colour: 'Red', Size: 'L' },
      price_minor: 2_000,
      compare_at_minor: 2_500,
      price_schedule: [{ price_minor: 5, from: '2090-01-01T00:00:00Z' }],
    },
  ],
});

test.each([
  ['shopify', CSV],
  ['ndjson', NDJSON],
])('an export as %s that comes back changes nothing', async (format, type) => {
  await stockShop([rich, row('LONE', { slug: 'lone', compare_at_minor: 1_500 })]);
  const text = await (await getAsStaff(`/api/admin/export?format=${format}`)).text();
  expect(text).not.toMatch(/(^|,)[=+@-]/m);
  const [count, version] = [await products(), await versions()];
  const report = await bring(text, 'write_if_sound', type);
  expect(report).toMatchObject({
    phase: 'done',
    checked: { created: 0, updated: 0, unchanged: count, failed: 0 },
    written: { created: 0, updated: 0, unchanged: count, failed: 0 },
  });
  expect([await products(), await versions()]).toEqual([count, version]);
  // And what was removed is brought back as it was.
  const before = await (await getAsStaff('/api/admin/products/RICH')).json<object>();
  await sendJson('DELETE', '/api/admin/products/RICH', null);
  expect(await bring(text, 'write_if_sound', type)).toMatchObject({ written: { created: 1 } });
  const after = await (await getAsStaff('/api/admin/products/RICH')).json<object>();
  const times = { version: 0, created_at: '', updated_at: '' };
  const stocked = (await getAsStaff('/api/admin/products/RICH')).status;
  expect([stocked, { ...after, ...times }]).toEqual([200, { ...before, ...times }]);
});

const rowOfStaff = async (id: string) =>
  (await getAsStaff(`/api/admin/products/${id}`)).json<object>();

test('an edit of many raises prices once, in exactly the products it is for', async () => {
  await stockShop([
    row('EDIT-1', { tags: ['spring'], price_minor: 1_000, compare_at_minor: 1_040 }),
    row('EDIT-2', { tags: ['spring'], price_minor: 999, status: 'draft' }),
    row('EDIT-3', { tags: ['autumn'] }),
  ]);
  const checked = await ended(
    await sendJson('POST', '/api/admin/bulk-edits', {
      filter: { tag: 'spring' },
      change: { priceBasisPoints: 500, addTags: ['dearer'], status: 'published' },
    }),
  );
  expect(checked).toMatchObject({ phase: 'checked', checked: { updated: 2, failed: 0 } });
  const untouched = await (await getAsStaff('/api/admin/products/EDIT-1')).json();
  expect(untouched).toMatchObject({ price_minor: 1_000, tags: ['spring'] });
  expect(await write(checked.id)).toMatchObject({ phase: 'done', written: { updated: 2 } });
  await write(checked.id);
  expect(await rowOfStaff('EDIT-1')).toMatchObject({
    ...{ price_minor: 1_050, compare_at_minor: null, tags: ['spring', 'dearer'] },
  });
  expect(await rowOfStaff('EDIT-2')).toMatchObject({ price_minor: 1_049, status: 'published' });
  expect(await rowOfStaff('EDIT-3')).toMatchObject({ price_minor: 1_000, tags: ['autumn'] });
});

const editAll = (change: object) =>
  sendJson('POST', '/api/admin/bulk-edits', { filter: {}, change });

test('an edit that changes nothing, or too much, is refused', async () => {
  expect((await editAll({})).status).toBe(400);
  expect((await editAll({ priceBasisPoints: -20_000 })).status).toBe(400);
  expect((await editAll({ status: 'sold' })).status).toBe(400);
});

test('a job that is cancelled writes nothing more', async () => {
  const checked = await bring([HEAD, shirt('never')].join('\n'));
  const cancelled = await ended(
    await send('POST', `/api/admin/bulk-jobs/${checked.id}/cancel`, null),
  );
  expect(cancelled.phase).toBe('cancelled');
  expect((await write(checked.id)).phase).toBe('cancelled');
  expect((await getAsStaff('/api/admin/products/never')).status).toBe(404);
  expect(await env.FILES.head(`imports/${checked.id}`)).toBeNull();
});

test.each(['/api/admin/export', '/feeds/google/1.xml'])(
  'what breaks off in %s does not look whole',
  async (path) => {
    let asked = 0;
    const dying: D1Database = new Proxy(env.CATALOG_DB, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'prepare' || typeof value !== 'function') {
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return (sql: string): unknown => {
          if (/WHERE p\.id >=? /.test(sql)) asked += 1;
          if (asked > 0) throw new Error('D1 is down');
          return Reflect.apply(value, target, [sql]);
        };
      },
    });
    const request = new Request(`${ORIGIN}${path}`, { headers: STAFF });
    const answer = await app.fetch(
      request,
      { ...env, CATALOG_DB: dying },
      createExecutionContext(),
    );
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('D1 is down');
    expect(asked).toBe(1);
  },
);
