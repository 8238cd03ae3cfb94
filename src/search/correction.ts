/** Typo correction: which word of the vocabulary a misspelt one was meant to be. */
import type { WordFacts } from './question.ts';
import { lettersOf } from './words.ts';

/** Shorter words have too many neighbours to guess among. */
const MIN_LENGTH = 4;
/** From this length on two edits are still recognisable. */
const TWO_EDITS_FROM = 8;

/**
 * Edits that turn one word into another: a letter put in, left out or changed, or two neighbours
 * swapped (optimal string alignment). Answers more than `most` once it is certain to be above.
 */
export function editDistance(from: string, to: string, most: number): number {
  const [a, b] = [lettersOf(from), lettersOf(to)];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const here = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        (above[column] ?? 0) + 1,
        (here[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, (before[column - 2] ?? 0) + 1);
      }
      here.push(edits);
    }
    // A swap reaches over one row: two rows above the limit are the end.
    if (Math.min(...here, ...above) > most) return most + 1;
    before = above;
    above = here;
  }
  return above[b.length] ?? most + 1;
}

const commonStart = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};

const sortedLetters = (word: string): string => lettersOf(word).toSorted().join('');

/**
 * A letter is left out or two are swapped in few ways, a wrong or an extra one comes in 26 times as
 * many: of two words as many edits away, the one that needs the former is the likelier.
 */
const isLikely = (typed: string, meant: string): boolean =>
  lettersOf(meant).length > lettersOf(typed).length ||
  sortedLetters(meant) === sortedLetters(typed);

/**
 * The word that `facts.word` was meant to be, or null for one that is known or is like none. Fewest
 * edits first, then the likelier ones, then the word that more products have, then the one that has
 * more of the same beginning. What could still become a known word is only ever completed.
 */
export function correctionOf({ word, products, beginnings, similar }: WordFacts): string | null {
  const length = lettersOf(word).length;
  if (products > 0 || length < MIN_LENGTH || /\p{N}/u.test(word)) return null;
  const most = length >= TWO_EDITS_FROM && beginnings === 0 ? 2 : 1;
  const [best] = similar
    .filter((candidate) => beginnings === 0 || candidate.word.startsWith(word))
    .map((candidate) => ({ ...candidate, edits: editDistance(word, candidate.word, most) }))
    .filter(({ edits }) => edits <= most)
    .toSorted(
      (a, b) =>
        a.edits - b.edits ||
        Number(isLikely(word, b.word)) - Number(isLikely(word, a.word)) ||
        b.products - a.products ||
        commonStart(word, b.word) - commonStart(word, a.word) ||
        (a.word < b.word ? -1 : 1),
    );
  return best?.word ?? null;
}
