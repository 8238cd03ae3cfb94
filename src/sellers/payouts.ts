/**
 * What a seller is owed: captured less refunds less commission, order by order. A statement takes
 * in what has changed since the one before, so that a refund of an order that was paid out already
 * lessens the next one, and nothing is paid twice.
 */
import { proportion, sum } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
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

/** A sale with what statements have taken in of it. */
export type BookedSale = Sale & { readonly stated: Amounts };

export type StatementLine = Amounts & { readonly orderId: string; readonly number: string };

export const STATEMENT_STATES = ['due', 'paid'] as const;

export type Statement = Amounts & {
  /** Counts from 1 in each seller's book. */
  readonly sequence: number;
  readonly currency: Currency;
  readonly from: Milliseconds;
  /** Orders sold before this instant are in it. */
  readonly until: Milliseconds;
  readonly madeAt: Milliseconds;
  readonly state: (typeof STATEMENT_STATES)[number];
  readonly paidAt: Milliseconds | null;
  /** What the transfer says. */
  readonly reference: string | null;
  readonly lines: readonly StatementLine[];
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

/** What of a sale no statement has taken in. */
export const openOf = (sale: BookedSale): Amounts => combined(amountsOf(sale), sale.stated, -1);

const isNothing = ({ captured, refunded }: Amounts): boolean => captured === 0 && refunded === 0;

export type NothingDue = { readonly reason: 'nothing_due' };

/**
 * The next statement of a book, over sales before `until`. Where the seller owes the shop, there is
 * none: it is set off against what they sell next.
 */
export function nextStatement(
  sales: readonly BookedSale[],
  last: Pick<Statement, 'sequence' | 'until'> | null,
  { until, now }: { readonly until: Milliseconds; readonly now: Milliseconds },
): Result<Statement, NothingDue> {
  const open = sales
    .filter(({ soldAt }) => soldAt < until)
    .map((sale) => ({ sale, amounts: openOf(sale) }))
    .filter(({ amounts }) => !isNothing(amounts));
  const [first] = open;
  const total = totalOf(open.map(({ amounts }) => amounts));
  if (first === undefined || total.payout <= 0) return fail({ reason: 'nothing_due' });
  return ok({
    ...total,
    sequence: (last?.sequence ?? 0) + 1,
    currency: first.sale.currency,
    from: last?.until ?? Math.min(...open.map(({ sale }) => sale.soldAt)),
    until,
    madeAt: now,
    state: 'due',
    paidAt: null,
    reference: null,
    lines: open.map(({ sale, amounts }) => ({
      ...{ orderId: sale.orderId, number: sale.number },
      ...amounts,
    })),
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

/** True when a statement's lines add up to what it says. */
export const isSound = (statement: Statement): boolean =>
  sum(statement.lines.map(({ payout }) => payout)) === statement.payout &&
  statement.captured - statement.refunded - statement.commission === statement.payout;
