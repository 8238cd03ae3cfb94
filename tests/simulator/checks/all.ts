/** What must hold once all has settled. */
import type { Goods } from '../people/goods.ts';
import type { World } from '../world.ts';
import { checkOrders } from './orders.ts';
import { checkStock } from './stock.ts';

/** Checks everything; a Violation is thrown by the world. */
export async function checkAll(world: World, goods: Goods): Promise<void> {
  checkStock(world);
  checkOrders(world, goods);
  await world.scheduler.runUntil(world.scheduler.now);
}
