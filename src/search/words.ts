/**
 * Words as search knows them: letters and digits in lower case, without marks. What people write in
 * several ways (`27"`, `27 inch`; `Cat. 5e`; `wi-fi`, `wifi`) has one code besides its words.
 */

/** Words of a query beyond this add cost and no precision. */
const MAX_TERMS = 16;
/** Longer compounds are sentences without spaces. */
const MAX_CODE_LENGTH = 24;

/** A part of a text: the words it is made of, and the code it has in one piece. */
export type Term = { readonly words: readonly string[]; readonly code: string | null };

/** Ways to write a unit → the one way that codes are written in. */
const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    inch: ['inches', 'inch', 'in', '"', '″', '”', "''"],
    ft: ['feet', 'foot', 'ft'],
    mm: ['mm'],
    cm: ['cm'],
    m: ['metres', 'metre', 'meters', 'meter', 'm'],
    kb: ['kb'],
    mb: ['mb', 'megabytes', 'megabyte'],
    gb: ['gb', 'gigabytes', 'gigabyte'],
    tb: ['tb', 'terabytes', 'terabyte'],
    mbps: ['mbps', 'mbit/s'],
    gbps: ['gbps', 'gbit/s'],
    hz: ['hz'],
    mhz: ['mhz'],
    ghz: ['ghz'],
    w: ['watts', 'watt', 'w'],
    kw: ['kw'],
    v: ['volts', 'volt', 'v'],
    va: ['va'],
    mah: ['mah'],
    wh: ['wh'],
    g: ['grams', 'gram', 'g'],
    kg: ['kg', 'kilograms', 'kilogram'],
    ml: ['ml'],
    l: ['litres', 'litre', 'liters', 'liter', 'l'],
    dpi: ['dpi'],
    ppm: ['ppm'],
    rpm: ['rpm'],
    mp: ['megapixels', 'megapixel', 'mpx', 'mp'],
    port: ['ports', 'port'],
    pack: ['pack', 'pcs'],
  }).flatMap(([unit, ways]) => ways.map((way) => [way, unit] as const)),
);

const END = '(?![\\p{L}\\p{N}])';
const anyUnit = [...UNITS.keys()].toSorted((a, b) => b.length - a.length).join('|');
const PARTS = new RegExp(
  [
    `(?<number>\\d+(?:[.,]\\d+)?)[ -]?(?<unit>${anyUnit})${END}`,
    `cat(?:egory)?[ .-]*(?<cable>\\d[a-z]?)${END}`,
    '(?<compound>[\\p{L}\\p{N}]+(?:[-./+][\\p{L}\\p{N}]+)+)',
    '[\\p{L}\\p{N}]+',
  ].join('|'),
  'gu',
);

/** Text as the index compares it. */
const folded = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

const plainWords = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** The letters of a word, none of them cut in two. */
export const lettersOf = (word: string): string[] => Array.from(word);

/** The words of a text, in its order. */
export const wordsOf = (text: string): string[] => plainWords(folded(text));

/** Letters and digits alone: how an article number is compared. */
export const codeOf = (text: string): string => plainWords(folded(text)).join('');

/** `3.5` is a number and no compound: run together it would be another number. */
const isNumber = (text: string): boolean => /^[\d.]+$/.test(text);

function termOf(match: RegExpMatchArray): Term {
  const [whole] = match;
  const { number, unit, cable, compound } = match.groups ?? {};
  const words = plainWords(whole);
  if (number !== undefined) {
    // A dot would end the word; `d` keeps 3.5 apart from 35.
    return { words, code: `${number.replace(/[.,]/, 'd')}${UNITS.get(unit ?? '') ?? ''}` };
  }
  if (cable !== undefined) return { words, code: `cat${cable}` };
  const joins = compound !== undefined && !isNumber(compound);
  return { words, code: joins && codeOf(whole).length <= MAX_CODE_LENGTH ? codeOf(whole) : null };
}

/** The parts of a query that are looked for together. */
export const termsOf = (query: string): Term[] =>
  [...folded(query).matchAll(PARTS)].map(termOf).slice(0, MAX_TERMS);

/** The codes in a text that its words alone would not find, each once. */
export function codesOf(text: string): string[] {
  const codes = [...folded(text).matchAll(PARTS)].flatMap((match) => {
    const { words, code } = termOf(match);
    return code === null || (words.length === 1 && words[0] === code) ? [] : [code];
  });
  return [...new Set(codes)];
}
