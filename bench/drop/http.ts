/** 20,000 shoppers over HTTP: real tickets, polls, claims, passes and payments at the sandbox. */
import { runDrop } from '../../tests/storms/drop/run.ts';
import { broken, slow } from '../../tests/storms/drop/verdicts.ts';
import { httpReport } from './http-report.ts';

export type HttpSize = {
  readonly shoppers: number;
  readonly ratePerS: number;
  readonly seed: number;
};

/** One unit for each ten of the crowd: it sells out about when the last of them has come. */
const PEOPLE_A_UNIT = 10;
const BROWSES_PER_S = 40;
const ALONE_MS = 30_000;
/** Of the crowd, at most: each has an account, whose password takes its time. */
const INVITED = 0.01;
const MOST_CHECKOUTS_ALONE = 200;
const HOLD_MS = 20_000;
/** Part of the crowd that tries twice. */
const TABS = 0.05;

/** Runs it and prints its report; false where something did not hold. */
export async function overHttp({ shoppers, ratePerS, seed }: HttpSize): Promise<boolean> {
  const units = Math.ceil(shoppers / PEOPLE_A_UNIT);
  const drop = await runDrop({
    ...{ shoppers, units, ratePerS, seed, browsesPerS: BROWSES_PER_S, aloneMs: ALONE_MS },
    invited: Math.round(shoppers * INVITED),
    checkoutsAlone: Math.min(units, MOST_CHECKOUTS_ALONE),
    ...{ holdMs: HOLD_MS, tabs: TABS },
  });
  console.log('\n### Over HTTP\n');
  console.log(httpReport(drop));
  const faults = [...broken(drop), ...slow(drop)];
  console.log(`\nDoes not hold: ${faults.length === 0 ? 'nothing.' : ''}`);
  for (const fault of faults) console.log(`- ${fault}`);
  return faults.length === 0;
}
