/** I1, at every moment: no more of a SKU is held than there is, unless people took it by force. */
import type { World } from '../world.ts';

type Shelf = { onHand: number; held: number; lost: number };

/** Losses that people have written down may have been taken by force: they are not looked into. */
const SHELF = `SELECT (SELECT coalesce(sum(on_hand), 0) FROM stock) AS onHand,
  (SELECT coalesce(sum(quantity), 0) FROM hold) AS held,
  (SELECT count(*) FROM movement WHERE kind = 'adjusted' AND delta < 0) AS lost`;

export function checkShelf(world: World, sku: string): void {
  const [shelf] = world.spaces.SkuStock.storageOf(sku).rows<Shelf>(SHELF);
  if (shelf === undefined || shelf.lost > 0) return;
  world.holds(shelf.held <= shelf.onHand, 'I1', sku, `${shelf.held} held of ${shelf.onHand}`);
}
