/**
 * Uses of a limited coupon explored to the end: what was sent may arrive at any time, in any order,
 * any number of times, or never, and an order may give up without an answer.
 */
import { expect, test } from 'vitest';
import { decideUse } from '../../src/pricing/coupon-uses.ts';
import type { CouponLimits, UseFacts } from '../../src/pricing/coupon-uses.ts';
import { explore } from './explore.ts';
import type { Step } from './explore.ts';

type Row = UseFacts['mine'];
/** An order that asks for its discount, has it, or has come to nothing. */
type Stage = 'asking' | 'discounted' | 'leaving' | 'ended';
type Order = { readonly stage: Stage; readonly buyer: string };
type World = { readonly orders: readonly Order[]; readonly rows: readonly Row[] };

const buyers = ['anna', 'anna', 'ben', 'cleo'];

const start = (orders: number): World => ({
  orders: buyers.slice(0, orders).map((buyer) => ({ stage: 'asking', buyer })),
  rows: buyers.slice(0, orders).map(() => 'none'),
});

const usesOf = ({ orders, rows }: World, buyer?: string): number =>
  rows.filter((row, at) => row === 'used' && (buyer ?? orders[at]?.buyer) === orders[at]?.buyer)
    .length;

/** The coupon's object takes a use: its decision, and its rows after it. */
function used(world: World, at: number, limits: CouponLimits): { ok: boolean; world: World } {
  const mine = world.rows[at] ?? 'none';
  const facts = { total: usesOf(world), byBuyer: usesOf(world, world.orders[at]?.buyer), mine };
  const { ok } = decideUse(limits, facts);
  const fresh = ok && mine === 'none';
  return { ok, world: fresh ? { ...world, rows: world.rows.with(at, 'used') } : world };
}

const staged = (world: World, at: number, stage: Stage): World => ({
  ...world,
  orders: world.orders.map((order, place) => (place === at ? { ...order, stage } : order)),
});

const stepsFor =
  (limits: CouponLimits) =>
  (world: World): Step<World>[] =>
    world.orders.flatMap(({ stage }, at): Step<World>[] => {
      const name = `order ${at + 1}`;
      const use = used(world, at, limits);
      const back: World = { ...world, rows: world.rows.with(at, 'given_back') };
      const late = { name: `${name}: use arrives, unheard`, world: use.world };
      const lateBack = { name: `${name}: giving back arrives, unheard`, world: back };
      switch (stage) {
        case 'asking':
          return [
            late,
            {
              name: `${name}: use`,
              world: staged(use.world, at, use.ok ? 'discounted' : 'leaving'),
            },
            { name: `${name}: gives up`, world: staged(world, at, 'leaving') },
          ];
        case 'discounted':
          return [late, { name: `${name}: is cancelled`, world: staged(world, at, 'leaving') }];
        case 'leaving':
          return [
            late,
            lateBack,
            { name: `${name}: gives back`, world: staged(back, at, 'ended') },
          ];
        case 'ended':
          return [late, lateBack];
      }
    });

const brokenIn =
  ({ totalLimit, perCustomerLimit }: CouponLimits) =>
  (world: World): string | null => {
    const most = (buyer?: string): number =>
      world.orders.filter(
        (order) => order.stage === 'discounted' && (buyer ?? order.buyer) === order.buyer,
      ).length;
    if (usesOf(world) > (totalLimit ?? Infinity)) return `I7: ${usesOf(world)} uses`;
    if (most() > (totalLimit ?? Infinity)) return `I7: ${most()} discounts`;
    for (const buyer of buyers) {
      if (most(buyer) > (perCustomerLimit ?? Infinity)) return `I7: ${most(buyer)} of ${buyer}`;
    }
    for (const [at, { stage }] of world.orders.entries()) {
      if (stage === 'discounted' && world.rows[at] !== 'used') return 'I7: a discount not counted';
      if (stage === 'ended' && world.rows[at] === 'used') return 'I7: ended, and counted';
    }
    return null;
  };

test.each([
  { limits: { totalLimit: 1, perCustomerLimit: null }, states: 1_024 },
  { limits: { totalLimit: 2, perCustomerLimit: null }, states: 1_888 },
  { limits: { totalLimit: 2, perCustomerLimit: 1 }, states: 1_744 },
  { limits: { totalLimit: null, perCustomerLimit: 1 }, states: 1_960 },
])('a coupon is used within its limits and given back once: $limits', ({ limits, states }) => {
  const explored = explore(start(4), {
    keyOf: (world) => JSON.stringify(world),
    steps: stepsFor(limits),
    broken: brokenIn(limits),
  });
  expect(explored.size).toBe(states);
});
