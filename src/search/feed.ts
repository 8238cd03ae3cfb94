/** Keeps the index up with the catalogue: what was published or removed goes in or out at once. */
import type { ShownProduct } from '../catalog/showing.ts';
import { rowNumberOf } from '../catalog/product.ts';
import type { ProductId } from '../catalog/product.ts';
import type { Clock } from '../kernel/random.ts';
import type { IndexedProduct } from './entry.ts';
import type { Generation } from './generation.ts';
import type { Plan } from './plan.ts';
import type { IndexWriter } from './shards.ts';
import { standingsOf } from './state.ts';
import type { SearchState } from './state.ts';

export type FeedPorts = {
  readonly state: () => Promise<SearchState>;
  readonly countChanges: (changes: number, now: number) => Promise<void>;
  readonly plan: (generation: Generation) => Promise<Plan>;
  readonly indexed: (products: readonly ShownProduct[], plan: Plan) => IndexedProduct[];
  /** Writes to an index in so many databases. */
  readonly writer: (shards: number | null) => Pick<IndexWriter, 'put' | 'remove'>;
  readonly clock: Clock;
};

/** Takes over products as they are now, and removals. Doing it twice changes nothing. */
export async function feed(
  ports: FeedPorts,
  products: readonly ShownProduct[],
  removed: readonly ProductId[],
): Promise<void> {
  const { writer, plan, indexed, countChanges, clock } = ports;
  // Read anew each time: a build that has begun meanwhile must not miss what changes now.
  for (const { generation, shards } of standingsOf(await ports.state())) {
    const { put, remove } = writer(shards);
    if (products.length > 0) await put(indexed(products, await plan(generation)), generation);
    if (removed.length > 0) await remove(removed.map(rowNumberOf), generation);
  }
  await countChanges(products.length + removed.length, clock());
}
