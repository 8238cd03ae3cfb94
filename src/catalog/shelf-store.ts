/** The shelf over CATALOG_DB: copies of what the SKUs' objects last told. */
import { asSku } from '../kernel/ids.ts';
import { required } from '../kernel/assert.ts';
import type { Availability } from './offer.ts';
import { idOfRowNumber } from './product.ts';
import type { Shelf, ShelfItem } from './shelf.ts';

type Row = {
  product_id: number;
  sku: string;
  title: string;
  seller_id: string;
  options: string;
  availability: Availability;
};

const SELECT = `
SELECT v.product_id, v.sku, p.title, p.seller_id, v.options, v.availability
FROM variant AS v JOIN product AS p ON p.id = v.product_id`;

function itemOf({ product_id: productId, seller_id: sellerId, ...row }: Row): ShelfItem {
  const options: Record<string, string> = JSON.parse(row.options);
  const sku = required(asSku(row.sku), 'a stored SKU');
  return { ...row, sku, productId: idOfRowNumber(productId), sellerId, options };
}

async function all(statement: D1PreparedStatement): Promise<ShelfItem[]> {
  const { results } = await statement.all<Row>();
  return results.map(itemOf);
}

/** The shelf of `database`. */
export function shelfStore(database: D1Database): Shelf {
  return {
    async item(sku) {
      const [item] = await all(database.prepare(`${SELECT} WHERE v.sku = ?`).bind(sku));
      return item ?? null;
    },
    find: (words, limit, seller) =>
      all(
        database
          .prepare(
            `${SELECT}
             WHERE (instr(lower(v.sku), lower(?1)) = 1 OR instr(lower(p.title), lower(?1)) > 0)
               AND (?3 IS NULL OR p.seller_id = ?3)
             ORDER BY v.sku LIMIT ?2`,
          )
          .bind(words, limit, seller),
      ),
    running: (limit, seller) =>
      all(
        database
          .prepare(
            `${SELECT} WHERE v.availability <> 'in_stock' AND p.status = 'published'
               AND (?2 IS NULL OR p.seller_id = ?2)
             ORDER BY v.availability, v.sku LIMIT ?1`,
          )
          .bind(limit, seller),
      ),
    async counts() {
      const { results } = await database
        .prepare(
          `SELECT v.availability, count(*) AS skus
           FROM variant AS v JOIN product AS p ON p.id = v.product_id
           WHERE v.availability <> 'in_stock' AND p.status = 'published' GROUP BY 1`,
        )
        .all<{ availability: Availability; skus: number }>();
      const skus = (bucket: Availability): number =>
        results.find((row) => row.availability === bucket)?.skus ?? 0;
      return { low: skus('low_stock'), out: skus('out_of_stock') };
    },
  };
}
