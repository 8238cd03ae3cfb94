/** Trouble of the platform that passes by itself: late objects, a database that is away. */

/** Nobody answered within the limit; what was asked for may still happen. */
export class Late extends Error {}

/** The outcome of `work` within `limitMs`, else a `Late` that names `what`. */
export async function within<W extends PromiseLike<unknown>>(
  work: W,
  limitMs: number,
  what: string,
): Promise<Awaited<W>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Late(`${what} did not answer in ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Longer chains of causes are none of ours. */
const MOST_CAUSES = 8;

/** The errors of a chain of causes, outermost first. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  let at = error;
  while (at instanceof Error && causes.length < MOST_CAUSES) {
    causes.push(at);
    at = at.cause;
  }
  return causes;
}

/** What the platform says of an object's call that failed on the way: ask again. */
const saysAgain = (error: Error): boolean => 'retryable' in error && error.retryable === true;

/** What it says of an object that is asked more than it can do: ask less. */
const saysLess = (error: Error): boolean => 'overloaded' in error && error.overloaded === true;

/** True where an object is asked more than it can do: who asks at once again makes it worse. */
export const isOverloaded = (error: unknown): boolean => causesOf(error).some(saysLess);

/** True where the same request may well succeed in a moment: the answer is 503, not 500. */
export const passes = (error: unknown): boolean =>
  causesOf(error).some(
    (cause) =>
      cause instanceof Late ||
      saysAgain(cause) ||
      saysLess(cause) ||
      cause.message.startsWith('D1_ERROR'),
  );

/** As Cloudflare lists them among D1's errors with "retry" as the recommended action. */
const TRANSIENT = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
] as const;

/** True for an error of D1's after which it asks for the same statement again. */
export const isTransient = (error: unknown): boolean =>
  causesOf(error).some((cause) => TRANSIENT.some((text) => cause.message.includes(text)));
