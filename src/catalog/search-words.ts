/** From what a shopper typed to an expression of FTS5 that cannot be malformed. */

/** Words beyond this add cost and no precision. */
const MAX_WORDS = 16;

export type Matching = 'all' | 'any';

/** The words of a text in lower case; what is neither letter nor digit only separates. */
export const wordsOf = (text: string): string[] =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).slice(0, MAX_WORDS);

/** An FTS5 expression for documents with all (or any) of the words; null without words. */
export function matchExpression(text: string, matching: Matching): string | null {
  const words = wordsOf(text).map((word) => `"${word}"`);
  if (words.length === 0) return null;
  return words.join(matching === 'all' ? ' AND ' : ' OR ');
}

/** The same for a text still being typed: its last word may be a beginning. */
export function prefixExpression(text: string): string | null {
  const all = matchExpression(text, 'all');
  return all === null ? null : `${all}*`;
}
