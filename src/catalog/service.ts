/** The catalogue's reading use cases over its ports. */
import type { Clock } from '../kernel/random.ts';
import type { Market } from '../pricing/markets.ts';
import type { Catalogue, CatalogueAnswers } from './catalogue.ts';
import { categoryTree } from './categories.ts';
import type { CategoryCount, CategoryNode } from './categories.ts';
import type { Copy } from './copies.ts';
import { summaryOf } from './document.ts';
import type { ProductDocument, SummaryParts } from './document.ts';
import { listAnswer } from './listing.ts';
import type { ListFinding, ProductList } from './listing.ts';
import type { OfferCopies } from './offers.ts';
import type { OfferSource } from './ports.ts';
import { listKey } from './query.ts';
import type { ListQuery } from './query.ts';
import type { CatalogueReads } from './reads.ts';
import { prefixExpression, wordsOf } from './search-words.ts';
import { slugOf } from './slugs.ts';

export type ListSource = {
  list(query: ListQuery): Promise<ListFinding>;
  categories(market: Market): Promise<CategoryCount[]>;
  suggest(
    expression: string,
    beginning: string,
    market: Market,
  ): Promise<{ readonly products: SummaryParts[]; readonly names: string[] }>;
};

export type CataloguePorts = {
  readonly source: OfferSource;
  readonly lists: ListSource;
  readonly reads: CatalogueReads;
  readonly copies: OfferCopies;
  readonly clock: Clock;
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<void>;
};

/** Finds products; words that no product has all of are searched one by one. */
async function search(lists: ListSource, query: ListQuery): Promise<ProductList> {
  // A text without a single word, such as "!!", finds nothing.
  const wordless = query.filter.q !== null && wordsOf(query.filter.q).length === 0;
  if (wordless) return listAnswer(query, { found: [], total: 0, counts: [] });
  const finding = await lists.list(query);
  const { filter } = query;
  const retry = finding.total === 0 && filter.q !== null && filter.matching === 'all';
  if (!retry) return listAnswer(query, finding);
  const any: ListQuery = { ...query, filter: { ...filter, matching: 'any' } };
  return listAnswer(any, await lists.list(any));
}

async function suggestions(lists: ListSource, q: string, market: Market) {
  const expression = prefixExpression(q);
  if (expression === null) return { queries: [], products: [] };
  const found = await lists.suggest(expression, slugOf(q), market);
  const products = found.products.flatMap((product) => summaryOf(product, market) ?? []);
  return { queries: found.names, products };
}

/** Bodies under their keys, for the API. */
export function answersOf(reads: CatalogueReads, lists: ListSource): CatalogueAnswers {
  return {
    heldProduct: (slug, market) => reads.heldProduct(slug, market),
    product: (slug, market) => reads.product(slug, market),
    heldList: (query) => reads.heldList(listKey(query)),
    list: (query) => reads.list(listKey(query), () => search(lists, query)),
    categories: (market) =>
      reads.list(`categories/${market.id}`, async () =>
        categoryTree(await lists.categories(market)),
      ),
    suggest: (q, market) =>
      reads.list(`suggest/${market.id}/${q}`, () => suggestions(lists, q, market)),
  };
}

/** Parses a copy once, however many pages show it. */
function parsing<T>(parse: (text: string) => T): (copy: Copy) => T | null {
  const parsed = new WeakMap<Copy, T>();
  return (copy) => {
    if (copy.text === null) return null;
    const known = parsed.get(copy);
    if (known !== undefined) return known;
    const value = parse(copy.text);
    parsed.set(copy, value);
    return value;
  };
}

/** A catalogue over these ports. */
export function catalogueOf(ports: CataloguePorts): Catalogue {
  const { source, lists, reads, copies, clock, announce } = ports;
  const answers = answersOf(reads, lists);
  const documentIn = parsing((text): ProductDocument => JSON.parse(text));
  const listIn = parsing((text): ProductList => JSON.parse(text));
  const treeIn = parsing((text): readonly CategoryNode[] => JSON.parse(text));
  const nothing = { items: [], next_cursor: null, facets: [], total: 0, total_is_estimate: false };
  return {
    answers,
    product: async (slug, market) => documentIn((await answers.product(slug, market)).copy),
    list: async (query) => listIn((await answers.list(query)).copy) ?? nothing,
    categories: async (market) => treeIn((await answers.categories(market)).copy) ?? [],
    offers: (skus, market) => copies.offers(skus, market),
    freshOffers: (skus, market) => source.offers(skus, market),
    hasSku: (sku) => source.hasSku(sku),
    outdated: (told) => source.outdated(told),
    async setAvailability(sku, availability) {
      const slug = await source.setAvailability(sku, availability, clock());
      if (slug === null) return false;
      copies.clear();
      await announce([slug], false);
      return true;
    },
  };
}
