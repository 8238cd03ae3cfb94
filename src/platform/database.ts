/**
 * Writes to D1 that survive its passing errors. D1 itself repeats what only reads, twice; a write
 * it leaves to whoever knows that doing it twice does no harm.
 */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { isTransient } from './trouble.ts';

/** After these the queue, the cron or the person who asked tries again, minutes apart. */
const MOST_RETRIES = 2;
/** A reset takes a moment; the waits double and are spread, so that many do not come at once. */
const WAITS_MS = { initialDelay: 100, maxDelay: 1_000 } as const;

const repeating = retry(handleWhen(isTransient), {
  maxAttempts: MOST_RETRIES,
  backoff: new ExponentialBackoff(WAITS_MS),
});

/** Runs an idempotent write, again where D1 says that its trouble passes. */
export const idempotentWrite = <T>(write: () => Promise<T>): Promise<T> =>
  repeating.execute(() => write());
