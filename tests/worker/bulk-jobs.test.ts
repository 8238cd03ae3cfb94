/** Bulk jobs among others who write, and after crashes: nothing is undone, lost or done twice. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { BulkEdit } from '../../src/catalog/bulk/edit.ts';
import { jobLog } from '../../src/catalog/bulk/job-store.ts';
import type { Note } from '../../src/catalog/bulk/job.ts';
import type { Bulk, BulkPorts } from '../../src/catalog/bulk/service.ts';
import type { ProductStore } from '../../src/catalog/product-store.ts';
import { required } from '../../src/kernel/assert.ts';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { bulkServices } from '../../src/services-bulk.ts';
import { servicesOf } from '../../src/services.ts';
import { getAsStaff, row, sendJson, stockShop } from './catalog-support.ts';

/** A queue that brings nothing, so that only the test takes a job on. */
const quiet = new Proxy(env.CATALOG_JOBS, {
  get: (target, name) => (name === 'send' ? async () => {} : Reflect.get(target, name, target)),
});

type Changed = {
  readonly products?: Partial<ProductStore>;
  readonly importOnce?: BulkPorts['admin']['importOnce'];
};

/** Bulk jobs as a worker does them that reads or writes so. */
function worker({ products, importOnce }: Changed = {}): Bulk {
  const { catalogueAdmin, ...services } = servicesOf(env);
  const write: BulkPorts['admin']['importOnce'] = (lines, options) =>
    catalogueAdmin.importOnce(lines, options);
  return bulkServices(
    { ...env, CATALOG_JOBS: quiet },
    {
      catalogueAdmin: { importOnce: importOnce ?? write },
      products: { ...services.products, ...products },
    },
  ).bulk;
}

const csv = (text: string) => ({
  ...{ format: 'shopify' as const, name: 'a.csv' },
  bytes: new TextEncoder().encode(text),
});

/** A job that was looked at, and is being written. */
async function writingFile(text: string): Promise<string> {
  const { id } = await worker().of(null).importFile(csv(text), 'stop');
  await worker().turn(id, MINUTE_MS);
  await worker().of(null).write(id);
  return id;
}

async function writingEdit(edit: BulkEdit): Promise<string> {
  const { id } = await worker().edit(edit);
  await worker().turn(id, MINUTE_MS);
  await worker().of(null).write(id);
  return id;
}

/** Moves the clock, past the wait of a slice that has failed. */
const later = (milliseconds: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });

afterEach(() => {
  vi.useRealTimers();
});

const jobOf = async (id: string) => required(await worker().of(null).find(id), 'the job was begun');

const productOf = async (id: string) =>
  (await getAsStaff(`/api/admin/products/${id}`)).json<{ description: string }>();

const NOTHING = { status: null, category: null, brand: null, tag: null };
const NO_CHANGE = {
  ...{ priceBasisPoints: null, priceEnding: null, addTags: [], removeTags: [] },
  ...{ status: null, category: null },
};
const dearer = (tag: string): BulkEdit => ({
  filter: { ...NOTHING, tag },
  change: { ...NO_CHANGE, priceBasisPoints: 1_000 },
});

/** Reads as the store does, and has somebody write right after the first time. */
function meanwhile(write: () => Promise<unknown>): Partial<ProductStore> {
  const { products } = servicesOf(env);
  let written = false;
  const once = async <T>(found: T): Promise<T> => {
    if (!written) await write();
    written = true;
    return found;
  };
  return {
    bySlugs: async (slugs) => once(await products.bySlugs(slugs)),
    after: async (...asked) => once(await products.after(...asked)),
  };
}

const describe = (id: string) => () =>
  sendJson('PATCH', `/api/admin/products/${id}`, { description: 'Written meanwhile' });

test('what others write while a file is brought in stays', async () => {
  await stockShop([row('BUSY', { slug: 'busy' })]);
  const id = await writingFile('Handle,Variant Price\nbusy,12\n');
  await worker({ products: meanwhile(describe('BUSY')) }).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { updated: 1, failed: 0 } });
  expect(await productOf('BUSY')).toMatchObject({
    ...{ price_minor: 1_200, description: 'Written meanwhile' },
  });
});

test('what others write while many are edited stays', async () => {
  await stockShop([row('MANY', { tags: ['busy'] })]);
  const id = await writingEdit(dearer('busy'));
  await worker({ products: meanwhile(describe('MANY')) }).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { updated: 1 } });
  expect(await productOf('MANY')).toMatchObject({
    ...{ price_minor: 1_100, description: 'Written meanwhile' },
  });
});

test('a product that is made while its row is brought in is not replaced', async () => {
  const id = await writingFile(
    'Handle,Title,Type,Variant SKU,Variant Price\nborn,Born in a file,New,BORN,12\n',
  );
  const made = [row('born', { slug: 'born', description: 'Made meanwhile' })];
  await worker({ products: meanwhile(() => stockShop(made)) }).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { created: 0, updated: 1 } });
  expect(await productOf('born')).toMatchObject({
    ...{ title: 'Born in a file', description: 'Made meanwhile' },
  });
});

/** A worker that ends right after it has written a slice. */
const crashing = (): Bulk =>
  worker({
    async importOnce(lines, options) {
      await servicesOf(env).catalogueAdmin.importOnce(lines, options);
      throw new Error('the worker has ended');
    },
  });

test('an edit whose worker ends in the middle changes each product once', async () => {
  const ids = Array.from({ length: 101 }, (_, index) => `CRASH-${index}`);
  await stockShop(ids.map((id) => row(id, { tags: ['crash'] })));
  const { products } = servicesOf(env);
  const before = await products.after(-1, 1_000);
  const id = await writingEdit(dearer('crash'));
  await expect(crashing().turn(id, MINUTE_MS)).rejects.toThrow('has ended');
  // Of the slice that was written one product goes: what follows must not move up into it.
  const gone = required(before[0], 'there are products');
  await sendJson('DELETE', `/api/admin/products/${gone.id}`, null);
  later(MINUTE_MS);
  await worker().turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done' });
  const after = await products.after(-1, 1_000);
  const crashed = after.filter(({ tags }) => tags.includes('crash'));
  expect(crashed.length).toBe(gone.tags.includes('crash') ? 100 : 101);
  expect(new Set(crashed.map(({ variants }) => variants[0]?.prices[0]?.amount))).toEqual(
    new Set([1_100]),
  );
});

const PRICES = 'Handle,Title,Type,Variant Price\nnever,Never,Never,1\n';

test('a slice that always fails ends its job', async () => {
  const id = await writingFile(PRICES);
  const broken = worker({ importOnce: () => Promise.reject(new Error('it never works')) });
  for (let tries = 0; tries < 10; tries++) {
    await expect(broken.turn(id, MINUTE_MS)).rejects.toThrow('it never works');
    expect(await jobOf(id)).toMatchObject({ phase: 'writing', tries: tries + 1 });
    later(3 * MINUTE_MS);
  }
  await broken.turn(id, MINUTE_MS);
  const job = await jobOf(id);
  expect([job.phase, job.problem]).toEqual(['failed', 'After line 0 it failed 10 times in a row.']);
  expect(await env.FILES.head(`imports/${id}`)).toBeNull();
});

test('a job that is cancelled during its last slice is cancelled', async () => {
  const { id } = await worker().of(null).importFile(csv(PRICES), 'write_sound');
  const cancelling = meanwhile(() => worker().of(null).cancel(id));
  await worker({ products: cancelling }).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'cancelled', checked: { created: 1 } });
  expect((await worker().of(null).write(id))?.phase).toBe('cancelled');
  expect(await env.FILES.head(`imports/${id}`)).toBeNull();
});

test('what was decided on a job as it was before is not kept', async () => {
  const log = jobLog(env.CATALOG_DB);
  const { id } = await worker().of(null).importFile(csv(PRICES), 'stop');
  const before = await jobOf(id);
  await worker().turn(id, MINUTE_MS);
  const after = await jobOf(id);
  const note: Note = { line: 1, kind: 'fault', id: 'x', text: 'of somebody who was too late' };
  expect(await log.keep(before, before, before, [note])).toBeNull();
  expect([await jobOf(id), await log.notes(id, 'fault', 9)]).toEqual([after, []]);
});

test('a report of many megabytes is kept', async () => {
  const log = jobLog(env.CATALOG_DB);
  const { id } = await worker().edit(dearer('none'));
  const job = await jobOf(id);
  const notes = Array.from({ length: 40 }, (_, line): Note => ({
    ...{ line, kind: 'change', id: `N-${line}` },
    text: 'x'.repeat(100_000),
  }));
  await log.keep(job, { ...job, step: 1 }, { ...job, step: 1 }, notes);
  expect((await log.notes(id, 'change', 100)).length).toBe(40);
});

test('of a product with hundreds of variants a report shows some changes', async () => {
  const variants = Array.from({ length: 80 }, (_, at) => ({
    sku: `W-${at}`,
    options: { No: `${at}` },
  }));
  await stockShop([row('WIDE', { tags: ['wide'], variants })]);
  const { id } = await worker().edit(dearer('wide'));
  await worker().turn(id, MINUTE_MS);
  const [note] = await worker().of(null).notes(id, 'change', 1);
  const fields: unknown[] = JSON.parse(note?.text ?? '[]');
  expect([fields.length, fields.at(-1)]).toEqual([51, { field: '…', from: '', to: '30 more' }]);
});

test('a forgotten job takes its file along', async () => {
  const { id } = await worker().of(null).importFile(csv(PRICES), 'stop');
  await worker().turn(id, MINUTE_MS);
  expect(await env.FILES.head(`imports/${id}`)).not.toBeNull();
  later(31 * DAY_MS);
  await worker().resume();
  expect([await worker().of(null).find(id), await env.FILES.head(`imports/${id}`)]).toEqual([
    null,
    null,
  ]);
});
