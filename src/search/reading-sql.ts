/** Statements of a search in one generation of the index: what has all (or any) words is scored. */
import type { Digest } from '../kernel/random.ts';
import { all, conditionsOf } from './conditions-sql.ts';
import type { Fragment } from './conditions-sql.ts';
import type { Generation } from './generation.ts';
import { afterPlace, ordered, withVersions } from './paging-sql.ts';
import type { Question } from './question.ts';

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
export function searchedPage(
  question: Question,
  g: Generation,
  digest: Digest,
  weights: Weights = WEIGHTS,
): Fragment {
  const { sql, bound } = rankedPage(question, g, digest, weights);
  return {
    sql: `${sql} ${withVersions(question, g, '(SELECT count(*) FROM hit)')}`,
    bound,
  };
}
