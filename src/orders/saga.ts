/**
 * The checkout saga as a pure reducer: `(state, outcome) → state`, where `state.effect` names the
 * one thing to do next outside the order. What is not known to have failed is asked again;
 * stock goes back only after the payment cannot be paid any more.
 */
import { assert, unreachable } from '../kernel/assert.ts';
import type { OrderEventType } from './events.ts';
import type { OrderStatus } from './machine.ts';
import type { EndingCause, OrderState } from './order.ts';
import { afterCheckMoney } from './money-check.ts';
import { afterRefund } from './refunds.ts';
import { afterRestock } from './returns.ts';
import { afterAWhile, again, giveBack, intentOf, onward, to } from './saga-move.ts';
import type { Lanes, Move, Outcome, Patch, SagaContext } from './saga-move.ts';
import { afterCancelPayment, afterCapture, afterCommit, afterResolve } from './saga-payment.ts';

/** Tries under one payment attempt: a provider may answer a key with its saved 500 for a day. */
const TRIES_AN_ATTEMPT = 3;

/**
 * Moves the order by what an effect came to. Null where the outcome does not answer the effect that
 * is in flight: it is late, and what it tells is asked anew.
 */
export function next(state: OrderState, outcome: Outcome, context: SagaContext): Move | null {
  const { effect } = state;
  if (effect === null || effect.step !== outcome.step || effect.version !== outcome.version) {
    return null;
  }
  switch (outcome.step) {
    case 'reserve':
      return afterReserve(state, outcome, context);
    case 'create_payment':
      return afterCreate(state, outcome, context);
    case 'resolve':
      return outcome.result === 'unknown'
        ? again(state, context)
        : afterResolve(state, outcome.payment, context);
    case 'commit':
      return afterCommit(state, outcome.result, context);
    case 'capture':
      return afterCapture(state, outcome, context);
    case 'cancel_payment':
      return afterCancelPayment(state, outcome, context);
    case 'release':
      return outcome.result === 'unknown' ? again(state, context) : afterRelease(state, context);
    case 'refund':
      return afterRefund(state, outcome, context);
    case 'settle_cart':
      return outcome.result === 'unknown'
        ? again(state, context)
        : onward(state, context, { cartSettled: true });
    case 'restock':
      return outcome.result === 'unknown'
        ? again(state, context)
        : afterRestock(state, outcome.returnId, context);
    case 'check_money':
      return outcome.result === 'unknown'
        ? again(state, context)
        : afterCheckMoney(state, outcome, context);
    default:
      return unreachable(outcome);
  }
}

/** Told once an order waits for its buyer: one that came to nothing before is nobody's business. */
const BORN = ['order.created', 'stock.reserved'] as const;

/** Which lanes of hot SKUs hold now; those of an earlier round are forgotten. */
const lanesHeard = (state: OrderState, { lanes }: { lanes?: Lanes }): Patch =>
  lanes === undefined && state.lanes === undefined ? {} : { lanes: lanes ?? {} };

function afterReserve(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'reserve' }>,
  context: SagaContext,
): Move {
  switch (outcome.result) {
    case 'unknown':
      return again(state, context);
    case 'reserved': {
      const heard = lanesHeard(state, outcome);
      if (state.status === 'authorized') return to(state, context, 'authorized', 'commit', heard);
      if (context.document.total === 0) {
        const free = to(state, context, 'reserved', null, heard).state;
        return to(free, context, 'authorized', 'commit', {}, BORN);
      }
      return to(state, context, 'reserved', 'create_payment', heard);
    }
    case 'short': {
      const heard = { shortfalls: outcome.lines, ...lanesHeard(state, outcome) };
      if (state.status === 'authorized') {
        const patch: Patch = { ending: { cause: 'stock_lost' }, ...heard };
        return to(state, context, 'authorized', 'cancel_payment', patch);
      }
      return giveBack(state, context, { ending: { cause: 'out_of_stock' }, ...heard });
    }
    case 'coupon_refused':
      return giveBack(state, context, {
        ending: { cause: 'coupon_refused' },
        refusedCoupon: { code: outcome.code, why: outcome.why },
      });
    case 'not_admitted':
      if (state.status === 'authorized') {
        const patch: Patch = { ending: { cause: 'stock_lost' } };
        return to(state, context, 'authorized', 'cancel_payment', patch);
      }
      return giveBack(state, context, {
        ending: { cause: 'not_admitted' },
        notAdmitted: outcome.why,
      });
    case 'overloaded': {
      // Who has paid, or was let in by a sale, goes on; a new order makes way for them.
      const goesOn = state.status === 'authorized' || (context.document.entry ?? null) !== null;
      if (goesOn) return again(state, context);
      const heard = { overloaded: outcome.skus, ...lanesHeard(state, outcome) };
      const ending = { cause: 'overloaded' as const };
      return afterAWhile(giveBack(state, context, { ending, ...heard }), context);
    }
    default:
      return unreachable(outcome);
  }
}

function afterCreate(
  state: OrderState,
  outcome: Extract<Outcome, { step: 'create_payment' }>,
  context: SagaContext,
): Move {
  switch (outcome.result) {
    case 'created': {
      const poll = { at: context.now + context.pollMs, afterMs: context.pollMs };
      const patch = { intent: intentOf(outcome.payment), poll };
      return to(state, context, 'awaiting_payment', null, patch, BORN);
    }
    case 'refused':
      return giveBack(state, context, { ending: { cause: 'payment_refused' } });
    case 'unknown': {
      const retried = again(state, context);
      const tries = retried.state.effect?.tries ?? 0;
      if (tries % TRIES_AN_ATTEMPT !== 0) return retried;
      // A payment whose id was never stored cannot be paid, so a new one may be made beside it.
      return { ...retried, state: { ...retried.state, attempt: state.attempt + 1 } };
    }
    default:
      return unreachable(outcome);
  }
}

/** Where an order ends for each cause. */
function endOf(cause: EndingCause): { status: OrderStatus; tells: readonly OrderEventType[] } {
  switch (cause) {
    case 'out_of_stock':
    case 'coupon_refused':
    case 'not_admitted':
    case 'payment_refused':
    case 'overloaded':
      return { status: 'rejected', tells: [] };
    case 'expired':
      return { status: 'expired', tells: ['order.expired'] };
    case 'superseded':
    case 'cancelled_by_buyer':
    case 'cancelled_by_staff':
    case 'payment_cancelled':
    case 'capture_refused':
    case 'stock_lost':
      return { status: 'cancelled', tells: ['order.cancelled'] };
    default:
      return unreachable(cause);
  }
}

function afterRelease(state: OrderState, context: SagaContext): Move {
  if (state.reserveAgain) {
    const patch = { reserveAgain: false, round: state.round + 1 };
    return to(state, context, state.status, 'reserve', patch);
  }
  assert(state.ending !== null, 'stock is given back for a cause');
  const { status, tells } = endOf(state.ending.cause);
  // What was never told as born is not told as ended either.
  const known = state.status !== 'placed' && state.status !== 'reserved';
  return to(state, context, status, null, { poll: null }, known ? tells : []);
}
