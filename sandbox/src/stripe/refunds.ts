/** The charges and refunds endpoints. */
import type { Stripe } from 'stripe';
import { newRefund } from './aftermath.ts';
import { type Call, requireSecretKey, type Result } from './call.ts';
import { badParameter, noSuch, Refusal } from './errors.ts';
import { page } from './lists.ts';
import { SETTLES_AFTER_MS } from './cards.ts';
import { cardInUse } from './machine.ts';
import { Diary, intentIdOf, latestCharge, type Payment } from './payment.ts';

export function retrieveCharge(call: Call): Result {
  requireSecretKey(call);
  call.params.finish();
  return { answer: chargeOf(call, call.id, 'charge').charge };
}

export function listCharges(call: Call): Result {
  requireSecretKey(call);
  const { params } = call;
  params.ignore('customer', 'transfer_group');
  const items = children(call, params.text('payment_intent'), (payment) => payment.charges);
  const answer = page(params, { url: '/v1/charges', kind: 'charge', items, sorted: false });
  return { answer };
}

export function createRefund(call: Call): Result {
  requireSecretKey(call);
  const { params, now } = call;
  const { payment, charge } = refundable(call);
  const asked = params.integer('amount');
  const reason = params.choice('reason', ['duplicate', 'fraudulent', 'requested_by_customer']);
  const metadata = params.metadata();
  params.ignore('currency', 'customer', 'instructions_email', 'origin');
  params.ignore('refund_application_fee', 'reverse_transfer');
  params.finish();
  const amount = allowedAmount(payment, charge, asked);
  const pending = cardInUse(payment)?.card.refund === 'pending';
  const spec = { amount, reason: reason ?? null, metadata, status: 'succeeded' } as const;
  const refund = newRefund(payment, charge, pending ? { ...spec, status: 'pending' } : spec, now);
  payment.refunds.push(refund);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded >= charge.amount_captured;
  const diary = new Diary();
  diary.refund('refund.created', refund);
  diary.charge('charge.refunded', charge);
  if (cardInUse(payment)?.card.refund === 'failed') {
    const atMs = now * 1000 + SETTLES_AFTER_MS;
    payment.settles = { outcome: 'failed', afterMs: SETTLES_AFTER_MS, atMs };
  }
  return { answer: refund, changed: { payment, diary } };
}

export function updateRefund(call: Call): Result {
  requireSecretKey(call);
  const { payment, refund } = refundOf(call);
  refund.metadata = call.params.metadata(refund.metadata ?? {});
  call.params.finish();
  const diary = new Diary();
  tellUpdate(refund, diary);
  return { answer: refund, changed: { payment, diary } };
}

export function retrieveRefund(call: Call): Result {
  requireSecretKey(call);
  call.params.finish();
  return { answer: refundOf(call).refund };
}

export function listRefunds(call: Call): Result {
  requireSecretKey(call);
  const { params } = call;
  const charge = params.text('charge');
  const items = children(call, params.text('payment_intent'), (payment) => payment.refunds);
  const answer = page(params, {
    url: '/v1/refunds',
    kind: 'refund',
    items,
    sorted: false,
    keep: (refund) => charge === undefined || refund.charge === charge,
  });
  return { answer };
}

/** The refunds of a card whose bank takes none back are given up, as long after as Stripe says. */
export function failRefunds(payment: Payment, diary: Diary): void {
  payment.settles = null;
  for (const refund of payment.refunds) {
    if (refund.status === 'succeeded') endRefund(payment, refund, 'failed', diary);
  }
}

/** A refund that was pending succeeds, or one the bank would not take fails. */
export function endRefund(
  payment: Payment,
  refund: Stripe.Refund,
  outcome: 'succeeded' | 'failed',
  diary: Diary,
): void {
  refund.status = outcome;
  if (outcome === 'succeeded') {
    tellUpdate(refund, diary);
    return;
  }
  refund.failure_reason = 'unknown';
  const charge = payment.charges.find((one) => one.id === refund.charge);
  if (charge) {
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
  }
  tellUpdate(refund, diary);
  diary.refund('refund.failed', refund);
}

/** A change of a refund goes out under its old name and its new one. */
function tellUpdate(refund: Stripe.Refund, diary: Diary): void {
  diary.refund('charge.refund.updated', refund);
  diary.refund('refund.updated', refund);
}

export function refundOf(call: Call): { payment: Payment; refund: Stripe.Refund } {
  const payment = parentOf(call, call.id);
  const refund = payment?.refunds.find((one) => one.id === call.id);
  if (!payment || !refund) throw noSuch('refund', call.id);
  return { payment, refund };
}

export function chargeOf(
  call: Call,
  id: string,
  param: string,
): { payment: Payment; charge: Stripe.Charge } {
  const payment = parentOf(call, id);
  const charge = payment?.charges.find((one) => one.id === id);
  if (!payment || !charge) throw noSuch('charge', id, param);
  return { payment, charge };
}

function parentOf(call: Call, childId: string): Payment | null {
  const id = intentIdOf(childId);
  return id === null ? null : call.ledger.payment(id);
}

/** The charge a refund is for, which Stripe takes by its own id or by its PaymentIntent's. */
function refundable(call: Call): { payment: Payment; charge: Stripe.Charge } {
  const { params } = call;
  const chargeId = params.text('charge');
  const intentId = params.text('payment_intent');
  if (chargeId !== undefined) return chargeOf(call, chargeId, 'charge');
  if (intentId === undefined) {
    throw badParameter(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'payment_intent',
      'parameter_missing',
    );
  }
  const payment = call.ledger.payment(intentId);
  if (!payment) throw noSuch('payment_intent', intentId, 'payment_intent');
  const charge = latestCharge(payment);
  if (!charge || charge.status !== 'succeeded') {
    throw refused(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
  }
  return { payment, charge };
}

function allowedAmount(payment: Payment, charge: Stripe.Charge, asked: number | undefined): number {
  if (!charge.captured) {
    throw refused(
      `This PaymentIntent (${payment.intent.id}) has a charge that is not captured; cancel the ` +
        'PaymentIntent to release it.',
    );
  }
  if (charge.disputed) throw refused('This charge has been charged back.', 'charge_disputed');
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  }
  const amount = asked ?? left;
  if (amount < 1) {
    throw badParameter('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  }
  if (amount > left) {
    throw new Refusal(
      400,
      {
        type: 'invalid_request_error',
        param: 'amount',
        message:
          `Refund amount (${amount} ${charge.currency}) is greater than unrefunded amount on ` +
          `charge (${left} ${charge.currency})`,
      },
      true,
    );
  }
  return amount;
}

function refused(message: string, code?: string): Refusal {
  const body = { type: 'invalid_request_error', message } as const;
  return new Refusal(400, code === undefined ? body : { ...body, code }, true);
}

function* children<T>(
  call: Call,
  intentId: string | undefined,
  pick: (payment: Payment) => T[],
): Generator<T> {
  const only = intentId === undefined ? undefined : call.ledger.payment(intentId);
  if (only === null) throw noSuch('payment_intent', intentId ?? '', 'payment_intent');
  for (const payment of only ? [only] : call.ledger.payments()) {
    yield* pick(payment).toReversed();
  }
}
