/** Randomness and digests as arguments: pure code is handed these and stays repeatable. */

/** A number in [0, 1). */
export type Random = () => number;

/** SHA-256 of UTF-8 text, as lowercase hexadecimal. */
export type Digest = (text: string) => string;

/** The current time in milliseconds since the epoch. */
export type Clock = () => number;

/**
 * `base` spread over ±`ratio` of itself, so that many timers set at once do not fire at once.
 * @param ratio between 0 and 1
 */
export const jitter = (base: number, ratio: number, random: Random): number =>
  Math.round(base * (1 - ratio + 2 * ratio * random()));
