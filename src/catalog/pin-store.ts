/** Pins in CATALOG_DB. A product that is pinned, or no longer, gets a new version. */
import { MARK_CHANGED } from './outbox-store.ts';
import type { PinPorts } from './pins.ts';
import { idOfRowNumber, rowNumberOf } from './product.ts';

const PINNED = 'SELECT product_id AS id FROM category_pin WHERE category = ? ORDER BY position';

/** The pins of `database`. */
export function pinStore(database: D1Database): Pick<PinPorts, 'pinned' | 'pin'> {
  const rowsOf = async (category: string): Promise<number[]> => {
    const { results } = await database.prepare(PINNED).bind(category).all<{ id: number }>();
    return results.map(({ id }) => id);
  };
  return {
    pinned: async (category) => (await rowsOf(category)).map(idOfRowNumber),
    async pin(category, ids, now) {
      const rows = ids.map(rowNumberOf);
      const before = await rowsOf(category);
      if (JSON.stringify(before) === JSON.stringify(rows)) return [];
      const touched = JSON.stringify([...new Set([...before, ...rows])]);
      const prepare = (sql: string, ...bound: (string | number)[]) =>
        database.prepare(sql).bind(...bound);
      const [, , slugs] = await database.batch<{ slug: string }>([
        prepare('DELETE FROM category_pin WHERE category = ?', category),
        prepare(
          `INSERT INTO category_pin (category, product_id, position)
           SELECT ?1, w.value, w.key FROM json_each(?2) AS w`,
          category,
          JSON.stringify(rows),
        ),
        prepare(
          `UPDATE product SET version = max(version + 1, ?2)
           WHERE id IN (SELECT value FROM json_each(?1)) RETURNING slug`,
          touched,
          now,
        ),
        prepare(MARK_CHANGED, touched),
      ]);
      return (slugs?.results ?? []).map(({ slug }) => slug);
    },
  };
}
