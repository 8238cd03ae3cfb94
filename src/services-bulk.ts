/** The bulk jobs' part of the composition root: their files, their log and their queue. */
import type { JobMessage } from './catalog/bulk/consumer.ts';
import { fileStore, textOf } from './catalog/bulk/file-store.ts';
import { jobLog } from './catalog/bulk/job-store.ts';
import { bulkOf } from './catalog/bulk/service.ts';
import type { Bulk, BulkPorts } from './catalog/bulk/service.ts';
import type { ProductStore } from './catalog/product-store.ts';
import { rowOfValue } from './catalog/wire.ts';
import { sha256 } from './platform/crypto.ts';
import { readCsv } from './platform/csv.ts';

export type BulkServices = { readonly bulk: Bulk };

/** What bulk jobs need of `Env`. */
export type BulkBindings = Pick<Env, 'CATALOG_DB' | 'FILES'> & {
  readonly CATALOG_JOBS: Queue<JobMessage>;
};

type Neighbours = {
  readonly catalogueAdmin: BulkPorts['admin'];
  readonly products: ProductStore;
};

/** Composes bulk jobs over the catalogue. */
export function bulkServices(
  env: BulkBindings,
  { catalogueAdmin, products }: Neighbours,
): BulkServices {
  return {
    bulk: bulkOf({
      log: jobLog(env.CATALOG_DB),
      files: fileStore(env.FILES),
      readCsv,
      decode: (bytes) => textOf(bytes, true),
      admin: catalogueAdmin,
      rowOfValue,
      byIds: (ids) => products.byIds(ids),
      bySlugs: (slugs) => products.bySlugs(slugs),
      productsAfter: (row, limit, last) => products.after(row, limit, last),
      send: async (job) => {
        await env.CATALOG_JOBS.send({ job });
      },
      newId: () => crypto.randomUUID(),
      clock: () => Date.now(),
      digest: sha256,
    }),
  };
}
