/**
 * How a PaymentIntent moves: requires_payment_method → requires_confirmation → requires_action →
 * processing → requires_capture → succeeded, or canceled. Each act works on a payment just read
 * from its row, and writes down in the diary what the webhooks will tell.
 */
import type { Stripe } from 'stripe';
import { cardByNumber, type Decline, SETTLED_AS_FAILED, type TestCard } from './cards.ts';
import { dispute } from './disputes.ts';
import { badParameter, type ErrorBody, unexpectedState } from './errors.ts';
import { newCharge } from './objects.ts';
import { childId, type Diary, latestCharge, type Payment } from './payment.ts';

/** The statuses in which Stripe allows each act. */
const ALLOWED = {
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  capture: ['requires_capture'],
  cancel: [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
  ],
  update: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
} as const;

const PAST = {
  confirm: 'confirmed',
  capture: 'captured',
  cancel: 'canceled',
  update: 'updated',
} as const;

/** Refuses an act in a status where Stripe would. */
export function requireStatus(payment: Payment, act: keyof typeof ALLOWED): void {
  const { intent } = payment;
  const allowed: readonly string[] = ALLOWED[act];
  if (allowed.includes(intent.status)) return;
  throw unexpectedState(
    `This PaymentIntent could not be ${PAST[act]} because it has a status of ${intent.status}. ` +
      `Only a PaymentIntent with one of the following statuses may be ${PAST[act]}: ` +
      `${allowed.join(', ')}.`,
    intent,
  );
}

export interface CardInUse {
  readonly card: TestCard;
  readonly method: Stripe.PaymentMethod;
}

/** The card that the payment would charge, or has charged. */
export function cardInUse(payment: Payment): CardInUse | null {
  const shown = payment.cards.find((one) => one.method.id === payment.intent.payment_method);
  const card = shown ? cardByNumber(shown.number) : null;
  return shown && card ? { card, method: shown.method } : null;
}

/** Puts a card on the payment without charging it. */
export function attach(payment: Payment, presented: CardInUse): void {
  const { intent } = payment;
  intent.payment_method = presented.method.id;
  intent.last_payment_error = null;
  intent.next_action = null;
  intent.status = 'requires_confirmation';
}

export interface Confirmation {
  readonly presented: CardInUse;
  readonly now: number;
  /** What the buyer's browser is told to do when the card asks for 3-D Secure. */
  readonly challenge: Stripe.PaymentIntent.NextAction;
}

/** Charges the card. Returns the error to answer with if the card was declined. */
export function confirm(
  payment: Payment,
  confirmation: Confirmation,
  diary: Diary,
): ErrorBody | null {
  const { presented, now } = confirmation;
  attach(payment, presented);
  const { behaviour } = presented.card;
  switch (behaviour.kind) {
    case 'approve':
      authorize(payment, presented, now, diary);
      return null;
    case 'decline':
      return decline(payment, presented, behaviour, now, diary);
    case 'challenge':
      payment.intent.status = 'requires_action';
      payment.intent.next_action = confirmation.challenge;
      diary.intent('payment_intent.requires_action', payment.intent);
      return null;
    case 'processing':
      startProcessing(payment, presented, now, diary);
      if (behaviour.settles) {
        const atMs = now * 1000 + behaviour.settles.afterMs;
        payment.settles = { ...behaviour.settles, atMs };
      }
      return null;
  }
}

/** The buyer answered the 3-D Secure challenge. */
export function answerChallenge(
  payment: Payment,
  presented: CardInUse,
  passed: boolean,
  now: number,
  diary: Diary,
): ErrorBody | null {
  const { behaviour } = presented.card;
  payment.intent.next_action = null;
  if (!passed) return refuseAuthentication(payment, presented.method, diary);
  if (behaviour.kind === 'challenge' && behaviour.next.kind === 'decline') {
    return decline(payment, presented, behaviour.next, now, diary);
  }
  authorize(payment, presented, now, diary);
  return null;
}

/** A payment that was `processing` ends, well or badly. */
export function settle(
  payment: Payment,
  presented: CardInUse,
  outcome: 'succeeded' | 'failed',
  now: number,
  diary: Diary,
): void {
  payment.settles = null;
  payment.intent.processing = null;
  payment.charges.pop();
  if (outcome === 'succeeded') authorize(payment, presented, now, diary);
  else decline(payment, presented, SETTLED_AS_FAILED, now, diary);
}

/** Takes the authorised money, or part of it; what is left is given back to the card. */
export function capture(payment: Payment, amount: number, now: number, diary: Diary): void {
  const { intent } = payment;
  if (amount > intent.amount_capturable) {
    throw badParameter(
      `The amount_to_capture (${amount}) is greater than the amount_capturable ` +
        `(${intent.amount_capturable}).`,
      'amount_to_capture',
      'amount_too_large',
    );
  }
  const charge = latestCharge(payment);
  if (charge) {
    charge.captured = true;
    charge.amount_captured = amount;
    charge.balance_transaction = childId(payment, 'txn', payment.charges.length - 1);
    diary.charge('charge.captured', charge);
  }
  succeed(payment, amount, now, diary);
}

/** Gives the payment up; an authorisation is released, which Stripe shows as refunded. */
export function cancel(payment: Payment, reason: string | null, now: number, diary: Diary): void {
  const { intent } = payment;
  const charge = intent.status === 'requires_capture' ? latestCharge(payment) : null;
  if (charge) {
    charge.refunded = true;
    charge.amount_refunded = charge.amount;
    diary.charge('charge.refunded', charge);
  }
  intent.status = 'canceled';
  intent.canceled_at = now;
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  diary.intent('payment_intent.canceled', intent);
}

function authorize(payment: Payment, presented: CardInUse, now: number, diary: Diary): void {
  const { intent } = payment;
  const charge = newCharge(payment, presented.card, presented.method, 'succeeded', now);
  payment.charges.push(charge);
  intent.latest_charge = charge.id;
  diary.charge('charge.succeeded', charge);
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    diary.intent('payment_intent.amount_capturable_updated', intent);
  } else {
    succeed(payment, intent.amount, now, diary);
  }
}

function succeed(payment: Payment, amount: number, now: number, diary: Diary): void {
  const { intent } = payment;
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  diary.intent('payment_intent.succeeded', intent);
  const charge = latestCharge(payment);
  if (charge && cardInUse(payment)?.card.disputed)
    dispute(payment, charge, { reason: 'fraudulent', now }, diary);
}

function startProcessing(payment: Payment, presented: CardInUse, now: number, diary: Diary): void {
  const { intent } = payment;
  const charge = newCharge(payment, presented.card, presented.method, 'pending', now);
  payment.charges.push(charge);
  intent.latest_charge = charge.id;
  intent.status = 'processing';
  intent.processing = { type: 'card', card: {} };
  diary.charge('charge.pending', charge);
  diary.intent('payment_intent.processing', intent);
}

function decline(
  payment: Payment,
  presented: CardInUse,
  reason: Decline,
  now: number,
  diary: Diary,
): ErrorBody {
  const { intent } = payment;
  const charge = newCharge(payment, presented.card, presented.method, reason, now);
  payment.charges.push(charge);
  intent.latest_charge = charge.id;
  diary.charge('charge.failed', charge);
  const error = {
    type: 'card_error',
    code: reason.code,
    ...(reason.declineCode === undefined ? {} : { decline_code: reason.declineCode }),
    message: reason.message,
    ...(reason.param === undefined ? {} : { param: reason.param }),
    charge: charge.id,
    advice_code: 'try_again_later',
  } as const;
  return fail(payment, presented.method, error, diary);
}

function refuseAuthentication(
  payment: Payment,
  method: Stripe.PaymentMethod,
  diary: Diary,
): ErrorBody {
  const error = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide ' +
      'payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
  } as const;
  return fail(payment, method, error, diary);
}

function fail(
  payment: Payment,
  method: Stripe.PaymentMethod,
  error: ErrorBody,
  diary: Diary,
): ErrorBody {
  const { intent } = payment;
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  const page = `https://stripe.com/docs/error-codes/${(error.code ?? '').replaceAll('_', '-')}`;
  intent.last_payment_error = { ...error, doc_url: page, payment_method: method };
  diary.intent('payment_intent.payment_failed', intent);
  return { ...error, payment_method: method, payment_intent: intent };
}
