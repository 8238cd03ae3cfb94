/** A million simulated shoppers against the waiting room's pure machines. */
import { crowd, drawing, dropOf } from '../../tests/drop/crowd.ts';
import { Drop } from '../../tests/drop/world.ts';
import { crowdReport } from './crowd-report.ts';

export type SimulatedSize = {
  readonly people: number;
  readonly units: number;
  readonly seed: number;
};

const SIX_HOURS_S = 6 * 3_600;
const FAULTS = { lostGrant: 0.02, lostAnswer: 0.02 };
const TIERS = [
  { id: 'vip', label: 'Invited', weight: 2 },
  { id: 'open', label: 'Everybody', weight: 3 },
];

/** Plays a drop in each mode, and prints what it came to. */
export function simulated({ people, units, seed }: SimulatedSize): void {
  for (const mode of ['first_come', 'lottery'] as const) {
    const draw = drawing(seed);
    const settings = dropOf({ mode, tiers: TIERS, ratePerS: 150 });
    const shoppers = crowd(people, settings, draw);
    const startedAt = performance.now();
    const report = new Drop(settings, units, draw, FAULTS).run(shoppers, SIX_HOURS_S);
    console.log(`\n### Simulated: ${mode}\n`);
    console.log(crowdReport(report, units, performance.now() - startedAt));
  }
}
