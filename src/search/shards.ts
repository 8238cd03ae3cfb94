/**
 * An index in several databases, each with its share of the products by row number, which is a
 * digest and so spreads evenly. One database reads and writes some 200,000 products quickly; more
 * are shared out. What is said of the whole (state, plan) stays with the first, the head.
 */
import type { CompletionRow } from './completions.ts';
import type { IndexedProduct } from './entry.ts';
import type { Generation } from './generation.ts';
import type { Plan } from './plan.ts';
import type { RunStatements } from './rows.ts';
import type { TalliedShelf } from './shelves.ts';

/** Writes one database's part of an index. */
export type IndexWriter = {
  put(products: readonly IndexedProduct[], generation: Generation): Promise<void>;
  /** Row numbers of products that are no more. */
  remove(ids: readonly number[], generation: Generation): Promise<void>;
  clear(generation: Generation): Promise<void>;
  putPlan(plan: Plan, generation: Generation): Promise<void>;
  /** Word → in how many products more it is. */
  addWords(words: ReadonlyMap<string, number>, generation: Generation): Promise<void>;
  putCompletions(rows: readonly CompletionRow[], generation: Generation): Promise<void>;
  putTally(shelf: TalliedShelf, generation: Generation, now: number): Promise<void>;
};

/** One database's part of the index: how it is read and written. */
export type Shard = { readonly run: RunStatements; readonly writer: IndexWriter };

/** The databases there are for an index: the catalogue's, and those bound to share it out to. */
export type Places<T> = { readonly home: T; readonly bound: readonly T[] };

/**
 * The databases that an index was built into, whatever has been bound since: the first so many, and
 * the catalogue's for 0. Throws where some are bound no more: what they hold would be missing, and
 * what comes would be put where nobody looks.
 */
export function placesOf<T>({ home, bound }: Places<T>, shards: number | null): readonly T[] {
  const count = shards ?? bound.length;
  if (count > bound.length) {
    throw new Error(`the index is in ${count} databases, of which ${bound.length} are bound`);
  }
  return count === 0 ? [home] : bound.slice(0, count);
}

/** Shares things out by a whole number of each. */
function shared<T>(
  things: readonly T[],
  numberOf: (thing: T, at: number) => number,
  shares: number,
) {
  const parts: T[][] = Array.from({ length: shares }, () => []);
  things.forEach((thing, at) => parts[numberOf(thing, at) % shares]?.push(thing));
  return parts;
}

const inTurn = (_: unknown, at: number): number => at;

/**
 * Writes to all shards as to one. A word goes to the same one each time, completions go to any, in
 * turn: whoever reads asks all and adds up.
 */
export function sharedWriter(
  head: Pick<IndexWriter, 'clear' | 'putPlan'>,
  shards: readonly IndexWriter[],
): Omit<IndexWriter, 'putTally'> {
  const each = async <T>(
    parts: readonly T[],
    write: (writer: IndexWriter, part: T) => Promise<void>,
  ): Promise<void> => {
    await Promise.all(
      shards.map(async (writer, at) => {
        const part = parts[at];
        if (part !== undefined) await write(writer, part);
      }),
    );
  };
  const { length } = shards;
  return {
    put: (products, g) =>
      each(
        shared(products, ({ texts }) => texts.id, length),
        (writer, part) => writer.put(part, g),
      ),
    remove: (ids, g) =>
      each(
        shared(ids, (id) => id, length),
        (writer, part) => writer.remove(part, g),
      ),
    async clear(g) {
      await head.clear(g);
      await Promise.all(shards.map((writer) => writer.clear(g)));
    },
    putPlan: (plan, g) => head.putPlan(plan, g),
    addWords: (words, g) =>
      each(
        shared([...words], ([word]) => word.length, length),
        (writer, part) => writer.addWords(new Map(part), g),
      ),
    putCompletions: (rows, g) =>
      each(shared(rows, inTurn, length), (writer, part) => writer.putCompletions(part, g)),
  };
}
