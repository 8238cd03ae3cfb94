/** When products of CATALOG_DB are shown otherwise by themselves. */
import { MARK_CHANGED } from './outbox-store.ts';
import { idOfRowNumber, rowNumberOf } from './product.ts';
import type { TimetablePorts } from './timetable.ts';

const DUE = `
SELECT id FROM product WHERE next_change_at IS NOT NULL AND next_change_at <= ?
ORDER BY next_change_at LIMIT ?`;

/** ?1 = JSON array of `{id, at}`. One that was written meanwhile has its next change already. */
const ADVANCE = `
UPDATE product SET version = max(product.version + 1, ?2), next_change_at = w.value ->> 'at'
FROM json_each(?1) AS w
WHERE product.id = w.value ->> 'id' AND product.next_change_at <= ?2`;

/** The timetable of `database`. */
export function timetableStore(database: D1Database): Pick<TimetablePorts, 'due' | 'advance'> {
  return {
    async due(now, limit) {
      const { results } = await database.prepare(DUE).bind(now, limit).all<{ id: number }>();
      return results.map(({ id }) => idOfRowNumber(id));
    },
    async advance(next, now) {
      const rows = next.map(({ id, at }) => ({ id: rowNumberOf(id), at }));
      const ids = JSON.stringify(rows.map(({ id }) => id));
      await database.batch([
        database.prepare(ADVANCE).bind(JSON.stringify(rows), now),
        database.prepare(MARK_CHANGED).bind(ids),
      ]);
    },
  };
}
