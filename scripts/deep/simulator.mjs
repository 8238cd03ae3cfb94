/**
 * The simulator over many seeds. Options: `--seed N` the first one, `--minutes M` how long,
 * `--orders N` until so many were simulated, `--seeds N` how many seeds, `--shoppers N` in each,
 * `--processes N`, `--write FILE` to add the results to a document.
 */
import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openPool } from '../../tests/simulator/pool.mjs';
import { shrink } from '../../tests/simulator/shrink.mjs';
import { added, emptySums, summary } from './simulator-report.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    orders: { type: 'string' },
    seeds: { type: 'string' },
    shoppers: { type: 'string', default: '120' },
    processes: { type: 'string', default: String(Math.min(8, availableParallelism())) },
    write: { type: 'string' },
  },
});

const first = Number(values.seed);
const shoppers = Number(values.shoppers);
const bounded = values.minutes ?? values.orders ?? values.seeds;
const endsAt =
  Date.now() + Number(values.minutes ?? (bounded === undefined ? 1 : Infinity)) * 60_000;
const mostOrders = Number(values.orders ?? Infinity);
const lastSeed = first + Number(values.seeds ?? Infinity);
/** Time between two lines of progress. */
const PROGRESS_MS = 30_000;

const startedAt = Date.now();
const pool = await openPool(Number(values.processes));
let sums = emptySums();
let seed = first;
const broken = [];
let toldAt = Date.now();

function progress() {
  if (Date.now() - toldAt < PROGRESS_MS) return;
  toldAt = Date.now();
  const rate = Math.round(sums.orders / ((Date.now() - startedAt) / 1000));
  console.log(
    `${sums.seeds} seeds, ${sums.orders} orders, ${rate} a second, ${broken.length} broken`,
  );
}

/** One after the other until the time, the orders or the seeds are used up. */
async function lane() {
  while (Date.now() < endsAt && sums.orders < mostOrders && seed < lastSeed && broken.length < 5) {
    const job = { seed: seed++, shoppers };
    const report = await pool.run(job);
    if (report.broke === undefined) sums = added(sums, report);
    else {
      broken.push({ job, report });
      console.log(`seed ${job.seed} broke ${report.broke}`);
    }
    progress();
  }
}

try {
  await Promise.all(Array.from({ length: Number(values.processes) }, lane));
  const seconds = (Date.now() - startedAt) / 1000;
  const text = summary(sums, { first, shoppers, seconds, broken: broken.length });
  console.log(text);
  if (values.write !== undefined) appendFileSync(values.write, `\n${text}`);
  for (const { job, report } of broken.slice(0, 1)) {
    const kinds = Object.keys(sums.faults);
    const small = await shrink(pool, job, kinds, report.invariant);
    console.log(`\nsmallest: ${JSON.stringify(small.job)}\n${small.broke}`);
    console.log(small.trace.join('\n'));
  }
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  pool.close();
}
