/** The lists that the reconciliation goes through, out of the two databases. */
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { variant } from '../catalog/schema.ts';
import { asSku } from '../kernel/ids.ts';
import { orderRow } from '../orders/schema.ts';
import type { OrderRow } from '../orders/events.ts';
import type { Lists } from './ports.ts';

function rowOf({ placedAt, version: _version, ...stored }: typeof orderRow.$inferSelect): OrderRow {
  const lines: OrderRow['lines'] = JSON.parse(stored.lines);
  return { ...stored, placed_at: placedAt, lines };
}

/** Lists of orders and SKUs. */
export function listStore(catalogue: D1Database, backOffice: D1Database): Lists {
  const products = drizzle(catalogue);
  const orders = drizzle(backOffice);
  return {
    async rowsAfter({ placedAt, id }, until, limit) {
      const rows = await orders
        .select()
        .from(orderRow)
        .where(
          and(
            sql`(${orderRow.placedAt}, ${orderRow.id}) > (${placedAt}, ${id})`,
            lt(orderRow.placedAt, until),
          ),
        )
        .orderBy(asc(orderRow.placedAt), asc(orderRow.id))
        .limit(limit);
      return rows.map(rowOf);
    },

    async rowAt({ placedAt, id }) {
      const [row] = await orders
        .select()
        .from(orderRow)
        .where(and(eq(orderRow.placedAt, placedAt), eq(orderRow.id, id)));
      return row === undefined ? null : rowOf(row);
    },

    async skusAfter(sku, limit) {
      const rows = await products
        .select({ sku: variant.sku })
        .from(variant)
        .where(gt(variant.sku, sku ?? ''))
        .orderBy(asc(variant.sku))
        .limit(limit);
      return rows.flatMap((row) => asSku(row.sku) ?? []);
    },
  };
}
