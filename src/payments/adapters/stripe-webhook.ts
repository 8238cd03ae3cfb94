/**
 * Stripe's webhooks: whose order they are about, and what it has to ask. What an event says of a
 * payment is never believed.
 */
import Stripe from 'stripe';
import { asOrderId } from '../../kernel/ids.ts';
import type { OrderId } from '../../kernel/ids.ts';
import type { Notice } from '../notice.ts';
import { isOurs } from './stripe.ts';
import type { Metadata, StripeSettings } from './stripe.ts';

export type WebhookNotice = {
  readonly eventId: string;
  readonly type: string;
  /** Null when the event is not about an order of this shop. */
  readonly notice: Notice | null;
};

/** Checks a webhook's signature against each live secret, newest first; null when none fits. */
export async function readStripeWebhook(
  sdk: Stripe,
  settings: StripeSettings & { readonly webhookSecrets: readonly string[] },
  body: string,
  signature: string,
): Promise<WebhookNotice | null> {
  for (const secret of settings.webhookSecrets) {
    try {
      const event = await sdk.webhooks.constructEventAsync(body, signature, secret);
      return { eventId: event.id, type: event.type, notice: noticeOf(event, settings) };
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  return null;
}

/**
 * Events after which an order has something to ask about its payment. Others of the same payment
 * (charges, the intent's creation, …) come along where an endpoint is subscribed to everything, and
 * each would cost a message and a call of the order.
 */
const OF_PAYMENTS: ReadonlySet<string> = new Set([
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.partially_funded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
] satisfies Stripe.Event.Type[]);

/** The same of what was refunded or disputed. */
const OF_MONEY: ReadonlySet<string> = new Set([
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.refund.updated',
  'refund.created',
  'refund.failed',
  'refund.updated',
] satisfies Stripe.Event.Type[]);

function metadataOf(event: Stripe.Event): Metadata {
  const subject = event.data.object;
  return ('metadata' in subject ? subject.metadata : null) ?? {};
}

const orderIn = (metadata: Metadata): OrderId | null => asOrderId(metadata['order'] ?? '');

/** The payment that a refund or a dispute is about. */
function paymentOf(event: Stripe.Event): string | null {
  const subject = event.data.object;
  const payment = 'payment_intent' in subject ? subject.payment_intent : null;
  return typeof payment === 'string' ? payment : null;
}

function noticeOf(event: Stripe.Event, settings: StripeSettings): Notice | null {
  const metadata = metadataOf(event);
  const orderId = isOurs(metadata, settings) ? orderIn(metadata) : null;
  if (OF_PAYMENTS.has(event.type)) return orderId === null ? null : { about: 'payment', orderId };
  if (!OF_MONEY.has(event.type)) return null;
  if (orderId !== null) {
    // The order has made it itself and has its answer, or asks for it.
    return event.type === 'refund.created' ? null : { about: 'money', orderId };
  }
  // Made at the provider: only the payment it belongs to tells whose it is.
  const paymentId = metadata['shop'] === undefined ? paymentOf(event) : null;
  return paymentId === null ? null : { about: 'money', paymentId };
}

/**
 * The order that a payment was made for, or null where it is none of this shop's. Throws where the
 * provider does not say.
 */
export async function orderOfPayment(
  sdk: Stripe,
  settings: StripeSettings,
  paymentId: string,
): Promise<OrderId | null> {
  try {
    const { metadata } = await sdk.paymentIntents.retrieve(paymentId);
    return isOurs(metadata, settings) ? orderIn(metadata) : null;
  } catch (error) {
    const unknown = error instanceof Stripe.errors.StripeError && error.statusCode === 404;
    if (unknown) return null;
    throw error;
  }
}
