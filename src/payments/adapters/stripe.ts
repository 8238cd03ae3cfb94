/**
 * Stripe through its official SDK: PaymentIntents with manual capture, refunds, disputes.
 * The SDK's own retries are off: the order decides what is asked again and under which key.
 */
import Stripe from 'stripe';
import { asOrderId } from '../../kernel/ids.ts';
import { fail, ok } from '../../kernel/result.ts';
import { SECOND_MS } from '../../kernel/time.ts';
import { PAYMENT_STATUSES } from '../gateway.ts';
import type {
  Answer,
  DisputeSnapshot,
  DisputeStatus,
  PaymentGateway,
  PaymentLedger,
  PaymentSnapshot,
  RefundSnapshot,
} from '../gateway.ts';
import type { Fetch } from '../../platform/outbound.ts';

/** Payments of one order that are looked through for leftovers. */
const FIND_LIMIT = 20;
/** Refunds of one payment that are looked through: the most a page of Stripe's holds. */
const REFUND_LIMIT = 100;
/** Payments of one page of the account's: the most that Stripe gives. */
const LEDGER_LIMIT = 100;
/** Disputes of one payment that are looked through; a charge has one, but for a bank's mistake. */
const DISPUTE_LIMIT = 20;

export type StripeSettings = {
  /** Written into the metadata of payments and refunds: a webhook that lacks them is not ours. */
  readonly shopId: string;
  readonly environment: string;
};

export type Metadata = Readonly<Record<string, string>>;

/** True for what this shop has made, in this environment. */
export const isOurs = (metadata: Metadata, { shopId, environment }: StripeSettings): boolean =>
  metadata['shop'] === shopId && metadata['environment'] === environment;

/** The SDK over the shop's one way out, which sets the time limit. */
export const stripeSdk = (secretKey: string, fetcher: Fetch): Stripe =>
  new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(fetcher),
    maxNetworkRetries: 0,
    telemetry: false,
  });

function snapshotOf(intent: Stripe.PaymentIntent): PaymentSnapshot {
  const status = PAYMENT_STATUSES.find((known) => known === intent.status);
  if (status === undefined) throw new Error(`unknown payment status ${intent.status}`);
  const error = intent.last_payment_error;
  return {
    id: intent.id,
    status,
    amount: intent.amount,
    currency: intent.currency,
    capturable: intent.amount_capturable,
    received: intent.amount_received,
    clientSecret: intent.client_secret ?? '',
    failure:
      error === null
        ? null
        : {
            code: error.decline_code ?? error.code ?? error.type,
            message: error.message ?? 'The payment failed.',
          },
  };
}

function refundSnapshotOf(refund: Stripe.Refund): RefundSnapshot {
  const failed = refund.status === 'failed' || refund.status === 'canceled';
  const settled = refund.status === 'succeeded' ? 'succeeded' : 'pending';
  return {
    id: refund.id,
    refundId: refund.metadata?.refund ?? null,
    status: failed ? 'failed' : settled,
    amount: refund.amount,
    at: refund.created * SECOND_MS,
  };
}

/** A status that is new to us counts as open, so that people look. */
const DISPUTE_STATUS: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed',
  prevented: 'closed',
  needs_response: 'open',
  under_review: 'under_review',
  appeal_needs_response: 'open',
  appeal_under_review: 'under_review',
  won: 'won',
  lost: 'lost',
} satisfies Record<Stripe.Dispute.Status, DisputeStatus>;

function disputeSnapshotOf(dispute: Stripe.Dispute): DisputeSnapshot {
  const { due_by: dueBy } = dispute.evidence_details;
  return {
    id: dispute.id,
    status: DISPUTE_STATUS[dispute.status] ?? 'open',
    amount: dispute.amount,
    reason: dispute.reason,
    at: dispute.created * SECOND_MS,
    dueBy: dueBy === null ? null : dueBy * SECOND_MS,
  };
}

/**
 * Runs one call. Refused is only what Stripe says it did not do for good: a 4xx other than 409
 * (in use), 429 (not now) and 401/403 (our keys). Everything else may have taken effect.
 */
async function asked<T>(call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return ok(await call());
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) {
      return fail({ reason: 'unknown', detail: String(error) });
    }
    const status = error.statusCode ?? 0;
    const final = status >= 400 && status < 500 && ![401, 403, 409, 429].includes(status);
    if (!final) return fail({ reason: 'unknown', detail: `${status} ${error.type}` });
    return fail({ reason: 'refused', code: error.code ?? error.type, detail: error.message });
  }
}

/** The gateway over Stripe's API. */
export function stripeGateway(sdk: Stripe, settings: StripeSettings): PaymentGateway {
  const { paymentIntents, refunds, disputes } = sdk;
  const marks = { shop: settings.shopId, environment: settings.environment };
  return {
    name: 'stripe',
    create: ({ orderId, attempt, amount, currency, description }) =>
      asked(async () => {
        const intent = await paymentIntents.create(
          {
            amount,
            currency: currency.toLowerCase(),
            capture_method: 'manual',
            allowed_payment_method_types: ['card'],
            description,
            metadata: { order: orderId, ...marks },
          },
          { idempotencyKey: `pi:${orderId}:${attempt}` },
        );
        return snapshotOf(intent);
      }),
    fetch: (id) => asked(async () => snapshotOf(await paymentIntents.retrieve(id))),
    capture: (id, amount, key) =>
      asked(async () => {
        const options = { idempotencyKey: key };
        return snapshotOf(await paymentIntents.capture(id, { amount_to_capture: amount }, options));
      }),
    cancel: (id, key) =>
      asked(async () => snapshotOf(await paymentIntents.cancel(id, {}, { idempotencyKey: key }))),
    refund: ({ orderId, refundId, paymentId, amount, attempt }) =>
      asked(async () => {
        const refund = await refunds.create(
          {
            payment_intent: paymentId,
            amount,
            metadata: { order: orderId, refund: refundId, ...marks },
          },
          { idempotencyKey: `re:${orderId}:${refundId}:${attempt}` },
        );
        return refundSnapshotOf(refund);
      }),
    refunds: (paymentId) =>
      asked(async () => {
        const made = await refunds.list({ payment_intent: paymentId, limit: REFUND_LIMIT });
        return made.data.map(refundSnapshotOf);
      }),
    disputes: (paymentId) =>
      asked(async () => {
        const opened = await disputes.list({ payment_intent: paymentId, limit: DISPUTE_LIMIT });
        return opened.data.map(disputeSnapshotOf);
      }),
    find: (orderId) =>
      asked(async () => {
        const query = `metadata['order']:'${orderId}'`;
        const found = await paymentIntents.search({ query, limit: FIND_LIMIT });
        return found.data.map(snapshotOf);
      }),
  };
}

/** The account's payments over Stripe's API, which lists those of every shop on it. */
export function stripeLedger(sdk: Stripe, settings: StripeSettings): PaymentLedger {
  return {
    page: ({ from, until, after }) =>
      asked(async () => {
        const { data, has_more: more } = await sdk.paymentIntents.list({
          created: { gte: Math.floor(from / SECOND_MS), lt: Math.ceil(until / SECOND_MS) },
          limit: LEDGER_LIMIT,
          ...(after === null ? {} : { starting_after: after }),
        });
        const ours = data.filter(({ metadata }) => isOurs(metadata, settings));
        const payments = ours.map((intent) => ({
          orderId: asOrderId(intent.metadata.order ?? ''),
          payment: snapshotOf(intent),
        }));
        return { payments, next: more ? (data.at(-1)?.id ?? null) : null };
      }),
  };
}
