/**
 * The outbox of a Durable Object: events written in the commit they tell of, sent to the EVENTS
 * queue, and kept until a consumer says it has acted on them. A slot holds one event; writing a
 * slot again replaces what was not yet sent, so state-carrying events do not pile up.
 */

export type OutboxEvent = {
  /** Stable and unique: a consumer that sees it twice acts once. */
  readonly id: string;
  readonly type: string;
  /** Grows with every event of its owner. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: unknown;
};

/** Who to tell once the events were acted on. */
export type EventOwner = { readonly kind: 'order' | 'stock'; readonly name: string };

/** One message of the EVENTS queue; `receipts` name the rows to acknowledge. */
export type EventMessage = {
  readonly owner: EventOwner;
  readonly receipts: string[];
  readonly events: OutboxEvent[];
};

export type OutboxOptions = {
  /** Wait before what nobody acknowledged is sent again. */
  readonly retryMs: number;
  /** Mean time between sends, at least: what comes sooner waits for the alarm and goes together. */
  readonly spacingMs: number;
  /** Sends that may go at once after a quiet time. */
  readonly burst: number;
};

/** Most rows one message carries: a message may hold 128 kB and an order's row some 4 kB. */
const BATCH_SIZE = 20;

export const OUTBOX_TABLE = `CREATE TABLE outbox (
  slot TEXT PRIMARY KEY, receipt TEXT NOT NULL, events TEXT NOT NULL
) WITHOUT ROWID`;

export class Outbox {
  readonly #sql: SqlStorage;
  readonly #queue: Queue<EventMessage>;
  readonly #owner: EventOwner;
  readonly #options: OutboxOptions;
  #dueAt: number | null = null;
  /** When every send so far will have had its spacing. */
  #spacedUntil = -Infinity;

  constructor(
    sql: SqlStorage,
    queue: Queue<EventMessage>,
    owner: EventOwner,
    options: OutboxOptions,
  ) {
    this.#sql = sql;
    this.#queue = queue;
    this.#owner = owner;
    this.#options = options;
  }

  /** To be called when an instance wakes over written storage: what is left is due at once. */
  wake(now: number): void {
    if (this.#count() > 0) this.#dueAt = now;
  }

  #count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  }

  /**
   * Writes the events of one commit as one row. Give a slot to state-carrying events: writing it
   * again replaces what was not acknowledged yet.
   */
  write(events: readonly [OutboxEvent, ...OutboxEvent[]], now: number, slot?: string): void {
    const receipt = events[0].id;
    this.#sql.exec(
      'INSERT OR REPLACE INTO outbox (slot, receipt, events) VALUES (?, ?, ?)',
      slot ?? receipt,
      receipt,
      JSON.stringify(events),
    );
    const { spacingMs, burst } = this.#options;
    const due = Math.max(now, this.#spacedUntil - (burst - 1) * spacingMs);
    this.#dueAt = Math.min(this.#dueAt ?? Infinity, due);
  }

  /** When something is to be sent (again), or null: the alarm's business. */
  get dueAt(): number | null {
    return this.#dueAt;
  }

  /**
   * Sends what is due. The promise is for `waitUntil`: a failed send is made up for by the alarm,
   * since the rows stay until they are acknowledged.
   */
  flush(now: number): Promise<void> {
    if (this.#dueAt === null || this.#dueAt > now) return Promise.resolve();
    const rows = this.#sql
      .exec<{ receipt: string; events: string }>(
        'SELECT receipt, events FROM outbox LIMIT ?',
        BATCH_SIZE,
      )
      .toArray();
    if (rows.length === 0) {
      this.#dueAt = null;
      return Promise.resolve();
    }
    this.#spacedUntil = Math.max(now, this.#spacedUntil) + this.#options.spacingMs;
    this.#dueAt = now + this.#options.retryMs;
    const events = rows
      .flatMap((row): OutboxEvent[] => JSON.parse(row.events))
      .toSorted((a, b) => a.version - b.version);
    const receipts = rows.map((row) => row.receipt);
    return this.#queue.send({ owner: this.#owner, receipts, events }).then(() => undefined);
  }

  /** Forgets rows that were acted on; a slot rewritten since has another receipt and is kept. */
  acknowledge(receipts: readonly string[]): void {
    for (const receipt of receipts) {
      this.#sql.exec('DELETE FROM outbox WHERE receipt = ?', receipt);
    }
    if (this.#count() === 0) this.#dueAt = null;
  }
}
