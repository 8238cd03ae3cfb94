/**
 * The queue EVENTS, and the dead-letter queue of every queue. What no schema knows goes to the dead
 * letters at once, since sending it again would not mend it.
 */
import { describeError, log } from '../platform/log.ts';
import type { DeadLetters } from './dead-letters.ts';
import { takeIn } from './service.ts';
import type { Delivery, EventPorts } from './service.ts';
import { envelope, shopMessage } from './wire.ts';

/** Takes a batch of events in. */
export async function consumeEvents(
  batch: MessageBatch,
  ports: EventPorts,
  deadLetters: DeadLetters,
): Promise<void> {
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const { id, body, timestamp } = message;
    const parsed = shopMessage.safeParse(body);
    if (parsed.success) deliveries.push({ id, sentAt: timestamp.getTime(), message: parsed.data });
    else await buryMalformed(message, batch.queue, { ...ports, deadLetters });
  }
  if (deliveries.length === 0) return;
  const again = await takeIn(deliveries, ports);
  const taken = new Map(batch.messages.map((message) => [message.id, message]));
  for (const { id } of deliveries) {
    if (again.has(id)) taken.get(id)?.retry();
    else taken.get(id)?.ack();
  }
}

/** Keeps a message nobody can read; its owner, if it names one, need not send it again. */
async function buryMalformed(
  message: Message,
  queue: string,
  { deadLetters, acknowledge }: Pick<EventPorts, 'acknowledge'> & { deadLetters: DeadLetters },
): Promise<void> {
  log('error', 'event_malformed', { queue, message: message.id });
  try {
    await deadLetters.keep(queue, message.body, 'malformed');
    const told = envelope.safeParse(message.body);
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
