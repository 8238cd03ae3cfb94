/** What a generation's vocabulary knows of a word, asked in two statements. */
import type { Generation } from './generation.ts';
import type { WordFacts } from './question.ts';
import type { Fragment } from './conditions-sql.ts';
import { numberIn, textIn } from './rows.ts';
import type { Row } from './rows.ts';
import { lettersOf } from './words.ts';

/** Words that share trigrams with a misspelt one; the right one is nearly always among these. */
const MAX_SIMILAR = 60;
/** Before and after a word, so that its first and last letters are in trigrams of their own. */
const EDGE = { before: '^', after: '$' } as const;
/** Greater than every word that begins with one before it. */
const END_OF_WORDS = '\u{10FFFF}';

/** A word with its edges, as its trigrams are taken. */
const edged = (word: string): string => `${EDGE.before}${word}${EDGE.after}`;
/** The same of a row of `search_word`. */
export const EDGED_WORD = `'${EDGE.before}' || word || '${EDGE.after}'`;

const trigrams = (word: string): string[] => {
  const letters = lettersOf(edged(word));
  return letters.slice(2).map((letter, at) => `${letters[at]}${letters[at + 1]}${letter}`);
};

/** Up to this length, two swapped letters may leave a word no trigram of its own. */
const SWAPPED_UP_TO = 8;

/** A word with each pair of neighbours swapped. */
function swapped(word: string): string[] {
  const letters = lettersOf(word);
  if (letters.length > SWAPPED_UP_TO) return [];
  return letters
    .slice(1)
    .map((letter, at) =>
      [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)].join(''),
    );
}

/** The trigrams that the word somebody meant may have, each once. */
export const gramsOf = (word: string): string[] => [
  ...new Set([word, ...swapped(word)].flatMap(trigrams)),
];

/** Asks for a word and its beginnings, and for words like it. */
export const vocabularyStatements = (word: string, g: Generation): Fragment[] => [
  {
    sql: `SELECT
      coalesce((SELECT products FROM search_word_${g} WHERE word = ?1), 0) AS products,
      (SELECT count(*) FROM (SELECT 1 FROM search_word_${g}
        WHERE word > ?1 AND word < ?2 LIMIT 1)) AS beginnings`,
    bound: [word, `${word}${END_OF_WORDS}`],
  },
  {
    // Of two words with as many trigrams in common, the shorter is the more like.
    sql: `SELECT w.word, w.products FROM (
        SELECT rowid AS id, rank FROM search_gram_${g} WHERE search_gram_${g} MATCH ?
        ORDER BY rank LIMIT ${MAX_SIMILAR}) AS s
      JOIN search_word_${g} AS w ON w.id = s.id`,
    bound: [
      gramsOf(word)
        .map((gram) => `"${gram.replaceAll('"', '""')}"`)
        .join(' OR '),
    ],
  },
];

/** The answers to both. */
export function wordFacts(word: string, [facts = [], similar = []]: readonly Row[][]): WordFacts {
  const [row] = facts;
  return {
    word,
    products: row === undefined ? 0 : numberIn(row, 'products'),
    beginnings: row === undefined ? 0 : numberIn(row, 'beginnings'),
    similar: similar.map((found) => ({
      word: textIn(found, 'word'),
      products: numberIn(found, 'products'),
    })),
  };
}
