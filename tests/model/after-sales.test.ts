/** Refunds, returns and disputes of a paid order, explored to the end in a small world. */
import { expect, test } from 'vitest';
import { allows } from '../../src/kernel/machine.ts';
import { sum } from '../../src/kernel/money.ts';
import { RETURN_STATUSES, RETURN_TRANSITIONS } from '../../src/orders/machine.ts';
import { balancesOf, isBalanced, moneyLedger } from '../../src/orders/money-ledger.ts';
import { givenFor, liveRefunds } from '../../src/orders/refund-amounts.ts';
import { explore } from './explore.ts';
import type { Step } from './explore.ts';
import {
  UNITS,
  context,
  effectSteps,
  leftOf,
  noticeSteps,
  start,
  takenOf,
  worldSteps,
} from './after-sales-world.ts';
import type { World } from './after-sales-world.ts';
import { TOTAL } from './order-world.ts';

/** What tells two worlds apart: ids by their place, and no versions, times or histories. */
function keyOf({ order, refunds, back, ...rest }: World): string {
  const place = (id: string | null): number => order.refunds.findIndex((row) => row.id === id);
  return JSON.stringify([
    ...[order.status, order.effect?.step, order.ending?.cause, order.moneyCheck !== null],
    order.refunds.map(({ status, amount, reference, lines, origin }) => [
      ...[status, amount, reference !== null, lines.length, origin],
    ]),
    order.returns.map(({ id, status, lines, stocked, refundId }) => [
      ...[status, stocked, place(refundId), back[id]],
      lines.map(({ restocked, scrapped }) => [restocked, scrapped]),
    ]),
    order.disputes.map(({ status }) => status),
    refunds.map(({ refundId, status, amount }) => [place(refundId), status, amount]),
    rest,
  ]);
}

/** What must hold in every world, whatever nobody knows yet. */
function broken({ order, refunds, back }: World): string | null {
  const { document } = context;
  const live = liveRefunds(order.refunds);
  const made = refunds.filter(({ status }) => status !== 'failed');
  if (sum(made.map(({ amount }) => amount)) > TOTAL) return 'I3: more refunded than captured';
  const own = refunds.flatMap(({ refundId }) => (refundId === null ? [] : [refundId]));
  if (new Set(own).size < own.length) return 'C17: one refund made twice';
  if (sum(live.map(({ tax }) => tax)) > document.tax) return 'more tax given back than taken';
  if (givenFor(order.refunds, 'A').units > UNITS) return 'a unit refunded twice';
  const returned = order.returns.flatMap(({ status, lines }) =>
    status === 'refused' ? [] : lines,
  );
  if (sum(returned.map(({ quantity }) => quantity)) > UNITS) return 'a unit returned twice';
  if (!isBalanced(moneyLedger(document, order))) return 'the books do not balance';
  for (const one of order.returns) {
    const fit = sum(one.lines.map(({ restocked }) => restocked));
    if (one.stocked && back[one.id] !== fit) return 'a return stocked and not in stock';
    const paid = order.refunds.find(({ id }) => id === one.refundId)?.status ?? 'succeeded';
    if (one.status === 'refunded' && !(one.stocked && paid === 'succeeded')) {
      return 'a return ended and not settled';
    }
    const way = one.history.map(({ status }) => status);
    const legal = way.every((status, at) => {
      const before = way[at - 1];
      return before === undefined || allows(RETURN_TRANSITIONS, before, status);
    });
    if (!legal) return `I9: a return went ${way.join(', ')}`;
  }
  return null;
}

const stepsOf = (world: World): Step<World>[] => [...effectSteps(world), ...worldSteps(world)];
const reach = (first: World) => explore(first, { steps: stepsOf, keyOf, broken });

/** Lets good replies, late settlements, time and one last notice go on until nothing moves. */
function settle(first: World): World {
  let at: World = { ...first, unknowns: 0, moods: 0 };
  let told = false;
  for (let count = 0; count < 60; count++) {
    const [step] = [
      ...effectSteps(at),
      ...worldSteps(at).filter(({ name }) => name === 'refund settles'),
      ...noticeSteps(at).filter(({ name }) => name === 'alarm' || !told),
    ];
    if (step === undefined) return at;
    told ||= step.name === 'webhook';
    at = step.world;
  }
  throw new Error(`never comes to rest: ${JSON.stringify(at.order)}`);
}

/** What must hold once everybody has been told everything. */
function unsettled(world: World): string | null {
  const { order, refunds } = world;
  if (order.effect !== null) return `still does ${order.effect.step}`;
  const rows = order.refunds.filter(({ reference }) => reference !== null);
  for (const { id, status } of refunds) {
    const row = rows.find(({ reference }) => reference === id);
    // One that had failed before the order heard of it is nothing to it.
    if (row === undefined && status === 'failed') continue;
    if (row?.status !== status) return `${id} is ${status} there and ${row?.status} here`;
  }
  if (liveRefunds(order.refunds).some(({ status }) => status !== 'succeeded'))
    return 'owes a refund';
  const books = balancesOf(moneyLedger(context.document, order));
  const standing = new Map(books.map(({ account, balance }) => [account, balance]));
  if (standing.get('provider') !== leftOf(world)) {
    return `books ${standing.get('provider')}, provider ${leftOf(world)}`;
  }
  if ((standing.get('disputes') ?? 0) !== takenOf(world)) return 'a dispute is not in the books';
  if ((standing.get('refunds_pending') ?? 0) !== 0) return 'the books owe a refund';
  const open = order.returns.filter(({ status }) => status === 'received');
  const failed = new Set(order.refunds.flatMap((row) => (row.status === 'failed' ? row.id : [])));
  if (open.some(({ refundId }) => !failed.has(refundId ?? ''))) return 'a return is left open';
  if (open.length > 0 && order.attention === null) return 'an unpaid return that nobody is told of';
  const cancelled = order.status === 'cancelled';
  if (cancelled && leftOf(world) > 0) return 'cancelled and not paid back';
  return cancelled && !world.released ? 'cancelled and its stock kept' : null;
}

/** Thousands of worlds; alone it takes two seconds, beside the rest of the suite some more. */
const EXPLORING_MS = 60_000;

/** Every explored world that does not come to agree, with the way to it. */
const disagreeing = (seen: ReturnType<typeof reach>): string[] =>
  [...seen.states()].flatMap(({ world, trace }) => {
    const fault = unsettled(settle(world));
    return fault === null ? [] : [`${fault} after ${trace.join(' → ')}`];
  });

test(
  'whatever happened after a sale, books, provider and stock come to agree',
  () => {
    const seen = reach(start(true, 1, 2));
    expect(seen.size).toBe(8_592);
    const returns = [...seen.worlds()].flatMap(({ order }) => order.returns);
    expect(new Set(returns.map(({ status }) => status))).toEqual(new Set(RETURN_STATUSES));
    expect(disagreeing(seen)).toEqual([]);
  },
  EXPLORING_MS,
);

test(
  'an order that has not left can be cancelled amid refunds, and comes to rest',
  () => {
    const seen = reach(start(false, 2, 2));
    expect(seen.size).toBe(6_846);
    expect(disagreeing(seen)).toEqual([]);
  },
  EXPLORING_MS,
);
