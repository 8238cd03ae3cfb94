/**
 * Two orders at once, each of two SKUs: their sagas as in `order-world.ts`, with a ledger that both
 * share. What is done at several SKUs at once may have been done at some of them when an answer is
 * lost.
 */
import { required } from '../../src/kernel/assert.ts';
import { asSku } from '../../src/kernel/ids.ts';
import { next } from '../../src/orders/saga.ts';
import { hasEnded } from '../../src/orders/saga-move.ts';
import type { Outcome } from '../../src/orders/saga-move.ts';
import type { Step } from './explore.ts';
import { contextOf, effectSteps, start as startOne, worldSteps } from './order-world.ts';
import type { World } from './order-world.ts';
import { applied } from './stock-world.ts';
import type { SkuRows } from './stock-world.ts';

export type Pair = {
  /** Each order with its payments; their stock is `skus`. */
  readonly orders: readonly World[];
  readonly skus: readonly SkuRows[];
  /** How many of the orders are placed: in one cart the second waits for the first to end. */
  readonly placed: number;
};

const UNITS = 1;
const none = { held: 0, round: 0, closed: 0, sold: null };
const sku = required(asSku('A'), 'a SKU');

/** @param placed 2 for orders of two carts, 1 for two tabs of one */
export const start = (
  stock: readonly number[],
  placed: 1 | 2,
  unknowns: number,
  moods: number,
): Pair => ({
  orders: [startOne(0, unknowns, moods), startOne(0, unknowns, moods)],
  skus: stock.map((onHand) => ({ onHand, of: [none, none] })),
  placed,
});

/** The pair after one order has done something; time and what is still allowed are shared. */
const withOrder = (pair: Pair, at: number, world: World): Pair => {
  const { unknowns, moods, overdue } = world;
  const orders = pair.orders.map((other, place) =>
    place === at ? world : { ...other, unknowns, moods, overdue },
  );
  return { ...pair, orders };
};

type Verb = 'reserve' | 'commit' | 'release';

/** Does a verb at some SKUs; `ok` when none of them refuses. */
function done(pair: Pair, at: number, verb: Verb, places: readonly number[]) {
  const { round } = required(pair.orders[at], 'an order').order;
  let ok = true;
  const skus = pair.skus.map((rows, place) => {
    if (!places.includes(place)) return rows;
    const first = applied(rows, at, verb, round, UNITS);
    const { sku: after, answer } =
      first.answer === 'committed' ? applied(rows, at, 'uncommit', round, UNITS) : first;
    ok &&= answer === 'ok';
    return after;
  });
  return { ok, pair: { ...pair, skus } };
}

type Without<T> = T extends unknown ? Omit<T, 'version'> : never;

function answered(verb: Verb, ok: boolean): Without<Outcome> {
  switch (verb) {
    case 'reserve':
      return ok
        ? { step: verb, result: 'reserved' }
        : { step: verb, result: 'short', lines: [{ sku, requested: UNITS, available: 0 }] };
    case 'commit':
      return { step: verb, result: ok ? 'committed' : 'lost' };
    case 'release':
      return { step: verb, result: 'released' };
  }
}

/** Every choice of SKUs that a call may have reached before its answer was lost. */
const choicesOf = (count: number): number[][] =>
  Array.from({ length: 2 ** count }, (_, mask) =>
    Array.from({ length: count }, (_item, place) => place).filter((place) => mask & (1 << place)),
  );

/** What the stock may answer to an order, heard or lost. */
function stockSteps(pair: Pair, at: number, verb: Verb): Step<Pair>[] {
  const world = required(pair.orders[at], 'an order');
  const version = world.order.effect?.version ?? 0;
  const all = pair.skus.map((_, place) => place);
  const told = (name: string, after: Pair, outcome: Without<Outcome>, spent: number) => {
    const move = next(world.order, { ...outcome, version }, contextOf(world));
    if (move === null) return [];
    const order = { ...world, order: move.state, unknowns: world.unknowns - spent };
    return [{ name: `order ${at + 1} ${name}`, world: withOrder(after, at, order) }];
  };
  const heard = done(pair, at, verb, all);
  const steps = told(verb, heard.pair, answered(verb, heard.ok), 0);
  if (world.unknowns === 0) return steps;
  return [
    ...steps,
    ...choicesOf(all.length).flatMap((places) => {
      const after = done(pair, at, verb, places).pair;
      const name = `${verb} at ${places.length} of ${all.length}, answer lost`;
      return told(name, after, { step: verb, result: 'unknown' }, 1);
    }),
  ];
}

/** What may happen to one of the orders. */
function orderSteps(pair: Pair, at: number): Step<Pair>[] {
  const world = required(pair.orders[at], 'an order');
  const step = world.order.effect?.step;
  const ofStock = step === 'reserve' || step === 'commit' || step === 'release';
  const own = ofStock ? [] : effectSteps(world);
  return [
    ...(ofStock ? stockSteps(pair, at, step) : []),
    ...[...own, ...worldSteps(world)].map(({ name, world: after }) => ({
      name: `order ${at + 1} ${name}`,
      world: withOrder(pair, at, after),
    })),
  ];
}

/** True once the cart may open its next order. */
const madeWay = ({ order }: World): boolean =>
  hasEnded(order) || (order.status === 'confirmed' && order.cartSettled);

/** Everything that can happen next. */
export function pairSteps(pair: Pair): Step<Pair>[] {
  const steps = pair.orders.slice(0, pair.placed).flatMap((_, at) => orderSteps(pair, at));
  const [first] = pair.orders;
  const waits = pair.placed === 1 && first !== undefined && madeWay(first);
  return waits
    ? [...steps, { name: 'the second is placed', world: { ...pair, placed: 2 } }]
    : steps;
}
