/** The lists that the reconciliation goes through, out of the two databases. */
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { variant } from '../catalog/schema.ts';
import { asSku } from '../kernel/ids.ts';
import { orderRow } from '../orders/schema.ts';
import type { OrderRow } from '../orders/events.ts';
import type { Lists, RowPlace } from './ports.ts';

function rowOf({ placedAt, version: _version, ...stored }: typeof orderRow.$inferSelect): OrderRow {
  const lines: OrderRow['lines'] = JSON.parse(stored.lines);
  return { ...stored, placed_at: placedAt, lines };
}

/** Placed after a place and before a time. */
const after = ({ placedAt, id }: RowPlace, before: number): SQL | undefined =>
  and(
    sql`(${orderRow.placedAt}, ${orderRow.id}) > (${placedAt}, ${id})`,
    lt(orderRow.placedAt, before),
  );

/** As the index `order_row_refunded` has them. */
const refunded = sql`${orderRow.refunded} > 0`;

/** Lists of orders and SKUs. */
export function listStore(catalogue: D1Database, backOffice: D1Database): Lists {
  const products = drizzle(catalogue);
  const orders = drizzle(backOffice);
  const page = async (where: SQL | undefined, limit: number): Promise<OrderRow[]> => {
    const rows = await orders
      .select()
      .from(orderRow)
      .where(where)
      .orderBy(asc(orderRow.placedAt), asc(orderRow.id))
      .limit(limit);
    return rows.map(rowOf);
  };
  return {
    async rowsAfter(place, { recent, until }, limit) {
      const old =
        place.placedAt < recent ? await page(and(after(place, recent), refunded), limit) : [];
      const from = place.placedAt < recent ? { placedAt: recent, id: '' } : place;
      const left = limit - old.length;
      const rest = left > 0 ? await page(after(from, until), left) : [];
      return [...old, ...rest];
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
