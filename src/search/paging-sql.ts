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

/** The page of hits as of when each is; `total` in each row, of which there is always one. */
export const withVersions = (question: Question, g: Generation, total: string): string => `
SELECT ${total} AS total, d.version, page.* FROM (SELECT 1) LEFT JOIN page
LEFT JOIN search_doc_${g} AS d ON d.product_id = page.product_id
ORDER BY ${ordered(question.ordering, 'page.')}`;
