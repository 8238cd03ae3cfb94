/**
 * `npm run bench:typos`: draws words of five letters and more from the real catalogue's vocabulary,
 * misspells each by one edit, and counts how often the right word is the first correction.
 */
import { correctionOf } from '../../src/search/correction.ts';
import type { SearchIndex } from '../../src/search/question.ts';
import { drawn } from './draw.ts';
import { hasRealData, productsOf, realRows } from './real.ts';
import { indexOf } from './sqlite.ts';

const DRAWN = 3_000;
const LEAST = 0.95;
const MIN_LETTERS = 5;
/** A letter put in, left out or changed, or two neighbours swapped. */
const EDITS = ['insert', 'delete', 'change', 'swap'] as const;
type Edit = (typeof EDITS)[number];

const letter = (random: () => number): string =>
  String.fromCharCode('a'.charCodeAt(0) + Math.floor(random() * 26));

/** A word with one edit at a random place. */
export function misspelt(word: string, edit: Edit, random: () => number): string {
  const letters = [...word];
  const at = Math.floor(random() * letters.length);
  switch (edit) {
    case 'insert':
      letters.splice(at, 0, letter(random));
      break;
    case 'delete':
      letters.splice(at, 1);
      break;
    case 'change':
      letters[at] = letter(random);
      break;
    case 'swap': {
      const from = Math.min(at, letters.length - 2);
      letters.splice(from, 2, letters[from + 1] ?? '', letters[from] ?? '');
      break;
    }
  }
  return letters.join('');
}

export type Tried = { readonly edit: Edit; readonly word: string; readonly typo: string };

/** Typos of words drawn evenly; none of them is a word itself. */
export function drawTypos(words: readonly string[], count: number, random: () => number): Tried[] {
  const known = new Set(words);
  const long = words.filter((word) => [...word].length >= MIN_LETTERS);
  const tried: Tried[] = [];
  while (tried.length < count) {
    const word = long[Math.floor(random() * long.length)] ?? '';
    const edit = EDITS[Math.floor(random() * EDITS.length)] ?? 'change';
    const typo = misspelt(word, edit, random);
    if (!known.has(typo)) tried.push({ edit, word, typo });
  }
  return tried;
}

/** Those whose first correction is the right word. */
export async function corrected(index: SearchIndex, tried: readonly Tried[]): Promise<Tried[]> {
  const right: Tried[] = [];
  for (const one of tried) {
    const [facts] = await index.vocabulary([one.typo]);
    if (facts !== undefined && correctionOf(facts) === one.word) right.push(one);
  }
  return right;
}

async function report(): Promise<void> {
  const now = Date.now();
  const { index, words } = indexOf(productsOf(realRows(), now), now);
  const vocabulary = [...words.keys()];
  const tried = drawTypos(vocabulary, DRAWN, drawn(1));
  const right = new Set(await corrected(index, tried));
  for (const edit of EDITS) {
    const all = tried.filter((one) => one.edit === edit);
    const good = all.filter((one) => right.has(one)).length;
    console.log(
      `${edit.padEnd(8)} ${good} of ${all.length} (${((100 * good) / all.length).toFixed(1)} %)`,
    );
  }
  for (const { word, typo } of tried.filter((one) => !right.has(one)).slice(0, 20)) {
    const [facts] = await index.vocabulary([typo]);
    console.log(`  ${typo}: ${facts === undefined ? '–' : correctionOf(facts)}, not ${word}`);
  }
  const share = right.size / tried.length;
  const percent = (100 * share).toFixed(1);
  console.log(
    `right first: ${right.size} of ${tried.length} (${percent} %, ≥ ${100 * LEAST} %), ` +
      `of ${vocabulary.length} words`,
  );
  if (share < LEAST) process.exitCode = 1;
}

if (hasRealData && process.argv[1]?.endsWith('typos.ts') === true) await report();
