/**
 * Money given back: a row first, then the provider under a key made of it. A refund counts from
 * the moment it is asked for until it is known to have failed, so no two exceed what was taken.
 */
import { assert, unreachable } from '../kernel/assert.ts';
import { sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { OrderState, Refund, RefundLine, RefundOrigin, RefundStatus } from './order.ts';
import { liveRefunds, priceLines, taxIn } from './refund-amounts.ts';
import type { LineUnits, LinesRefusal } from './refund-amounts.ts';
import { again, owedRefund, refundIdOf, to } from './saga-move.ts';
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

/** What may still be refunded: captured and not yet on its way back. */
export function refundable(state: OrderState): number {
  const asked = sum(liveRefunds(state.refunds).map((refund) => refund.amount));
  return (state.tender?.captured ?? 0) - asked;
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
  const captured = state.tender?.captured ?? 0;
  const given = sum(liveRefunds(state.refunds).map((row) => row.tax));
  const tax = Math.min(context.document.tax, captured) - given;
  const at = context.now;
  return {
    id: refundIdOf(state.version + 1),
    ...refund,
    tax: taxIn(refund.amount, refund.lines, { amount: refundable(state), tax }),
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
  if (state.effect !== null) return fail({ reason: 'refund_pending' });
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
  return ok(to(state, context, 'confirmed', 'refund', { refunds: [...state.refunds, refund] }));
}

const withStatus = (refund: Refund, status: RefundStatus, context: SagaContext): Refund =>
  refund.status === status
    ? refund
    : { ...refund, status, history: [...refund.history, { status, at: context.now }] };

export function afterRefund(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'refund' }>,
  context: SagaContext,
): Move {
  const settled = (status: RefundStatus, reference: string | null): Refund[] =>
    state.refunds.map((refund) =>
      refund.id === outcome.refundId
        ? { ...withStatus(refund, status, context), reference }
        : refund,
    );
  switch (outcome.result) {
    case 'unknown':
      return again(state, context);
    case 'refused': {
      const attention = `refund ${outcome.refundId} was refused by the provider`;
      const patch = { refunds: settled('failed', null), attention };
      // Nothing went back, so an order that is not being cancelled goes on as it was.
      const status = state.ending === null ? state.status : ('needs_attention' as const);
      return to(state, context, status, null, patch, ['order.needs_attention']);
    }
    case 'refunded':
    case 'pending': {
      const status = outcome.result === 'refunded' ? ('succeeded' as const) : ('pending' as const);
      assert(state.tender !== null, 'what is refunded was captured');
      const refunds = settled(status, outcome.reference);
      const made = liveRefunds(refunds).filter((refund) => refund.reference !== null);
      const refunded = sum(made.map((refund) => refund.amount));
      const patch: Patch = { refunds, tender: { ...state.tender, refunded } };
      const more = owedRefund({ ...state, ...patch }) !== undefined;
      const last = state.ending === null ? null : ('release' as const);
      return to(state, context, state.status, more ? 'refund' : last, patch, ['payment.refunded']);
    }
    default:
      return unreachable(outcome);
  }
}
