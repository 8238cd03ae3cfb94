/**
 * Money given back: a row first, then the provider under a key made of it. A refund counts from
 * the moment it is asked for until it is known to have failed, so no two exceed what was taken.
 */
import { unreachable } from '../kernel/assert.ts';
import { sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderEventType } from './events.ts';
import type {
  Dispute,
  OrderState,
  Refund,
  RefundLine,
  RefundOrigin,
  RefundStatus,
  Return,
} from './order.ts';
import { liveRefunds, priceLines, taxIn } from './refund-amounts.ts';
import type { LineUnits, LinesRefusal } from './refund-amounts.ts';
import { again, attentionWith, onward, owedStep, refundIdOf, to } from './saga-move.ts';
import type { Move, Outcome, Patch, SagaContext } from './saga-move.ts';

/** What to give back: units of lines, an amount, or all that is left when both are null. */
export type RefundRequest = {
  readonly lines: readonly LineUnits[] | null;
  readonly amount: number | null;
  readonly reason: string;
};

export type RefundRefusal =
  | LinesRefusal
  | { reason: 'nothing_captured' }
  | { reason: 'nothing_to_refund' }
  | { reason: 'refund_too_much'; refundable: number }
  | { reason: 'refund_pending' };

/** Captured and not on its way back, disputed or not. */
function unrefunded(state: OrderState): number {
  const asked = sum(liveRefunds(state.refunds).map((refund) => refund.amount));
  return (state.tender?.captured ?? 0) - asked;
}

/** True for a dispute whose amount the bank has taken. */
export const isTaken = ({ status }: Pick<Dispute, 'status'>): boolean =>
  status === 'open' || status === 'under_review' || status === 'lost';

/** What may still be refunded: captured, not yet on its way back, and not taken by a bank. */
export function refundable(state: OrderState): number {
  const taken = sum(state.disputes.filter(isTaken).map((dispute) => dispute.amount));
  return Math.max(0, unrefunded(state) - taken);
}

/** The tax in a refund that is about to be added to those there are. */
export function refundTax(
  state: OrderState,
  refund: Pick<Refund, 'amount' | 'lines'>,
  { document }: SagaContext,
): number {
  const given = sum(liveRefunds(state.refunds).map((row) => row.tax));
  const tax = Math.max(0, Math.min(document.tax, state.tender?.captured ?? 0) - given);
  const left = unrefunded(state);
  // One made at the provider may leave less than nothing for those the shop has yet to make.
  if (refund.amount >= left) return Math.min(tax, refund.amount);
  return taxIn(refund.amount, refund.lines, { amount: left, tax });
}

/** What a refund row is made of. */
export type NewRefund = {
  readonly amount: number;
  readonly lines: readonly RefundLine[];
  readonly reason: string;
  readonly origin: RefundOrigin;
};

/** A refund that is about to be asked for; its id and key follow from the order's version. */
export function refundRow(state: OrderState, refund: NewRefund, context: SagaContext): Refund {
  const at = context.now;
  return {
    id: refundIdOf(state.version + 1),
    ...refund,
    tax: refundTax(state, refund, context),
    ...{ status: 'pending', reference: null, at, history: [{ status: 'pending', at }] },
  };
}

/** Asks for part of the money back, or for all that is left of it. */
export function requestRefund(
  state: OrderState,
  request: RefundRequest,
  context: SagaContext,
): Result<Move, RefundRefusal> {
  if (state.status !== 'confirmed' || state.tender === null) {
    return fail({ reason: 'nothing_captured' });
  }
  const busy = state.effect?.step === 'refund' || state.ending !== null;
  if (busy) return fail({ reason: 'refund_pending' });
  const priced = priceLines(context.document, state.refunds, request.lines ?? []);
  if (!priced.ok) return priced;
  const lines = priced.value;
  const left = refundable(state);
  const worth = request.lines === null ? left : sum(lines.map((line) => line.amount));
  const amount = request.amount ?? worth;
  if (amount > left || left < 1) return fail({ reason: 'refund_too_much', refundable: left });
  if (amount < 1) return fail({ reason: 'nothing_to_refund' });
  const { reason } = request;
  const refund = refundRow(state, { amount, lines, reason, origin: 'staff' }, context);
  return ok(onward(state, context, { refunds: [...state.refunds, refund] }));
}

/** A refund as the provider now has it. */
export const withStatus = (
  refund: Refund,
  status: RefundStatus,
  reference: string | null,
  at: Milliseconds,
): Refund => ({
  ...refund,
  ...{ status, reference },
  history: refund.status === status ? refund.history : [...refund.history, { status, at }],
});

/** What follows when refunds are known better: the sum given back, the returns, what is told. */
export function withRefunds(
  state: OrderState,
  refunds: readonly Refund[],
  { now, pollMs }: SagaContext,
): { readonly patch: Patch; readonly tells: readonly OrderEventType[] } {
  const before = new Map(state.refunds.map((refund) => [refund.id, refund.status]));
  const came = (status: RefundStatus): boolean =>
    refunds.some((refund) => refund.status === status && before.get(refund.id) !== status);
  const made = liveRefunds(refunds).filter((refund) => refund.reference !== null);
  const refunded = sum(made.map((refund) => refund.amount));
  const returns = state.returns.map((one) => settledReturn(one, refunds, now));
  const paidBack = returns.some(
    (one, index) => one.status === 'refunded' && state.returns[index]?.status !== 'refunded',
  );
  const tender = state.tender === null ? null : { ...state.tender, refunded };
  const tells = [
    ...(came('succeeded') ? (['payment.refunded'] as const) : []),
    ...(came('failed') ? (['payment.refund_failed'] as const) : []),
    ...(paidBack ? (['return.refunded'] as const) : []),
  ];
  const waiting = made.some((refund) => refund.status === 'pending');
  const moneyCheck = state.moneyCheck ?? (waiting ? { at: now + pollMs, afterMs: pollMs } : null);
  const patch = { refunds, returns, tender, moneyCheck };
  return { patch, tells: tells.length === 0 ? ['order.updated'] : tells };
}

/** A return that has arrived is over once the stock knows and what is owed for it was paid. */
function settledReturn(one: Return, refunds: readonly Refund[], at: Milliseconds): Return {
  if (one.status !== 'received' && one.status !== 'refunded') return one;
  const refund = refunds.find((candidate) => candidate.id === one.refundId);
  const paid = refund === undefined || refund.status === 'succeeded';
  const status = paid && one.stocked ? ('refunded' as const) : ('received' as const);
  return status === one.status
    ? one
    : { ...one, status, history: [...one.history, { status, at }] };
}

/** After the provider has answered to the refund in flight. */
export function afterRefund(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'refund' }>,
  context: SagaContext,
): Move {
  const settle = (status: RefundStatus, reference: string | null) => {
    const refunds = state.refunds.map((refund) =>
      refund.id === outcome.refundId ? withStatus(refund, status, reference, context.now) : refund,
    );
    return withRefunds(state, refunds, context);
  };
  switch (outcome.result) {
    case 'unknown':
      return again(state, context);
    case 'refused': {
      const { patch, tells } = settle('failed', null);
      const { refundId } = outcome;
      const says = `refund ${refundId} was refused by the provider`;
      const attention = attentionWith(state.attention, refundId, says);
      const told = [...tells, 'order.needs_attention' as const];
      // Nothing went back, so an order that is not being cancelled goes on as it was.
      return state.ending === null
        ? onward(state, context, { ...patch, attention }, told)
        : to(state, context, 'needs_attention', null, { ...patch, attention }, told);
    }
    case 'refunded':
    case 'pending': {
      const status = outcome.result === 'refunded' ? 'succeeded' : 'pending';
      const { patch, tells } = settle(status, outcome.reference);
      const after = { ...state, ...patch };
      const more = owedStep(after, context.now);
      if (more !== null || state.ending === null) {
        return to(state, context, state.status, more, patch, tells);
      }
      // Nothing is given back to the stock while a refund that was refused is still owed.
      return refundable(after) > 0
        ? to(state, context, 'needs_attention', null, patch, tells)
        : to(state, context, state.status, 'release', patch, tells);
    }
    default:
      return unreachable(outcome);
  }
}
