/** The list of sales in BACKOFFICE_DB, and the serving lines' documents in R2. */
import { and, asc, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { required } from '../kernel/assert.ts';
import { asSaleId, asSku } from '../kernel/ids.ts';
import type { SaleId, Sku } from '../kernel/ids.ts';
import { Late } from '../platform/trouble.ts';
import { keptLine } from './line.ts';
import type { Line } from './line.ts';
import type { LineStore, ListedSale, SaleList } from './port.ts';
import { sale } from './schema.ts';

function saleOf(row: typeof sale.$inferSelect): ListedSale {
  const skus: string[] = JSON.parse(row.skus);
  return {
    ...row,
    id: required(asSaleId(row.id), 'stored sale id'),
    skus: skus.map((sku): Sku => required(asSku(sku), 'stored SKU')),
  };
}

/** Sales over a D1 database. */
export function saleList(database: D1Database): SaleList {
  const db = drizzle(database);
  return {
    async put(listed) {
      const row = { ...listed, skus: JSON.stringify(listed.skus) };
      const { id: _id, createdAt: _created, ...changed } = row;
      await db.insert(sale).values(row).onConflictDoUpdate({ target: sale.id, set: changed });
    },
    async list(limit, after) {
      const rows = await db
        .select()
        .from(sale)
        .where(
          after === null
            ? undefined
            : or(
                lt(sale.createdAt, after.createdAt),
                and(eq(sale.createdAt, after.createdAt), lt(sale.id, after.id)),
              ),
        )
        .orderBy(desc(sale.createdAt), desc(sale.id))
        .limit(limit);
      return rows.map(saleOf);
    },
    async coming(now) {
      const rows = await db
        .select()
        .from(sale)
        .where(and(gt(sale.endsAt, now), isNull(sale.stoppedAt)))
        .orderBy(asc(sale.startsAt))
        .limit(MOST_COMING);
      return rows.map(saleOf);
    },
  };
}

/** Sales that are shown as coming, at most. */
const MOST_COMING = 50;

const keyOf = (id: SaleId): string => `sales/${id}/line.json`;

/** Serving lines in an R2 bucket: written by one object, read by every isolate every 2 s. */
export const lineStore = (bucket: R2Bucket): LineStore => ({
  async read(id) {
    const stored = await bucket.get(keyOf(id)).catch((error: unknown) => {
      throw new Late('a serving line could not be read', { cause: error });
    });
    if (stored === null) return null;
    const line: Line = await stored.json();
    return keptLine(line);
  },
  async write(line) {
    await bucket.put(keyOf(line.settings.id), JSON.stringify(line), {
      httpMetadata: { contentType: 'application/json' },
    });
  },
});
