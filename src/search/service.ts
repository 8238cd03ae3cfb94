/** Finding things: the use cases of lists, search, the category tree and suggestions. */
import { categoryTree } from '../catalog/categories.ts';
import type { Answer } from '../catalog/copies.ts';
import type { CatalogueReads } from '../catalog/reads.ts';
import type { Clock } from '../kernel/random.ts';
import type { ProductId } from '../catalog/product.ts';
import type { Market } from '../pricing/markets.ts';
import { expressionsOf } from './expression.ts';
import type { Synonyms } from './expression.ts';
import { listAnswer } from './listing.ts';
import type { Searched } from './log.ts';
import type { Plan } from './plan.ts';
import { listKey } from './query.ts';
import type { ListQuery } from './query.ts';
import type { SearchIndex } from './question.ts';
import { find } from './searching.ts';
import { suggest } from './suggest.ts';
import { termsOf } from './words.ts';

export type SearchPorts = {
  readonly index: SearchIndex;
  readonly reads: Pick<CatalogueReads, 'heldList' | 'list'>;
  readonly synonyms: () => Promise<Synonyms>;
  readonly plan: () => Promise<Plan>;
  /** Slugs and paths of the categories there are. */
  readonly categories: () => Promise<readonly { readonly slug: string; readonly path: string }[]>;
  readonly record: (searched: Searched) => void;
  readonly clock: Clock;
};

/** Bodies ready to be sent. Each throws `Unavailable` when no copy and no database can answer. */
export type SearchAnswers = {
  /** At once from memory, or null: the hot path waits for nothing. */
  heldList(query: ListQuery): Answer | null;
  list(query: ListQuery): Promise<Answer>;
  categories(market: Market): Promise<Answer>;
  suggest(q: string, market: Market): Promise<Answer>;
};

export type Search = {
  readonly answers: SearchAnswers;
  /** Products, drafts too, that have these words; null for a text without one. */
  staffFind(text: string): Promise<readonly ProductId[] | null>;
};

/** Letters that many shoppers type alike. */
const COMMON_LETTERS = 4;
/** Products that staff look through by words; who sees more adds a word. */
const MAX_STAFF_FOUND = 1_000;

/** Search over these ports. */
export function searchOf(ports: SearchPorts): Search {
  const { index, reads, synonyms, plan, categories, record, clock } = ports;

  const list = async (query: ListQuery) => {
    const begun = clock();
    const [known, attributes] = await Promise.all([synonyms(), plan()]);
    const outcome = await find(index, query, known);
    const { q } = query.filter;
    if (q !== null && query.place.after === null) {
      const { finding, corrected } = outcome;
      record({ q, found: finding.total, corrected, milliseconds: clock() - begun });
    }
    return listAnswer(query, outcome, attributes);
  };

  return {
    answers: {
      heldList: (query) => reads.heldList(listKey(query)),
      list: (query) => reads.list(listKey(query), () => list(query), query.filter.q !== null),
      categories: (market) =>
        reads.list(`categories/${market.id}`, async () => {
          const [paths, totals] = await Promise.all([categories(), index.shelves(market.currency)]);
          return categoryTree(paths, totals);
        }),
      suggest: (q, market) =>
        reads.list(
          `suggest/${market.id}/${q}`,
          async () => suggest(index, q, market, await synonyms()),
          // Everyone types the same first letters; what follows is anyone's own.
          q.length > COMMON_LETTERS,
        ),
    },
    async staffFind(text) {
      const expressions = expressionsOf(termsOf(text), new Map());
      return expressions === null ? null : index.idsOf(expressions.all, MAX_STAFF_FOUND);
    },
  };
}
