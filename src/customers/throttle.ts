/**
 * Growing delay after failed sign-ins, counted exactly by the object that owns the count. Nobody is
 * locked out: who waits may try again, and a day without failures forgets them all.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Failures = { readonly count: number; readonly lastAt: Milliseconds };

export type ThrottleRule = {
  /** Failures that cost no wait: people mistype. */
  readonly free: number;
  /** The wait after the first failure beyond those; it doubles with each. */
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
};

/**
 * Failures after which a captcha is asked for, where the shop has one: fewer than cost a wait, so
 * that a person is told of it before being made to wait.
 */
export const CAPTCHA_AFTER = 3;
const NETWORK_CAPTCHA_AFTER = 20;

/** For one e-mail address: some 100 guesses a day once the longest wait is reached. */
export const ADDRESS_RULE: ThrottleRule = {
  free: 5,
  firstWaitMs: SECOND_MS,
  mostWaitMs: 15 * MINUTE_MS,
};

/** For one network address, behind which an office or a whole provider may sit. */
export const NETWORK_RULE: ThrottleRule = {
  free: 50,
  firstWaitMs: SECOND_MS,
  mostWaitMs: 5 * MINUTE_MS,
};

export const NO_FAILURES: Failures = { count: 0, lastAt: 0 };

/** How long to wait before another try, in milliseconds; 0 when it may be made now. */
export function waitOf({ count, lastAt }: Failures, rule: ThrottleRule, now: Milliseconds): number {
  const beyond = count - rule.free;
  if (beyond < 0 || now - lastAt >= DAY_MS) return 0;
  const wait = Math.min(rule.firstWaitMs * 2 ** beyond, rule.mostWaitMs);
  return Math.max(0, lastAt + wait - now);
}

/** True for a network behind which so many failed lately that programs may be among them. */
export const isSuspect = ({ count, lastAt }: Failures, now: Milliseconds): boolean =>
  count >= NETWORK_CAPTCHA_AFTER && now - lastAt < DAY_MS;

/** Counts another failure. */
export const failedAgain = (failures: Failures, now: Milliseconds): Failures => ({
  count: (now - failures.lastAt >= DAY_MS ? 0 : failures.count) + 1,
  lastAt: now,
});
