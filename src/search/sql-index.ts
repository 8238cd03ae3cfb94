/** An index over SQLite, wherever that runs: `run` executes its statements. */
import { idOfRowNumber, rowNumberOf } from '../catalog/product.ts';
import type { Digest } from '../kernel/random.ts';
import { cardOf } from './cards.ts';
import type { Card, Cards } from './cards.ts';
import type { Generation } from './generation.ts';
import { MAX_COUNTED } from './question.ts';
import type { Finding, Hit, Question, SearchIndex } from './question.ts';
import { keyColumns } from './paging-sql.ts';
import { cardsStatement, searchedPage } from './reading-sql.ts';
import type { Weights } from './reading-sql.ts';
import { numberIn, textIn } from './rows.ts';
import type { Row, RunStatements } from './rows.ts';
import { fewPage, isWholeShelf, manyPage, wholePage } from './shelf-sql.ts';
import { compareKeys } from './sorting.ts';
import { talliesOf } from './tallies.ts';
import { vocabularyStatements, wordFacts } from './vocabulary-sql.ts';

export type SqlIndexPorts = {
  readonly run: RunStatements;
  readonly generation: Generation;
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

/** Puts cards to what was found: those this isolate has shown, and the others from the index. */
function hitsIn({ run, cards }: SqlIndexPorts) {
  return async (found: readonly Found[], { filter }: Question, g: Generation): Promise<Hit[]> => {
    const { currency } = filter.market;
    const shown = found.map(({ id, version }) => cards.get(currency, id, version));
    const missing = found.flatMap(({ id }, at) => (shown[at] === undefined ? [id] : []));
    const asked = new Map<number, Card>();
    if (missing.length > 0) {
      const [rows = []] = await run([cardsStatement(missing, currency, g)]);
      for (const row of rows) {
        const [id, version] = [numberIn(row, 'product_id'), numberIn(row, 'version')];
        const card = cardOf(textIn(row, 'card'), textIn(row, 'excerpt'), version);
        cards.put(currency, id, card);
        asked.set(id, card);
      }
    }
    // What was taken out between the two looks is no hit.
    return found.flatMap(({ id, keys }, at) => {
      const card = shown[at] ?? asked.get(id);
      return card === undefined ? [] : [{ keys, card }];
    });
  };
}

/** A page of what was asked for. Of a narrowed shelf most hold few; where many do, it is walked. */
function pagesOf({ run, digest, weights }: SqlIndexPorts) {
  return async (question: Question, g: Generation): Promise<readonly Row[]> => {
    if (question.expressions !== null) {
      return (await run([searchedPage(question, g, digest, weights)]))[0] ?? [];
    }
    if (isWholeShelf(question)) return (await run([wholePage(question, g)]))[0] ?? [];
    const [few = []] = await run([fewPage(question, g, digest)]);
    if (numberIn(few[0] ?? {}, 'total') <= MAX_COUNTED) return few;
    return (await run([manyPage(question, g, digest)]))[0] ?? [];
  };
}

/** An index whose statements `run` executes. */
export function sqlIndex(ports: SqlIndexPorts): SearchIndex {
  const { run, generation: g } = ports;
  const hitsOf = hitsIn(ports);
  const pageOf = pagesOf(ports);
  const tallyOf = talliesOf(ports);
  return {
    async find(question): Promise<Finding> {
      const [page, tally] = await Promise.all([
        pageOf(question, g),
        question.facets ? tallyOf(question, g) : null,
      ]);
      const [first] = page;
      const total = first === undefined ? 0 : numberIn(first, 'total');
      const columns = keyColumns(question.ordering);
      // A page is right as it comes; that its rows come in order no SQL promises.
      const found = page
        .flatMap((row) => foundIn(row, columns))
        .toSorted((a, b) => compareKeys(question.ordering, a.keys, b.keys));
      const hits = await hitsOf(found, question, g);
      return { hits, total, capped: !isWholeShelf(question) && total > MAX_COUNTED, tally };
    },

    async idsOf(expression, limit, among) {
      // The plus keeps FTS5 from being asked for each by itself.
      const narrowed = among === null ? '' : 'AND +rowid IN (SELECT value FROM json_each(?))';
      const sql = `SELECT rowid AS id FROM search_all_${g}
        WHERE search_all_${g} MATCH ? ${narrowed} LIMIT ?`;
      const ids = among === null ? [] : [JSON.stringify(among.map(rowNumberOf))];
      const [rows = []] = await run([{ sql, bound: [expression, ...ids, limit] }]);
      return rows.map((row) => idOfRowNumber(numberIn(row, 'id')));
    },

    async cards(ids, currency) {
      const sql = `SELECT card FROM search_card_${g}
        WHERE product_id IN (SELECT value FROM json_each(?)) AND currency = ?`;
      const [rows = []] = await run([
        { sql, bound: [JSON.stringify(ids.map(rowNumberOf)), currency] },
      ]);
      return rows.map((row) => textIn(row, 'card'));
    },

    async vocabulary(words) {
      const rows = await run(words.flatMap((word) => vocabularyStatements(word, g)));
      return words.map((word, index) => wordFacts(word, rows.slice(index * 2, index * 2 + 2)));
    },

    async complete(beginning, limit) {
      const sql = `SELECT text, weight FROM search_completion_${g} WHERE beginning = ?
        ORDER BY weight DESC, text LIMIT ?`;
      const [rows = []] = await run([{ sql, bound: [beginning, limit] }]);
      return rows.map((row) => ({ text: textIn(row, 'text'), weight: numberIn(row, 'weight') }));
    },

    async shelves(currency) {
      const sql = `SELECT category, total FROM search_shelf_${g} WHERE currency = ? AND total > 0`;
      const [rows = []] = await run([{ sql, bound: [currency] }]);
      return new Map(rows.map((row) => [textIn(row, 'category'), numberIn(row, 'total')]));
    },
  };
}
