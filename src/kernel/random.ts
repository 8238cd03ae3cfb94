/** Randomness and digests as arguments: pure code is handed these and stays repeatable. */

/** A number in [0, 1). */
export type Random = () => number;

/** SHA-256 of UTF-8 text, as lowercase hexadecimal. */
export type Digest = (text: string) => string;

/** The current time in milliseconds since the epoch. */
export type Clock = () => number;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A number in [0, 1) that follows from `text` alone: spreads, repeatably, what must not meet. */
export function fractionOf(text: string): number {
  let hash = FNV_OFFSET;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  }
  return (hash >>> 0) / 2 ** 32;
}

/**
 * `base` spread over ±`ratio` of itself, so that many timers set at once do not fire at once.
 * @param ratio between 0 and 1
 */
export const jitter = (base: number, ratio: number, random: Random): number =>
  Math.round(base * (1 - ratio + 2 * ratio * random()));
