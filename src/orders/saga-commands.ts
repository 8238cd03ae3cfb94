/** What people and time ask of an order: cancel it, look at its payment, do what is due. */
import { unreachable } from '../kernel/assert.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { EndingCause, OrderDocument, OrderState, Shipment } from './order.ts';
import { refundRow, refundable } from './refunds.ts';
import type { NewRefund } from './refunds.ts';
import { beside, giveBack, hasEnded, isMoneyDue, owedRefund, to } from './saga-move.ts';
import type { Move, Patch, SagaContext } from './saga-move.ts';
import { voids } from './saga-payment.ts';

export type CancelRefusal = { reason: 'in_payment' | 'already_shipped' | 'needs_attention' };

const shippedAny = (state: OrderState): boolean =>
  state.shipments.some((shipment) => ['shipped', 'delivered', 'lost'].includes(shipment.status));

/**
 * Ends an order before it is fulfilled. Before the capture nobody is charged; after it everything
 * captured and not yet refunded goes back.
 */
export function cancel(
  state: OrderState,
  cause: EndingCause,
  context: SagaContext,
): Result<Move, CancelRefusal> {
  const ending = { ending: { cause } };
  switch (state.status) {
    case 'placed':
      return ok(giveBack(state, context, state.ending === null ? ending : {}));
    case 'reserved':
      return ok(
        state.effect?.step === 'release'
          ? { state, tells: [] }
          : to(state, context, 'reserved', 'cancel_payment', ending),
      );
    case 'awaiting_payment': {
      const underWay = state.effect?.step === 'release' || state.effect?.step === 'cancel_payment';
      if (underWay) return ok({ state, tells: [] });
      // What its buyer has cancelled is not paid after all because its cart goes on.
      const kept = state.ending !== null && voids(state.ending.cause) ? state.ending : { cause };
      const step = voids(kept.cause) ? 'cancel_payment' : 'resolve';
      return ok(to(state, context, state.status, step, { ending: kept }));
    }
    case 'authorized':
    case 'committed':
      return fail({ reason: 'in_payment' });
    case 'confirmed':
      // What was paid for is not undone because its cart goes on or its time is up.
      if (!voids(cause)) return ok({ state, tells: [] });
      if (shippedAny(state)) return fail({ reason: 'already_shipped' });
      return ok(cancelConfirmed(state, cause, context));
    case 'needs_attention':
      // Once people have looked at it, staff may end it; a refund that was refused is tried again.
      if (cause !== 'cancelled_by_staff' || state.effect !== null) {
        return fail({ reason: 'needs_attention' });
      }
      if (shippedAny(state)) return fail({ reason: 'already_shipped' });
      return ok(cancelByHand(state, cause, context));
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return ok({ state, tells: [] });
    default:
      return unreachable(state.status);
  }
}

/** What people end after looking at it: voided while nothing was captured, refunded after. */
function cancelByHand(state: OrderState, cause: EndingCause, context: SagaContext): Move {
  const captured = state.tender?.captured ?? 0;
  const voidable = captured === 0 && state.intent !== null && state.intent.status !== 'canceled';
  const patch = { ending: { cause }, attention: null };
  if (voidable) return to(state, context, state.status, 'cancel_payment', patch);
  return refundRest(state, context, { ...patch, shipments: withdrawn(state, context) });
}

/** An order's shipments, none of which has left, called off. */
const withdrawn = (state: OrderState, context: SagaContext): Shipment[] =>
  state.shipments.map((shipment): Shipment => {
    if (shipment.status === 'cancelled') return shipment;
    const history = [...shipment.history, { status: 'cancelled' as const, at: context.now }];
    return { ...shipment, status: 'cancelled', history };
  });

function cancelConfirmed(state: OrderState, cause: EndingCause, context: SagaContext): Move {
  if (state.ending !== null) return { state, tells: [] };
  const shipments = withdrawn(state, context);
  return refundRest(state, context, { ending: { cause }, shipments });
}

/** Refunds what is left, after what was asked for before; the stock goes back after the money. */
function refundRest(
  state: OrderState,
  context: SagaContext,
  patch: Patch & { ending: { cause: EndingCause } },
): Move {
  const amount = refundable(state);
  const rest: NewRefund = { amount, lines: [], reason: patch.ending.cause, origin: 'cancellation' };
  const refunds = amount < 1 ? state.refunds : [...state.refunds, refundRow(state, rest, context)];
  return owedRefund({ ...state, refunds }) !== undefined
    ? to(state, context, state.status, 'refund', { ...patch, refunds })
    : giveBack(state, context, patch);
}

/**
 * What time asks of an order: its deadline, a poll that is due, or an effect to be tried again.
 * Null when there is nothing to do yet.
 */
export function tick(state: OrderState, context: SagaContext): Move | null {
  const overdue = context.now >= context.document.deadline;
  const { effect } = state;
  const stuck = effect !== null && ['reserve', 'create_payment'].includes(effect.step);
  if (overdue && stuck && (state.status === 'placed' || state.status === 'reserved')) {
    const step = state.status === 'placed' ? 'release' : 'cancel_payment';
    return to(state, context, state.status, step, { ending: { cause: 'expired' } });
  }
  if (effect !== null) return effect.notBefore <= context.now ? { state, tells: [] } : null;
  if (state.status !== 'awaiting_payment') {
    return isMoneyDue(state, context.now) ? to(state, context, state.status, 'check_money') : null;
  }
  const due = nextQuestionAt(state, context.document) <= context.now;
  return due ? to(state, context, state.status, 'resolve') : null;
}

/** When an unpaid order asks the provider by itself: at its polls, and once at its deadline. */
function nextQuestionAt({ poll }: OrderState, { deadline }: OrderDocument): Milliseconds {
  if (poll === null) return deadline;
  const askedAt = poll.at - poll.afterMs;
  return askedAt < deadline ? Math.min(poll.at, deadline) : poll.at;
}

/** Somebody says the payment has moved: ask the provider, unless that is no longer of interest. */
export function checkPayment(state: OrderState, context: SagaContext): Move | null {
  const asking = state.effect === null || state.effect.step === 'resolve';
  if (state.status !== 'awaiting_payment' || !asking) return null;
  return to(state, context, state.status, 'resolve');
}

/** Shows an order to people, without stopping it: its saga decides by itself what can be. */
export function flag(state: OrderState, attention: string): Move {
  if (hasEnded(state) || state.attention === attention) return { state, tells: [] };
  return beside(state, { attention }, ['order.needs_attention']);
}

/** What staff has looked at and dealt with, and why nobody has to look any more. */
export type Clearance = { readonly attention: string; readonly reason: string };

export type ClearRefusal =
  | { reason: 'needs_decision' }
  | { reason: 'attention_changed'; attention: string };

/**
 * Takes down why people had to look, once they have. Only what they saw is taken down, and an order
 * that was stopped has to be decided: cancelled, not hidden. The reason stands in the log of acts.
 */
export function clearAttention(
  state: OrderState,
  { attention }: Clearance,
): Result<Move, ClearRefusal> {
  if (state.status === 'needs_attention') return fail({ reason: 'needs_decision' });
  if (state.attention === null) return ok({ state, tells: [] });
  if (state.attention !== attention) {
    return fail({ reason: 'attention_changed', attention: state.attention });
  }
  return ok(beside(state, { attention: null }, ['order.updated']));
}

/** Longest an effect may run before the alarm takes it for dead and does it again. */
export const EFFECT_TIMEOUT_MS = 30 * SECOND_MS;

/** When the order must be woken, or null when it waits for nothing. */
export function wakeAt(
  state: OrderState,
  document: OrderDocument,
  now: Milliseconds,
): number | null {
  const { effect } = state;
  if (effect !== null) {
    return effect.notBefore > now ? effect.notBefore : now + EFFECT_TIMEOUT_MS;
  }
  if (state.status !== 'awaiting_payment') return state.moneyCheck?.at ?? null;
  return nextQuestionAt(state, document);
}
