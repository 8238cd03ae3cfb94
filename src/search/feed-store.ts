/** Puts products into the index's generations in D1, and takes them out. */
import { parametersOf } from '../catalog/write-store.ts';
import type { IndexWriter } from './shards.ts';
import {
  clearStatements,
  putStatements,
  putWordStatements,
  removeStatements,
} from './writing-sql.ts';

/** The index's tables in `database`. */
export function feedStore(database: D1Database): IndexWriter {
  const write = async (parameter: string, statements: readonly string[]): Promise<void> => {
    await database.batch(statements.map((sql) => database.prepare(sql).bind(parameter)));
  };
  const writeAll = async (entries: readonly unknown[], statements: readonly string[]) => {
    for (const parameter of parametersOf(entries)) await write(parameter, statements);
  };
  return {
    async put(products, g) {
      if (products.length === 0) return;
      const texts = parametersOf(products.map((product) => product.texts));
      const entries = parametersOf(products.map((product) => product.entries));
      const halves = { texts, entries };
      const statements = putStatements(g).flatMap(({ of, sql }) =>
        halves[of].map((parameter) => database.prepare(sql).bind(parameter)),
      );
      await database.batch(statements);
    },
    async remove(ids, g) {
      if (ids.length > 0) await write(JSON.stringify(ids), removeStatements(g));
    },
    async clear(g) {
      await database.batch(clearStatements(g).map((sql) => database.prepare(sql)));
    },
    putPlan: (plan, g) =>
      writeAll(
        [...plan].map(([category, names]) => [category, JSON.stringify(names)]),
        [
          `INSERT INTO search_plan_${g} (category, names)
          SELECT w.value ->> 0, w.value ->> 1 FROM json_each(?1) AS w`,
        ],
      ),
    addWords: (words, g) => writeAll([...words], putWordStatements(g)),
    putCompletions: (rows, g) =>
      writeAll(rows, [
        `INSERT INTO search_completion_${g} (beginning, text, weight)
        SELECT w.value ->> 0, w.value ->> 1, w.value ->> 2 FROM json_each(?1) AS w`,
      ]),
    async putTally({ currency, category, tally }, g, now) {
      await database
        .prepare(
          `UPDATE search_shelf_${g} SET tally = ?, counted_at = ?, stale = 0
          WHERE currency = ? AND category = ?`,
        )
        .bind(tally, now, currency, category)
        .run();
    },
  };
}
