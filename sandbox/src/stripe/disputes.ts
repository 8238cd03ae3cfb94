/** Disputes: a cardholder's bank takes a charge back, or asks about it first. */
import type { Stripe } from 'stripe';
import { newDispute } from './aftermath.ts';
import { type Call, requireSecretKey, type Result } from './call.ts';
import { noSuch } from './errors.ts';
import { page } from './lists.ts';
import { type Diary, intentIdOf, type Payment } from './payment.ts';

export interface DisputeSpec {
  readonly reason: string;
  /** Unix seconds. */
  readonly now: number;
  /** All that was captured, unless told. */
  readonly amount?: number | undefined;
  readonly inquiry?: boolean;
}

/** Opens a dispute; its money is withdrawn at once, an inquiry's is not. */
export function dispute(
  payment: Payment,
  charge: Stripe.Charge,
  { reason, now, amount = charge.amount_captured, inquiry = false }: DisputeSpec,
  diary: Diary,
): Stripe.Dispute {
  const opened = newDispute(payment, charge, reason, amount, now);
  payment.disputes.push(opened);
  if (inquiry) {
    opened.status = 'warning_needs_response';
    opened.is_charge_refundable = true;
  } else charge.disputed = true;
  diary.dispute('charge.dispute.created', opened);
  if (!inquiry) diary.dispute('charge.dispute.funds_withdrawn', opened);
  return opened;
}

/** The merchant has sent what speaks for the sale. */
export function answerDispute(found: Stripe.Dispute, diary: Diary): void {
  const inquiry = found.status.startsWith('warning');
  found.status = inquiry ? 'warning_under_review' : 'under_review';
  diary.dispute('charge.dispute.updated', found);
}

/** The bank has decided; won, the money comes back. */
export function closeDispute(found: Stripe.Dispute, outcome: 'won' | 'lost', diary: Diary): void {
  const inquiry = found.status.startsWith('warning');
  found.status = inquiry ? 'warning_closed' : outcome;
  diary.dispute('charge.dispute.closed', found);
  if (outcome === 'won' && !inquiry) diary.dispute('charge.dispute.funds_reinstated', found);
}

export function retrieveDispute(call: Call): Result {
  requireSecretKey(call);
  call.params.finish();
  const intent = intentIdOf(call.id);
  const payment = intent === null ? null : call.ledger.payment(intent);
  const found = payment?.disputes.find((one) => one.id === call.id);
  if (!found) throw noSuch('dispute', call.id);
  return { answer: found };
}

export function listDisputes(call: Call): Result {
  requireSecretKey(call);
  const { params } = call;
  const charge = params.text('charge');
  const answer = page(params, {
    url: '/v1/disputes',
    kind: 'dispute',
    items: disputesOf(call, params.text('payment_intent')),
    sorted: false,
    keep: (one) => charge === undefined || one.charge === charge,
  });
  return { answer };
}

function* disputesOf(call: Call, intentId: string | undefined): Generator<Stripe.Dispute> {
  const only = intentId === undefined ? undefined : call.ledger.payment(intentId);
  if (only === null) throw noSuch('payment_intent', intentId ?? '', 'payment_intent');
  for (const payment of only ? [only] : call.ledger.payments()) {
    yield* payment.disputes.toReversed();
  }
}
