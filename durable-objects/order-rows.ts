/** The rows of an Order object: the frozen document, the moving state, and answers given. */
import { personForgotten } from '../src/orders/care.ts';
import type { OrderDocument, OrderState } from '../src/orders/order.ts';
import { documentOf, resumed, stateOf, storedDocument } from '../src/orders/stored.ts';
import type { StoredDocument, StoredState } from '../src/orders/stored.ts';
import { OUTBOX_TABLE } from '../src/platform/outbox.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';
import { isSealed, isSealedBy } from '../src/platform/vault.ts';
import type { Vault } from '../src/platform/vault.ts';

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
type AnswerRow = RecordRow & { name: string };

export type StoredOrder = {
  /** Frozen, until it is forgotten whom it was for. */
  document: OrderDocument;
  readonly fingerprint: string;
  state: OrderState;
};

export class OrderRows {
  readonly #sql: SqlStorage;
  readonly #vault: Vault;
  readonly #owner: string;

  /** Who ordered is sealed by `vault`, for the order of this id alone. */
  constructor(sql: SqlStorage, vault: Vault, id: string) {
    this.#sql = sql;
    this.#vault = vault;
    this.#owner = `order:${id}`;
  }

  readonly #seal = (text: string): string => this.#vault.seal(this.#owner, text);
  readonly #open = (text: string): string => this.#vault.open(this.#owner, text);

  /** The order to go on with, `superseded` for one that was ended before it was placed, or null. */
  load(): StoredOrder | 'superseded' | null {
    const placed = this.#read(DOCUMENT);
    if (placed === null) return null;
    const moving = this.#read(STATE);
    if (placed.body === null || moving === null || moving.body === null) return 'superseded';
    const document: StoredDocument = JSON.parse(placed.body);
    const state: StoredState = JSON.parse(moving.body);
    return {
      document: documentOf(document, this.#open),
      fingerprint: placed.fingerprint,
      state: resumed(stateOf(state)),
    };
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
    const body = document === null ? null : this.#documentBody(document);
    this.#sql.exec('INSERT INTO record VALUES (?, ?, ?)', DOCUMENT, fingerprint, body);
  }

  #documentBody(document: OrderDocument): string {
    return JSON.stringify(storedDocument(document, this.#seal));
  }

  saveState(state: OrderState): void {
    this.#write(STATE, '', JSON.stringify(state));
  }

  answer(key: string): { fingerprint: string; body: string } | null {
    const row = this.#read(ANSWER + key);
    return row === null || row.body === null ? null : { ...row, body: this.#opened(row.body) };
  }

  /** Older releases kept answers in the clear. */
  #opened(body: string): string {
    return isSealed(body) ? this.#open(body) : body;
  }

  saveAnswer(key: string, fingerprint: string, answer: unknown): void {
    this.#write(ANSWER + key, fingerprint, this.#seal(JSON.stringify(answer)));
  }

  #answers(): AnswerRow[] {
    const prefix = `${ANSWER}%`;
    return this.#sql
      .exec<AnswerRow>('SELECT name, fingerprint, body FROM record WHERE name LIKE ?', prefix)
      .toArray();
  }

  /** Seals anew what is in the clear or under an older key; true where there was any. */
  reseal(): boolean {
    const placed = this.#read(DOCUMENT);
    let changed = false;
    if (placed !== null && placed.body !== null) {
      const stored: StoredDocument = JSON.parse(placed.body);
      if (!('person' in stored) || !isSealedBy(this.#vault, stored.person)) {
        const body = this.#documentBody(documentOf(stored, this.#open));
        this.#write(DOCUMENT, placed.fingerprint, body);
        changed = true;
      }
    }
    for (const { name, fingerprint, body } of this.#answers()) {
      if (body === null || isSealedBy(this.#vault, body)) continue;
      this.#write(name, fingerprint, this.#seal(this.#opened(body)));
      changed = true;
    }
    return changed;
  }

  /** Forgets who ordered, and the answers that named them; what was sold and paid stays. */
  forgetPerson(order: StoredOrder): void {
    order.document = personForgotten(order.document);
    this.#write(DOCUMENT, order.fingerprint, this.#documentBody(order.document));
    for (const { name } of this.#answers()) {
      this.#sql.exec('DELETE FROM record WHERE name = ?', name);
    }
  }
}
