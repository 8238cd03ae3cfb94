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

/** One message of the EVENTS queue. */
export type EventMessage = { readonly owner: EventOwner; readonly events: OutboxEvent[] };

/** Most events one message carries: a message may hold 128 kB and an order event some 4 kB. */
const BATCH_SIZE = 20;

export const OUTBOX_TABLE = `CREATE TABLE outbox (
  slot TEXT PRIMARY KEY, id TEXT NOT NULL, event TEXT NOT NULL
) WITHOUT ROWID`;

export class Outbox {
  readonly #sql: SqlStorage;
  readonly #queue: Queue<EventMessage>;
  readonly #owner: EventOwner;
  readonly #retryMs: number;
  /** When the oldest unacknowledged event is to be sent again; null when all is acknowledged. */
  #dueAt: number | null = null;
  #sending: Promise<void> | null = null;

  constructor(
    sql: SqlStorage,
    queue: Queue<EventMessage>,
    owner: EventOwner,
    options: { retryMs: number; now: number; empty: boolean },
  ) {
    this.#sql = sql;
    this.#queue = queue;
    this.#owner = owner;
    this.#retryMs = options.retryMs;
    if (!options.empty && this.#count() > 0) this.#dueAt = options.now;
  }

  #count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  }

  /** Writes an event, in the caller's commit. `slot` defaults to the event's id. */
  write(event: OutboxEvent, now: number, slot: string = event.id): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO outbox (slot, id, event) VALUES (?, ?, ?)',
      slot,
      event.id,
      JSON.stringify(event),
    );
    this.#dueAt ??= now + this.#retryMs;
  }

  /** When the alarm must see to the outbox, or null. */
  get dueAt(): number | null {
    return this.#dueAt;
  }

  /** Sends what is unacknowledged. A failure is left to the alarm: the rows are still there. */
  send(now: number): Promise<void> {
    this.#sending ??= this.#sendAll(now).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(now: number): Promise<void> {
    const rows = this.#sql
      .exec<{ event: string }>('SELECT event FROM outbox ORDER BY slot LIMIT ?', BATCH_SIZE)
      .toArray();
    if (rows.length === 0) {
      this.#dueAt = null;
      return;
    }
    this.#dueAt = now + this.#retryMs;
    const events = rows
      .map((row): OutboxEvent => JSON.parse(row.event))
      .toSorted((a, b) => a.version - b.version);
    await this.#queue.send({ owner: this.#owner, events });
  }

  /** Forgets events that were acted on; one rewritten since is kept. */
  acknowledge(ids: readonly string[]): void {
    for (const id of ids) this.#sql.exec('DELETE FROM outbox WHERE id = ?', id);
    if (this.#count() === 0) this.#dueAt = null;
  }
}
