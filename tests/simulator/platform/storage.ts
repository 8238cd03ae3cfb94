/**
 * The storage of one object, which outlives its instances: SQLite and key-value rows in memory.
 * Each turn of an instance commits as a whole, since it only ever dies between two turns.
 */
import { copied } from '../engine/copy.ts';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Actor } from '../engine/actor.ts';
import { partly } from './partly.ts';

/** Thrown at an instance that writes although another has taken its place. */
export class Replaced extends Error {}

const READS = /^\s*(SELECT|WITH)/;
const RETURNS = /\bRETURNING\b/;

export type AlarmClock = { set(at: number | null): void };

export class Storage {
  #database: DatabaseSync | null = null;
  readonly #statements = new Map<string, StatementSync>();
  readonly #values = new Map<string, unknown>();
  readonly #alarm: AlarmClock;

  constructor(alarm: AlarmClock) {
    this.#alarm = alarm;
  }

  /** True where nothing was ever written. */
  get empty(): boolean {
    return this.#database === null && this.#values.size === 0;
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  /** Rows, for checkers: never written to. */
  rows<T extends object>(query: string, ...bindings: SQLInputValue[]): T[] {
    if (this.#database === null) return [];
    return Object.assign(this.#prepared(query).all(...bindings), Object.create(null));
  }

  value(key: string): unknown {
    return this.#values.get(key);
  }

  #prepared(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known !== undefined) return known;
    this.#database ??= new DatabaseSync(':memory:');
    const statement = this.#database.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }

  #exec(query: string, bindings: SQLInputValue[], refuse: () => void) {
    if (READS.test(query)) return cursorOf(this.#prepared(query).all(...bindings), 0);
    refuse();
    if (bindings.length === 0 && query.includes(';')) {
      this.#database ??= new DatabaseSync(':memory:');
      this.#database.exec(query);
      return cursorOf([], 0);
    }
    const statement = this.#prepared(query);
    if (RETURNS.test(query)) return cursorOf(statement.all(...bindings), 1);
    return cursorOf([], Number(statement.run(...bindings).changes));
  }

  #wipe(): void {
    this.close();
    this.#statements.clear();
    this.#values.clear();
    this.#alarm.set(null);
  }

  /** The storage as the instance `actor` is given it: refused once it is replaced. */
  for(actor: Actor): DurableObjectStorage {
    const refuse = (): void => {
      if (actor.stale || !actor.alive) throw new Replaced('another instance has taken over');
    };
    const values = this.#values;
    const write = async (act: () => void): Promise<void> => {
      refuse();
      act();
    };
    return partly<DurableObjectStorage>({
      sql: partly<SqlStorage>({
        exec: (query: string, ...bindings: SQLInputValue[]) =>
          Object.assign(this.#exec(query, bindings, refuse), Object.create(null)),
      }),
      kv: partly<SyncKvStorage>({
        get: (key: string) => copied(Object.assign({ found: values.get(key) }).found),
        put: (key: string, value: unknown) => {
          refuse();
          values.set(key, copied(value));
        },
        delete: (key: string) => {
          refuse();
          return values.delete(key);
        },
        list: (options?: { prefix?: string }) =>
          Object.assign([...values].filter(([key]) => key.startsWith(options?.prefix ?? ''))),
      }),
      setAlarm: (at: number | Date) => write(() => this.#alarm.set(Number(at))),
      deleteAlarm: () => write(() => this.#alarm.set(null)),
      deleteAll: () => write(() => this.#wipe()),
    });
  }
}

function cursorOf(rows: Record<string, unknown>[], rowsWritten: number) {
  return {
    toArray: () => rows,
    one: () => {
      const [row] = rows;
      if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows, not one`);
      return row;
    },
    rowsWritten,
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  };
}
