/**
 * The 3-D Secure challenge: the endpoint that the card form's dialog answers to, and the page that
 * a `redirect_to_url` leads to. Stripe's own endpoint for it is not public; its name is taken.
 */
import { type Call, changed, type Result } from './call.ts';
import { noSuch, unexpectedState } from './errors.ts';
import * as machine from './machine.ts';
import { Diary } from './payment.ts';

export function answerChallenge(call: Call): Result {
  const { params, ledger, now } = call;
  const id = params.required('payment_intent');
  const secret = params.required('client_secret');
  const outcome = params.choice('outcome', ['complete', 'fail']) ?? 'complete';
  params.finish();
  const payment = ledger.payment(id);
  if (!payment || payment.intent.client_secret !== secret) throw noSuch('payment_intent', id);
  const card = machine.cardInUse(payment);
  if (payment.intent.status !== 'requires_action' || !card) {
    throw unexpectedState('This PaymentIntent has no challenge to answer.', payment.intent);
  }
  const diary = new Diary();
  const error = machine.answerChallenge(payment, card, outcome === 'complete', now, diary);
  return changed(call, payment, diary, error);
}
