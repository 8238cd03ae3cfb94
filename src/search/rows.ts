/** Rows as SQLite answers them, and reading a column of one as the type it was written with. */
import type { Bound, Fragment } from './conditions-sql.ts';

export type Row = Readonly<Record<string, Bound>>;

/** Runs statements in one round trip; answers the rows of each. */
export type RunStatements = (statements: readonly Fragment[]) => Promise<readonly Row[][]>;

export const textIn = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};

export const textOrNull = (row: Row, column: string): string | null => {
  const value = row[column];
  return typeof value === 'string' ? value : null;
};

export const numberIn = (row: Row, column: string): number => {
  const value = row[column];
  return typeof value === 'number' ? value : 0;
};
