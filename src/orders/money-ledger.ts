/**
 * An order's books, in double entry: what was sold, taken, paid back and disputed, each entry with
 * as much debit as credit. Made of the document and the state, whose histories only grow, so an
 * entry once shown stays.
 */
import { sum } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Dispute, OrderDocument, OrderState, Refund } from './order.ts';
import { isTaken } from './refunds.ts';

export const ACCOUNTS = [
  /** What the buyer owes; in credit, what the shop owes the buyer. */
  'receivable',
  /** Money that is with the payment provider. */
  'provider',
  'revenue',
  'shipping',
  'tax',
  /** What was given back of revenue and shipping. */
  'refunds',
  /** Refunds that the buyer has been promised and the provider has not made. */
  'refunds_pending',
  /** What banks have taken back. */
  'disputes',
] as const;
export type Account = (typeof ACCOUNTS)[number];

export const ENTRY_KINDS = ['sale', 'capture', 'refund', 'dispute'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Minor units; one of the two is 0. */
export type Posting = {
  readonly account: Account;
  readonly debit: number;
  readonly credit: number;
};

export type LedgerEntry = {
  readonly at: Milliseconds;
  readonly kind: EntryKind;
  /** Of a refund or a dispute its id and what became of it, such as `rf_9 succeeded`. */
  readonly reference: string;
  readonly postings: readonly Posting[];
};

/** What stands on accounts: debit is positive, and all of it together is 0. */
type Position = Partial<Record<Account, number>>;

/** The entry that takes a position to another. */
function entryOf(
  at: Milliseconds,
  kind: EntryKind,
  reference: string,
  change: { readonly from: Position; readonly to: Position },
): LedgerEntry {
  const postings = ACCOUNTS.flatMap((account): Posting[] => {
    const amount = (change.to[account] ?? 0) - (change.from[account] ?? 0);
    if (amount === 0) return [];
    return [{ account, debit: Math.max(amount, 0), credit: Math.max(-amount, 0) }];
  });
  return { at, kind, reference, postings };
}

/** The goods and their way without tax, and the tax, against what the buyer owes for them. */
function soldPosition(document: OrderDocument): Position {
  const { subtotal, discount, shipping, tax, total, pricesIncludeTax } = document;
  const goodsTax = pricesIncludeTax ? sum(document.lines.map((line) => line.tax)) : 0;
  const wayTax = pricesIncludeTax ? tax - goodsTax : 0;
  return {
    receivable: total,
    revenue: goodsTax + discount - subtotal,
    shipping: wayTax - shipping,
    tax: -tax,
  };
}

function refundPosition(refund: Refund, status: Refund['status'], sold: boolean): Position {
  if (status === 'failed') return {};
  const { amount, tax } = refund;
  // What was taken for nothing that was sold was the buyer's all along.
  const owed: Position = sold ? { refunds: amount - tax, tax } : { receivable: amount };
  const from = status === 'pending' ? 'refunds_pending' : 'provider';
  return { ...owed, [from]: -amount };
}

const disputePosition = ({ amount }: Dispute, status: Dispute['status']): Position =>
  isTaken({ status }) ? { disputes: amount, provider: -amount } : {};

/** An entry for each step of a history. */
function entriesOf<S extends string>(
  kind: EntryKind,
  row: { readonly id: string; readonly history: readonly { status: S; at: Milliseconds }[] },
  position: (status: S) => Position,
): LedgerEntry[] {
  let from: Position = {};
  return row.history.map(({ status, at }) => {
    const to = position(status);
    const entry = entryOf(at, kind, `${row.id} ${status}`, { from, to });
    from = to;
    return entry;
  });
}

/** All entries of an order, the oldest first. */
export function moneyLedger(document: OrderDocument, state: OrderState): LedgerEntry[] {
  const reached = (status: string): Milliseconds | undefined =>
    state.history.find((entry) => entry.status === status)?.at;
  const soldAt = reached('confirmed');
  const captured = state.tender?.captured ?? 0;
  const takenAt = soldAt ?? reached('needs_attention') ?? document.placedAt;
  const taken = { from: {}, to: { provider: captured, receivable: -captured } };
  const reference = state.tender?.reference ?? '';
  const sold = { from: {}, to: soldPosition(document) };
  return [
    ...(soldAt === undefined ? [] : [entryOf(soldAt, 'sale', document.number, sold)]),
    entryOf(takenAt, 'capture', reference, taken),
    ...state.refunds.flatMap((refund) =>
      entriesOf('refund', refund, (status) => refundPosition(refund, status, soldAt !== undefined)),
    ),
    ...state.disputes.flatMap((dispute) =>
      entriesOf('dispute', dispute, (status) => disputePosition(dispute, status)),
    ),
  ]
    .filter((entry) => entry.postings.length > 0)
    .toSorted((a, b) => a.at - b.at);
}

/** True when every entry has as much debit as credit. */
export const isBalanced = (entries: readonly LedgerEntry[]): boolean =>
  entries.every(
    ({ postings }) =>
      sum(postings.map((posting) => posting.debit)) ===
      sum(postings.map((posting) => posting.credit)),
  );

/** What stands on each account that was ever posted to; debit is positive. */
export function balancesOf(
  entries: readonly LedgerEntry[],
): { account: Account; balance: number }[] {
  const postings = entries.flatMap((entry) => entry.postings);
  return ACCOUNTS.flatMap((account) => {
    const own = postings.filter((posting) => posting.account === account);
    const balance = sum(own.map(({ debit, credit }) => debit - credit));
    return own.length === 0 ? [] : [{ account, balance }];
  });
}
