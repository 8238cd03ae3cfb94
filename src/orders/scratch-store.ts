/** The scratch table beside the orders' projection in BACKOFFICE_DB. */
import { getTableColumns } from 'drizzle-orm';
import { latestRows } from './listing.ts';
import { orderRow } from './schema.ts';
import type { ComparedRow, OrderScratch, RowPlace } from './scratch.ts';
import { upsertInto } from './store.ts';

const COLUMNS = Object.values(getTableColumns(orderRow)).map(({ name }) => name);
const all = (table: string): string => COLUMNS.map((name) => `${table}.${name}`).join(', ');

/** ?1, ?2 = the place before, ?3 = how many. */
const nextOf = (table: string): string =>
  `SELECT * FROM (SELECT placed_at, id FROM ${table} WHERE (placed_at, id) > (?1, ?2)
     ORDER BY placed_at, id LIMIT ?3)`;

const COMPARE = `
WITH place AS (
  SELECT placed_at, id FROM (${nextOf('order_row')} UNION ${nextOf('order_row_scratch')})
  ORDER BY placed_at, id LIMIT ?3)
SELECT place.placed_at AS placedAt, place.id, live.version AS live, made.version AS made,
  (${all('live')}) IS (${all('made')}) AS same
FROM place
LEFT JOIN order_row AS live ON live.placed_at = place.placed_at AND live.id = place.id
LEFT JOIN order_row_scratch AS made ON made.placed_at = place.placed_at AND made.id = place.id
ORDER BY place.placed_at, place.id`;

/** ?1 = JSON array of places. */
const PLACES = `SELECT value ->> '$.placedAt', value ->> '$.id' FROM json_each(?1)`;

const MEND = `
INSERT INTO order_row (${COLUMNS.join(', ')})
SELECT ${COLUMNS.join(', ')} FROM order_row_scratch WHERE (placed_at, id) IN (${PLACES})
ON CONFLICT (placed_at, id) DO UPDATE SET
  ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}
WHERE order_row.version <= excluded.version`;

const DROP = `DELETE FROM order_row WHERE (placed_at, id) IN (${PLACES})`;

/** Before every row there is. */
const START: RowPlace = { placedAt: -1, id: '' };

type Stored = Omit<ComparedRow, 'same'> & { readonly same: number };

/** The scratch table in `database`. */
export function orderScratch(database: D1Database): OrderScratch {
  const run = async (sql: string, ...bound: string[]): Promise<void> => {
    await database
      .prepare(sql)
      .bind(...bound)
      .run();
  };
  return {
    clear: () => run('DELETE FROM order_row_scratch'),

    async project(rows) {
      const latest = latestRows(rows);
      if (latest.length > 0) await run(upsertInto('order_row_scratch'), JSON.stringify(latest));
    },

    async compare(after, limit) {
      const { placedAt, id } = after ?? START;
      const { results } = await database.prepare(COMPARE).bind(placedAt, id, limit).all<Stored>();
      return results.map((row) => ({ ...row, same: row.same === 1 }));
    },

    mend: (places) => run(MEND, JSON.stringify(places)),
    drop: (places) => run(DROP, JSON.stringify(places)),
  };
}
