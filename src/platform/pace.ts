/**
 * Spaces calls out to a rate, with a burst of one second's worth: each caller is told how long to
 * wait for its turn. It counts its own isolate's calls; others have a pace of their own.
 */
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export class Pace {
  readonly #gapMs: number;
  readonly #longestWaitMs: Milliseconds;
  /** When the line would be empty, were everybody served one gap after the other. */
  #emptyAt = 0;

  /** @param longestWaitMs whoever would wait longer is turned away */
  constructor(perSecond: number, longestWaitMs: Milliseconds) {
    this.#gapMs = SECOND_MS / perSecond;
    this.#longestWaitMs = longestWaitMs;
  }

  /**
   * Takes a turn: milliseconds until it comes, or null for a line that is too long.
   * @param now of a clock that never runs backwards
   */
  take(now: Milliseconds): Milliseconds | null {
    const emptyAt = Math.max(this.#emptyAt, now) + this.#gapMs;
    const wait = Math.max(0, emptyAt - now - SECOND_MS);
    if (wait > this.#longestWaitMs) return null;
    this.#emptyAt = emptyAt;
    return wait;
  }
}
