/** The search index over SQLite in this process: the same statements and the same pure code. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Product } from '../../src/catalog/product.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { Cards } from '../../src/search/cards.ts';
import { indexedProduct } from '../../src/search/entry.ts';
import type { EntryContext } from '../../src/search/entry.ts';
import { namesIn } from '../../src/search/plan.ts';
import type { Plan } from '../../src/search/plan.ts';
import type { SearchIndex } from '../../src/search/question.ts';
import { WEIGHTS } from '../../src/search/reading-sql.ts';
import type { Weights } from '../../src/search/reading-sql.ts';
import { sqlIndex } from '../../src/search/sql-index.ts';
import { Survey, countWords } from '../../src/search/survey.ts';
import { putStatements, putWordStatements } from '../../src/search/writing-sql.ts';
import { root } from '../platform.ts';
import { BADGES } from './real.ts';

export type Indexed = {
  readonly database: DatabaseSync;
  readonly index: SearchIndex;
  /** The same index with other weights. */
  readonly weighted: (weights: Weights) => SearchIndex;
  readonly plan: Plan;
  /** Its vocabulary, with the products each word is in. */
  readonly words: ReadonlyMap<string, number>;
};

function migrated(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  const folder = join(root, 'migrations/catalog');
  for (const name of readdirSync(folder).toSorted()) {
    if (name.endsWith('.sql')) database.exec(readFileSync(join(folder, name), 'utf8'));
  }
  return database;
}

/** What entries of an index with this plan are made by. */
export const entryContext = (plan: Plan, now: number): EntryContext => ({
  markets: [DEFAULT_MARKET],
  counted: namesIn(plan),
  now,
  digest: sha256,
});

const PRODUCTS_A_BATCH = 500;

/** An index of these products. */
export function indexOf(products: readonly Product[], now: number): Indexed {
  const database = migrated();
  const survey = new Survey();
  const words = new Map<string, number>();
  for (const product of products) {
    survey.add(product);
    countWords(words, product);
  }
  const plan = survey.plan();
  const context = entryContext(plan, now);
  for (let at = 0; at < products.length; at += PRODUCTS_A_BATCH) {
    const part = products.slice(at, at + PRODUCTS_A_BATCH);
    const indexed = part.map((product) => indexedProduct(shownAt(product, now, BADGES), context));
    const json = {
      texts: JSON.stringify(indexed.map(({ texts }) => texts)),
      entries: JSON.stringify(indexed.map(({ entries }) => entries)),
    };
    database.exec('BEGIN');
    for (const { sql, of } of putStatements('a')) database.prepare(sql).run(json[of]);
    database.exec('COMMIT');
  }
  const rows = JSON.stringify([...words]);
  for (const sql of putWordStatements('a')) database.prepare(sql).run(rows);
  const weighted = (weights: Weights): SearchIndex =>
    sqlIndex({
      run: async (statements) =>
        statements.map(({ sql, bound }) => {
          const rows = database.prepare(sql).all(...bound);
          return rows.map((row) => JSON.parse(JSON.stringify(row)));
        }),
      generation: 'a',
      digest: sha256,
      freshSince: () => 0,
      cards: new Cards(),
      weights,
    });
  return { database, index: weighted(WEIGHTS), weighted, plan, words };
}
