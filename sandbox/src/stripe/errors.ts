/**
 * Stripe's error objects. A refusal is thrown, against this codebase's habit, because the API's
 * parameters are read one by one in dozens of places and every one of them ends the call the
 * same way; `api.ts` catches it in one place, always before anything was written.
 */
import type { Stripe } from 'stripe';

export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly advice_code?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
  readonly payment_method?: Stripe.PaymentMethod;
}

export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /** Whether the endpoint had begun to work, so that the answer is kept for its key. */
  readonly executed: boolean;

  constructor(status: number, body: ErrorBody, executed = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.executed = executed;
  }
}

/**
 * The JSON Stripe answers with: links to the error's page and to the request's log are added, and
 * the PaymentIntent is shown as far as the caller's key may see it.
 */
export function errorEnvelope(
  body: ErrorBody,
  requestId: string,
  view: (intent: Stripe.PaymentIntent) => object,
): object {
  const page = body.code?.replaceAll('_', '-');
  return {
    error: {
      ...body,
      ...(body.payment_intent ? { payment_intent: view(body.payment_intent) } : {}),
      ...(page === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${page}` }),
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
    },
  };
}

/** A parameter Stripe would not take: 400, nothing executed, nothing kept for the key. */
export function badParameter(message: string, param: string, code?: string): Refusal {
  const body = { type: 'invalid_request_error', message, param } as const;
  return new Refusal(400, code === undefined ? body : { ...body, code });
}

export function missingParameter(param: string): Refusal {
  return badParameter(`Missing required param: ${param}.`, param, 'parameter_missing');
}

export function noSuch(kind: string, id: string, param = 'id'): Refusal {
  const message = `No such ${kind}: '${id}'`;
  return new Refusal(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message,
    param,
  });
}

/** An act which the object's state does not allow: 400, kept for the key. */
export function unexpectedState(message: string, intent: Stripe.PaymentIntent): Refusal {
  return new Refusal(
    400,
    {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message,
      payment_intent: intent,
    },
    true,
  );
}

export function unauthorized(message: string): Refusal {
  return new Refusal(401, { type: 'invalid_request_error', message });
}
