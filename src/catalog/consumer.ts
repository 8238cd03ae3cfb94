/**
 * The CATALOG_CHANGES queue: rebuilds the documents of the slugs a message names, and tells caches
 * to drop what shows them.
 */
import { describeError, log } from '../platform/log.ts';
import { staleTags } from './cache-tags.ts';
import { publish } from './publishing.ts';
import type { PublishingPorts, PurgePort } from './publishing.ts';
import { CatalogMessageSchema } from './wire.ts';

/** Deliveries after which a purge is given up: what was cached has ended by itself meanwhile. */
const MAX_PURGES = 4;
/** First wait before a message is tried again, in seconds; doubles each time, up to the last. */
const FIRST_RETRY_S = 2;
const LAST_RETRY_S = 300;

/**
 * Publishes each message on its own: one that fails is tried again without the others. Then purges
 * once for all; what was published stays so when that fails, and comes again for the purge alone.
 * @param bury keeps a message nobody can read
 */
export async function consumeCatalogChanges(
  batch: MessageBatch,
  ports: PublishingPorts & PurgePort,
  bury: (body: unknown) => Promise<void>,
): Promise<void> {
  const done: { readonly message: Message; readonly slugs: readonly string[] }[] = [];
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
      done.push({ message, slugs: parsed.data.slugs });
    } catch (error) {
      log('warn', 'catalog_publish_failed', { id: message.id, error: describeError(error) });
      tryAgain(message);
    }
  }
  if (done.length === 0) return;
  try {
    await ports.purge(staleTags(done.flatMap(({ slugs }) => slugs)));
    for (const { message } of done) message.ack();
  } catch (error) {
    log('warn', 'cache_not_purged', { error: describeError(error) });
    for (const { message } of done) {
      if (message.attempts < MAX_PURGES) tryAgain(message);
      else message.ack();
    }
  }
}

function tryAgain(message: Message): void {
  const delaySeconds = Math.min(FIRST_RETRY_S * 2 ** (message.attempts - 1), LAST_RETRY_S);
  message.retry({ delaySeconds });
}
