/**
 * Messages of any size through a queue that takes 128 kB: a larger one waits in R2, and its place
 * there travels. Its key follows from what it says, so that sent again it is the same object.
 */
import { utf8 } from '../kernel/base64url.ts';
import { sha256 } from './crypto.ts';
import type { EventMessage } from './outbox.ts';

/** Of the 128,000 bytes that a message holds; the rest is the queue's own. */
const MOST_BYTES = 120_000;
/** UTF-8 bytes of one UTF-16 unit, at most: short texts need not be encoded to be measured. */
const BYTES_A_UNIT = 3;
const PREFIX = 'outbox/';

export type StoredMessage = { readonly stored: string };

const fits = (text: string): boolean =>
  text.length * BYTES_A_UNIT <= MOST_BYTES || utf8(text).length <= MOST_BYTES;

/** The queue EVENTS as outboxes send to it; what is too large for it goes by way of `bucket`. */
export function eventQueue(
  queue: Queue<EventMessage | StoredMessage>,
  bucket: R2Bucket,
): { send(message: EventMessage): Promise<void> } {
  return {
    async send(message) {
      const text = JSON.stringify(message);
      if (fits(text)) {
        await queue.send(message);
        return;
      }
      const { kind, name } = message.owner;
      const stored = `${PREFIX}${kind}/${name}/${sha256(text)}.json`;
      await bucket.put(stored, text);
      await queue.send({ stored });
    },
  };
}

export type LargeMessages = {
  /** What was stored there; null where it is gone, since somebody has acted on it. */
  open(stored: string): Promise<unknown>;
  /** To be called once it was acted on. */
  forget(stored: string): Promise<void>;
};

/** The messages that wait in `bucket`. */
export const largeMessages = (bucket: R2Bucket): LargeMessages => ({
  async open(stored) {
    const object = await bucket.get(stored);
    return object === null ? null : object.json();
  },
  forget: (stored) => bucket.delete(stored),
});
