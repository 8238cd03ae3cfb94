/**
 * The queue EVENTS, and the dead-letter queue of every queue. What no schema knows goes to the dead
 * letters at once, since sending it again would not mend it.
 */
import { describeError, log } from '../platform/log.ts';
import type { LargeMessages } from '../platform/large-messages.ts';
import type { DeadLetters } from './dead-letters.ts';
import { takeIn } from './service.ts';
import type { Delivery, EventPorts } from './service.ts';
import { envelope, shopMessage, storedMessage } from './wire.ts';

/** Takes a batch of events in; one that was too large for the queue is fetched from the store. */
export async function consumeEvents(
  batch: MessageBatch,
  ports: EventPorts,
  { deadLetters, large }: { readonly deadLetters: DeadLetters; readonly large: LargeMessages },
): Promise<void> {
  const deliveries: Delivery[] = [];
  const stored = new Map<string, string>();
  for (const message of batch.messages) {
    const { id, timestamp } = message;
    const pointer = storedMessage.safeParse(message.body).data;
    const body =
      pointer === undefined ? message.body : await opened(message, pointer.stored, large);
    // Gone from the store: it was acted on, or is to be tried again.
    if (body === null) continue;
    if (pointer !== undefined) stored.set(id, pointer.stored);
    const parsed = shopMessage.safeParse(body);
    if (parsed.success) {
      const sentAt = timestamp.getTime();
      deliveries.push({ id, sentAt, again: message.attempts > 1, message: parsed.data });
    } else await buryMalformed(message, body, batch.queue, { ...ports, deadLetters });
  }
  if (deliveries.length === 0) return;
  const again = await takeIn(deliveries, ports);
  const taken = new Map(batch.messages.map((message) => [message.id, message]));
  for (const { id } of deliveries) {
    if (again.has(id)) {
      taken.get(id)?.retry();
      continue;
    }
    const key = stored.get(id);
    if (key !== undefined) await large.forget(key).catch(() => log('warn', 'event_left', { key }));
    taken.get(id)?.ack();
  }
}

/** What a message points to; null, and the message settled, where there is nothing to act on. */
async function opened(message: Message, stored: string, large: LargeMessages): Promise<unknown> {
  try {
    const body = await large.open(stored);
    if (body === null) message.ack();
    return body;
  } catch (error) {
    log('error', 'event_not_opened', { message: message.id, error: describeError(error) });
    message.retry();
    return null;
  }
}

/** Keeps a message nobody can read; its owner, if it names one, need not send it again. */
async function buryMalformed(
  message: Message,
  body: unknown,
  queue: string,
  { deadLetters, acknowledge }: Pick<EventPorts, 'acknowledge'> & { deadLetters: DeadLetters },
): Promise<void> {
  log('error', 'event_malformed', { queue, message: message.id });
  try {
    await deadLetters.keep(queue, message.body, 'malformed');
    const told = envelope.safeParse(body);
    if (told.success) await acknowledge(told.data.owner, told.data.receipts);
    message.ack();
  } catch (error) {
    log('error', 'event_not_buried', { message: message.id, error: describeError(error) });
    message.retry();
  }
}

const DEAD_SUFFIX = '-dead';

/** Keeps what a queue gave up on. Events stay with their owners, who send them again. */
export async function consumeDeadLetters(
  batch: MessageBatch,
  deadLetters: DeadLetters,
): Promise<void> {
  const queue = batch.queue.slice(0, -DEAD_SUFFIX.length);
  for (const message of batch.messages) {
    log('error', 'message_given_up', { queue, message: message.id });
    await deadLetters.keep(queue, message.body, 'too many tries');
    message.ack();
  }
}
