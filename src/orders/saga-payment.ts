/** How an order moves by what became of its payment: authorised, captured, voided. */
import { assert, unreachable } from '../kernel/assert.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { PaymentSnapshot } from '../payments/gateway.ts';
import type { EndingCause, OrderState } from './order.ts';
import { again, giveBack, intentOf, to } from './saga-move.ts';
import type { Move, Outcome, Patch, SagaContext } from './saga-move.ts';

/** Longest wait between two polls of an unpaid order. */
const POLL_MOST_MS = 10 * MINUTE_MS;

/** Keeps waiting for the buyer; the wait between two polls doubles. */
function wait(state: OrderState, payment: PaymentSnapshot, context: SagaContext): Move {
  const afterMs = Math.min((state.poll?.afterMs ?? context.pollMs) * 2, POLL_MOST_MS);
  const poll = { at: context.now + afterMs, afterMs };
  const failed = payment.failure !== null && state.intent?.failure?.code !== payment.failure.code;
  const patch = { intent: intentOf(payment), poll };
  return to(state, context, state.status, null, patch, failed ? ['payment.failed'] : []);
}

/** Causes that void an authorised payment; the others let a payment that made it in time go on. */
export const voids = (cause: EndingCause): boolean =>
  cause === 'cancelled_by_buyer' || cause === 'cancelled_by_staff';

export function afterResolve(
  state: OrderState,
  payment: PaymentSnapshot,
  context: SagaContext,
): Move {
  assert(state.status === 'awaiting_payment', 'only an unpaid order asks about its payment');
  switch (payment.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action': {
      const overdue = context.now >= context.document.deadline;
      const ending = state.ending ?? (overdue ? { cause: 'expired' as const } : null);
      if (ending === null) return wait(state, payment, context);
      return to(state, context, state.status, 'cancel_payment', {
        intent: intentOf(payment),
        ending,
      });
    }
    case 'processing':
      return wait(state, payment, context);
    case 'requires_capture':
    case 'succeeded':
      if (state.ending !== null && voids(state.ending.cause) && payment.status !== 'succeeded') {
        return to(state, context, state.status, 'cancel_payment', { intent: intentOf(payment) });
      }
      return authorise(state, payment, context);
    case 'canceled': {
      const ending = state.ending ?? { cause: 'payment_cancelled' as const };
      return giveBack(state, context, { intent: intentOf(payment), ending });
    }
    default:
      return unreachable(payment.status);
  }
}

function authorise(state: OrderState, payment: PaymentSnapshot, context: SagaContext): Move {
  const authorised = payment.capturable + payment.received;
  const patch: Patch = {
    intent: intentOf(payment),
    ending: null,
    poll: null,
    tender: {
      kind: 'card',
      reference: payment.id,
      authorised,
      captured: payment.received,
      refunded: 0,
    },
  };
  const { total, currency } = context.document;
  if (authorised !== total || payment.currency.toUpperCase() !== currency) {
    const held = `${authorised} ${payment.currency}`;
    const attention = `the payment holds ${held}, not ${total} ${currency}`;
    const tells = ['order.needs_attention'] as const;
    return to(state, context, 'needs_attention', null, { ...patch, attention }, tells);
  }
  return to(state, context, 'authorized', 'commit', patch, ['payment.authorized']);
}

export function afterCommit(
  state: OrderState,
  result: 'committed' | 'lost' | 'unknown',
  context: SagaContext,
): Move {
  if (result === 'unknown') return again(state, context);
  // Nothing is captured yet: what is left of the round goes back, and a new round asks for it all.
  if (result === 'lost') return giveBack(state, context, { reserveAgain: true });
  const captured = state.tender?.captured ?? 0;
  if (captured < context.document.total) return to(state, context, 'committed', 'capture');
  return confirm(to(state, context, 'committed', null).state, context, {});
}

function confirm(state: OrderState, context: SagaContext, patch: Patch): Move {
  const paid = context.document.total > 0;
  return to(state, context, 'confirmed', 'settle_cart', patch, [
    ...(paid ? (['payment.captured'] as const) : []),
    'order.confirmed',
  ]);
}

export function afterCapture(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'capture' }>,
  context: SagaContext,
): Move {
  switch (outcome.result) {
    case 'unknown':
      return again(state, context);
    case 'captured': {
      const { payment } = outcome;
      assert(state.tender !== null, 'what is captured was authorised');
      const tender = { ...state.tender, captured: payment.received };
      return confirm(state, context, { tender, intent: intentOf(payment) });
    }
    case 'refused':
      return to(state, context, state.status, 'cancel_payment', {
        ending: { cause: 'capture_refused' },
      });
    default:
      return unreachable(outcome);
  }
}

export function afterCancelPayment(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'cancel_payment' }>,
  context: SagaContext,
): Move {
  switch (outcome.result) {
    case 'unknown':
      return again(state, context);
    case 'cancelled': {
      const intent =
        state.intent === null ? null : { ...state.intent, status: 'canceled' as const };
      const tender = state.tender === null ? null : { ...state.tender, authorised: 0 };
      return giveBack(state, context, { intent, tender });
    }
    case 'not_cancellable': {
      const { payment } = outcome;
      if (payment.status === 'processing') return wait(state, payment, context);
      if (state.status === 'awaiting_payment') return authorise(state, payment, context);
      const attention = `the payment is ${payment.status} and could not be cancelled`;
      const captured = payment.received;
      const tender = state.tender === null ? null : { ...state.tender, captured };
      const patch = { intent: intentOf(payment), attention, tender };
      return to(state, context, 'needs_attention', null, patch, ['order.needs_attention']);
    }
    default:
      return unreachable(outcome);
  }
}
