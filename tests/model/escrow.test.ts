/**
 * The escrow of a hot SKU explored to the end: I12 holds at every step, and from every step on,
 * when lanes are turned off and messages arrive again, all that no order holds comes home.
 */
import { expect, test } from 'vitest';
import { brokenIn, strandedIn } from './escrow-checks.ts';
import { settled, stepsOf } from './escrow-steps.ts';
import { start } from './escrow-world.ts';
import type { Rules } from './escrow-world.ts';
import { runEscrow } from './escrow-runs.ts';
import { explore } from './explore.ts';

const exploring = (rules: Rules) =>
  explore(start(rules), {
    keyOf: (world) => JSON.stringify(world),
    steps: stepsOf(rules),
    broken: brokenIn(rules),
  });

test.each<{ name: string; rules: Rules; states: number }>([
  {
    name: 'an order that is cancelled after it was confirmed',
    rules: { opens: 1, recalls: 1, cancels: true, stock: 2, wants: [1], lanes: 1 },
    states: 4_158,
  },
  {
    name: 'a lane that opens three times',
    rules: { opens: 3, recalls: 3, cancels: false, stock: 3, wants: [], lanes: 1 },
    states: 5_053,
  },
  {
    name: 'two lanes',
    rules: { opens: 1, recalls: 1, cancels: false, stock: 5, wants: [], lanes: 2 },
    states: 825,
  },
])(
  'no unit of a hot SKU is lost, sold twice or stranded: $name',
  { timeout: 60_000 },
  ({ rules, states }) => {
    const explored = exploring(rules);
    for (const { world, trace } of explored.states()) {
      expect({ trace, left: strandedIn(settled(world, rules)) }).toEqual({ trace, left: null });
    }
    expect(explored.size).toBe(states);
  },
);

/** `npm run test:deep -- escrow` walks 10,000. */
const SAMPLE = 40;

test('walked at random, larger worlds lose nothing either', { timeout: 60_000 }, () => {
  const seen = Array.from({ length: SAMPLE }, (_, seed) => runEscrow(seed + 1));
  const total = (of: keyof (typeof seen)[number]) => seen.reduce((sum, run) => sum + run[of], 0);
  expect(total('granted')).toBeGreaterThan(SAMPLE);
  expect(total('recalled')).toBeGreaterThan(SAMPLE);
  expect(total('epochs')).toBeGreaterThan(SAMPLE);
  // Most orders end otherwise: what they hold comes back at every stage.
  expect(total('confirmed')).toBeGreaterThan(SAMPLE / 4);
});
