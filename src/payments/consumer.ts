/**
 * The queue of payment webhooks: each message makes its order ask the provider. A message repeated,
 * late or out of order does no harm, since only the provider's answer counts.
 */
import type { OrderId } from '../kernel/ids.ts';
import { describeError, log } from '../platform/log.ts';
import { PaymentNotice } from './wire.ts';

/** Wait before a message that failed is taken up again, times its number of attempts. */
const RETRY_DELAY_S = 5;

export type NoticePorts = {
  readonly resolvePayment: (id: OrderId) => Promise<unknown>;
  /** Asks about refunds and disputes. */
  readonly checkMoney: (id: OrderId) => Promise<unknown>;
  /** The order a payment was made for; null where it is none of this shop's. */
  readonly orderOfPayment: (paymentId: string) => Promise<OrderId | null>;
};

/** What a notice is about: the same for all messages that are answered by one question. */
const subjectOf = (notice: PaymentNotice): string =>
  `${notice.about}:${'orderId' in notice ? notice.orderId : notice.paymentId}`;

async function ask(notice: PaymentNotice, ports: NoticePorts): Promise<void> {
  const id = 'orderId' in notice ? notice.orderId : await ports.orderOfPayment(notice.paymentId);
  if (id === null) return;
  if (notice.about === 'payment') await ports.resolvePayment(id);
  else await ports.checkMoney(id);
}

/** Handles a batch; one order asks once however many of the messages are about it. */
export async function consumePaymentWebhooks(
  batch: MessageBatch,
  ports: NoticePorts,
): Promise<void> {
  const asking = new Map<string, Promise<void>>();
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        const notice = PaymentNotice.parse(message.body);
        const subject = subjectOf(notice);
        const known = asking.get(subject) ?? ask(notice, ports);
        asking.set(subject, known);
        await known;
        message.ack();
      } catch (error) {
        log('error', 'payment_webhook_failed', { error: describeError(error) });
        message.retry({ delaySeconds: RETRY_DELAY_S * message.attempts });
      }
    }),
  );
}
