/** The CATALOG_CHANGES queue: rebuilds the documents of the slugs a message names. */
import { describeError, log } from '../platform/log.ts';
import { publish } from './publishing.ts';
import type { PublishingPorts } from './publishing.ts';
import { CatalogMessageSchema } from './wire.ts';

/** First wait before a message is tried again, in seconds; doubles each time, up to the last. */
const FIRST_RETRY_S = 2;
const LAST_RETRY_S = 300;

/**
 * Publishes each message on its own: one that fails is tried again without the others.
 * @param bury keeps a message nobody can read
 */
export async function consumeCatalogChanges(
  batch: MessageBatch,
  ports: PublishingPorts,
  bury: (body: unknown) => Promise<void>,
): Promise<void> {
  for (const message of batch.messages) {
    const parsed = CatalogMessageSchema.safeParse(message.body);
    if (!parsed.success) {
      log('error', 'catalog_message_unknown', { id: message.id });
      await bury(message.body);
      message.ack();
      continue;
    }
    try {
      await publish(ports, parsed.data.slugs);
      message.ack();
    } catch (error) {
      log('warn', 'catalog_publish_failed', { id: message.id, error: describeError(error) });
      const delaySeconds = Math.min(FIRST_RETRY_S * 2 ** (message.attempts - 1), LAST_RETRY_S);
      message.retry({ delaySeconds });
    }
  }
}
