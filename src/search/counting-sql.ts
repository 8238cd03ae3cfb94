/** Statements that count what a list holds, for its facets. */
import type { Digest } from '../kernel/random.ts';
import { all, conditionsOf, joined } from './conditions-sql.ts';
import type { Condition, Fragment } from './conditions-sql.ts';
import type { Generation } from './generation.ts';
import { MAX_COUNTED } from './question.ts';
import type { Question } from './question.ts';
import { numberIn, textIn, textOrNull } from './rows.ts';
import type { Row } from './rows.ts';
import { besidesShelf, isWholeShelf, shelfOf, sourceOf, without } from './shelf-sql.ts';
import type { Source } from './shelf-sql.ts';
import type { CountedRow, PackedTraits } from './tally.ts';

/** Columns of a row that is counted. */
export const COUNTED = `e.category, e.brand, e.brand_name, e.price, e.rating, e.in_stock, e.traits`;

/** A row that is counted; `fields` name the filters by their bits. */
export function countedRow(row: Row, fields: readonly string[]): CountedRow {
  const failing = numberIn(row, 'failing');
  const traits: PackedTraits = JSON.parse(textIn(row, 'traits'));
  return {
    failing: failing === 0 ? null : (fields[Math.log2(failing)] ?? ''),
    category: textIn(row, 'category'),
    brand: textOrNull(row, 'brand'),
    brandName: textOrNull(row, 'brand_name'),
    price: numberIn(row, 'price'),
    rating: numberIn(row, 'rating'),
    inStock: numberIn(row, 'in_stock') === 1,
    traits,
  };
}

/** Where a list's rows are counted, and the filters they are counted by. */
export type Counting = { readonly source: Source; readonly conditions: readonly Condition[] };

/** Of a list without words the category is no filter: its shelf is looked at. */
export function countingOf(question: Question, g: Generation, digest: Digest): Counting {
  const { expressions, filter, matching } = question;
  if (expressions === null) {
    const conditions = besidesShelf(filter, g, digest);
    return { source: sourceOf(filter, g, digest), conditions };
  }
  const source = {
    field: null,
    sql: `search_all_${g} AS f JOIN search_entry_${g} AS e
        ON e.product_id = f.rowid AND e.currency = ?
      WHERE search_all_${g} MATCH ?`,
    bound: [filter.market.currency, matching === 'any' ? expressions.any : expressions.all],
  };
  return { source, conditions: conditionsOf(filter, g, digest) };
}

/**
 * Rows to count facets by: those that pass every filter (`failing` 0) or fail just one, whose bit
 * `failing` is.
 */
export function countedStatement({ source, conditions }: Counting): Fragment {
  const bits = conditions.map(({ sql, bound }, index) => ({
    sql: `(${sql} IS NOT TRUE) * ${2 ** index}`,
    bound,
  }));
  const failing = bits.length === 0 ? { sql: '0', bound: [] } : joined(bits, ' + ');
  return {
    sql: `SELECT * FROM (SELECT ${failing.sql} AS failing, ${COUNTED} FROM ${source.sql})
      WHERE failing & (failing - 1) = 0 LIMIT ${MAX_COUNTED + 1}`,
    bound: [...failing.bound, ...source.bound],
  };
}

/** The counts of a whole shelf as they were last kept. */
export const keptTally = ({ filter }: Question, g: Generation, freshSince: number): Fragment => ({
  sql: `SELECT tally FROM search_shelf_${g} WHERE currency = ? AND category = ?
    AND tally IS NOT NULL AND (stale = 0 OR counted_at >= ?)`,
  bound: [filter.market.currency, shelfOf(filter), freshSince],
});

/**
 * What a list without words would hold of every category, were its category not asked for: of each
 * with those below it (`own` 0), or of each by itself (`own` 1).
 */
export function categoriesStatement(question: Question, g: Generation, digest: Digest): Fragment {
  const everywhere = without(question, 'category');
  const { filter } = everywhere;
  if (isWholeShelf(everywhere)) {
    return {
      sql: `SELECT category, total, 0 AS own FROM search_shelf_${g}
        WHERE currency = ? AND category <> '' AND total > 0`,
      bound: [filter.market.currency],
    };
  }
  const source = sourceOf(filter, g, digest);
  const where = all(besidesShelf(filter, g, digest));
  return {
    sql: `SELECT category, count(*) AS total, 1 AS own FROM (SELECT e.category FROM ${source.sql}
        AND ${where.sql} LIMIT ${MAX_COUNTED + 1}) GROUP BY category`,
    bound: [...source.bound, ...where.bound],
  };
}
