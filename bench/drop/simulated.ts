/**
 * `npm run bench:drop`: a million simulated shoppers against the waiting room's machines.
 * Options: `--people N`, `--units N`, `--seed N`.
 */
import { parseArgs } from 'node:util';
import { crowd, drawing, dropOf } from '../../tests/drop/crowd.ts';
import { Drop } from '../../tests/drop/world.ts';
import { crowdReport } from './crowd-report.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    units: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});

const SIX_HOURS_S = 6 * 3_600;
const tiers = [
  { id: 'vip', label: 'Invited', weight: 2 },
  { id: 'open', label: 'Everybody', weight: 3 },
];

for (const mode of ['first_come', 'lottery'] as const) {
  const draw = drawing(Number(values.seed));
  const settings = dropOf({ mode, tiers, ratePerS: 150 });
  const people = crowd(Number(values.people), settings, draw);
  const units = Number(values.units);
  const startedAt = performance.now();
  const faults = { lostGrant: 0.02, lostAnswer: 0.02 };
  const report = new Drop(settings, units, draw, faults).run(people, SIX_HOURS_S);
  console.log(`\n### ${mode}\n`);
  console.log(crowdReport(report, units, performance.now() - startedAt));
}
