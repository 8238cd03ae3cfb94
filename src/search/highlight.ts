/** Where in a title, and in which part of a description, the words that were searched for stand. */
import { wordsOf } from './words.ts';

/** A piece of text, marked where it is what was searched for. */
export type Piece = { readonly text: string; readonly match: boolean };

/** A snippet is a line or two. */
const SNIPPET_LENGTH = 160;
/** Letters before the first match that a snippet begins with. */
const LEAD = 40;
/** Endings that make no other word of a word, the longest first. */
const ENDINGS = ['ies', 'ing', 'es', 'ed', 's', 'y'];
const MIN_STEM = 3;

/** What two forms of a word have in common, nearly as the index's stemmer takes it. */
function stemOf(word: string): string {
  const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= MIN_STEM);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

type Span = { readonly start: number; readonly end: number };

/** The stems of a query's words, as texts are looked through for them. */
export type Sought = ReadonlySet<string>;

const ASCII_WORD = /^[a-z0-9]+$/i;

/** A word as stems are compared; most need no folding, which costs more than all the rest. */
const plain = (word: string): string =>
  ASCII_WORD.test(word) ? word.toLowerCase() : (wordsOf(word)[0] ?? '');

/** A letter, digit or mark past ASCII: a word with one is folded before it is compared. */
const FOREIGN = /(?=[^\0-\x7f])[\p{L}\p{N}\p{M}]/u;
const ANY_WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Of a letter or digit in lower case; NaN, past a text's end, is none. */
const isInWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);

/** The first of these stems from a place on; -1 for none. */
function nextOf(text: string, stems: Sought, from: number): number {
  let next = -1;
  for (const stem of stems) {
    const at = text.indexOf(stem, from);
    if (at >= 0 && (next < 0 || at < next)) next = at;
  }
  return next;
}

/** Where the words stand among ASCII ones: looking for stems costs less than for each word. */
function plainMatches(text: string, stems: Sought): Span[] {
  const lower = text.toLowerCase();
  const spans: Span[] = [];
  let end = 0;
  for (let start = nextOf(lower, stems, 0); start >= 0; start = nextOf(lower, stems, end)) {
    end = start + 1;
    while (isInWord(lower.charCodeAt(end))) end++;
    const begins = start === 0 || !isInWord(lower.charCodeAt(start - 1));
    if (begins && stems.has(stemOf(lower.slice(start, end)))) spans.push({ start, end });
  }
  return spans;
}

/** Where the words stand, in order. */
function matchesIn(text: string, stems: Sought): Span[] {
  if (!FOREIGN.test(text)) return plainMatches(text, stems);
  return [...text.matchAll(ANY_WORD)].flatMap(({ 0: word, index }) =>
    stems.has(stemOf(plain(word))) ? [{ start: index, end: index + word.length }] : [],
  );
}

function piecesOf(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) pieces.push({ text: text.slice(at, start), match: false });
    pieces.push({ text: text.slice(start, end), match: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), match: false });
  return pieces;
}

/** The words of a query, to look for in texts. */
export const soughtOf = (query: string): Sought => new Set(wordsOf(query).map(stemOf));

/** A text with its matches marked. */
export const highlighted = (text: string, sought: Sought): Piece[] =>
  piecesOf(text, matchesIn(text, sought));

/** The part of a text around its first match, marked; null where nothing matches. */
export function snippetOf(text: string, sought: Sought): Piece[] | null {
  const [first] = matchesIn(text, sought);
  if (first === undefined) return null;
  const space = text.lastIndexOf(' ', Math.max(0, first.start - LEAD));
  const start = first.start <= LEAD ? 0 : space + 1;
  const whole = text.length - start <= SNIPPET_LENGTH;
  const end = whole ? text.length : text.lastIndexOf(' ', start + SNIPPET_LENGTH);
  const cut = text.slice(start, end > first.end ? end : start + SNIPPET_LENGTH);
  return highlighted(`${start > 0 ? '… ' : ''}${cut}${whole ? '' : ' …'}`, sought);
}
