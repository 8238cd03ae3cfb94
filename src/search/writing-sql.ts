/**
 * Statements that put products into one generation of the index and take them out. Each takes many
 * products as one JSON parameter, and skips those of which the index holds something newer, so that
 * changes may come twice, late or out of order.
 */
import type { Generation } from './generation.ts';
import { EDGED_WORD } from './vocabulary-sql.ts';

/** The products that are news, with what the index held of them. */
const news = (g: Generation): string => `json_each(?1) AS w
  LEFT JOIN search_doc_${g} AS d ON d.product_id = w.value ->> 'id'
WHERE (d.version IS NULL OR d.version <= w.value ->> 'version')`;

/** Those whose words changed. */
const reworded = (g: Generation): string => `${news(g)} AND d.digest IS NOT w.value ->> 'digest'`;

/** Rows of `search_entry` that the news have no longer, or with another category. */
const outdated = (g: Generation): string => `SELECT e.product_id, e.currency, e.trail
FROM json_each(?1) AS w JOIN search_doc_${g} AS d ON d.product_id = w.value ->> 'id'
JOIN search_entry_${g} AS e ON e.product_id = d.product_id
WHERE d.version <= w.value ->> 'version' AND NOT EXISTS (
  SELECT 1 FROM json_each(w.value, '$.entries') AS n
  WHERE n.value ->> 'currency' = e.currency AND n.value ->> 'category' = e.category)`;

const COLUMNS = [
  ...['category', 'trail', 'brand', 'brand_name', 'price', 'in_stock', 'rating', 'rating_count'],
  ...['released', 'sales', 'boost', 'traits'],
];
const PLACE_KEYS = ['price', 'rating', 'rating_count', 'released'];
/** On a shelf `sales` is what it is ordered by first, pins included. */
const SORT_KEYS = [...PLACE_KEYS, 'sales'];
const CARD = ['card', 'excerpt'];

const values = (columns: readonly string[]): string =>
  columns.map((column) => `n.value ->> '${column}'`).join(', ');

const changed = (columns: readonly string[]): string => `
  DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
  WHERE (${columns.join(', ')}) IS NOT (${columns.map((name) => `excluded.${name}`).join(', ')})`;

/** Tells the shelves of entries how many more or fewer stand on them. */
const recount = (entries: string, g: Generation, sign: '+' | '-'): string => `
INSERT INTO search_shelf_${g} (currency, category, total, counted_at, stale)
SELECT e.currency, t.value, ${sign}count(*), 0, 1 FROM ${entries}, json_each(e.trail) AS t
WHERE true GROUP BY e.currency, t.value
ON CONFLICT (currency, category) DO UPDATE SET total = total + excluded.total, stale = 1`;

const standing = (g: Generation): string => `(SELECT e.currency, e.trail
  FROM json_each(?1) AS w JOIN search_doc_${g} AS d ON d.product_id = w.value ->> 'id'
  JOIN search_entry_${g} AS e ON e.product_id = d.product_id
  WHERE d.version <= w.value ->> 'version') AS e`;

const coming = (g: Generation): string => `(SELECT n.value ->> 'currency' AS currency,
  n.value ->> 'trail' AS trail
  FROM ${news(g).replace('\nWHERE', ", json_each(w.value, '$.entries') AS n\nWHERE")}) AS e`;

const newEntries = (g: Generation): string =>
  news(g).replace('\nWHERE', ", json_each(w.value, '$.entries') AS n\nWHERE");

const FTS: readonly (readonly [string, readonly string[]])[] = [
  ['search_text', ['title', 'brand', 'description']],
  [
    'search_all',
    ['title', 'brand', 'category', 'description', 'attributes', 'names', 'codes', 'filters'],
  ],
];

/** A statement, and which half of the products its parameter holds. */
export type PutStatement = { readonly of: 'texts' | 'entries'; readonly sql: string };

/** In one batch, in this order; ?1 is a JSON array of what `of` names. */
export function putStatements(g: Generation): readonly PutStatement[] {
  const texts = textStatements(g).map((sql) => ({ of: 'texts', sql }) as const);
  const entries = entryStatements(g).map((sql) => ({ of: 'entries', sql }) as const);
  return [...texts, ...entries];
}

const textStatements = (g: Generation): string[] => [
  ...FTS.map(
    ([table]) => `DELETE FROM ${table}_${g} WHERE rowid IN (
    SELECT d.product_id FROM ${reworded(g)} AND d.digest IS NOT NULL)`,
  ),
  ...FTS.map(
    ([table, columns]) => `INSERT INTO ${table}_${g} (rowid, ${columns.join(', ')})
    SELECT w.value ->> 'id', ${columns.map((column) => `w.value ->> '${column}'`).join(', ')}
    FROM ${reworded(g)}`,
  ),
];

const entryStatements = (g: Generation): string[] => [
  recount(standing(g), g, '-'),
  `DELETE FROM search_place_${g} WHERE (currency, category, product_id) IN (
    SELECT e.currency, t.value, e.product_id FROM (${outdated(g)}) AS e, json_each(e.trail) AS t)`,
  `DELETE FROM search_card_${g} WHERE (product_id, currency) IN (
    SELECT product_id, currency FROM (${outdated(g)}))`,
  `DELETE FROM search_entry_${g} WHERE (product_id, currency) IN (
    SELECT product_id, currency FROM (${outdated(g)}))`,
  `INSERT INTO search_entry_${g} (product_id, currency, ${COLUMNS.join(', ')})
  SELECT w.value ->> 'id', n.value ->> 'currency', ${values(COLUMNS)} FROM ${newEntries(g)}
  ON CONFLICT (product_id, currency) ${changed(COLUMNS)}`,
  `INSERT INTO search_card_${g} (product_id, currency, ${CARD.join(', ')})
  SELECT w.value ->> 'id', n.value ->> 'currency', ${values(CARD)} FROM ${newEntries(g)}
  ON CONFLICT (product_id, currency) ${changed(CARD)}`,
  `INSERT INTO search_place_${g} (currency, category, product_id, ${SORT_KEYS.join(', ')})
  SELECT n.value ->> 'currency', t.value, w.value ->> 'id', ${values(PLACE_KEYS)},
    coalesce((SELECT pin.value FROM json_each(n.value, '$.pins') AS pin WHERE pin.key = t.value),
      n.value ->> 'sales')
  FROM ${newEntries(g).replace('\nWHERE', ", json_each(n.value, '$.trail') AS t\nWHERE")}
  ON CONFLICT (currency, category, product_id) ${changed(SORT_KEYS)}`,
  recount(coming(g), g, '+'),
  `INSERT INTO search_doc_${g} (product_id, version, digest)
  SELECT w.value ->> 'id', w.value ->> 'version', w.value ->> 'digest' FROM ${news(g)}
  ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, digest = excluded.digest`,
];

const gone = (g: Generation): string => `(SELECT e.product_id, e.currency, e.trail
  FROM json_each(?1) AS w JOIN search_entry_${g} AS e ON e.product_id = w.value) AS e`;

/** ?1 = JSON array of row numbers of products that are no more. */
export const removeStatements = (g: Generation): readonly string[] => [
  recount(gone(g), g, '-'),
  `DELETE FROM search_place_${g} WHERE (currency, category, product_id) IN (
    SELECT e.currency, t.value, e.product_id FROM ${gone(g)}, json_each(e.trail) AS t)`,
  ...['search_entry', 'search_card', 'search_doc'].map(
    (table) => `DELETE FROM ${table}_${g} WHERE product_id IN (SELECT value FROM json_each(?1))`,
  ),
  ...FTS.map(
    ([table]) => `DELETE FROM ${table}_${g} WHERE rowid IN (SELECT value FROM json_each(?1))`,
  ),
];

/** ?1 = JSON array of words, each with the products it is in: they are added to those before. */
export const putWordStatements = (g: Generation): readonly string[] => [
  `INSERT INTO search_word_${g} (word, products)
  SELECT w.value ->> 0, w.value ->> 1 FROM json_each(?1) AS w WHERE true
  ON CONFLICT (word) DO UPDATE SET products = products + excluded.products`,
  // Of the words that are new; their numbers only grow.
  `INSERT INTO search_gram_${g} (rowid, word)
  SELECT s.id, ${EDGED_WORD} FROM json_each(?1) AS w
  JOIN search_word_${g} AS s ON s.word = w.value ->> 0 WHERE s.id > coalesce(
    (SELECT rowid FROM search_gram_${g} ORDER BY rowid DESC LIMIT 1), 0)
  ORDER BY s.id`,
];

/** Empties a generation. */
export const clearStatements = (g: Generation): readonly string[] => [
  ...[...['doc', 'entry', 'card', 'place', 'shelf', 'plan', 'word', 'completion']].map(
    (table) => `DELETE FROM search_${table}_${g}`,
  ),
  ...['text', 'all', 'gram'].map(
    (table) => `INSERT INTO search_${table}_${g} (search_${table}_${g}) VALUES ('delete-all')`,
  ),
];
