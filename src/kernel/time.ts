/** Time: milliseconds since the epoch inside, RFC 3339 in UTC outside. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Milliseconds = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** RFC 3339 text in UTC of an instant. */
export const rfc3339 = (at: Milliseconds): string => new Date(at).toISOString();
