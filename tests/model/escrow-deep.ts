/**
 * `npm run test:deep -- escrow [RUNS]`: worlds of a hot SKU that take minutes to explore, and many
 * seeded runs of larger ones. Prints how much was seen; throws at what does not hold.
 */
import { brokenIn } from './escrow-checks.ts';
import { runEscrow } from './escrow-runs.ts';
import type { EscrowRun } from './escrow-runs.ts';
import { stepsOf } from './escrow-steps.ts';
import { start } from './escrow-world.ts';
import type { Rules } from './escrow-world.ts';
import { explore } from './explore.ts';

const RUNS = 10_000;
/** Runs between two lines of progress. */
const TOLD_EVERY = 1_000;

const WORLDS: readonly Rules[] = [
  { opens: 2, recalls: 2, cancels: false, stock: 2, wants: [1], lanes: 1 },
  { opens: 1, recalls: 1, cancels: false, stock: 4, wants: [1], lanes: 2 },
  { opens: 2, recalls: 2, cancels: false, stock: 5, wants: [], lanes: 2 },
];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const runs = Number(process.argv[2] ?? RUNS);
const seen = { granted: 0, recalled: 0, epochs: 0, confirmed: 0 } satisfies EscrowRun;
for (let seed = 1; seed <= runs; seed++) {
  const { granted, recalled, epochs, confirmed } = runEscrow(seed);
  seen.granted += granted;
  seen.recalled += recalled;
  seen.epochs += epochs;
  seen.confirmed += confirmed;
  if (seed % TOLD_EVERY === 0) say(`${seed} runs, and I12 held at every step`);
}
const { granted, recalled, epochs, confirmed } = seen;
say(`${runs} runs: ${granted} grants, ${recalled} recalls, ${epochs} epochs, ${confirmed} sales`);

for (const rules of runs < RUNS ? [] : WORLDS) {
  const { size } = explore(start(rules), {
    keyOf: (world) => JSON.stringify(world),
    steps: stepsOf(rules),
    broken: brokenIn(rules),
  });
  say(`${size} states of ${JSON.stringify(rules)}`);
}
