/** One call to the API: what an endpoint is given, and what it hands back to be written. */
import type { Stripe } from 'stripe';
import { type ErrorBody, noSuch, Refusal, unauthorized } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { Params } from './params.ts';
import type { Diary, Payment } from './payment.ts';

export interface Call {
  readonly ledger: Ledger;
  readonly params: Params;
  /** The id in the path; empty where there is none. */
  readonly id: string;
  /** Whether the key is a publishable one, which the buyer's browser holds. */
  readonly publishable: boolean;
  /** Unix seconds. */
  readonly now: number;
}

/** An endpoint's result; `changed` is the payment to write, with what happened to it. */
export interface Result {
  readonly answer: object;
  /** Answered instead of the object: a decline changes the payment and is an error too. */
  readonly error?: ErrorBody;
  readonly changed?: { readonly payment: Payment; readonly diary: Diary };
}

export type Endpoint = (call: Call) => Result;

/** The payment of the id in the path, for whoever may see it. */
export function paymentOf(call: Call): Payment {
  const payment = call.ledger.payment(call.id);
  const secret = call.params.text('client_secret');
  if (!payment) throw noSuch('payment_intent', call.id, 'intent');
  if (secret !== undefined && secret !== payment.intent.client_secret) {
    throw noSuch('payment_intent', call.id, 'intent');
  }
  if (call.publishable && secret === undefined) {
    throw unauthorized(
      'You must pass in a client_secret when calling this API with a publishable key.',
    );
  }
  return payment;
}

/** Refuses a publishable key where only the secret one may act. */
export function requireSecretKey(call: Call): void {
  if (!call.publishable) return;
  throw new Refusal(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key. ' +
      'You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
  });
}

/** What a caller is shown of a PaymentIntent. */
export function viewOf(publishable: boolean, intent: Stripe.PaymentIntent): object {
  return publishable ? publicView(intent) : intent;
}

/** What a publishable key is shown of a PaymentIntent: nothing that is the merchant's alone. */
function publicView(intent: Stripe.PaymentIntent): object {
  return {
    id: intent.id,
    object: intent.object,
    amount: intent.amount,
    amount_details: intent.amount_details,
    automatic_payment_methods: intent.automatic_payment_methods,
    canceled_at: intent.canceled_at,
    cancellation_reason: intent.cancellation_reason,
    capture_method: intent.capture_method,
    client_secret: intent.client_secret,
    confirmation_method: intent.confirmation_method,
    created: intent.created,
    currency: intent.currency,
    description: intent.description,
    last_payment_error: intent.last_payment_error,
    livemode: intent.livemode,
    next_action: intent.next_action,
    payment_method: intent.payment_method,
    payment_method_types: intent.payment_method_types,
    processing: intent.processing,
    receipt_email: intent.receipt_email,
    setup_future_usage: intent.setup_future_usage,
    shipping: intent.shipping,
    source: intent.source,
    status: intent.status,
  };
}

/** The answer of an act on a payment, written together with what happened. */
export function changed(
  call: Call,
  payment: Payment,
  diary: Diary,
  error: ErrorBody | null = null,
): Result {
  return {
    answer: viewOf(call.publishable, payment.intent),
    ...(error ? { error } : {}),
    changed: { payment, diary },
  };
}
