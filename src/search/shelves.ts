/**
 * Counts of whole shelves: what facets of an unfiltered category show, gathered a part at a time
 * and kept beside the shelf, so that opening it costs one row and not its every product.
 */
import type { Generation } from './generation.ts';
import type { Fragment } from './conditions-sql.ts';
import { COUNTED, countedRow } from './counting-sql.ts';
import { numberIn, textIn } from './rows.ts';
import type { RunStatements } from './rows.ts';
import { textOfTally } from './tally-text.ts';
import { addRow, emptyTally } from './tally.ts';

/** A smaller shelf is counted when it is opened. */
const KEPT_FROM = 500;
/** Rows read at once. */
const ROWS_A_READ = 5_000;

export type Shelf = { readonly currency: string; readonly category: string };
export type TalliedShelf = Shelf & { readonly tally: string };

const rowsAfter = ({ currency, category }: Shelf, g: Generation, after: number): Fragment => ({
  sql: `SELECT p.product_id, 0 AS failing, ${COUNTED}
    FROM search_place_${g} AS p JOIN search_entry_${g} AS e
      ON e.product_id = p.product_id AND e.currency = p.currency
    WHERE p.currency = ? AND p.category = ? AND p.product_id > ?
    ORDER BY p.product_id LIMIT ${ROWS_A_READ}`,
  bound: [currency, category, after],
});

/** Counts a shelf, however long. */
export async function tallied(
  run: RunStatements,
  shelf: Shelf,
  g: Generation,
): Promise<TalliedShelf> {
  const tally = emptyTally();
  let after = -1;
  for (;;) {
    const [rows = []] = await run([rowsAfter(shelf, g, after)]);
    for (const row of rows) addRow(tally, countedRow(row, []));
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_A_READ) break;
    after = numberIn(last, 'product_id');
  }
  return { ...shelf, tally: textOfTally(tally) };
}

/** Long shelves whose counts are out of date, the longest unrefreshed first. */
export async function staleShelves(
  run: RunStatements,
  g: Generation,
  limit: number,
): Promise<Shelf[]> {
  const [rows = []] = await run([
    {
      sql: `SELECT currency, category FROM search_shelf_${g}
        WHERE stale = 1 AND total >= ${KEPT_FROM} ORDER BY counted_at LIMIT ?`,
      bound: [limit],
    },
  ]);
  return rows.map((row) => ({
    currency: textIn(row, 'currency'),
    category: textIn(row, 'category'),
  }));
}
