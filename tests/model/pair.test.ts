/** Two orders of two SKUs explored to the end: of two carts that share a stock, and of one cart. */
import { expect, test } from 'vitest';
import { ORDER_ENDS } from '../../src/orders/machine.ts';
import { explore } from './explore.ts';
import { TOTAL } from './order-world.ts';
import type { World } from './order-world.ts';
import { pairSteps, start } from './pair-world.ts';
import type { Pair } from './pair-world.ts';

const keyOfOrder = ({ order, payments, captured, refunded }: World) => [
  ...[order.status, order.round, order.intent?.status, order.effect?.step, order.ending?.cause],
  ...[order.reserveAgain, order.tender?.captured, order.tender?.authorised, order.cartSettled],
  order.refunds.map((refund) => refund.status),
  ...[order.shortfalls.length, Math.min(order.attempt, 3), payments, captured, refunded],
];

function keyOf({ orders, skus, placed }: Pair): string {
  const [shared] = orders;
  const allowed = [shared?.unknowns, shared?.moods, shared?.overdue];
  return JSON.stringify([orders.map(keyOfOrder), skus, placed, allowed]);
}

const PAYABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

const payable = (world: World): number =>
  world.payments.filter(({ known, status }) => known && PAYABLE.includes(status)).length;

/** What one order breaks, given what the ledger has of it at each SKU. */
function brokenOrder(pair: Pair, at: number): string | null {
  const world = pair.orders[at];
  if (world === undefined) return null;
  const { order, captured, refunded } = world;
  const own = pair.skus.map(({ of }) => of[at]);
  const sold = own.filter((rows) => rows?.sold?.undone === false).length;
  if (refunded > captured) return 'I3: more refunded than captured';
  if (captured > refunded && sold < own.length && order.effect?.step !== 'release') {
    return `pain 1: charged with ${sold} of ${own.length} SKUs`;
  }
  if (order.status === 'confirmed' && order.ending === null) {
    if (sold !== own.length) return `I5: confirmed, ${sold} SKUs sold`;
    if (captured !== TOTAL) return 'I5: confirmed and not captured';
  }
  if (ORDER_ENDS.includes(order.status) && order.effect === null) {
    // A line that was refused holds nothing, and its SKU need not hear of the order again.
    if (sold > 0) return 'I6: ended, and sold';
    if (own.some((rows) => (rows?.held ?? 0) > 0)) return 'I6: ended, and holds';
    if (payable(world) > 0) return 'I6: ended, and payable';
  }
  return null;
}

const brokenIn =
  (stock: readonly number[], oneCart: boolean) =>
  (pair: Pair): string | null => {
    for (const [place, { onHand, of }] of pair.skus.entries()) {
      const sold = of.filter((own) => own.sold?.undone === false).length;
      const held = of.reduce((sum, own) => sum + own.held, 0);
      if (onHand + sold !== stock[place]) return `I1: ${onHand} on hand, ${sold} sold`;
      if (held > onHand) return `I1: ${held} held of ${onHand}`;
    }
    const all = pair.orders.reduce((sum, world) => sum + payable(world), 0);
    if (oneCart && all > 1) return `I15: ${all} payable payments of one cart`;
    return brokenOrder(pair, 0) ?? brokenOrder(pair, 1);
  };

/** On a busy machine; it takes a few seconds on a quiet one. */
const TIMEOUT_MS = 60_000;

test.each([
  {
    name: 'two carts, stock for one',
    stock: [1, 1],
    placed: 2,
    unknowns: 1,
    moods: 2,
    states: 47_506,
  },
  {
    name: 'two carts, a SKU for both',
    stock: [2, 1],
    placed: 2,
    unknowns: 1,
    moods: 1,
    states: 12_027,
  },
  { name: 'two tabs of one cart', stock: [1, 1], placed: 1, unknowns: 1, moods: 3, states: 39_116 },
] as const)('two orders of two SKUs break nothing: $name', { timeout: TIMEOUT_MS }, (world) => {
  const explored = explore(start(world.stock, world.placed, world.unknowns, world.moods), {
    keyOf,
    steps: pairSteps,
    broken: brokenIn(world.stock, world.placed === 1),
  });
  expect(explored.size).toBe(world.states);
});
