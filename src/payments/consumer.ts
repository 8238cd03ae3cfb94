/**
 * The queue of payment webhooks: each message makes its order ask the provider. A message repeated,
 * late or out of order does no harm, since only the provider's answer counts.
 */
import type { OrderId } from '../kernel/ids.ts';
import { describeError, log } from '../platform/log.ts';
import { PaymentNotice } from './wire.ts';

/** Wait before a message that failed is taken up again, times its number of attempts. */
const RETRY_DELAY_S = 5;

export type ResolvePayment = (id: OrderId) => Promise<unknown>;

/** Handles a batch; one order is resolved once however many of the messages are about it. */
export async function consumePaymentWebhooks(
  batch: MessageBatch,
  resolvePayment: ResolvePayment,
): Promise<void> {
  const resolving = new Map<OrderId, Promise<unknown>>();
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        const { orderId } = PaymentNotice.parse(message.body);
        const known = resolving.get(orderId) ?? resolvePayment(orderId);
        resolving.set(orderId, known);
        await known;
        message.ack();
      } catch (error) {
        log('error', 'payment_webhook_failed', { error: describeError(error) });
        message.retry({ delaySeconds: RETRY_DELAY_S * message.attempts });
      }
    }),
  );
}
