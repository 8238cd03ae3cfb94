/** The rows of an Order object: the frozen document, the moving state, and answers given. */
import type { OrderDocument, OrderState } from '../src/orders/order.ts';
import { documentOf, resumed, stateOf } from '../src/orders/stored.ts';
import type { StoredDocument, StoredState } from '../src/orders/stored.ts';
import { OUTBOX_TABLE } from '../src/platform/outbox.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';

/**
 * One table for all but the outbox: most orders are made once and looked at a few times, and a
 * table costs a new object more than the rows in it.
 */
export const ORDER_SCHEMA: SchemaSteps = [
  `CREATE TABLE record (
     name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT
   ) WITHOUT ROWID;
   ${OUTBOX_TABLE}`,
];

const DOCUMENT = 'document';
const STATE = 'state';
const ANSWER = 'answer:';

type RecordRow = { fingerprint: string; body: string | null };

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

  /** The order to go on with, `superseded` for one that was ended before it was placed, or null. */
  load(): StoredOrder | 'superseded' | null {
    const placed = this.#read(DOCUMENT);
    if (placed === null) return null;
    const moving = this.#read(STATE);
    if (placed.body === null || moving === null || moving.body === null) return 'superseded';
    const document: StoredDocument = JSON.parse(placed.body);
    const state: StoredState = JSON.parse(moving.body);
    const { fingerprint } = placed;
    return { document: documentOf(document), fingerprint, state: resumed(stateOf(state)) };
  }

  #read(name: string): RecordRow | null {
    const [row] = this.#sql
      .exec<RecordRow>('SELECT fingerprint, body FROM record WHERE name = ?', name)
      .toArray();
    return row ?? null;
  }

  #write(name: string, fingerprint: string, body: string | null): void {
    this.#sql.exec('INSERT OR REPLACE INTO record VALUES (?, ?, ?)', name, fingerprint, body);
  }

  /** Frozen once: a second document is refused. */
  insertDocument(document: OrderDocument | null, fingerprint: string): void {
    const body = document === null ? null : JSON.stringify(document);
    this.#sql.exec('INSERT INTO record VALUES (?, ?, ?)', DOCUMENT, fingerprint, body);
  }

  saveState(state: OrderState): void {
    this.#write(STATE, '', JSON.stringify(state));
  }

  answer(key: string): { fingerprint: string; body: string } | null {
    const row = this.#read(ANSWER + key);
    return row === null || row.body === null ? null : { ...row, body: row.body };
  }

  saveAnswer(key: string, fingerprint: string, answer: unknown): void {
    this.#write(ANSWER + key, fingerprint, JSON.stringify(answer));
  }
}
