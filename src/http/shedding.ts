/**
 * Sheds load before anything fails: an isolate counts the requests it works on at once, and past a
 * bound refuses browsing first, then new orders, and never who pays, what providers tell, or staff.
 */
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Urgency = 'paying' | 'ordering' | 'browsing';

/** Orders that are placed and what pays them; whoever runs the shop. */
const PAYING = /^\/(api\/)?(orders|webhooks|admin|health|metrics)(\/|$)/;
/** What leads to an order. */
const ORDERING = /^\/(api\/)?(checkout|cart|sales|auth|account|me)(\/|$)/;

/** How urgent a request is, by its path. */
export function urgencyOf(path: string): Urgency {
  if (PAYING.test(path)) return 'paying';
  return ORDERING.test(path) ? 'ordering' : 'browsing';
}

/** Requests at once from which on those of an urgency are refused. */
export type Bounds = { readonly browsing: number; readonly ordering: number };

/**
 * A request this old is no longer counted: one whose client has gone is ended by the platform at
 * any moment, and never says that it is done.
 */
export const FORGOTTEN_MS = 60 * SECOND_MS;

/** Counts the requests of an isolate. */
export class Load {
  readonly #clock: Clock;
  /** When each began, the oldest first. */
  readonly #begun = new Map<number, Milliseconds>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request's number where it is taken on, for `done`; null where it is refused. */
  takes(path: string, bounds: Bounds): number | null {
    const now = this.#clock();
    for (const [request, begunAt] of this.#begun) {
      if (begunAt > now - FORGOTTEN_MS) break;
      this.#begun.delete(request);
    }
    const urgency = urgencyOf(path);
    if (urgency !== 'paying' && this.#begun.size >= bounds[urgency]) return null;
    this.#last += 1;
    this.#begun.set(this.#last, now);
    return this.#last;
  }

  done(request: number): void {
    this.#begun.delete(request);
  }
}
