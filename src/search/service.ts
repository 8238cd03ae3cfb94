/** Finding things: the use cases of lists, search, the category tree and suggestions. */
import { categoryTree } from '../catalog/categories.ts';
import type { Answer } from '../catalog/copies.ts';
import type { ListReads, Reach } from '../catalog/list-reads.ts';
import { summaryIn } from '../catalog/document.ts';
import type { Clock, Digest } from '../kernel/random.ts';
import { productIdOf } from '../catalog/product.ts';
import type { ProductId, ProductLinks } from '../catalog/product.ts';
import type { Market } from '../pricing/markets.ts';
import { expressionsOf } from './expression.ts';
import type { Synonyms } from './expression.ts';
import { listText } from './listing.ts';
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
  /** The same as staff see it: with what they have just written. */
  readonly written: SearchIndex;
  readonly lists: Pick<ListReads, 'held' | 'list'>;
  readonly synonyms: () => Promise<Synonyms>;
  readonly plan: () => Promise<Plan>;
  /** Slugs and paths of the categories there are. */
  readonly categories: () => Promise<readonly { readonly slug: string; readonly path: string }[]>;
  /** A seller's products, drafts too, in the order of their slugs. */
  readonly ofSeller: (seller: string, limit: number) => Promise<readonly ProductId[]>;
  readonly record: (searched: Searched) => void;
  readonly clock: Clock;
  readonly digest: Digest;
};

/** Bodies ready to be sent. Each throws `Unavailable` when no copy and no database can answer. */
export type SearchAnswers = {
  /** At once from memory, or null: the hot path waits for nothing. */
  heldList(query: ListQuery): Answer | null;
  /** @param lasting true for a list that the shop's own pages begin with */
  list(query: ListQuery, lasting?: boolean): Promise<Answer>;
  categories(market: Market): Promise<Answer>;
  /** What a product leads on to; those that are not in the shop are left out. */
  links(links: ProductLinks, market: Market): Promise<Answer>;
  suggest(q: string, market: Market): Promise<Answer>;
};

export type Search = {
  readonly answers: SearchAnswers;
  /**
   * Products, drafts too, that have these words; null for a text without one.
   * @param seller whose alone; null for everybody's
   */
  staffFind(text: string, seller: string | null): Promise<readonly ProductId[] | null>;
};

/** Letters that many shoppers type alike. */
const COMMON_LETTERS = 4;
/** Products that staff look through by words; who sees more adds a word. */
const MAX_STAFF_FOUND = 1_000;
/** Products of one seller that their words are looked for in: some 20 ms of reading. */
const MAX_LOOKED_THROUGH = 10_000;

/** Words are anyone's own; shelves are everyone's, and some of them must outlast the database. */
function reachOf({ filter }: ListQuery, lasting: boolean): Reach {
  if (filter.q !== null) return 'isolate';
  return lasting ? 'lasting' : 'place';
}

/** Narrowed first: what others have of the same words is no reason not to find one's own. */
const staffFinding =
  ({ written, ofSeller }: SearchPorts): Search['staffFind'] =>
  async (text, seller) => {
    const expressions = expressionsOf(termsOf(text), new Map());
    if (expressions === null) return null;
    const among = seller === null ? null : await ofSeller(seller, MAX_LOOKED_THROUGH);
    return written.idsOf(expressions.all, MAX_STAFF_FOUND, among);
  };

/** Search over these ports. */
export function searchOf(ports: SearchPorts): Search {
  const { index, lists, synonyms, plan, categories, record, clock, digest } = ports;

  const list = async (query: ListQuery) => {
    const begun = clock();
    const [known, attributes] = await Promise.all([synonyms(), plan()]);
    const outcome = await find(index, query, known);
    const { q } = query.filter;
    if (q !== null && query.place.after === null) {
      const { finding, corrected } = outcome;
      record({ q, found: finding.total, corrected, milliseconds: clock() - begun });
    }
    const empty = outcome.finding.hits.length === 0;
    return { text: listText(query, outcome, attributes), empty };
  };

  const linked = async ({ related, accessories }: ProductLinks, market: Market) => {
    const ids = [...related, ...accessories].map((id) => productIdOf(id, digest));
    const cards = ids.length === 0 ? [] : await index.cards(ids, market.currency);
    const known = new Map(
      cards.map((card) => {
        const summary = summaryIn(card);
        return [summary.external_id, summary];
      }),
    );
    const found = (names: readonly string[]) => names.flatMap((name) => known.get(name) ?? []);
    return { related: found(related), accessories: found(accessories) };
  };

  return {
    staffFind: staffFinding(ports),
    answers: {
      heldList: (query) => lists.held(listKey(query)),
      list: (query, lasting = false) =>
        lists.list(listKey(query), () => list(query), reachOf(query, lasting)),
      categories: (market) => {
        const build = async () => {
          const [paths, totals] = await Promise.all([categories(), index.shelves(market.currency)]);
          const value = categoryTree(paths, totals);
          return { text: JSON.stringify(value), empty: value.length === 0 };
        };
        return lists.list(`categories/${market.id}`, build, 'lasting');
      },
      suggest: (q, market) => {
        const build = async () => {
          const value = await suggest(index, q, market, await synonyms());
          const empty = value.queries.length + value.products.length === 0;
          return { text: JSON.stringify(value), empty };
        };
        // Everyone types the same first letters; what follows is anyone's own.
        const reach = q.length > COMMON_LETTERS ? 'isolate' : 'place';
        return lists.list(`suggest/${market.id}/${q}`, build, reach);
      },
      links: (links, market) => {
        const build = async () => {
          const value = await linked(links, market);
          const empty = value.related.length + value.accessories.length === 0;
          return { text: JSON.stringify(value), empty };
        };
        return lists.list(`links/${market.id}/${JSON.stringify(links)}`, build, 'place');
      },
    },
  };
}
