/**
 * The outbox of a Durable Object: events written in the commit they tell of, sent to the EVENTS
 * queue, and kept until a consumer says it has acted on them. A slot holds one event; writing a
 * slot again replaces what was not yet sent, so state-carrying events do not pile up.
 */
import { utf8 } from '../kernel/base64url.ts';
import { describeError, log } from './log.ts';

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
export type EventOwner = { readonly kind: 'order' | 'stock' | 'account'; readonly name: string };

/** One message of the EVENTS queue; `receipts` name the rows to acknowledge. */
export type EventMessage = {
  readonly owner: EventOwner;
  readonly receipts: string[];
  readonly events: OutboxEvent[];
};

/** Takes messages of any size (`large-messages.ts`). */
export type EventQueue = { send(message: EventMessage): Promise<unknown> };

export type OutboxOptions = {
  /** Wait before what nobody acknowledged is sent again. */
  readonly retryMs: number;
};

export type Writing = {
  /** For state-carrying events: writing it again replaces what was not acknowledged yet. */
  readonly slot?: string;
  /** How long they may wait for others, which go in the same message; not at all unless given. */
  readonly delayMs?: number;
};

/** Rows of one flush, also those that wait for an answer: what is left goes with the next. */
const FLUSH_ROWS = 100;
/** Bytes of events in one message, which holds 128,000: an order of 100 lines has some 40,000. A
 * larger row travels alone, by way of R2. */
const MESSAGE_BYTES = 100_000;

export const OUTBOX_TABLE = `CREATE TABLE outbox (
  slot TEXT PRIMARY KEY, receipt TEXT NOT NULL, events TEXT NOT NULL, tries INTEGER NOT NULL
) WITHOUT ROWID`;

type OutboxRow = { receipt: string; events: string; tries: number };

/** The wait doubles with each send that nobody acknowledged, this often at most. */
const MOST_DOUBLINGS = 4;

/** Rows in their order, parted so that each part fits a message; a row of its own if it must be. */
function messagefuls(rows: readonly OutboxRow[]): OutboxRow[][] {
  const parts: OutboxRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const bytes = utf8(row.events).length;
    const last = parts.at(-1);
    if (last === undefined || bytes > room) {
      parts.push([row]);
      room = MESSAGE_BYTES - bytes;
    } else {
      last.push(row);
      room -= bytes;
    }
  }
  return parts;
}

export class Outbox {
  readonly #sql: SqlStorage;
  readonly #queue: EventQueue;
  readonly #owner: EventOwner;
  readonly #options: OutboxOptions;
  #dueAt: number | null = null;
  /** Receipts that were sent, or may have been before this instance woke → when to send again. */
  readonly #sent = new Map<string, number>();

  constructor(sql: SqlStorage, queue: EventQueue, owner: EventOwner, options: OutboxOptions) {
    this.#sql = sql;
    this.#queue = queue;
    this.#owner = owner;
    this.#options = options;
  }

  /** To be called when an instance wakes over written storage: what is left is due at once. */
  wake(now: number): void {
    const rows = this.#sql.exec<{ receipt: string }>('SELECT receipt FROM outbox').toArray();
    if (rows.length > 0) this.#dueAt = now;
    for (const { receipt } of rows) this.#sent.set(receipt, now);
  }

  /** Rows that nobody has acknowledged yet. */
  get waiting(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  }

  /** Writes the events of one commit as one row. */
  write(
    events: readonly [OutboxEvent, ...OutboxEvent[]],
    now: number,
    { slot, delayMs = 0 }: Writing = {},
  ): void {
    const receipt = events[0].id;
    this.#sql.exec(
      'INSERT OR REPLACE INTO outbox (slot, receipt, events, tries) VALUES (?, ?, ?, 0)',
      slot ?? receipt,
      receipt,
      JSON.stringify(events),
    );
    this.#dueAt = Math.min(this.#dueAt ?? Infinity, now + delayMs);
  }

  /** When something is to be sent (again), or null: the alarm's business. */
  get dueAt(): number | null {
    return this.#dueAt;
  }

  /**
   * Sends what is due. The promise is for `waitUntil` and never rejects: a failed send is logged
   * and made up for by the alarm, since the rows stay until they are acknowledged.
   */
  async flush(now: number): Promise<void> {
    if (this.#dueAt === null || this.#dueAt > now) return;
    const rows = this.#sql
      .exec<OutboxRow>('SELECT receipt, events, tries FROM outbox LIMIT ?', FLUSH_ROWS)
      .toArray();
    const due = rows.filter(({ receipt }) => (this.#sent.get(receipt) ?? now) <= now);
    for (const row of due) this.#countTry(row, now);
    const waits = rows.map(({ receipt }) => this.#sent.get(receipt) ?? now);
    this.#dueAt = waits.length === 0 ? null : Math.min(...waits);
    await Promise.all(messagefuls(due).map((part) => this.#send(part)));
  }

  /**
   * Counts another try of what was sent before, so that consumers who have fallen behind are given
   * time. A first send is counted in memory only: it is the common one, and a row would double it.
   */
  #countTry({ receipt, tries }: OutboxRow, now: number): void {
    const again = this.#sent.has(receipt);
    if (again) this.#sql.exec('UPDATE outbox SET tries = tries + 1 WHERE receipt = ?', receipt);
    const doublings = Math.min(again ? tries + 1 : tries, MOST_DOUBLINGS);
    this.#sent.set(receipt, now + this.#options.retryMs * 2 ** doublings);
  }

  async #send(rows: readonly OutboxRow[]): Promise<void> {
    const events = rows
      .flatMap((row): OutboxEvent[] => JSON.parse(row.events))
      .toSorted((a, b) => a.version - b.version);
    const receipts = rows.map((row) => row.receipt);
    try {
      await this.#queue.send({ owner: this.#owner, receipts, events });
    } catch (error) {
      log('error', 'outbox_not_sent', { ...this.#owner, error: describeError(error) });
    }
  }

  /** Forgets rows that were acted on; a slot rewritten since has another receipt and is kept. */
  acknowledge(receipts: readonly string[]): void {
    for (const receipt of receipts) {
      this.#sql.exec('DELETE FROM outbox WHERE receipt = ?', receipt);
      this.#sent.delete(receipt);
    }
    if (this.waiting === 0) this.#dueAt = null;
  }
}
