/**
 * Failed sign-ins of one network address, counted in memory: an address that keeps trying keeps its
 * object awake, and one that stops for long enough to be evicted has waited.
 */
import { DurableObject } from 'cloudflare:workers';
import {
  failedAgain,
  isSuspect,
  NETWORK_RULE,
  NO_FAILURES,
  waitOf,
} from '../src/customers/throttle.ts';

export class Throttle extends DurableObject<Env> {
  #failures = NO_FAILURES;

  /** How long its next try must wait, and whether programs may be behind it. */
  standing(): { readonly waitMs: number; readonly suspect: boolean } {
    const now = Date.now();
    return {
      waitMs: waitOf(this.#failures, NETWORK_RULE, now),
      suspect: isSuspect(this.#failures, now),
    };
  }

  failed(): void {
    this.#failures = failedAgain(this.#failures, Date.now());
  }
}
