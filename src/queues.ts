/** Queue → consumer. A queue without a row here is refused: its messages come again, then die. */
import { consumeCatalogChanges } from './catalog/consumer.ts';
import { consumePaymentWebhooks } from './payments/consumer.ts';
import type { Services } from './services.ts';

type Consumer = (batch: MessageBatch, services: Services) => Promise<void>;

const CONSUMERS: Readonly<Record<string, Consumer>> = {
  'edgewise-payment-webhooks': (batch, { orders }) =>
    consumePaymentWebhooks(batch, (id) => orders.resolvePayment(id)),
  'edgewise-catalog-changes': (batch, services) =>
    consumeCatalogChanges(batch, services.publishing),
};

/** Hands a batch to its consumer. */
export async function consume(batch: MessageBatch, services: Services): Promise<void> {
  const consumer = CONSUMERS[batch.queue];
  if (consumer === undefined) throw new Error(`no consumer for the queue ${batch.queue}`);
  await consumer(batch, services);
}
