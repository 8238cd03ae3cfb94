/** Queue → consumer. A queue without a row here is refused: its messages come again, then die. */
import { consumeDeadLetters, consumeEvents } from './events/consumer.ts';
import { consumeNotifications } from './notifications/consumer.ts';
import { consumeCatalogJobs } from './catalog/bulk/consumer.ts';
import { consumeCatalogChanges } from './catalog/consumer.ts';
import { consumePaymentWebhooks } from './payments/consumer.ts';
import type { Services } from './services.ts';

type Consumer = (batch: MessageBatch, services: Services) => Promise<void>;

const keepDead: Consumer = (batch, { deadLetters }) => consumeDeadLetters(batch, deadLetters);

const CONSUMERS: Readonly<Record<string, Consumer>> = {
  'edgewise-events': (batch, services) => consumeEvents(batch, services.events, services),
  'edgewise-events-dead': keepDead,
  'edgewise-notifications': (batch, { notifications, deadLetters }) =>
    consumeNotifications(batch, notifications, deadLetters),
  'edgewise-notifications-dead': keepDead,
  'edgewise-payment-webhooks': (batch, { orders, orderOfPayment }) =>
    consumePaymentWebhooks(batch, {
      resolvePayment: (id) => orders.resolvePayment(id),
      checkMoney: (id) => orders.checkMoney(id),
      orderOfPayment,
    }),
  'edgewise-payment-webhooks-dead': keepDead,
  'edgewise-catalog-changes-dead': keepDead,
  'edgewise-catalog-jobs-dead': keepDead,
  'edgewise-catalog-jobs': (batch, { bulk }) => consumeCatalogJobs(batch, bulk),
  'edgewise-catalog-changes': (batch, services) =>
    consumeCatalogChanges(batch, services.publishing, (body) =>
      services.deadLetters.keep(batch.queue, body, 'malformed'),
    ),
};

/** Hands a batch to its consumer. */
export async function consume(batch: MessageBatch, services: Services): Promise<void> {
  const consumer = CONSUMERS[batch.queue];
  if (consumer === undefined) throw new Error(`no consumer for the queue ${batch.queue}`);
  await consumer(batch, services);
}
