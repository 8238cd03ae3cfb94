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

/** One index of several. */
export function mergedIndex(indexes: readonly SearchIndex[]): SearchIndex {
  const [only] = indexes;
  if (only !== undefined && indexes.length === 1) return only;
  const each = <T>(ask: (index: SearchIndex) => Promise<T>): Promise<T[]> =>
    Promise.all(indexes.map(ask));
  return {
    find: async (question) => mergedFinding(question, await each((index) => index.find(question))),
    async idsOf(expression, limit): Promise<ProductId[]> {
      const ids = await each((index) => index.idsOf(expression, limit));
      return ids.flat().slice(0, limit);
    },
    async cards(ids, currency) {
      return (await each((index) => index.cards(ids, currency))).flat();
    },
    async vocabulary(words) {
      const facts = await each((index) => index.vocabulary(words));
      return words.map((word, at) =>
        mergedFacts(
          word,
          facts.flatMap((one) => one[at] ?? []),
        ),
      );
    },
    async complete(beginning, limit) {
      const found = await each((index) => index.complete(beginning, limit));
      const weights = added(found.flat().map(({ text, weight }) => [text, weight] as const));
      return [...weights]
        .map(([text, weight]) => ({ text, weight }))
        .toSorted((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
        .slice(0, limit);
    },
    async shelves(currency) {
      const totals = await each((index) => index.shelves(currency));
      return added(totals.flatMap((one) => [...one]));
    },
  };
}
