/** What becomes of holds whose lease has ended: their orders are asked, and silence keeps them. */
import type { Milliseconds } from '../kernel/time.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Hold, HoldKey, HoldQuestion, Verdict } from './stock.ts';

/** Questions of one alarm run: each is a request to another object. */
export const MAX_VERDICTS_A_RUN = 50;
/** How long a hold is kept before its unreachable order is asked again. */
export const VERDICT_RETRY_MS = MINUTE_MS;

/** Least time before the same lease is asked about again. */
const VERDICT_LEAST_MS = 5 * SECOND_MS;

/** Asks the order that made a hold. Throws when the order cannot be reached. */
export type AskVerdict = (question: HoldQuestion) => Promise<Verdict>;

export type SettledLease = {
  readonly key: HoldKey;
  readonly verdict: Verdict;
  /** True when nobody answered and the hold is kept for now. */
  readonly silent: boolean;
};

/** The verdicts on leases that have ended, one for each order and round, oldest first. */
export async function settleLeases(
  ended: readonly Hold[],
  now: Milliseconds,
  ask: AskVerdict,
): Promise<SettledLease[]> {
  const keys = new Map(
    ended.map(({ orderId, round }) => [`${orderId}:${round}`, { orderId, round }]),
  );
  return Promise.all(
    [...keys.values()].slice(0, MAX_VERDICTS_A_RUN).map(async (key): Promise<SettledLease> => {
      try {
        const verdict = await ask(key);
        if (verdict.kind === 'release') return { key, verdict, silent: false };
        const until = Math.max(verdict.until, now + VERDICT_LEAST_MS);
        return { key, verdict: { kind: 'keep_until', until }, silent: false };
      } catch {
        const until = now + VERDICT_RETRY_MS;
        return { key, verdict: { kind: 'keep_until', until }, silent: true };
      }
    }),
  );
}
