/**
 * Failed sign-ins of one network address, counted in memory: an address that keeps trying keeps its
 * object awake, and one that stops for long enough to be evicted has waited.
 */
import { DurableObject } from 'cloudflare:workers';
import { failedAgain, NETWORK_RULE, NO_FAILURES, waitOf } from '../src/customers/throttle.ts';

export class Throttle extends DurableObject<Env> {
  #failures = NO_FAILURES;

  waitMs(): number {
    return waitOf(this.#failures, NETWORK_RULE, Date.now());
  }

  failed(): void {
    this.#failures = failedAgain(this.#failures, Date.now());
  }
}
