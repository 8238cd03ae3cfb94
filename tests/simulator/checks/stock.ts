/** The ledger of each SKU against itself and against the orders: I1 and I2. */
import { brokenLink } from '../../../src/inventory/ledger.ts';
import type { Movement } from '../../../src/inventory/stock.ts';
import { sha256 } from '../../../src/platform/crypto.ts';
import type { World } from '../world.ts';

const MOVEMENTS = `SELECT sequence, id, at, kind, warehouse, delta, order_id AS orderId, reason,
  previous_hash AS previousHash, hash FROM movement ORDER BY sequence`;

/** Units held by a SKU's living holds. */
type HoldRow = { order_id: string; round: number; quantity: number };

export function checkStock(world: World): void {
  const sold = new Map<string, number>();
  for (const { name: sku, storage } of world.spaces.SkuStock.all()) {
    const movements = storage.rows<Movement>(MOVEMENTS);
    const [stock] = storage.rows<{ onHand: number }>('SELECT sum(on_hand) AS onHand FROM stock');
    const onHand = stock?.onHand ?? 0;
    const sum = movements.reduce((total, { delta }) => total + delta, 0);
    world.holds(sum === onHand, 'I1', sku, `the ledger says ${sum}, the shelf ${onHand}`);
    const broken = brokenLink(movements, sha256);
    world.holds(broken === null, 'I1', sku, `the ledger is broken at ${broken?.sequence}`);
    const holds = storage.rows<HoldRow>('SELECT order_id, round, quantity FROM hold');
    checkHolds(world, sku, holds);
    const held = holds.reduce((total, { quantity }) => total + quantity, 0);
    world.holds(held <= onHand, 'I1', sku, `${held} held of ${onHand}`);
    checkReturns(world, sku, movements);
    for (const { orderId, delta, kind } of movements) {
      if (orderId === null || (kind !== 'sold' && kind !== 'returned_unsold')) continue;
      const key = `${orderId} ${sku}`;
      sold.set(key, (sold.get(key) ?? 0) - delta);
    }
  }
  checkSales(world, sold);
}

/** A hold lives only while its order does. */
function checkHolds(world: World, sku: string, holds: readonly HoldRow[]): void {
  for (const { order_id: id } of holds) {
    const status = world.orders.state(id)?.status ?? 'unknown';
    world.holds(status === 'needs_attention', 'I6', id, `${sku} is held by an order ${status}`);
  }
}

/** I1: what came back to the shelf is what its orders' returns say was fit to be sold again. */
function checkReturns(world: World, sku: string, movements: readonly Movement[]): void {
  const back = new Map<string, number>();
  for (const { kind, orderId, delta } of movements) {
    if (kind === 'returned' && orderId !== null) {
      back.set(orderId, (back.get(orderId) ?? 0) + delta);
    }
  }
  for (const { id, document, state } of world.orders.all()) {
    const lines = new Set(
      document.lines.flatMap((line) => (line.sku === sku ? [line.lineId] : [])),
    );
    const restocked = state.returns
      .flatMap((one) => (one.stocked ? one.lines : []))
      .filter(({ lineId }) => lines.has(lineId))
      .reduce((total, line) => total + line.restocked, 0);
    const units = back.get(id) ?? 0;
    world.holds(units === restocked, 'I1', id, `${sku}: ${units} came back, not ${restocked}`);
  }
}

/** I2: what the ledger sold an order is what the order bought, if it stands, and nothing if not. */
function checkSales(world: World, sold: ReadonlyMap<string, number>): void {
  const known = new Set<string>();
  for (const { id, state } of world.orders.all()) {
    for (const [sku, quantity] of world.orders.demand(id)) {
      const key = `${id} ${sku}`;
      known.add(key);
      const units = sold.get(key) ?? 0;
      const wanted = state.status === 'confirmed' ? quantity : 0;
      const fits = units === wanted || state.status === 'needs_attention';
      world.holds(fits, 'I2', id, `${sku}: ${units} sold to an order ${state.status}`);
    }
  }
  for (const [key, units] of sold) {
    world.holds(units === 0 || known.has(key), 'I2', key, `${units} sold to nobody`);
  }
}
