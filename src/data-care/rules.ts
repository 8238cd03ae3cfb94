/** How long personal data is kept, as docs/security.md tells it. */
import { DAY_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** Who ordered something that came to nothing: until nobody asks about it any more. */
export const UNPAID_KEPT_MS = 90 * DAY_MS;
/** What the queues gave up on and staff has settled. */
export const LETTERS_KEPT_MS = 90 * DAY_MS;
/** Which mails were sent: longer than any event is sent again. */
export const NOTICES_KEPT_MS = 400 * DAY_MS;
/**
 * Full years after the one an order was placed in: the longest that European tax law asks for its
 * documents (Austria 7, Germany 8, France 10).
 */
export const ORDER_KEPT_YEARS = 10;

/** Orders placed before this moment are forgotten: the first of January of a year. */
export const ordersKeptSince = (now: Milliseconds): Milliseconds =>
  Date.UTC(yearOf(now) - ORDER_KEPT_YEARS, 0, 1);

export const yearOf = (now: Milliseconds): number => new Date(now).getUTCFullYear();
