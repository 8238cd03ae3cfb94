/** Words that mean the same to the merchant's shoppers: each group is searched for as one. */
import type { Synonyms } from './expression.ts';
import { wordsOf } from './words.ts';

export type SynonymGroup = {
  readonly id: string;
  readonly phrases: readonly string[];
  readonly createdAt: number;
};

/** Phrases of one group: more would make a search for anything. */
export const MAX_PHRASES = 20;
/** Groups of a shop; all of them are held in memory. */
export const MAX_GROUPS = 1_000;

const normal = (phrase: string): string => wordsOf(phrase).join(' ');

/** The forms of a phrase that shoppers type: its last word may be in the plural. */
function formsOf(phrase: string): string[] {
  return phrase.endsWith('s') ? [phrase, phrase.slice(0, -1)] : [phrase, `${phrase}s`];
}

/** Each phrase with those that mean the same. */
export function synonymsOf(groups: readonly Pick<SynonymGroup, 'phrases'>[]): Synonyms {
  const others = new Map<string, Set<string>>();
  for (const group of groups) {
    const phrases = group.phrases.map(normal).filter(Boolean);
    for (const phrase of phrases) {
      for (const form of formsOf(phrase)) {
        const known = others.get(form) ?? new Set();
        for (const other of phrases) if (other !== phrase) known.add(other);
        others.set(form, known);
      }
    }
  }
  return new Map([...others].map(([phrase, set]) => [phrase, [...set]]));
}

/** The phrases of a group as they are kept: each once, in one form; null for fewer than two. */
export function groupPhrases(phrases: readonly string[]): string[] | null {
  const unique = [...new Set(phrases.map(normal).filter(Boolean))];
  return unique.length < 2 || unique.length > MAX_PHRASES ? null : unique;
}
