/**
 * How old each copy of the catalogue may be. A change is seen within 20 s in the data centre where
 * staff made it, and within 120 s anywhere; `freshness.test.ts` adds these up to that.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from './time.ts';

/** Browsers, and whatever caches whole answers: `max-age`. */
export const PAGE_MS = 15 * SECOND_MS;
/** An isolate's memory answers at once for so long … */
export const MEMORY_FRESH_MS = 2_500;
/** … and so much longer while it fetches anew behind the answer. */
export const MEMORY_STALE_MS = 1_500;
/** How long an isolate goes on with what it knows of changes in its data centre. */
export const CHANGE_HEARD_MS = SECOND_MS;
/** A data centre's own copy of a KV value. The platform takes no less than 30 s. */
export const KV_MS = 60 * SECOND_MS;
/** A list in a data centre that heard of no change. */
export const EDGE_FRESH_MS = 30 * SECOND_MS;
/** … and so much longer while it is made anew behind the answer. */
export const EDGE_STALE_MS = 30 * SECOND_MS;
/**
 * What staff change many at a time is published by the queue. Until then what their data centre
 * makes of the catalogue may be the old, and is not taken for new later.
 */
export const PUBLISHING_MS = 10 * SECOND_MS;

/** Copies this old are not for use, but for when nothing else is left: a database away. */
export const EDGE_KEPT_MS = 60 * MINUTE_MS;
export const LASTING_KEPT_MS = 7 * DAY_MS;
/** How often a lasting copy is made anew. */
export const LASTING_AGE_MS = 10 * MINUTE_MS;
/** A document that a reader put into KV, until it is known that it was not outdated meanwhile. */
export const FILLED_KEPT_MS = 60 * SECOND_MS;
/** That nothing is there any more is told by KV for a day; then nothing is there. */
export const GONE_KEPT_MS = DAY_MS;
