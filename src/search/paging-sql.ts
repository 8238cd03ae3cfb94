/** A page of hits in its order: what it is sorted by, and where the page before it ended. */
import type { Fragment } from './conditions-sql.ts';
import type { Generation } from './generation.ts';
import type { Question } from './question.ts';
import type { Ordering } from './sorting.ts';

/** The columns hits are sorted by, the row number last. */
export const keyColumns = ({ keys }: Ordering, table = ''): string[] =>
  [...keys.map((key) => key.column), 'product_id'].map((column) => `${table}${column}`);

/** What follows `ORDER BY`. */
export const ordered = (ordering: Ordering, table = ''): string =>
  keyColumns(ordering, table)
    .map((column) => `${column}${ordering.descending ? ' DESC' : ''}`)
    .join(', ');

/** After the last entry of the page before. */
export function afterPlace({ after, ordering }: Question, table = ''): Fragment {
  if (after === null) return { sql: 'true', bound: [] };
  const comparison = ordering.descending ? '<' : '>';
  const holes = after.map(() => '?').join(', ');
  return {
    sql: `(${keyColumns(ordering, table).join(', ')}) ${comparison} (${holes})`,
    bound: after,
  };
}

/**
 * The page of hits, each with the version it is of, and `total` in each row. A first page without
 * a hit has no row, for nothing was found, unless it is `told`; past a cursor the total is told.
 */
export const withVersions = (
  { after }: Question,
  g: Generation,
  total: string,
  told = false,
): string => `
SELECT ${total} AS total, page.*,
  (SELECT version FROM search_doc_${g} AS d WHERE d.product_id = page.product_id) AS version
FROM ${after === null && !told ? 'page' : '(SELECT 1) LEFT JOIN page'}`;
