/**
 * What the simulator sees: takes each guard of the shop out in turn and runs seeds until one turns
 * red. Options: `--seeds N` at most, `--shoppers N` in each, `--only TEXT` those named so.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openPool } from '../../tests/simulator/pool.mjs';
import { REMOVALS } from '../../tests/simulator/removals.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '60' },
    shoppers: { type: 'string', default: '30' },
    only: { type: 'string', default: '' },
  },
});
const seeds = Number(values.seeds);
const shoppers = Number(values.shoppers);
const processes = Math.min(4, availableParallelism());

/** The first seed that turns red without a guard, or null. */
async function seen(removal) {
  const pool = await openPool(processes, { name: 'sight', removal });
  let seed = 0;
  let found = null;
  const lane = async () => {
    while (found === null && seed < seeds) {
      const report = await pool.run({ seed: ++seed, shoppers });
      if (report.broke !== undefined) found ??= report;
    }
  };
  try {
    await Promise.all(Array.from({ length: processes }, lane));
    return found;
  } finally {
    pool.close();
  }
}

/** What is to be said of a guard; a blind spot counts unless another guard heals it. */
function verdict({ heals }, found) {
  if (found !== null) return found.broke.split('\n')[0].replaceAll('|', '\\|');
  return heals === undefined ? `**nothing in ${seeds} seeds**` : `healed: ${heals}`;
}

let blind = 0;
console.log('| guard taken out | seed | what it broke |\n|---|--:|---|');
for (const removal of REMOVALS.filter(({ name }) => name.includes(values.only))) {
  const found = await seen(removal);
  if (found === null && removal.heals === undefined) blind += 1;
  console.log(`| ${removal.name} | ${found?.seed ?? '–'} | ${verdict(removal, found)} |`);
}
process.exitCode = blind === 0 ? 0 : 1;
