/** A small drop over HTTP; `npm run bench:drop` lets 20,000 people come. */
import { expect, test } from 'vitest';
import { runDrop } from './drop/run.ts';
import { broken } from './drop/verdicts.ts';

/** Half a minute of sale, on a machine that does other things as well. */
const LONG = 240_000;

test('a drop over HTTP sells its stock and keeps its promises', { timeout: LONG }, async () => {
  const drop = await runDrop({
    ...{ shoppers: 200, units: 20, ratePerS: 10, browsesPerS: 5, invited: 2 },
    // Half of them try twice, so that some of the twenty who buy do.
    ...{ aloneMs: 500, checkoutsAlone: 3, holdMs: 4_000, tabs: 0.5, seed: 1 },
  });
  expect(broken(drop)).toEqual([]);
  const { notes, counts } = drop;
  expect(notes.polls).toBeGreaterThan(400);
  expect(Math.min(notes.forgeries, notes.refreshes, notes.twins)).toBeGreaterThan(0);
  expect(counts['POST claim']?.methods).toMatchObject({ claim: expect.any(Number) });
});
