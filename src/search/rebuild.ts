/**
 * Builds the index anew from the catalogue while the old one serves. Any worker may go on where
 * another stopped: progress is kept in the index's state, and a lease lets one work at a time.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Clock } from '../kernel/random.ts';
import type { ShownProduct } from '../catalog/showing.ts';
import { rowNumberOf } from '../catalog/product.ts';
import type { ProductId } from '../catalog/product.ts';
import { completionRows } from './completions.ts';
import type { IndexedProduct } from './entry.ts';
import type { Generation } from './generation.ts';
import type { Plan } from './plan.ts';
import { numberIn } from './rows.ts';
import type { IndexWriter, Shard } from './shards.ts';
import { staleShelves, tallied } from './shelves.ts';
import type { Phase, SearchState, Standing } from './state.ts';
import { Survey, countWords } from './survey.ts';

/** Products read and put in at once. */
const PRODUCTS_A_STEP = 200;
/**
 * Products that a build learns attributes and phrases of. Row numbers are digests, so these are
 * drawn by chance; in a shop of more, a category with fewer than some 60 in a million has no facets
 * of attributes. More would not fit into an isolate.
 */
const SURVEYED_PRODUCTS = 50_000;
/** Products whose words are written together, and behind which a build that stopped goes on. */
const PRODUCTS_A_STRETCH = 5_000;
/** A worker that says nothing for so long has ended. */
const LEASE_MS = MINUTE_MS;
/** Shelves counted anew in one minute. */
const SHELVES_A_SWEEP = 50;
/** A busy shop changes shelves as quickly as they are counted: the sweep of each minute goes on. */
const MAX_SWEEPS = 200;
/** What was searched for in these days is suggested. */
const SEARCHES_OF_MS = 30 * DAY_MS;

export type RebuildPorts = {
  readonly state: {
    read(): Promise<SearchState>;
    begin(now: number, shards: number): Promise<boolean>;
    beginAgain(generation: Generation, shards: number): Promise<void>;
    lease(now: number, until: number): Promise<SearchState | null>;
    advance(phase: Phase, cursor: number, until: number): Promise<void>;
    release(): Promise<void>;
    flip(products: number, now: number): Promise<void>;
  };
  /** Databases that are bound to share the index out to. */
  readonly bound: number;
  /** Writes into as many. */
  readonly feed: Omit<IndexWriter, 'putTally'>;
  /** The databases of an index in so many. */
  readonly shards: (count: number | null) => readonly Shard[];
  /** Products after that row number, drafts too, in order. */
  readonly productsAfter: (row: number, limit: number) => Promise<ShownProduct[]>;
  /** Those of `ids` that there are, as it was written last. */
  readonly existing: (ids: readonly ProductId[]) => Promise<ReadonlySet<ProductId>>;
  /** Products as entries of an index with this plan. */
  readonly indexed: (products: readonly ShownProduct[], plan: Plan) => IndexedProduct[];
  /** What was searched for since, and how often it led to something. */
  readonly searchesSince: (at: number) => Promise<ReadonlyMap<string, number>>;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** How long after it was replaced an index may still be read. */
  readonly unreadAfterMs: number;
  /** Tells this isolate that another generation serves now. */
  readonly replaced: () => void;
  readonly clock: Clock;
};

async function* products({ productsAfter }: RebuildPorts, from: number) {
  let cursor = from;
  for (;;) {
    const part = await productsAfter(cursor, PRODUCTS_A_STEP);
    const last = part.at(-1);
    if (last === undefined) return;
    cursor = rowNumberOf(last.id);
    yield { part, cursor };
  }
}

/** Reads a part of the catalogue and writes what it learnt; answers the plan. */
async function survey(ports: RebuildPorts, g: Generation, since: number | null): Promise<Plan> {
  const { feed, state, clock, searchesSince, pause, unreadAfterMs } = ports;
  // Who has not heard of the last build yet reads this generation still.
  const unread = (since ?? 0) + unreadAfterMs - clock();
  if (unread > 0) await pause(unread);
  await feed.clear(g);
  const learnt = new Survey();
  let read = 0;
  for await (const { part } of products(ports, -1)) {
    for (const product of part) learnt.add(product);
    await state.advance('survey', 0, clock() + LEASE_MS);
    read += part.length;
    if (read >= SURVEYED_PRODUCTS) break;
  }
  const plan = learnt.plan();
  await feed.putPlan(plan, g);
  const searches = await searchesSince(clock() - SEARCHES_OF_MS);
  await feed.putCompletions(completionRows(learnt.phrases(), searches), g);
  return plan;
}

/**
 * Puts the products after `from` in, and the words they use; answers where it ended. A stretch that
 * is done again after a crash changes no product; should its words have been written already, they
 * count twice, which a correction hardly notices.
 */
async function fill(ports: RebuildPorts, g: Generation, plan: Plan, from: number) {
  const { feed, state, clock, indexed, existing } = ports;
  const words = new Map<string, number>();
  let [done, count, last] = [from, 0, from];
  const end = async (): Promise<void> => {
    await feed.addWords(words, g);
    words.clear();
    [done, count] = [last, 0];
  };
  for await (const { part, cursor } of products(ports, from)) {
    await feed.put(indexed(part, plan), g);
    // What was removed while it was put in left nothing behind that tells it is gone.
    const ids = part.map(({ id }) => id);
    const there = await existing(ids);
    await feed.remove(ids.filter((id) => !there.has(id)).map(rowNumberOf), g);
    for (const product of part) countWords(words, product);
    count += part.length;
    last = cursor;
    if (count >= PRODUCTS_A_STRETCH) await end();
    await state.advance('fill', done, clock() + LEASE_MS);
  }
  await end();
  return done;
}

/** Counts long shelves whose counts are out of date; answers how many. */
export async function countShelves(
  { shards, clock }: Pick<RebuildPorts, 'shards' | 'clock'>,
  { generation: g, shards: count }: Standing,
): Promise<number> {
  let counted = 0;
  for (const { run, writer } of shards(count)) {
    const shelves = await staleShelves(run, g, SHELVES_A_SWEEP);
    for (const shelf of shelves) await writer.putTally(await tallied(run, shelf, g), g, clock());
    counted += shelves.length;
  }
  return counted;
}

/** How many products a generation holds. */
async function productsIn({ shards, bound }: RebuildPorts, g: Generation): Promise<number> {
  const sql = `SELECT count(*) AS products FROM search_doc_${g}`;
  const answers = await Promise.all(shards(bound).map(({ run }) => run([{ sql, bound: [] }])));
  return answers.flat(2).reduce((sum, row) => sum + numberIn(row, 'products'), 0);
}

/** Goes on with the build that is under way, if no other worker does; true when it is done. */
export async function goOn(ports: RebuildPorts, planOf: (g: Generation) => Promise<Plan>) {
  const { state, clock } = ports;
  const taken = await state.lease(clock(), clock() + LEASE_MS);
  const g = taken?.building ?? null;
  if (taken === null || g === null) return false;
  try {
    const moved = taken.shards[g] !== ports.bound;
    if (moved) await state.beginAgain(g, ports.bound);
    const surveyed = !moved && (taken.phase === 'fill' || taken.phase === 'finish');
    const plan = surveyed ? await planOf(g) : await survey(ports, g, taken.builtAt);
    const filled = await fill(ports, g, plan, surveyed ? taken.cursor : -1);
    await state.advance('finish', filled, clock() + LEASE_MS);
    const standing = { generation: g, shards: ports.bound };
    for (let sweep = 0; sweep < MAX_SWEEPS && (await countShelves(ports, standing)) > 0; sweep++) {
      await state.advance('finish', filled, clock() + LEASE_MS);
    }
    await state.flip(await productsIn(ports, g), clock());
    ports.replaced();
    return true;
  } catch (error) {
    await state.release();
    throw error;
  }
}

/** Changes so long at rest are worth a build, and so many while more come. */
const QUIET_MS = 30 * SECOND_MS;
const MANY_CHANGES_SHARE = 0.2;
/** Words, plan and suggestions age with the catalogue. */
const REBUILD_AFTER_MS = DAY_MS;

/**
 * True when the words, attributes or suggestions of the index are too far behind, or it is not in
 * the databases that are bound.
 */
export function isDue(state: SearchState, bound: number, now: number): boolean {
  const { builtAt, products: built, changes, changedAt, active, shards } = state;
  if ((shards[active] ?? bound) !== bound) return true;
  if (changes === 0) return false;
  const quiet = changedAt === null || now - changedAt >= QUIET_MS;
  if (quiet && changes >= Math.max(1, built * MANY_CHANGES_SHARE)) return true;
  return now - (builtAt ?? 0) >= REBUILD_AFTER_MS && builtAt !== null;
}
