/** Bulk jobs among others who write, and after crashes: nothing is undone, lost or done twice. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { BulkEdit } from '../../src/catalog/bulk/edit.ts';
import type { Bulk } from '../../src/catalog/bulk/service.ts';
import type { ProductStore } from '../../src/catalog/product-store.ts';
import { required } from '../../src/kernel/assert.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';
import { bulkServices } from '../../src/services-bulk.ts';
import type { BulkBindings } from '../../src/services-bulk.ts';
import { servicesOf } from '../../src/services.ts';
import { getAsStaff, row, sendJson, stockShop } from './catalog-support.ts';

/** A queue that brings nothing, so that only the test takes a job on. */
const quiet = new Proxy(env.CATALOG_JOBS, {
  get: (target, name) => (name === 'send' ? async () => {} : Reflect.get(target, name, target)),
});

/** Bulk jobs as a worker does them whose reading or bindings are these. */
const worker = (
  products: Partial<ProductStore> = {},
  bindings: Partial<BulkBindings> = {},
): Bulk => {
  const services = servicesOf(env);
  return bulkServices(
    { ...env, CATALOG_JOBS: quiet, ...bindings },
    { ...services, products: { ...services.products, ...products } },
  ).bulk;
};

const csv = (text: string) => ({
  ...{ format: 'shopify' as const, name: 'a.csv' },
  bytes: new TextEncoder().encode(text),
});

/** A job that was looked at, and is being written. */
async function writingFile(text: string): Promise<string> {
  const { id } = await worker().importFile(csv(text), 'stop');
  await worker().turn(id, MINUTE_MS);
  await worker().write(id);
  return id;
}

async function writingEdit(edit: BulkEdit): Promise<string> {
  const { id } = await worker().edit(edit);
  await worker().turn(id, MINUTE_MS);
  await worker().write(id);
  return id;
}

const jobOf = async (id: string) => required(await worker().find(id), 'the job was begun');

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
    after: async (number, limit) => once(await products.after(number, limit)),
  };
}

const describe = (id: string) => () =>
  sendJson('PATCH', `/api/admin/products/${id}`, { description: 'Written meanwhile' });

test('what others write while a file is brought in stays', async () => {
  await stockShop([row('BUSY', { slug: 'busy' })]);
  const id = await writingFile('Handle,Variant Price\nbusy,12\n');
  await worker(meanwhile(describe('BUSY'))).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { updated: 1, failed: 0 } });
  expect(await productOf('BUSY')).toMatchObject({
    ...{ price_minor: 1_200, description: 'Written meanwhile' },
  });
});

test('what others write while many are edited stays', async () => {
  await stockShop([row('MANY', { tags: ['busy'] })]);
  const id = await writingEdit(dearer('busy'));
  await worker(meanwhile(describe('MANY'))).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { updated: 1 } });
  expect(await productOf('MANY')).toMatchObject({
    ...{ price_minor: 1_100, description: 'Written meanwhile' },
  });
});

test('a product that is made while its row is brought in is not replaced', async () => {
  const id = await writingFile(
    'Handle,Title,Type,Variant SKU,Variant Price\nborn,Born in a file,New,BORN,12\n',
  );
  const made = () => stockShop([row('born', { slug: 'born', description: 'Made meanwhile' })]);
  await worker(meanwhile(made)).turn(id, MINUTE_MS);
  expect(await jobOf(id)).toMatchObject({ phase: 'done', written: { created: 0, updated: 1 } });
  expect(await productOf('born')).toMatchObject({
    ...{ title: 'Born in a file', description: 'Made meanwhile' },
  });
});
