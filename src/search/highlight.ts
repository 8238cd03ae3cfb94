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

/** The words of a query, as texts are looked through for them. */
export type Sought = {
  readonly stems: ReadonlySet<string>;
  /** Finds every word of a text in ASCII that begins with one of them, and few others. */
  readonly beginnings: RegExp;
};

const ASCII_WORD = /^[a-z0-9]+$/i;

/** A word as stems are compared; most need no folding, which costs more than all the rest. */
const plain = (word: string): string =>
  ASCII_WORD.test(word) ? word.toLowerCase() : (wordsOf(word)[0] ?? '');

const ASCII = /^[\0-\x7f]*$/;
const ANY_WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Where the words stand, in order. Most texts are plain: there only likely words are looked at. */
function* matchesIn(text: string, { stems, beginnings }: Sought): Generator<Span> {
  for (const { 0: word, index } of text.matchAll(ASCII.test(text) ? beginnings : ANY_WORD)) {
    if (stems.has(stemOf(plain(word)))) yield { start: index, end: index + word.length };
  }
}

function piecesOf(text: string, spans: Iterable<Span>): Piece[] {
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
export function soughtOf(query: string): Sought {
  const stems = new Set(wordsOf(query).map(stemOf));
  const plainStems = [...stems].filter((stem) => ASCII_WORD.test(stem));
  // An empty choice would match everywhere; this one matches nowhere.
  const choice = plainStems.length === 0 ? '$^' : plainStems.join('|');
  return { stems, beginnings: new RegExp(`(?<![a-z0-9])(?:${choice})[a-z0-9]*`, 'gi') };
}

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
