/**
 * Statements that read one generation of the index. A search scores what has all (or any) of the
 * words; a shelf is walked along the index of its order, so that a page costs a page.
 */
import type { Digest } from '../kernel/random.ts';
import type { Generation } from './generation.ts';
import { MAX_COUNTED } from './question.ts';
import type { Question } from './question.ts';
import type { AttributeFilter, Filter, Range } from './query.ts';
import type { Ordering } from './sorting.ts';
import { filterToken } from './traits.ts';

export type Bound = string | number | null;
export type Fragment = { readonly sql: string; readonly bound: readonly Bound[] };

/** What counts how much in a search. */
export type Weights = {
  /** Of title, brand and description. */
  readonly text: readonly [number, number, number];
  /** Of title, brand, category, description, attributes, their names, codes and filters. */
  readonly all: readonly [number, number, number, number, number, number, number, number];
  /** How much of what `all` scores is added to what `text` scores. */
  readonly share: number;
};

/**
 * The text a shopper reads is scored by itself, since a long list of attributes would make it look
 * diluted. Round numbers: `npm run bench:relevance` shows that their neighbours do as well.
 */
export const WEIGHTS: Weights = { text: [1, 1, 1], all: [0, 0, 2, 0, 1, 1, 0.1, 0], share: 0.4 };

/** Where any word will do, products with all of them come first. bm25: the smaller, the better. */
const ALL_WORDS_FIRST = -1_000;
/** Digits kept of a rank: the same page after page. */
const RANK_DIGITS = 6;

type Condition = Fragment & { readonly field: string };

const joined = (fragments: readonly Fragment[], by: string): Fragment => ({
  sql: fragments.map(({ sql }) => sql).join(by),
  bound: fragments.flatMap(({ bound }) => bound),
});

function rangeCondition({ least, most }: Range): Fragment {
  const ends: Fragment[] = [
    ...(least === null ? [] : [{ sql: 't.value ->> 2 >= ?', bound: [least] }]),
    ...(most === null ? [] : [{ sql: 't.value ->> 2 < ?', bound: [most] }]),
  ];
  return joined(ends, ' AND ');
}

function attributeCondition(filter: AttributeFilter, g: Generation, digest: Digest): Condition {
  const { name, values, ranges } = filter;
  const tokens = values.map((value) => `"${filterToken(name, value, digest)}"`).join(' OR ');
  const equal: Fragment[] =
    values.length === 0
      ? []
      : [
          {
            sql: `e.product_id IN (SELECT rowid FROM search_all_${g}
              WHERE search_all_${g} MATCH ?)`,
            bound: [`filters : (${tokens})`],
          },
        ];
  const inside = ranges.map((range): Fragment => {
    const condition = rangeCondition(range);
    return {
      sql: `EXISTS (SELECT 1 FROM json_each(e.traits) AS t WHERE lower(t.value ->> 0) = ?
        AND typeof(t.value ->> 2) <> 'text' AND ${condition.sql})`,
      bound: [name, ...condition.bound],
    };
  });
  const { sql, bound } = joined([...equal, ...inside], ' OR ');
  return { field: `attr.${name}`, sql: `(${sql})`, bound };
}

const inside = (slug: string): Fragment => ({
  // Of a tree's slugs, `desk/…` lies before `desk0`; `desk-lamps` does not.
  sql: '(e.category = ? OR (e.category >= ? AND e.category < ?))',
  bound: [slug, `${slug}/`, `${slug}0`],
});

/** The filters, each by the facet it belongs to. */
export function conditionsOf(filter: Filter, g: Generation, digest: Digest): Condition[] {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  const conditions: Condition[] = [];
  const add = (field: string, { sql, bound }: Fragment): void => {
    conditions.push({ field, sql: `(${sql})`, bound });
  };
  if (categories.length > 0) add('category', joined(categories.map(inside), ' OR '));
  if (brands.length > 0) {
    add('brand', {
      sql: 'e.brand IS NOT NULL AND e.brand IN (SELECT value FROM json_each(?))',
      bound: [JSON.stringify(brands)],
    });
  }
  if (prices.length > 0) {
    const ranges = prices.map(({ least, most }) => ({
      sql: 'e.price BETWEEN ? AND ?',
      bound: [least, most],
    }));
    add('price', joined(ranges, ' OR '));
  }
  if (rating !== null) add('rating', { sql: 'e.rating >= ?', bound: [rating * 100] });
  if (inStock) add('in_stock', { sql: 'e.in_stock = 1', bound: [] });
  return [...conditions, ...attributes.map((one) => attributeCondition(one, g, digest))];
}

const all = (conditions: readonly Condition[]): Fragment =>
  conditions.length === 0 ? { sql: 'true', bound: [] } : joined(conditions, ' AND ');

/** Scored rows of a search: `CTE`s to begin a statement with, and a `FROM` with `e` and `rank`. */
function searched(question: Question, g: Generation, weights: Weights) {
  const { expressions, matching, filter } = question;
  const words = expressions ?? { all: '', any: '' };
  const any = matching === 'any';
  const first = any
    ? `+ ${ALL_WORDS_FIRST} * (f.id IN (SELECT rowid FROM search_all_${g}
        WHERE search_all_${g} MATCH ?))`
    : '';
  // Scored are those alone that count. The plus keeps FTS5 from being asked for each by itself.
  const narrowed = any ? '' : 'AND +rowid IN (SELECT id FROM f)';
  return {
    ctes: {
      sql: `f AS MATERIALIZED (
          SELECT rowid AS id, bm25(search_all_${g}, ${weights.all.join(', ')}) AS score
          FROM search_all_${g} WHERE search_all_${g} MATCH ?),
        s AS MATERIALIZED (
          SELECT rowid AS id, bm25(search_text_${g}, ${weights.text.join(', ')}) AS score
          FROM search_text_${g} WHERE search_text_${g} MATCH ? ${narrowed})`,
      bound: [any ? words.any : words.all, words.any],
    },
    rank: {
      sql: `round((coalesce(s.score, 0) + ${weights.share} * f.score) * e.boost ${first},
        ${RANK_DIGITS})`,
      bound: any ? [words.all] : [],
    },
    from: {
      sql: `f JOIN search_entry_${g} AS e ON e.product_id = f.id AND e.currency = ?
        LEFT JOIN s ON s.id = f.id`,
      bound: [filter.market.currency],
    },
  };
}

const names = ({ keys }: Ordering, table = ''): string[] =>
  [...keys.map((key) => key.column), 'product_id'].map((column) => `${table}${column}`);

const ordered = (ordering: Ordering, table = ''): string =>
  names(ordering, table)
    .map((column) => `${column}${ordering.descending ? ' DESC' : ''}`)
    .join(', ');

function afterPlace({ after, ordering }: Question, table = ''): Fragment {
  if (after === null) return { sql: 'true', bound: [] };
  const comparison = ordering.descending ? '<' : '>';
  const holes = after.map(() => '?').join(', ');
  return {
    sql: `(${names(ordering, table).join(', ')}) ${comparison} (${holes})`,
    bound: after,
  };
}

/** The page of hits as of when each is; `total` in each row, of which there is always one. */
const withVersions = (question: Question, g: Generation, total: string): string => `
SELECT ${total} AS total, d.version, page.* FROM (SELECT 1) LEFT JOIN page
LEFT JOIN search_doc_${g} AS d ON d.product_id = page.product_id
ORDER BY ${ordered(question.ordering, 'page.')}`;

/** The columns a hit is sorted by, its row number last. */
export const keyColumns = (ordering: Ordering): readonly string[] => names(ordering);

/** Cards of products in one currency, each as of when it is. */
export const cardsStatement = (
  products: readonly number[],
  currency: string,
  g: Generation,
): Fragment => ({
  sql: `SELECT c.product_id, d.version, c.card, c.excerpt FROM json_each(?) AS asked
    JOIN search_card_${g} AS c ON c.product_id = asked.value AND c.currency = ?
    JOIN search_doc_${g} AS d ON d.product_id = c.product_id`,
  bound: [JSON.stringify(products), currency],
});

/**
 * `WITH … hit, page`: everything a search finds, and the ids of its page. The bench holds the whole
 * answer against a Worker that does only this.
 */
export function rankedPage(
  question: Question,
  g: Generation,
  digest: Digest,
  weights: Weights = WEIGHTS,
): Fragment {
  const { filter, limit, ordering } = question;
  const { ctes, rank, from } = searched(question, g, weights);
  const where = all(conditionsOf(filter, g, digest));
  const place = afterPlace(question);
  const keys = ordering.keys.map(({ column }) =>
    column === 'rank' ? `${rank.sql} AS rank` : `e.${column}`,
  );
  const ranked = ordering.keys.some(({ column }) => column === 'rank');
  return {
    sql: `WITH ${ctes.sql}, hit AS MATERIALIZED (
        SELECT e.product_id, ${keys.join(', ')} FROM ${from.sql} WHERE ${where.sql}),
      page AS (SELECT * FROM hit WHERE ${place.sql} ORDER BY ${ordered(ordering)} LIMIT ?)`,
    bound: [
      ...ctes.bound,
      ...(ranked ? rank.bound : []),
      ...from.bound,
      ...where.bound,
      ...place.bound,
      limit + 1,
    ],
  };
}

/** A page of a search, and how many there are. */
function searchedPage(
  question: Question,
  g: Generation,
  digest: Digest,
  weights: Weights,
): Fragment {
  const { sql, bound } = rankedPage(question, g, digest, weights);
  return {
    sql: `${sql} ${withVersions(question, g, '(SELECT count(*) FROM hit)')}`,
    bound,
  };
}

/** The shelf a list without words walks along: one category's, or the whole shop's. */
export const shelfOf = ({ categories }: Filter): string =>
  categories.length === 1 ? (categories[0] ?? '') : '';

/** The conditions that standing on the shelf does not meet already. */
const besidesShelf = (filter: Filter, g: Generation, digest: Digest): Condition[] =>
  conditionsOf(filter, g, digest).filter(
    ({ field }) => field !== 'category' || filter.categories.length > 1,
  );

/** True for a whole shelf, whose total is known beforehand. */
export const isWholeShelf = ({ filter, expressions }: Question): boolean => {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  const narrowed = brands.length + prices.length + attributes.length > 0 || inStock;
  return expressions === null && categories.length <= 1 && rating === null && !narrowed;
};

/** A page of a shelf along its order, and how many stand there. */
function shelfPage(question: Question, g: Generation, digest: Digest): Fragment {
  const { filter, limit, ordering } = question;
  const { currency } = filter.market;
  const where = all(besidesShelf(filter, g, digest));
  const place = afterPlace(question, 'p.');
  const whole = isWholeShelf(question);
  const entry = whole
    ? ''
    : `JOIN search_entry_${g} AS e ON e.product_id = p.product_id AND e.currency = p.currency`;
  const on = { sql: 'p.currency = ? AND p.category = ?', bound: [currency, shelfOf(filter)] };
  const total: Fragment = whole
    ? {
        sql: `coalesce((SELECT total FROM search_shelf_${g}
          WHERE currency = ? AND category = ?), 0)`,
        bound: on.bound,
      }
    : {
        sql: `(SELECT count(*) FROM (SELECT 1 FROM search_place_${g} AS p ${entry}
          WHERE ${on.sql} AND ${where.sql} LIMIT ${MAX_COUNTED + 1}))`,
        bound: [...on.bound, ...where.bound],
      };
  return {
    sql: `WITH page AS (SELECT ${names(ordering, 'p.').join(', ')}
        FROM search_place_${g} AS p ${entry}
        WHERE ${on.sql} AND ${where.sql} AND ${place.sql}
        ORDER BY ${ordered(ordering, 'p.')} LIMIT ?)
      ${withVersions(question, g, total.sql)}`,
    bound: [...on.bound, ...where.bound, ...place.bound, limit + 1, ...total.bound],
  };
}

/** A page of what was asked for. */
export const pageStatement = (
  question: Question,
  g: Generation,
  digest: Digest,
  weights: Weights = WEIGHTS,
): Fragment =>
  question.expressions === null
    ? shelfPage(question, g, digest)
    : searchedPage(question, g, digest, weights);

/** Columns of a row that is counted. */
export const COUNTED = `e.category, e.brand, e.brand_name, e.price, e.rating, e.in_stock, e.traits`;

/**
 * Rows to count facets by: those that pass every filter (`failing` 0) or fail just one, whose bit
 * `failing` is. Of a list without words the category is no filter here: its shelf is looked at.
 */
export function countedStatement(
  question: Question,
  conditions: readonly Condition[],
  g: Generation,
): Fragment {
  const { expressions, filter } = question;
  const { currency } = filter.market;
  const bits = conditions.map(({ sql, bound }, index) => ({
    sql: `(${sql} IS NOT TRUE) * ${2 ** index}`,
    bound,
  }));
  const failing = bits.length === 0 ? { sql: '0', bound: [] } : joined(bits, ' + ');
  if (expressions === null) {
    return {
      sql: `SELECT * FROM (SELECT ${failing.sql} AS failing, ${COUNTED}
          FROM search_place_${g} AS p JOIN search_entry_${g} AS e
            ON e.product_id = p.product_id AND e.currency = p.currency
          WHERE p.currency = ? AND p.category = ?)
        WHERE failing & (failing - 1) = 0 LIMIT ${MAX_COUNTED + 1}`,
      bound: [...failing.bound, currency, shelfOf(filter)],
    };
  }
  const words = question.matching === 'any' ? expressions.any : expressions.all;
  return {
    sql: `SELECT * FROM (SELECT ${failing.sql} AS failing, ${COUNTED}
        FROM search_all_${g} AS f JOIN search_entry_${g} AS e
          ON e.product_id = f.rowid AND e.currency = ?
        WHERE search_all_${g} MATCH ?)
      WHERE failing & (failing - 1) = 0 LIMIT ${MAX_COUNTED + 1}`,
    bound: [...failing.bound, currency, words],
  };
}

/** The filters that rows are counted by: all, but on a shelf the category it stands for. */
export const countedConditions = (question: Question, g: Generation, digest: Digest): Condition[] =>
  question.expressions === null
    ? besidesShelf(question.filter, g, digest)
    : conditionsOf(question.filter, g, digest);

/** What a list without words would hold of every category, were its category not asked for. */
export function categoriesStatement(question: Question, g: Generation, digest: Digest): Fragment {
  const { filter } = question;
  const { currency } = filter.market;
  const conditions = conditionsOf(filter, g, digest).filter(({ field }) => field !== 'category');
  if (conditions.length === 0) {
    return {
      sql: `SELECT category, total FROM search_shelf_${g}
        WHERE currency = ? AND category <> '' AND total > 0`,
      bound: [currency],
    };
  }
  const where = all(conditions);
  return {
    sql: `SELECT t.value AS category, count(*) AS total
      FROM search_entry_${g} AS e, json_each(e.trail) AS t
      WHERE e.currency = ? AND t.value <> '' AND ${where.sql} GROUP BY t.value`,
    bound: [currency, ...where.bound],
  };
}
