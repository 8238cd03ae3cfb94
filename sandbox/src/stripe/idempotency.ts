/**
 * Stripe's memory of idempotency keys: the first answer, 500s included, is given again for a day
 * to the same key with the same request.
 */
import { Refusal } from './errors.ts';

/** Stripe may forget a key after a day; a key used again after that acts anew. */
const KEPT_MS = 24 * 3600 * 1000;

export interface SavedAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

export class IdempotencyStore {
  readonly #sql: SqlStorage;
  readonly #inUse = new Set<string>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS idempotency
      (key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
       body TEXT NOT NULL, request_id TEXT NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID`);
  }

  /**
   * Takes the key for a request: the saved answer if there is one, else null and the key is in use
   * until `release`. Refuses a key of another request (400) and one still in use (409).
   */
  take(key: string, fingerprint: string, nowMs: number): SavedAnswer | null {
    if (key.length > 255) {
      throw new Refusal(400, {
        type: 'idempotency_error',
        message: 'Idempotency keys can be at most 255 characters long.',
      });
    }
    if (this.#inUse.has(key)) throw inUse(key);
    const row = this.#sql
      .exec<{ fingerprint: string; status: number; body: string; request_id: string }>(
        'SELECT fingerprint, status, body, request_id FROM idempotency ' +
          'WHERE key = ? AND saved_at > ?',
        key,
        nowMs - KEPT_MS,
      )
      .toArray()[0];
    if (row && row.fingerprint !== fingerprint) throw otherRequest(key);
    if (row) return { status: row.status, body: row.body, requestId: row.request_id };
    this.#inUse.add(key);
    return null;
  }

  save(key: string, fingerprint: string, answer: SavedAnswer, nowMs: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO idempotency ' +
        '(key, fingerprint, status, body, request_id, saved_at) VALUES (?, ?, ?, ?, ?, ?)',
      key,
      fingerprint,
      answer.status,
      answer.body,
      answer.requestId,
      nowMs,
    );
  }

  release(key: string): void {
    this.#inUse.delete(key);
  }

  /** Forgets the keys saved before a moment; the control API uses it to play the next day. */
  prune(beforeMs: number): void {
    this.#sql.exec('DELETE FROM idempotency WHERE saved_at <= ?', beforeMs);
  }

  pruneOld(nowMs: number): void {
    this.prune(nowMs - KEPT_MS);
  }
}

function inUse(key: string): Refusal {
  return new Refusal(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably ' +
      `means you submitted twice, and the other request is still going through): ${key}. ` +
      'Please try again later.',
  });
}

function otherRequest(key: string): Refusal {
  return new Refusal(400, {
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters they were first ' +
      `used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}
