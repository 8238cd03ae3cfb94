/** Several indexes that share the products out, as one: all are asked, their answers are merged. */
import type { ProductId } from '../catalog/product.ts';
import type { Finding, Question, SearchIndex, WordFacts } from './question.ts';
import { MAX_COUNTED } from './question.ts';
import { compareKeys } from './sorting.ts';
import { addTally, emptyTally } from './tally.ts';

function mergedFinding({ ordering, limit, facets }: Question, found: readonly Finding[]): Finding {
  const all = found.flatMap((one) => one.hits);
  const hits = all.toSorted((a, b) => compareKeys(ordering, a.keys, b.keys));
  const total = found.reduce((sum, one) => sum + one.total, 0);
  const tally = facets ? emptyTally() : null;
  if (tally !== null) for (const one of found) if (one.tally !== null) addTally(tally, one.tally);
  const capped = found.some((one) => one.capped);
  return { hits: hits.slice(0, limit + 1), total: capped ? MAX_COUNTED + 1 : total, capped, tally };
}

function mergedFacts(word: string, facts: readonly WordFacts[]): WordFacts {
  const similar = new Map<string, number>();
  for (const { word: like, products } of facts.flatMap((one) => one.similar)) {
    similar.set(like, (similar.get(like) ?? 0) + products);
  }
  return {
    word,
    products: facts.reduce((sum, one) => sum + one.products, 0),
    beginnings: facts.reduce((sum, one) => sum + one.beginnings, 0),
    similar: [...similar].map(([like, products]) => ({ word: like, products })),
  };
}

/** Adds up counts by their key. */
function added(counts: readonly (readonly [string, number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of counts) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}

/** One index of several. `parts` tells which they are now: another build may change them. */
export function mergedIndex(parts: () => Promise<readonly SearchIndex[]>): SearchIndex {
  /** What all answer, merged where there are several. */
  async function asked<T>(
    ask: (index: SearchIndex) => Promise<T>,
    merged: (answers: readonly T[]) => T,
  ): Promise<T> {
    const answers = await Promise.all((await parts()).map(ask));
    const [only] = answers;
    return only !== undefined && answers.length === 1 ? only : merged(answers);
  }
  return {
    find: (question) =>
      asked(
        (index) => index.find(question),
        (found) => mergedFinding(question, found),
      ),
    idsOf: (expression, limit, among) =>
      asked<ProductId[]>(
        (index) => index.idsOf(expression, limit, among),
        (ids) => ids.flat().slice(0, limit),
      ),
    cards: (ids, currency) =>
      asked(
        (index) => index.cards(ids, currency),
        (cards) => cards.flat(),
      ),
    vocabulary: (words) =>
      asked(
        (index) => index.vocabulary(words),
        (facts) =>
          words.map((word, at) =>
            mergedFacts(
              word,
              facts.flatMap((one) => one[at] ?? []),
            ),
          ),
      ),
    complete: (beginning, limit) =>
      asked(
        (index) => index.complete(beginning, limit),
        (found) => {
          const weights = added(found.flat().map(({ text, weight }) => [text, weight] as const));
          return [...weights]
            .map(([text, weight]) => ({ text, weight }))
            .toSorted((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
            .slice(0, limit);
        },
      ),
    shelves: (currency) =>
      asked<ReadonlyMap<string, number>>(
        (index) => index.shelves(currency),
        (totals) => added(totals.flatMap((one) => [...one])),
      ),
  };
}
