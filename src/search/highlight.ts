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

const ASCII_WORD = /^[a-z0-9]+$/i;

/** A word as stems are compared; most need no folding, which costs more than all the rest. */
const plain = (word: string): string =>
  ASCII_WORD.test(word) ? word.toLowerCase() : (wordsOf(word)[0] ?? '');

function matchesIn(text: string, stems: ReadonlySet<string>): Span[] {
  const spans: Span[] = [];
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (stems.has(stemOf(plain(word)))) spans.push({ start: index, end: index + word.length });
  }
  return spans;
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

/** The words of a query, as texts are looked through for them. */
export const stemsOf = (query: string): ReadonlySet<string> => new Set(wordsOf(query).map(stemOf));

/** A text with its matches marked. */
export const highlighted = (text: string, stems: ReadonlySet<string>): Piece[] =>
  piecesOf(text, matchesIn(text, stems));

/** The part of a text around its first match, marked; null where nothing matches. */
export function snippetOf(text: string, stems: ReadonlySet<string>): Piece[] | null {
  const [first] = matchesIn(text, stems);
  if (first === undefined) return null;
  const space = text.lastIndexOf(' ', Math.max(0, first.start - LEAD));
  const start = first.start <= LEAD ? 0 : space + 1;
  const whole = text.length - start <= SNIPPET_LENGTH;
  const end = whole ? text.length : text.lastIndexOf(' ', start + SNIPPET_LENGTH);
  const cut = text.slice(start, end > first.end ? end : start + SNIPPET_LENGTH);
  return highlighted(`${start > 0 ? '… ' : ''}${cut}${whole ? '' : ' …'}`, stems);
}
