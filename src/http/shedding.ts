/**
 * Sheds load before anything fails: an isolate counts the requests it works on at once, and past a
 * bound refuses browsing first, then new orders, and never who pays, what providers tell, or staff.
 */

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

/** Counts the requests of an isolate. */
export class Load {
  #atOnce = 0;

  /** True where a request is taken on; then `done` is to be called once. */
  takes(path: string, bounds: Bounds): boolean {
    const urgency = urgencyOf(path);
    if (urgency !== 'paying' && this.#atOnce >= bounds[urgency]) return false;
    this.#atOnce += 1;
    return true;
  }

  done(): void {
    this.#atOnce -= 1;
  }
}
