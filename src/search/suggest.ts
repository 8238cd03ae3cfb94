/** What a search box shows while someone types: texts to search for, and products. */
import { summaryIn } from '../catalog/document.ts';
import type { ProductSummary } from '../catalog/document.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import type { Market } from '../pricing/markets.ts';
import { beginningOf } from './completions.ts';
import { correctionOf } from './correction.ts';
import { expressionsOf } from './expression.ts';
import type { Synonyms } from './expression.ts';
import type { Filter } from './query.ts';
import type { SearchIndex } from './question.ts';
import { orderingOf } from './sorting.ts';
import { termsOf, wordsOf } from './words.ts';

export type Suggestions = {
  readonly queries: readonly string[];
  readonly products: readonly ProductSummary[];
};

/** Suggestions of each kind. */
const MAX_SUGGESTIONS = 6;

const NONE: Suggestions = { queries: [], products: [] };

const anything = (market: Market): Filter => ({
  ...{ market, q: null, categories: [], brands: [], prices: [] },
  ...{ rating: null, inStock: false, attributes: [] },
});

async function productsFor(
  index: SearchIndex,
  typed: string,
  market: Market,
  synonyms: Synonyms,
): Promise<ProductSummary[]> {
  const expressions = expressionsOf(termsOf(typed), synonyms, { open: true });
  if (expressions === null) return [];
  const { hits } = await index.find({
    filter: anything(market),
    expressions,
    matching: 'all',
    ordering: orderingOf('relevance', true),
    limit: MAX_SUGGESTIONS,
    after: null,
    facets: false,
  });
  return hits.slice(0, MAX_SUGGESTIONS).map(({ card }) => summaryIn(card.json));
}

async function queriesFor(index: SearchIndex, typed: string): Promise<string[]> {
  const beginning = beginningOf(typed);
  if (beginning === null) return [];
  const found = await index.complete(beginning, DEFAULT_PAGE_SIZE);
  const texts = found.map(({ text }) => text).filter((text) => text.startsWith(typed));
  return texts.slice(0, MAX_SUGGESTIONS);
}

async function lookUp(index: SearchIndex, typed: string, market: Market, synonyms: Synonyms) {
  const [queries, products] = await Promise.all([
    queriesFor(index, typed),
    productsFor(index, typed, market, synonyms),
  ]);
  return { queries, products };
}

/** Suggestions for what was typed; where there are none, for what was probably meant. */
export async function suggest(
  index: SearchIndex,
  q: string,
  market: Market,
  synonyms: Synonyms,
): Promise<Suggestions> {
  const words = wordsOf(q);
  const typed = words.join(' ');
  if (beginningOf(typed) === null) return NONE;
  const found = await lookUp(index, typed, market, synonyms);
  if (found.queries.length + found.products.length > 0) return found;
  const facts = await index.vocabulary([...new Set(words)]);
  const meant = new Map(facts.map((fact) => [fact.word, correctionOf(fact)] as const));
  const corrected = words.map((word) => meant.get(word) ?? word).join(' ');
  if (corrected === typed) return NONE;
  const again = await lookUp(index, corrected, market, synonyms);
  return {
    ...again,
    queries: [...new Set([corrected, ...again.queries])].slice(0, MAX_SUGGESTIONS),
  };
}
