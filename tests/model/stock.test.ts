/** The stock's ledger explored to the end: holds, sales, their undoing, rounds, leases, people. */
import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { start, stepsOf } from './stock-world.ts';
import type { Demand, World } from './stock-world.ts';

/** I1, I2 and I6 of architecture.md, for worlds that began with `stock`. */
const brokenIn =
  (stock: readonly number[], demand: Demand) =>
  (world: World): string | null => {
    for (const [place, { onHand, of }] of world.skus.entries()) {
      const sold = of.reduce(
        (sum, own) => sum + (own.sold?.undone === false ? own.sold.quantity : 0),
        0,
      );
      const held = of.reduce((sum, own) => sum + own.held, 0);
      const owned = (stock[place] ?? 0) + (world.adjusted[place] ?? 0);
      if (onHand !== owned - sold) return `I1: ${onHand} on hand of ${owned}, ${sold} sold`;
      if (onHand < 0) return 'I1: less than nothing is on hand';
      if (held > onHand && !world.forced) return `I1: ${held} held of ${onHand}`;
    }
    for (const [order, view] of world.orders.entries()) {
      for (const [place, units] of (demand[order] ?? []).entries()) {
        const own = world.skus[place]?.of[order];
        const sold = own?.sold?.undone === false ? own.sold.quantity : 0;
        if (view.stage === 'confirmed' && sold !== units) return `I2: confirmed, ${sold} sold`;
        if (view.stage === 'ended' && sold > 0) return 'I2: ended, and sold';
        if (view.stage === 'ended' && (own?.held ?? 0) > 0) return 'I6: ended, and holds';
      }
    }
    return null;
  };

const exploring = (stock: readonly number[], demand: Demand, moods: number) =>
  explore(start(stock, demand, moods), {
    keyOf: (world: World) => JSON.stringify(world),
    steps: stepsOf(demand),
    broken: brokenIn(stock, demand),
  });

/** On a busy machine; it takes a few seconds on a quiet one. */
const TIMEOUT_MS = 60_000;

test.each([
  {
    name: 'one order of two SKUs, people twice',
    stock: [1, 1],
    buys: [[1, 1]],
    moods: 2,
    states: 1_568,
  },
  {
    name: 'two orders of one SKU, people twice',
    stock: [1],
    buys: [[1], [1]],
    moods: 2,
    states: 4_769,
  },
  { name: 'two orders of two sizes', stock: [2], buys: [[1], [2]], moods: 1, states: 1_497 },
  { name: 'three orders of one SKU', stock: [2], buys: [[1], [1], [1]], moods: 0, states: 9_497 },
  {
    name: 'two orders of two SKUs',
    stock: [1, 1],
    buys: [
      [1, 1],
      [1, 1],
    ],
    moods: 1,
    states: 35_739,
  },
  {
    name: 'two orders that share a SKU',
    stock: [2, 1],
    buys: [
      [1, 1],
      [2, 0],
    ],
    moods: 1,
    states: 9_352,
  },
])(
  'nothing is oversold or left behind: $name',
  { timeout: TIMEOUT_MS },
  ({ stock, buys, moods, states }) => {
    expect(exploring(stock, buys, moods).size).toBe(states);
  },
);
