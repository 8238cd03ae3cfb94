/** The queue NOTIFICATIONS. */
import { SECOND_MS } from '../kernel/time.ts';
import { describeError, log } from '../platform/log.ts';
import { tell } from './service.ts';
import type { NotificationPorts } from './service.ts';
import { notificationMessage } from './wire.ts';

/** Keeps messages nobody can read. */
type DeadLetterBox = { keep(queue: string, body: unknown, reason: string): Promise<void> };

/** Tells people what a batch of messages asks; one that fails holds back no other. */
export async function consumeNotifications(
  batch: MessageBatch,
  portsOfBatch: () => NotificationPorts,
  deadLetters: DeadLetterBox,
): Promise<void> {
  const ports = portsOfBatch();
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        await consume(message, ports, (body) => deadLetters.keep(batch.queue, body, 'malformed'));
      } catch (error) {
        log('error', 'notification_failed', { message: message.id, error: describeError(error) });
        message.retry();
      }
    }),
  );
}

async function consume(
  message: Message,
  ports: NotificationPorts,
  bury: (body: unknown) => Promise<void>,
): Promise<void> {
  const parsed = notificationMessage.safeParse(message.body);
  if (!parsed.success) {
    log('error', 'notification_malformed', { message: message.id });
    await bury(message.body);
    message.ack();
    return;
  }
  const verdict = await tell(parsed.data, ports);
  switch (verdict.kind) {
    case 'retry':
      message.retry({ delaySeconds: Math.ceil(verdict.afterMs / SECOND_MS) });
      return;
    case 'done':
    case 'left':
      message.ack();
      return;
  }
}
