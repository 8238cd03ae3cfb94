/**
 * What an index is asked and answers. A shop has one index or several that share its products out;
 * whoever asks sees one (`merged.ts`), since every answer here can be added to another.
 */
import type { Currency } from '../kernel/money.ts';
import type { ProductId } from '../catalog/product.ts';
import type { Card } from './cards.ts';
import type { FacetTally } from './tally.ts';
import type { Expressions } from './expression.ts';
import type { Filter } from './query.ts';
import type { Ordering } from './sorting.ts';

/** All terms of the words, or, past too few of those, any of them. */
export type Matching = 'all' | 'any';

export type Question = {
  readonly filter: Filter;
  /** Null where nothing is searched for: a shelf is looked through. */
  readonly expressions: Expressions | null;
  readonly matching: Matching;
  readonly ordering: Ordering;
  readonly limit: number;
  /** Sort keys of the last entry of the page before, then its row number. */
  readonly after: readonly (string | number)[] | null;
  readonly facets: boolean;
};

/** A product that was found. */
export type Hit = {
  /** Its sort keys, then its row number: what a cursor after it holds. */
  readonly keys: readonly (string | number)[];
  readonly card: Card;
};

export type Finding = {
  /** In order; one more than the limit where there is a next page. */
  readonly hits: readonly Hit[];
  /** Of all that match, up to one more than `MAX_COUNTED`; exact for a whole shelf. */
  readonly total: number;
  /** True when `total` counts no further. */
  readonly capped: boolean;
  readonly tally: FacetTally | null;
};

/** What the index knows of a word. */
export type WordFacts = {
  readonly word: string;
  /** Products it is in. */
  readonly products: number;
  /** Words that begin with it. */
  readonly beginnings: number;
  /** Words that look like it, with the products they are in. */
  readonly similar: readonly { readonly word: string; readonly products: number }[];
};

export type SearchIndex = {
  find(question: Question): Promise<Finding>;
  /** Ids of products, drafts too, whose text matches; of these alone where some are named. */
  idsOf(
    expression: string,
    limit: number,
    among: readonly ProductId[] | null,
  ): Promise<ProductId[]>;
  /** Cards of published products among these, in no order. */
  cards(ids: readonly ProductId[], currency: Currency): Promise<string[]>;
  vocabulary(words: readonly string[]): Promise<WordFacts[]>;
  /** Texts to complete what was typed, the best first. */
  complete(beginning: string, limit: number): Promise<Completion[]>;
  /** Products in each branch of the category tree, by its slug. */
  shelves(currency: Currency): Promise<ReadonlyMap<string, number>>;
};

export type Completion = { readonly text: string; readonly weight: number };

/** Products counted at most: past it a count is an estimate. */
export const MAX_COUNTED = 10_000;
