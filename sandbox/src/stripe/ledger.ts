/**
 * The account's rows. Ids carry a stamp that grows, so that the primary key alone gives Stripe's
 * "newest first" and no index has to be written: a call costs one row for the payment, one for
 * its events together, and one for its idempotency key.
 */
import type { Stripe } from 'stripe';
import { nextStamp, stampedCore, stampOf } from '../ids.ts';
import type { Payment } from './payment.ts';

/** One delivery of one event, with every attempt at it. */
export interface Delivery {
  readonly event: Stripe.Event;
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
  dueAtMs: number;
  /** How often the next round sends it; a rule may ask for more than once, the first time. */
  copies: number;
  rounds: number;
  readonly parallel: boolean;
  /** Held back until a later event has been sent, so that the two arrive in the wrong order. */
  held: boolean;
  readonly attempts: Attempt[];
}

export interface Attempt {
  readonly atMs: number;
  /** The shop's HTTP status; 0 if there was no answer. */
  readonly status: number;
  readonly tookMs: number;
}

/** The events of one call, kept in one row. */
export interface Bulletin {
  readonly stamp: number;
  readonly deliveries: Delivery[];
}

type PaymentRow = { id: string; state: string };

/** Events are kept for this many calls; Stripe keeps them for thirty days. */
const BULLETINS_KEPT = 50_000;

/** Rows read in one go while filtering a list. */
const CHUNK = 200;

export class Ledger {
  readonly #sql: SqlStorage;
  #stamp = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS payment
      (id TEXT PRIMARY KEY, due_at INTEGER, state TEXT NOT NULL) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS bulletin
      (stamp INTEGER PRIMARY KEY, due_at INTEGER, state TEXT NOT NULL)`);
  }

  nextStamp(): number {
    this.#stamp = nextStamp(this.#stamp, Date.now());
    return this.#stamp;
  }

  nextCore(): string {
    return stampedCore(this.nextStamp());
  }

  payment(id: string): Payment | null {
    const row = this.#sql
      .exec<{ state: string }>('SELECT state FROM payment WHERE id = ?', id)
      .toArray()[0];
    return row ? parsePayment(row.state) : null;
  }

  savePayment(payment: Payment): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO payment (id, due_at, state) VALUES (?, ?, ?)',
      payment.intent.id,
      payment.settles?.atMs ?? null,
      JSON.stringify(payment),
    );
  }

  /**
   * Payments from the newest to the oldest, from an id on, as long as they are asked for; only
   * those whose row has a text in it, which spares a search from parsing all the others.
   */
  *payments(from = 'pi_~', text = ''): Generator<Payment> {
    let last = from;
    let rows = this.#paymentRows('<=', last, text);
    for (;;) {
      for (const row of rows) {
        yield parsePayment(row.state);
        last = row.id;
      }
      if (rows.length < CHUNK) return;
      rows = this.#paymentRows('<', last, text);
    }
  }

  #paymentRows(comparison: '<' | '<=', id: string, text: string): PaymentRow[] {
    return this.#sql
      .exec<PaymentRow>(
        `SELECT id, state FROM payment WHERE id ${comparison} ? AND instr(state, ?) > 0
         ORDER BY id DESC LIMIT ?`,
        id,
        text,
        CHUNK,
      )
      .toArray();
  }

  duePayments(nowMs: number): Payment[] {
    return this.#sql
      .exec<{ state: string }>('SELECT state FROM payment WHERE due_at <= ?', nowMs)
      .toArray()
      .map((row) => parsePayment(row.state));
  }

  nextPaymentDue(): number | null {
    const row = this.#sql.exec<{ at: number | null }>('SELECT min(due_at) AS at FROM payment');
    return row.one().at;
  }

  saveBulletin(bulletin: Bulletin): void {
    const pending = bulletin.deliveries.filter((delivery) => delivery.state === 'pending');
    const due = pending.length === 0 ? null : Math.min(...pending.map((one) => one.dueAtMs));
    this.#sql.exec(
      'INSERT OR REPLACE INTO bulletin (stamp, due_at, state) VALUES (?, ?, ?)',
      bulletin.stamp,
      due,
      JSON.stringify(bulletin),
    );
  }

  unfinishedBulletins(): Bulletin[] {
    return this.#sql
      .exec<{ state: string }>('SELECT state FROM bulletin WHERE due_at IS NOT NULL ORDER BY stamp')
      .toArray()
      .map((row) => parseBulletin(row.state));
  }

  /** The row an event is in, with the event's own delivery. */
  delivery(eventId: string): { bulletin: Bulletin; delivery: Delivery } | null {
    const stamp = stampOf(eventId);
    if (stamp === null) return null;
    const row = this.#sql
      .exec<{ state: string }>('SELECT state FROM bulletin WHERE stamp = ?', stamp)
      .toArray()[0];
    if (!row) return null;
    const bulletin = parseBulletin(row.state);
    const delivery = bulletin.deliveries.find((one) => one.event.id === eventId);
    return delivery ? { bulletin, delivery } : null;
  }

  /** Deliveries from the newest event to the oldest, from about an event on. */
  *deliveries(from?: string): Generator<Delivery> {
    const stamp = from === undefined ? null : stampOf(from);
    let last = stamp === null ? Number.MAX_SAFE_INTEGER : stamp + 1;
    for (;;) {
      const rows = this.#sql
        .exec<{ stamp: number; state: string }>(
          'SELECT stamp, state FROM bulletin WHERE stamp < ? ORDER BY stamp DESC LIMIT ?',
          last,
          CHUNK,
        )
        .toArray();
      for (const row of rows) {
        yield* parseBulletin(row.state).deliveries.toReversed();
        last = row.stamp;
      }
      if (rows.length < CHUNK) return;
    }
  }

  /** Forgets the oldest finished bulletins beyond those kept. */
  prune(): void {
    this.#sql.exec(
      `DELETE FROM bulletin WHERE due_at IS NULL AND stamp <=
        (SELECT stamp FROM bulletin ORDER BY stamp DESC LIMIT 1 OFFSET ?)`,
      BULLETINS_KEPT,
    );
  }

  clear(): void {
    this.#sql.exec('DELETE FROM payment');
    this.#sql.exec('DELETE FROM bulletin');
  }
}

function parsePayment(text: string): Payment {
  const payment: Payment = JSON.parse(text);
  return payment;
}

function parseBulletin(text: string): Bulletin {
  const bulletin: Bulletin = JSON.parse(text);
  return bulletin;
}
