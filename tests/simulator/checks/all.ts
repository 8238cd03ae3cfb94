/** What must hold once all has settled. */
import type { Goods } from '../people/goods.ts';
import type { World } from '../world.ts';
import { checkCopies } from './copies.ts';
import { checkOrders } from './orders.ts';
import { checkStock } from './stock.ts';

/** Checks everything; a Violation is thrown by the world. */
export function checkAll(world: World, goods: Goods): void {
  checkStock(world);
  checkOrders(world, goods);
  checkCopies(world);
}
