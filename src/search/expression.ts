/** From terms to expressions of FTS5, which cannot be malformed: every word of them is quoted. */
import type { Term } from './words.ts';
import { wordsOf } from './words.ts';

/** Phrase → phrases that mean the same, each as words joined by single spaces. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

export type Expressions = {
  /** Documents with every term. */
  readonly all: string;
  /** Documents with one of them. */
  readonly any: string;
};

/** Words of the longest phrase that synonyms are looked up by. */
const MAX_PHRASE_TERMS = 3;

const quoted = (words: readonly string[]): string => `"${words.join(' ')}"`;

/** An expression for one term; `open` lets its last word be a beginning. */
function termExpression({ words, code }: Term, open: boolean): string {
  const phrase = `${quoted(words)}${open ? ' *' : ''}`;
  return code === null || (words.length === 1 && words[0] === code)
    ? phrase
    : `(${phrase} OR ${quoted([code])})`;
}

const keyOf = (terms: readonly Term[]): string => terms.flatMap(({ words }) => words).join(' ');

/** How many terms from `start` on are a phrase with synonyms: the longest one. */
function phraseLength(terms: readonly Term[], start: number, synonyms: Synonyms): number {
  for (let length = Math.min(MAX_PHRASE_TERMS, terms.length - start); length > 0; length--) {
    if (synonyms.has(keyOf(terms.slice(start, start + length)))) return length;
  }
  return 0;
}

/** The parts of a query, each an expression that all or any of are required. */
function partsOf(terms: readonly Term[], synonyms: Synonyms, open: boolean): string[] {
  const parts: string[] = [];
  for (let at = 0; at < terms.length;) {
    const length = Math.max(1, phraseLength(terms, at, synonyms));
    const phrase = terms.slice(at, at + length);
    at += length;
    const own = phrase.map((term, index) =>
      termExpression(term, open && at === terms.length && index === phrase.length - 1),
    );
    const others = (synonyms.get(keyOf(phrase)) ?? []).map((other) => quoted(wordsOf(other)));
    const together = own.length === 1 ? (own[0] ?? '') : `(${own.join(' AND ')})`;
    parts.push(others.length === 0 ? together : `(${[together, ...others].join(' OR ')})`);
  }
  return parts;
}

/** The expressions of a query, or null for one without a word. */
export function expressionsOf(
  terms: readonly Term[],
  synonyms: Synonyms,
  { open = false }: { open?: boolean } = {},
): Expressions | null {
  const parts = partsOf(terms, synonyms, open);
  return parts.length === 0 ? null : { all: parts.join(' AND '), any: parts.join(' OR ') };
}
