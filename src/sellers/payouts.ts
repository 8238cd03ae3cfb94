/**
 * What a seller is owed: captured less refunded less commission. A book is a list of entries that
 * only grows, each with the sums of all up to it, so that a statement is a run of entries and costs
 * the same however long it is. A refund of an order that was paid out lessens the next statement.
 */
import { proportion } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { DAY_MS } from '../kernel/time.ts';
import { WHOLE_COMMISSION } from './seller.ts';
import type { Share } from './shares.ts';

/** Amounts in minor units. */
export type Amounts = {
  readonly captured: number;
  readonly refunded: number;
  readonly commission: number;
  readonly payout: number;
};

/** An order's share as the book keeps it: under the commission of the day it was sold. */
export type Sale = Omit<Share, 'seller'> & { readonly rate: number };

/** What an order was sold for, or what of it changed since. */
export type Entry = Amounts & {
  /** Counts from 1 in each seller's book. */
  readonly sequence: number;
  readonly orderId: string;
  readonly number: string;
  readonly currency: Currency;
  /** When it was booked: never before the entry that it follows. */
  readonly at: Milliseconds;
  /** What all entries up to this one come to. */
  readonly sums: Amounts;
};

export const STATEMENT_STATES = ['due', 'paid'] as const;

export type Statement = Amounts & {
  /** Counts from 1 in each seller's book. */
  readonly sequence: number;
  readonly currency: Currency;
  readonly from: Milliseconds;
  /** What was booked before this instant is in it. */
  readonly until: Milliseconds;
  readonly madeAt: Milliseconds;
  readonly state: (typeof STATEMENT_STATES)[number];
  readonly paidAt: Milliseconds | null;
  /** What the transfer says. */
  readonly reference: string | null;
  /** The sequences of its first and its last entry. */
  readonly entries: { readonly first: number; readonly last: number };
};

export const NOTHING: Amounts = { captured: 0, refunded: 0, commission: 0, payout: 0 };

/** What a sale comes to by now. Commission is on what was not given back. */
export function amountsOf({ captured, refunded, rate }: Sale): Amounts {
  const kept = captured - refunded;
  const commission = proportion(Math.max(kept, 0), rate, WHOLE_COMMISSION);
  return { captured, refunded, commission, payout: kept - commission };
}

const combined = (a: Amounts, b: Amounts, sign: 1 | -1): Amounts => ({
  captured: a.captured + sign * b.captured,
  refunded: a.refunded + sign * b.refunded,
  commission: a.commission + sign * b.commission,
  payout: a.payout + sign * b.payout,
});

/** The sum of amounts. */
export const totalOf = (all: readonly Amounts[]): Amounts =>
  all.reduce((total, one) => combined(total, one, 1), NOTHING);

/** A sale as it is kept, and what a telling of its order added to the book; null for nothing. */
export type Booking = { readonly sale: Sale; readonly change: Amounts | null };

/** Books a sale as its order tells it now. Its time and its commission stay those first told. */
export function book(known: Sale | null, told: Sale): Booking {
  const { soldAt, rate } = known ?? told;
  const sale = { ...told, soldAt, rate };
  const before = known === null ? NOTHING : amountsOf(known);
  const change = combined(amountsOf(sale), before, -1);
  return { sale, change: change.captured === 0 && change.refunded === 0 ? null : change };
}

/** The entry that writes a change down, after the book's last one. */
export function entryAfter(
  last: Entry | null,
  { orderId, number, currency }: Sale,
  change: Amounts,
  now: Milliseconds,
): Entry {
  return {
    ...{ sequence: (last?.sequence ?? 0) + 1, orderId, number, currency },
    ...change,
    // A clock that was set back would put an entry before the end of a statement made already.
    at: Math.max(now, last?.at ?? 0),
    sums: combined(last?.sums ?? NOTHING, change, 1),
  };
}

/** What a run of entries comes to, from its first to its last one. */
export const sumsOver = (first: Entry, last: Entry): Amounts =>
  combined(combined(last.sums, first.sums, -1), first, 1);

export type NothingDue = { readonly reason: 'nothing_due' };

/**
 * The next statement of a book: from the `first` entry that no statement has to the `last` one that
 * was booked before `until`. Where the seller owes the shop, there is none: it is set off against
 * what they sell next.
 */
export function nextStatement(
  { first, last }: { readonly first: Entry | null; readonly last: Entry | null },
  before: Pick<Statement, 'sequence' | 'until'> | null,
  { until, now }: { readonly until: Milliseconds; readonly now: Milliseconds },
): Result<Statement, NothingDue> {
  if (first === null || last === null || last.sequence < first.sequence) {
    return fail({ reason: 'nothing_due' });
  }
  const total = sumsOver(first, last);
  if (total.payout <= 0) return fail({ reason: 'nothing_due' });
  return ok({
    ...total,
    sequence: (before?.sequence ?? 0) + 1,
    currency: first.currency,
    from: before?.until ?? first.at,
    until,
    madeAt: now,
    state: 'due',
    paidAt: null,
    reference: null,
    entries: { first: first.sequence, last: last.sequence },
  });
}

export type PayRefusal = { readonly reason: 'unknown_statement' } | { reason: 'already_paid' };

/** Takes note that a statement was paid. The same transfer told again changes nothing. */
export function paid(
  statement: Statement | null,
  reference: string,
  now: Milliseconds,
): Result<Statement, PayRefusal> {
  if (statement === null) return fail({ reason: 'unknown_statement' });
  if (statement.state === 'due') return ok({ ...statement, state: 'paid', paidAt: now, reference });
  return statement.reference === reference ? ok(statement) : fail({ reason: 'already_paid' });
}

/** A stretch of time, by when orders were sold: from an instant up to another. */
export type Period = { readonly from: Milliseconds; readonly until: Milliseconds };

/** The day of an instant, counted from the epoch: the book keeps the sums of each. */
export const dayOf = (at: Milliseconds): number => Math.floor(at / DAY_MS);

/**
 * A period as whole days, of which sums are kept, and the parts of days at its ends, which are
 * added up sale by sale. So ten years cost the sums of 3,653 days and the sales of two.
 */
export function partsOf({ from, until }: Period): { days: Period; rest: readonly Period[] } {
  const first = Math.ceil(from / DAY_MS);
  const end = dayOf(until);
  if (first > end) return { days: { from: 0, until: 0 }, rest: [{ from, until }] };
  const rest = [
    { from, until: first * DAY_MS },
    { from: end * DAY_MS, until },
  ];
  return { days: { from: first, until: end }, rest };
}
