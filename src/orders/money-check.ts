/**
 * What became of an order's money at the provider, asked whenever somebody says that it moved and
 * while a refund is pending: refunds that failed late or were made there, and disputes.
 */
import { decimal } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { DisputeSnapshot, RefundSnapshot } from '../payments/gateway.ts';
import type { OrderEventType } from './events.ts';
import type { Dispute, OrderState, Refund } from './order.ts';
import { isTaken, refundTax, refundable, withRefunds, withStatus } from './refunds.ts';
import { attentionWith, beside, hasEnded, owedStep, to } from './saga-move.ts';
import type { Move, Outcome, SagaContext } from './saga-move.ts';

/** Why an ended order is shown to people: cancelled by them again, it is paid back again. */
const MONEY_IS_BACK = 'what was paid back has come back: cancel the order again to refund it';

/** Longest wait between two questions about a pending refund: banks take days. */
const MONEY_CHECK_MOST_MS = 6 * HOUR_MS;

/**
 * Somebody says that refunds or disputes have moved: ask the provider, after what the order is
 * doing now. Null for an order without a payment.
 */
export function checkMoney(state: OrderState, context: SagaContext): Move | null {
  if (state.tender === null) return null;
  const moneyCheck = { at: context.now, afterMs: context.pollMs };
  if (state.effect === null) return to(state, context, state.status, 'check_money', { moneyCheck });
  if (state.effect.step !== 'check_money') return beside(state, { moneyCheck });
  const effect = { ...state.effect, notBefore: context.now };
  return { state: { ...state, moneyCheck, effect }, tells: [] };
}

type Found = Extract<Outcome, { step: 'check_money'; result: 'found' }>;

/** After the provider has told of all refunds and disputes. */
export function afterCheckMoney(state: OrderState, found: Found, context: SagaContext): Move {
  const refunds = refundsOf(state, found.refunds, context);
  const disputes = disputesOf(state.disputes, found.disputes, context);
  const settled = withRefunds({ ...state, moneyCheck: null }, refunds, context);
  // Asked again only while one is pending, ever more rarely.
  const wait = Math.min((state.moneyCheck?.afterMs ?? context.pollMs) * 2, MONEY_CHECK_MOST_MS);
  const pending = settled.patch.moneyCheck !== null;
  const moneyCheck = pending ? { at: context.now + wait, afterMs: wait } : null;
  const after: OrderState = { ...state, ...settled.patch, disputes, moneyCheck };
  // What was cancelled and paid back is not over while its money is here again.
  const open = hasEnded(state) && refundable(after) > 0;
  const told = attentionOf(state, after, context.document.currency);
  const attention = open ? attentionWith(told, MONEY_IS_BACK, MONEY_IS_BACK) : told;
  const tells: OrderEventType[] = [
    ...(refunds === state.refunds ? [] : settled.tells),
    ...(sameDisputes(state.disputes, disputes) ? [] : (['payment.disputed'] as const)),
    ...(attention === null || attention === state.attention
      ? []
      : (['order.needs_attention'] as const)),
  ];
  const patch = { ...settled.patch, disputes, moneyCheck, attention };
  return open
    ? to(state, context, 'needs_attention', null, patch, tells)
    : to(state, context, state.status, owedStep(after, context.now), patch, tells);
}

const isOf = (row: Refund, snapshot: RefundSnapshot): boolean =>
  row.reference === null ? row.id === snapshot.refundId : row.reference === snapshot.id;

/** The rows as the provider has them, and rows for refunds that were made there. */
function refundsOf(
  state: OrderState,
  snapshots: readonly RefundSnapshot[],
  context: SagaContext,
): readonly Refund[] {
  let changed = false;
  const rows = state.refunds.map((row) => {
    const snapshot = snapshots.find((one) => isOf(row, one));
    if (snapshot === undefined) return row;
    if (snapshot.status === row.status && row.reference !== null) return row;
    changed = true;
    return withStatus(row, snapshot.status, snapshot.id, context.now);
  });
  for (const snapshot of snapshots.toReversed()) {
    const known = rows.some((row) => isOf(row, snapshot) || row.id === snapshot.refundId);
    if (known || snapshot.status === 'failed') continue;
    changed = true;
    rows.push(externalRefund({ ...state, refunds: rows }, snapshot, context));
  }
  return changed ? rows : state.refunds;
}

/** The row of a refund that was made at the provider, under the provider's id. */
function externalRefund(state: OrderState, made: RefundSnapshot, context: SagaContext): Refund {
  const asked: Refund = {
    id: made.id,
    ...{ amount: made.amount, lines: [], reason: 'made at the payment provider' },
    tax: refundTax(state, { amount: made.amount, lines: [] }, context),
    ...{ origin: 'external', status: 'pending', reference: made.id, at: made.at },
    history: [{ status: 'pending', at: made.at }],
  };
  return withStatus(asked, made.status, made.id, context.now);
}

function disputesOf(
  known: readonly Dispute[],
  snapshots: readonly DisputeSnapshot[],
  { now }: SagaContext,
): readonly Dispute[] {
  const before = new Map(known.map((dispute) => [dispute.id, dispute]));
  const found = snapshots.toReversed().map((snapshot): Dispute => {
    const { status, at } = snapshot;
    const old = before.get(snapshot.id);
    before.delete(snapshot.id);
    if (old === undefined) return { ...snapshot, history: [{ status, at }] };
    if (old.status === status) return { ...old, dueBy: snapshot.dueBy };
    return { ...old, ...snapshot, history: [...old.history, { status, at: now }] };
  });
  // One that the provider no longer lists is kept as it was last known.
  return [...before.values(), ...found];
}

const sameDisputes = (before: readonly Dispute[], after: readonly Dispute[]): boolean =>
  after.every(({ id, status }) => before.some((one) => one.id === id && one.status === status));

/** Why people have to look: what was said before, and what is new of each refund and dispute. */
function attentionOf(before: OrderState, after: OrderState, currency: Currency): string | null {
  const was = new Map<string, string>(
    [...before.refunds, ...before.disputes].map(({ id, status }) => [id, status]),
  );
  const isNew = ({ id, status }: { id: string; status: string }): boolean => was.get(id) !== status;
  const priced = (amount: number): string => `${decimal({ amount, currency })} ${currency}`;
  let attention = before.attention;
  for (const refund of after.refunds.filter(isNew)) {
    const text = `refund ${refund.id} over ${priced(refund.amount)} has failed: it is owed again`;
    attention = attentionWith(attention, refund.id, refund.status === 'failed' ? text : null);
  }
  for (const dispute of after.disputes.filter(isNew)) {
    const text = disputeText(dispute, priced(dispute.amount));
    attention = attentionWith(attention, dispute.id, text);
  }
  return attention;
}

/** What staff has to know of a dispute; null for one that was won or has taken nothing. */
function disputeText({ id, reason, status }: Dispute, amount: string): string | null {
  const what = `dispute ${id} over ${amount} (${reason.replaceAll('_', ' ')})`;
  if (status === 'lost') return `${what} was lost`;
  return isTaken({ status }) || status === 'inquiry'
    ? `${what} is ${status.replace('_', ' ')}`
    : null;
}
