/** Runs the index's statements in D1, all of a call in one round trip. */
import type { Reading } from '../platform/database.ts';
import type { Fragment } from './conditions-sql.ts';
import type { Row, RunStatements } from './rows.ts';

/** Statements against `database`. */
export function statementsIn(database: Reading): RunStatements {
  const prepared = ({ sql, bound }: Fragment) => database.prepare(sql).bind(...bound);
  return async (statements) => {
    const [only] = statements;
    if (only === undefined) return [];
    // One statement alone is spared the transaction that a batch is.
    if (statements.length === 1) return [(await prepared(only).all<Row>()).results];
    const answers = await database.batch<Row>(statements.map(prepared));
    return answers.map(({ results }) => results);
  };
}
