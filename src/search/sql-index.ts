/** An index over SQLite, wherever that runs: `run` executes its statements. */
import { idOfRowNumber, rowNumberOf } from '../catalog/product.ts';
import type { Digest } from '../kernel/random.ts';
import type { Cards } from './cards.ts';
import type { Generation } from './generation.ts';
import { MAX_COUNTED } from './question.ts';
import type { Finding, Hit, Question, SearchIndex } from './question.ts';
import {
  cardsStatement,
  categoriesStatement,
  countedConditions,
  countedStatement,
  isWholeShelf,
  keyColumns,
  pageStatement,
  shelfOf,
} from './reading-sql.ts';
import type { Fragment, Weights } from './reading-sql.ts';
import { numberIn, textIn, textOrNull } from './rows.ts';
import type { Row, RunStatements } from './rows.ts';
import { addRow, emptyTally } from './tally.ts';
import type { CountedRow, FacetTally, PackedTraits } from './tally.ts';
import { tallyOfText } from './tally-text.ts';
import { vocabularyStatements, wordFacts } from './vocabulary-sql.ts';

export type SqlIndexPorts = {
  readonly run: RunStatements;
  /** The generation that serves. */
  readonly serving: () => Promise<Generation>;
  readonly digest: Digest;
  /** Counts of a shelf may be this old, as its other copies may. */
  readonly freshSince: () => number;
  /** Shared by all parts of an index. */
  readonly cards: Cards;
  readonly weights?: Weights;
};

/** A hit without its card yet. */
type Found = {
  readonly id: number;
  readonly version: number;
  readonly keys: readonly (string | number)[];
};

function foundIn(row: Row, columns: readonly string[]): Found[] {
  const keys = columns.flatMap((column) => row[column] ?? []);
  const id = row['product_id'];
  return typeof id === 'number' ? [{ id, version: numberIn(row, 'version'), keys }] : [];
}

/** A row of `countedStatement`; `fields` name the filters by their bits. */
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

/** The counts of a whole shelf as they were last kept. */
const keptTally = (question: Question, g: Generation, freshSince: number): Fragment => ({
  sql: `SELECT tally FROM search_shelf_${g} WHERE currency = ? AND category = ?
    AND tally IS NOT NULL AND (stale = 0 OR counted_at >= ?)`,
  bound: [question.filter.market.currency, shelfOf(question.filter), freshSince],
});

/** Counts the categories of a list without words, whose shelf holds one of them only. */
function setCategories(tally: FacetTally, rows: readonly Row[]): void {
  tally.categories.clear();
  for (const row of rows) tally.categories.set(textIn(row, 'category'), numberIn(row, 'total'));
}

/** Puts cards to what was found: those this isolate has shown, and the others from the index. */
function hitsIn({ run, cards }: SqlIndexPorts) {
  return async (found: readonly Found[], { filter }: Question, g: Generation): Promise<Hit[]> => {
    const { currency } = filter.market;
    const keyOf = (id: number): string => `${currency}/${id}`;
    const shown = new Map(found.map(({ id, version }) => [id, cards.get(keyOf(id), version)]));
    const missing = found.flatMap(({ id }) => (shown.get(id) === undefined ? [id] : []));
    if (missing.length > 0) {
      const [rows = []] = await run([cardsStatement(missing, currency, g)]);
      for (const row of rows) {
        const [id, version] = [numberIn(row, 'product_id'), numberIn(row, 'version')];
        const card = { card: textIn(row, 'card'), excerpt: textIn(row, 'excerpt'), version };
        cards.put(keyOf(id), card);
        shown.set(id, card);
      }
    }
    // What was taken out between the two looks is no hit.
    return found.flatMap(({ id, keys }) => {
      const card = shown.get(id);
      return card === undefined ? [] : [{ keys, card: card.card, excerpt: card.excerpt }];
    });
  };
}

/** Counts of what a list holds: gathered for it, or those a whole shelf keeps. */
function talliesOf({ run, digest }: SqlIndexPorts) {
  const countedTally = async (question: Question, g: Generation): Promise<FacetTally> => {
    const conditions = countedConditions(question, g, digest);
    const shelved = question.expressions === null && question.filter.categories.length === 1;
    const [counted = [], categories = []] = await run([
      countedStatement(question, conditions, g),
      ...(shelved ? [categoriesStatement(question, g, digest)] : []),
    ]);
    const tally = emptyTally();
    const fields = conditions.map(({ field }) => field);
    for (const row of counted) addRow(tally, countedRow(row, fields));
    if (shelved) setCategories(tally, categories);
    return tally;
  };

  const shelfTally = async (question: Question, g: Generation, kept: readonly Row[]) => {
    const [row] = kept;
    if (row === undefined) return countedTally(question, g);
    const tally = tallyOfText(textIn(row, 'tally'));
    if (question.filter.categories.length === 0) return tally;
    const [categories = []] = await run([categoriesStatement(question, g, digest)]);
    setCategories(tally, categories);
    return tally;
  };
  return { countedTally, shelfTally };
}

/** An index whose statements `run` executes. */
export function sqlIndex(ports: SqlIndexPorts): SearchIndex {
  const { run, serving, digest, freshSince, weights } = ports;
  const hitsOf = hitsIn(ports);
  const { countedTally, shelfTally } = talliesOf(ports);
  return {
    async find(question): Promise<Finding> {
      const g = await serving();
      const whole = isWholeShelf(question);
      const kept = question.facets && whole ? [keptTally(question, g, freshSince())] : [];
      const [[page = [], keptRows = []], searched] = await Promise.all([
        run([pageStatement(question, g, digest, weights), ...kept]),
        question.facets && !whole ? countedTally(question, g) : null,
      ]);
      const tally = question.facets && whole ? await shelfTally(question, g, keptRows) : searched;
      const [first] = page;
      const total = first === undefined ? 0 : numberIn(first, 'total');
      const columns = keyColumns(question.ordering);
      const found = page.flatMap((row) => foundIn(row, columns));
      const hits = await hitsOf(found, question, g);
      return { hits, total, capped: !whole && total > MAX_COUNTED, tally };
    },

    async idsOf(expression, limit) {
      const g = await serving();
      const sql = `SELECT rowid AS id FROM search_all_${g} WHERE search_all_${g} MATCH ? LIMIT ?`;
      const [rows = []] = await run([{ sql, bound: [expression, limit] }]);
      return rows.map((row) => idOfRowNumber(numberIn(row, 'id')));
    },

    async cards(ids, currency) {
      const g = await serving();
      const sql = `SELECT card FROM search_card_${g}
        WHERE product_id IN (SELECT value FROM json_each(?)) AND currency = ?`;
      const [rows = []] = await run([
        { sql, bound: [JSON.stringify(ids.map(rowNumberOf)), currency] },
      ]);
      return rows.map((row) => textIn(row, 'card'));
    },

    async vocabulary(words) {
      const g = await serving();
      const rows = await run(words.flatMap((word) => vocabularyStatements(word, g)));
      return words.map((word, index) => wordFacts(word, rows.slice(index * 2, index * 2 + 2)));
    },

    async complete(beginning, limit) {
      const g = await serving();
      const sql = `SELECT text, weight FROM search_completion_${g} WHERE beginning = ?
        ORDER BY weight DESC, text LIMIT ?`;
      const [rows = []] = await run([{ sql, bound: [beginning, limit] }]);
      return rows.map((row) => ({ text: textIn(row, 'text'), weight: numberIn(row, 'weight') }));
    },

    async shelves(currency) {
      const g = await serving();
      const sql = `SELECT category, total FROM search_shelf_${g} WHERE currency = ? AND total > 0`;
      const [rows = []] = await run([{ sql, bound: [currency] }]);
      return new Map(rows.map((row) => [textIn(row, 'category'), numberIn(row, 'total')]));
    },
  };
}
