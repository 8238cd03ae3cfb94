/** D1 over SQLite in memory: statements, batches, and a network in between. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { World } from '../world.ts';
import { partly } from './partly.ts';

const LATENCY_MS = 6;

type Row = Record<string, unknown>;

export class Database {
  readonly #world: World;
  readonly #name: string;
  readonly #database = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, StatementSync>();

  constructor(world: World, name: string, migrations: readonly string[]) {
    this.#world = world;
    this.#name = name;
    for (const migration of migrations) this.#database.exec(migration);
  }

  close(): void {
    this.#database.close();
  }

  /** Rows, for checkers. */
  rows(query: string): Row[] {
    return this.#prepared(query).all();
  }

  #prepared(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }

  /** The binding. */
  binding(): D1Database {
    return partly<D1Database>({
      prepare: (query: string) => this.#statement(query, []),
      batch: (statements: { all: () => unknown; run: (now: 'now') => unknown }[]) =>
        this.#ask(() => this.#atOnce(() => statements.map((statement) => statement.run('now')))),
    });
  }

  #atOnce<T>(act: () => T): T {
    this.#database.exec('BEGIN');
    try {
      const done = act();
      this.#database.exec('COMMIT');
      return done;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #statement(query: string, bindings: readonly SQLInputValue[]): D1PreparedStatement {
    const all = () => {
      const results = this.#prepared(query).all(...bindings);
      return { success: true, results, meta: { changes: 0 } };
    };
    const raw = (): unknown[][] => {
      const statement = this.#prepared(query);
      const names = statement.columns().map((_, index) => index);
      statement.setReturnArrays(true);
      const rows = statement.all(...bindings).map((row) => names.map((at) => Reflect.get(row, at)));
      statement.setReturnArrays(false);
      return rows;
    };
    return partly<D1PreparedStatement>({
      bind: (...given: SQLInputValue[]) => this.#statement(query, given),
      all: () => this.#ask(all),
      run: (when?: 'now') => (when === 'now' ? all() : this.#ask(all)),
      raw: () => this.#ask(raw),
      first: () => this.#ask(() => all().results[0] ?? null),
    });
  }

  #ask<T>(act: () => T): Promise<T> {
    return this.#world.store(this.#name, LATENCY_MS, act);
  }
}
