/**
 * What a search box offers while someone types: phrases of the catalogue and what others searched
 * for, ranked beforehand for every beginning, so that a keystroke costs one short range.
 */
import { lettersOf } from './words.ts';

/** `[beginning, text, weight]`. */
export type CompletionRow = readonly [string, string, number];

/** Letters of the shortest beginning that is completed. */
export const MIN_BEGINNING = 2;
/** Longer beginnings are looked up by their first letters, and then read to the end. */
export const MAX_BEGINNING = 12;
/** Completions kept of each beginning. */
const KEPT = 12;
/** A search that led to something says as much as this many products. */
const SEARCH_WEIGHT = 5;

/** The beginning that completions of a text are looked up by; null for one too short. */
export function beginningOf(typed: string): string | null {
  const letters = lettersOf(typed);
  return letters.length < MIN_BEGINNING ? null : letters.slice(0, MAX_BEGINNING).join('');
}

/** Rows of the best completions of every beginning. */
export function completionRows(
  phrases: ReadonlyMap<string, number>,
  searches: ReadonlyMap<string, number>,
): CompletionRow[] {
  const weights = new Map(phrases);
  for (const [text, times] of searches) {
    weights.set(text, (weights.get(text) ?? 0) + times * SEARCH_WEIGHT);
  }
  const byBeginning = new Map<string, [string, number][]>();
  const ranked = [...weights].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  for (const [text, weight] of ranked) {
    const letters = lettersOf(text);
    for (let length = MIN_BEGINNING; length <= Math.min(letters.length, MAX_BEGINNING); length++) {
      const beginning = letters.slice(0, length).join('');
      const kept = byBeginning.get(beginning) ?? [];
      if (kept.length >= KEPT) continue;
      kept.push([text, weight]);
      byBeginning.set(beginning, kept);
    }
  }
  return [...byBeginning].flatMap(([beginning, kept]) =>
    kept.map(([text, weight]): CompletionRow => [beginning, text, weight]),
  );
}
