/** The checkout saga explored to the end in a small world, breadth first. */
import { expect, test } from 'vitest';
import { ORDER_ENDS, ORDER_TRANSITIONS } from '../../src/orders/machine.ts';
import { explore } from './explore.ts';
import type { Explored } from './explore.ts';
import { TOTAL, effectSteps, start, worldSteps } from './order-world.ts';
import type { World } from './order-world.ts';

/** What tells two worlds apart; versions, times and counts of tries do not. */
function keyOf(world: World): string {
  const { order, ...rest } = world;
  return JSON.stringify([
    ...[order.status, order.round, order.intent?.status, order.effect?.step, order.ending?.cause],
    ...[order.reserveAgain, order.tender?.captured, order.tender?.authorised, order.cartSettled],
    order.refunds.map((refund) => refund.status),
    Math.min(order.attempt, 3),
    rest,
  ]);
}

const PAYABLE = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

/** The invariants of architecture.md that one order can break; null when all hold. */
function broken(world: World): string | null {
  const { order, stock, payments, captured, refunded } = world;
  const known = payments.filter((payment) => payment.known);
  const live = known.filter((payment) => payment.status !== 'canceled');
  if (live.length > 1) return 'I4: more than one payment that can be paid or captured';
  if (stock.free < 0 || stock.held + stock.sold > 1) return 'I1: more held than there was';
  if (refunded > captured) return 'I3: more refunded than captured';
  if (captured > 0 && stock.sold === 0 && refunded === 0 && order.effect?.step !== 'release') {
    return 'pain 1: charged without stock';
  }
  if (order.status === 'confirmed' && order.ending === null) {
    if (stock.sold !== 1) return 'I5: confirmed and not sold';
    if (captured !== TOTAL) return 'I5: confirmed and not captured';
  }
  if (ORDER_ENDS.includes(order.status) && order.effect === null) {
    if (stock.held > 0 || stock.sold > 0) return 'I6: ended and still holds stock';
    if (live.some((payment) => PAYABLE.has(payment.status))) return 'I6: ended and payable';
    if (live.some((payment) => payment.status === 'requires_capture')) return 'I6: capturable';
    if (captured !== refunded) return 'I6: ended and not refunded';
  }
  return null;
}

/** Explores everything that can happen from `first`. */
const exploring = (first: World): Explored<World> =>
  explore(first, {
    keyOf,
    steps: (world) => [...effectSteps(world), ...worldSteps(world)],
    broken,
  });

/** Lets only time and good replies go on: where does the order come to rest? */
function settle(world: World): World {
  let at: World = { ...world, overdue: true, unknowns: 0, moods: 0 };
  for (let count = 0; count < 50; count++) {
    const processing = worldSteps(at).find((step) => step.name === 'processing succeeds');
    const [step] = [
      ...effectSteps(at).slice(0, 1),
      ...(processing === undefined ? [] : [processing]),
      ...worldSteps(at).filter((candidate) => candidate.name === 'alarm'),
    ];
    if (step === undefined) return at;
    at = step.world;
  }
  throw new Error(`never comes to rest: ${JSON.stringify(at.order)}`);
}

test('no interleaving of losses, cancellations and time breaks an invariant', () => {
  const seen = exploring(start(2, 2, 3));
  expect(seen.size).toBe(9_463);
  const statuses = new Set([...seen.worlds()].map(({ order }) => order.status));
  expect(statuses).toEqual(new Set(Object.keys(ORDER_TRANSITIONS)));
});

test('every reachable order comes to rest: ended, confirmed, or shown to people', () => {
  for (const { world, trace } of exploring(start(2, 1, 2)).states()) {
    const rest = settle(world);
    const { status, effect } = rest.order;
    const resting = [...ORDER_ENDS, 'confirmed', 'needs_attention'].includes(status);
    expect({ trace, status, effect, resting }).toMatchObject({ effect: null, resting: true });
    expect(broken(rest)).toBeNull();
    // What is being cancelled does not stop halfway.
    const half = status === 'confirmed' && rest.order.ending !== null;
    expect({ trace, half }).toEqual({ trace, half: false });
  }
});

test('without stock every order is rejected and nothing is ever payable', () => {
  for (const world of exploring(start(0, 2, 2)).worlds()) {
    expect(world.payments).toEqual([]);
    expect(['placed', 'rejected', 'expired', 'cancelled']).toContain(world.order.status);
  }
});
