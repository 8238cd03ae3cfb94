/**
 * SKUs whose owner has said that it is asked more than it can do. For a moment this isolate sends
 * it no new order: who is paying already is served first, and nobody asks again at once.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** How long new orders leave an owner alone. */
export const LEFT_ALONE_MS = 5 * SECOND_MS;
/** SKUs an isolate remembers; past it the first one noted is forgotten. */
const MOST_SKUS = 1_000;

export class Backpressure {
  readonly #clock: Clock;
  readonly #until = new Map<Sku, Milliseconds>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Their owners are overloaded now. */
  note(skus: readonly Sku[]): void {
    for (const sku of skus) {
      this.#until.delete(sku);
      this.#until.set(sku, this.#clock() + LEFT_ALONE_MS);
    }
    for (const sku of this.#until.keys()) {
      if (this.#until.size <= MOST_SKUS) return;
      this.#until.delete(sku);
    }
  }

  /** True while one of them is left alone. */
  holds(skus: readonly Sku[]): boolean {
    const now = this.#clock();
    return skus.some((sku) => (this.#until.get(sku) ?? 0) > now);
  }
}
