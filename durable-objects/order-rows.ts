/** The rows of an Order object: the frozen document, the moving state, and answers given. */
import type { OrderDocument, OrderState } from '../src/orders/order.ts';
import { OUTBOX_TABLE } from '../src/platform/outbox.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';

export const ORDER_SCHEMA: SchemaSteps = [
  `CREATE TABLE document (
     id INTEGER PRIMARY KEY CHECK (id = 1), fingerprint TEXT NOT NULL, body TEXT
   );
   CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
   CREATE TABLE answer (
     key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL
   ) WITHOUT ROWID;
   ${OUTBOX_TABLE}`,
];

export type StoredOrder = {
  readonly document: OrderDocument;
  readonly fingerprint: string;
  state: OrderState;
};

export class OrderRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The order, `superseded` for one that was ended before it was placed, or null. */
  load(): StoredOrder | 'superseded' | null {
    const [row] = this.#sql
      .exec<{ fingerprint: string; body: string | null; state: string | null }>(
        `SELECT d.fingerprint, d.body, s.body AS state
         FROM document d LEFT JOIN state s ON s.id = d.id WHERE d.id = 1`,
      )
      .toArray();
    if (row === undefined) return null;
    if (row.body === null || row.state === null) return 'superseded';
    const document: OrderDocument = JSON.parse(row.body);
    const state: OrderState = JSON.parse(row.state);
    return { document, fingerprint: row.fingerprint, state };
  }

  insertDocument(document: OrderDocument | null, fingerprint: string): void {
    const body = document === null ? null : JSON.stringify(document);
    this.#sql.exec('INSERT INTO document VALUES (1, ?, ?)', fingerprint, body);
  }

  saveState(state: OrderState): void {
    this.#sql.exec('INSERT OR REPLACE INTO state VALUES (1, ?)', JSON.stringify(state));
  }

  answer(key: string): { fingerprint: string; body: string } | null {
    const [row] = this.#sql
      .exec<{ fingerprint: string; body: string }>(
        'SELECT fingerprint, body FROM answer WHERE key = ?',
        key,
      )
      .toArray();
    return row ?? null;
  }

  saveAnswer(key: string, fingerprint: string, answer: unknown): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO answer VALUES (?, ?, ?)',
      key,
      fingerprint,
      JSON.stringify(answer),
    );
  }
}
