/** The simulator's fixed budget: what `npm run test:deep` runs for hours, for a minute. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool } from './pool.mjs';
import type { Pool } from './pool.mjs';
import { REMOVALS } from './removals.mjs';

const SEEDS = 300;
/** Small runs, so that there are many: what is rare is met by seeds, not by crowds. */
const SHOPPERS = 12;
const BUDGET_MS = 300_000;

let pool: Pool;

beforeAll(async () => {
  pool = await openPool(Math.min(4, availableParallelism()));
}, 60_000);

afterAll(() => pool.close());

test('300 seeds of faults break no invariant', { timeout: BUDGET_MS }, async () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => 1_000_001 + index);
  const reports = await Promise.all(seeds.map((seed) => pool.run({ seed, shoppers: SHOPPERS })));
  expect(reports.filter((report) => 'broke' in report)).toEqual([]);
});

test('the same seed is the same run', { timeout: BUDGET_MS }, async () => {
  const runs = await Promise.all([1, 2].map(() => pool.run({ seed: 7, shoppers: 40 })));
  const [first, second] = runs.map((report) => ('digest' in report ? report.digest : report));
  expect(first).toEqual(expect.any(String));
  expect(second).toBe(first);
  const other = await pool.run({ seed: 8, shoppers: 40 });
  expect('digest' in other ? other.digest : null).not.toBe(first);
});

type Fixture = { seed: number; shoppers: number; without?: string[]; found: string };
const fixtures: Fixture[] = JSON.parse(
  readFileSync(new URL('seeds.json', import.meta.url), 'utf8'),
);

test.each(fixtures)('seed $seed, which found: $found', { timeout: BUDGET_MS }, async (fixture) => {
  expect(await pool.run(fixture)).not.toHaveProperty('broke');
});

test('each guard that `test:deep -- sight` takes out is where it is looked for', () => {
  const root = new URL('../../', import.meta.url);
  const places = REMOVALS.map(({ name, file, find }) => {
    const parts = readFileSync(new URL(file, root), 'utf8').split(find);
    return { name, times: parts.length - 1 };
  });
  expect(places.filter(({ times }) => times !== 1)).toEqual([]);
});
