/** Search's part of the composition root: the index, what feeds and builds it, its use cases. */
import type { ProductId } from './catalog/product.ts';
import { productStore } from './catalog/product-store.ts';
import { shownAt } from './catalog/showing.ts';
import type { ShownProduct } from './catalog/showing.ts';
import type { ProductStore } from './catalog/product-store.ts';
import type { ListReads } from './catalog/list-reads.ts';
import { MINUTE_MS, SECOND_MS } from './kernel/time.ts';
import { badgeRules } from './platform/config.ts';
import type { BadgeVars } from './platform/config.ts';
import { sha256 } from './platform/crypto.ts';
import { Replica } from './platform/database.ts';
import type { Reading } from './platform/database.ts';
import { DEFAULT_MARKET } from './pricing/markets.ts';
import { Cards } from './search/cards.ts';
import { indexedProduct } from './search/entry.ts';
import { feed } from './search/feed.ts';
import { feedStore } from './search/feed-store.ts';
import type { Generation } from './search/generation.ts';
import { statementsIn } from './search/index-store.ts';
import { SearchCounts } from './search/log.ts';
import { logStore } from './search/log-store.ts';
import { mergedIndex } from './search/merged.ts';
import { namesIn } from './search/plan.ts';
import type { Plan } from './search/plan.ts';
import { remembered } from './kernel/remembered.ts';
import type { SearchIndex } from './search/question.ts';
import type { RebuildPorts } from './search/rebuild.ts';
import { searchOf } from './search/service.ts';
import type { Search } from './search/service.ts';
import { placesOf, sharedWriter } from './search/shards.ts';
import type { Places, Shard } from './search/shards.ts';
import { sqlIndex } from './search/sql-index.ts';
import { servingIn } from './search/state.ts';
import type { Standing } from './search/state.ts';
import { stateStore } from './search/state-store.ts';
import type { SynonymService } from './search/synonym-service.ts';
import { synonymService } from './search/synonym-service.ts';
import { synonymStore } from './search/synonym-store.ts';
import type { Upkeep } from './search/upkeep.ts';
import { upkeepOf } from './search/upkeep.ts';

export type SearchServices = {
  readonly search: Search;
  readonly synonyms: SynonymService;
  /** Building the index, and what shoppers search for. */
  readonly searchUpkeep: Upkeep;
};

/** Brings the index up to products as they are now, and takes others out. */
export type IndexFeed = (
  products: readonly ShownProduct[],
  removed: readonly ProductId[],
) => Promise<void>;

export type SearchEnvironment = {
  readonly products: ProductStore;
  readonly lists: ListReads;
  /** Where shoppers read: the nearest replica. */
  readonly replica: Reading;
  readonly later: (work: Promise<unknown>) => void;
};

/** How long an isolate goes on reading an index that another one has replaced. */
const SERVING_REMEMBERED_MS = 2 * SECOND_MS;
/** How long it goes on with the synonyms and the plan it knows. */
const REMEMBERED_MS = 10 * SECOND_MS;
/** A shelf's counts may be this old: what is promised of every copy. */
const COUNTS_FRESH_MS = 2 * MINUTE_MS;

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

const indexed = (products: readonly ShownProduct[], plan: Plan) => {
  const counted = plan.size === 0 ? null : namesIn(plan);
  const context = { markets: [DEFAULT_MARKET], counted, now: clock(), digest: sha256 };
  return products.map((product) => indexedProduct(product, context));
};

/** Databases with a share of the index, such as `SEARCH_1`; without any, the catalogue's. */
const SHARD_BINDING = /^SEARCH_\d+$/;

const isDatabase = (value: unknown): value is D1Database =>
  typeof value === 'object' && value !== null && 'prepare' in value;

/** The databases there are for the index, in the order of their names. */
export function indexDatabases(env: Pick<Env, 'CATALOG_DB'>): Places<D1Database> {
  const bound = Object.entries(env)
    .filter(([name]) => SHARD_BINDING.test(name))
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap(([, value]: [string, unknown]) => (isDatabase(value) ? [value] : []));
  return { home: env.CATALOG_DB, bound };
}

const writerOf = (databases: Places<D1Database>, shards: number | null) =>
  sharedWriter(feedStore(databases.home), placesOf(databases, shards).map(feedStore));

const shardsIn = (databases: Places<D1Database>, shards: number | null): Shard[] =>
  placesOf(databases, shards).map((one) => ({ run: statementsIn(one), writer: feedStore(one) }));

/** The feed of the index; it needs nothing of what search needs. */
export function indexFeed(env: Pick<Env, 'CATALOG_DB'>): IndexFeed {
  const state = stateStore(env.CATALOG_DB);
  const databases = indexDatabases(env);
  const writer = (shards: number | null) => writerOf(databases, shards);
  const plans = remembered((generation: Generation) => state.plan(generation), {
    clock,
    milliseconds: REMEMBERED_MS,
  });
  return (products, removed) =>
    feed(
      { ...state, writer, state: state.read, plan: plans.get, indexed, clock },
      products,
      removed,
    );
}

/** One index over the parts of the generation that serves. */
function indexOver(
  places: Places<Reading>,
  serving: () => Promise<Standing>,
  cards: Cards,
): SearchIndex {
  const made = new Map<string, readonly SearchIndex[]>();
  return mergedIndex(async () => {
    const { generation, shards } = await serving();
    const name = `${generation}/${shards}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const parts = placesOf(places, shards).map((place) =>
      sqlIndex({
        ...{ run: statementsIn(place), generation, digest: sha256, cards },
        freshSince: () => clock() - COUNTS_FRESH_MS,
      }),
    );
    made.set(name, parts);
    return parts;
  });
}

/** Composes search over the catalogue's database and those of the index. */
export function searchServices(
  env: Pick<Env, 'CATALOG_DB'> & BadgeVars,
  { products, lists, replica, later }: SearchEnvironment,
): SearchServices {
  const database = env.CATALOG_DB;
  const badges = badgeRules(env);
  const state = stateStore(database);
  const near = stateStore(replica);
  const databases = indexDatabases(env);
  const replicas = { home: replica, bound: databases.bound.map((one) => new Replica(one)) };
  const memory = { clock, milliseconds: REMEMBERED_MS };
  const serving = remembered(async () => servingIn(await near.read()), {
    clock,
    milliseconds: SERVING_REMEMBERED_MS,
  });
  const active = () => serving.get('');
  const planOf = remembered((generation: Generation) => near.plan(generation), memory);
  const synonyms = synonymService({
    store: synonymStore(database),
    clock,
    newId: () => crypto.randomUUID(),
  });
  const known = remembered(() => synonyms.lookUp(), memory);
  const log = logStore(database);
  const counts = new SearchCounts();
  const write = () => log.add(counts.take(clock()), clock());
  const cards = new Cards();
  const indexIn = (places: Places<Reading>) => indexOver(places, active, cards);
  const rebuild: RebuildPorts = {
    state,
    bound: databases.bound.length,
    feed: writerOf(databases, databases.bound.length),
    shards: (count) => shardsIn(databases, count),
    productsAfter: async (row, limit) => {
      const now = clock();
      return (await products.after(row, limit)).map((product) => shownAt(product, now, badges));
    },
    existing: (ids) => products.existing(ids),
    indexed,
    searchesSince: (at) => log.successful(at),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    unreadAfterMs: SERVING_REMEMBERED_MS + SECOND_MS,
    replaced: () => serving.forget(),
    clock,
  };
  return {
    search: searchOf({
      index: indexIn(replicas),
      written: indexIn(databases),
      lists,
      synonyms: () => known.get(''),
      plan: async () => planOf.get((await active()).generation),
      categories: () => productStore(replica).categories(),
      ofSeller: (seller, limit) => products.ofSeller(seller, limit),
      record: (searched) => {
        if (counts.add(searched, clock())) later(write());
      },
      clock,
      digest: sha256,
    }),
    synonyms: {
      ...synonyms,
      add: (phrases) => synonyms.add(phrases).finally(known.forget),
      remove: (id) => synonyms.remove(id).finally(known.forget),
    },
    searchUpkeep: upkeepOf({ rebuild, log, write, planOf: (g) => state.plan(g), later, clock }),
  };
}
