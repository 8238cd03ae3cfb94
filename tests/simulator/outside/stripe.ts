/**
 * Stands in for the package `stripe`: the calls that the shop's adapter makes, taken to the
 * simulated provider, and the errors that the SDK would throw.
 */
import { simulated } from '../simulated.ts';
import type { DisputeRecord, Intent, RefundRecord } from './intents.ts';
import type { Reply } from './payments.ts';

class StripeError extends Error {
  readonly type: string;
  readonly statusCode: number | undefined;
  readonly code: string | undefined;

  constructor(type: string, statusCode?: number, code?: string) {
    super(code ?? type);
    this.type = type;
    this.statusCode = statusCode;
    this.code = code;
  }
}

class StripeSignatureVerificationError extends StripeError {}

/** What came of a call, thrown where the SDK throws. */
async function came<T>(call: Promise<Reply<T>>): Promise<T> {
  const reply = await call.catch(() => {
    throw new StripeError('StripeConnectionError');
  });
  if (reply.ok) return reply.value;
  throw new StripeError(reply.type, reply.status, reply.code === '' ? undefined : reply.code);
}

const intentOf = (intent: Intent) => ({
  id: intent.id,
  status: intent.status,
  amount: intent.amount,
  currency: intent.currency,
  metadata: intent.metadata,
  amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
  amount_received: intent.received,
  client_secret: intent.secret,
  last_payment_error:
    intent.failure === null ? null : { ...intent.failure, type: 'card_error' as const },
});

/** Times of the provider's are in seconds. */
const seconds = (at: number): number => Math.floor(at / 1_000);

const refundOf = ({ id, status, amount, metadata, createdAt }: RefundRecord) => ({
  ...{ id, status, amount, metadata, created: seconds(createdAt) },
});

const disputeOf = ({ id, status, amount, createdAt }: DisputeRecord) => ({
  ...{ id, status, amount, reason: 'fraudulent', created: seconds(createdAt) },
  evidence_details: { due_by: null },
});

type Key = { readonly idempotencyKey: string };
type NewIntent = { amount: number; currency: string; metadata: Record<string, string> };
type NewRefund = { payment_intent: string; amount: number; metadata: Record<string, string> };

const payments = () => simulated().payments;

export default class Stripe {
  static readonly errors = { StripeError, StripeSignatureVerificationError };
  static readonly createFetchHttpClient = (): null => null;

  readonly paymentIntents = {
    create: async ({ amount, currency, metadata }: NewIntent, { idempotencyKey }: Key) =>
      intentOf(await came(payments().create({ amount, currency, metadata }, idempotencyKey))),
    retrieve: async (id: string) => intentOf(await came(payments().retrieve(id))),
    capture: async (id: string, params: { amount_to_capture: number }, { idempotencyKey }: Key) =>
      intentOf(await came(payments().capture(id, params.amount_to_capture, idempotencyKey))),
    cancel: async (id: string, _: object, { idempotencyKey }: Key) =>
      intentOf(await came(payments().cancel(id, idempotencyKey))),
    search: async ({ query }: { query: string }) => {
      const orderId = /^metadata\['order'\]:'(.+)'$/.exec(query)?.[1] ?? '';
      return { data: (await came(payments().search(orderId))).map(intentOf) };
    },
  };

  readonly refunds = {
    create: async (params: NewRefund, { idempotencyKey }: Key) => {
      const { payment_intent: id, amount, metadata } = params;
      return refundOf(await came(payments().refund(id, amount, metadata, idempotencyKey)));
    },
    list: async ({ payment_intent: id }: { payment_intent: string }) => ({
      data: (await came(payments().refunds(id))).map(refundOf),
    }),
  };

  readonly disputes = {
    list: async ({ payment_intent: id }: { payment_intent: string }) => ({
      data: (await came(payments().disputes(id))).map(disputeOf),
    }),
  };

  readonly webhooks = {
    constructEventAsync: async (body: string): Promise<unknown> => JSON.parse(body),
  };
}
