/**
 * Long answers, written as they are made. What fails after the first part breaks the connection:
 * the status has been sent, and a file that ends properly would be taken for a whole one.
 */
import { describeError, log } from '../platform/log.ts';

/** The parts as a body; the next one is made when the last one was taken. */
export function streamed(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log('error', 'stream_broken', { error: describeError(error) });
        controller.error(error);
      }
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
