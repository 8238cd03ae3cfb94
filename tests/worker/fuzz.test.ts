/** Requests made from the API's document, of all kinds, by all kinds of people. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { log } from '../../src/platform/log.ts';
import { fuzz } from '../fuzz/run.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const REQUESTS = Number(env.FUZZ_REQUESTS);
const SEED = Number(env.FUZZ_SEED);
/** How much of a run is compared row by row: it costs as much as ten requests. */
const COMPARED = Math.max(10, Math.floor(REQUESTS / 250));

test(`${REQUESTS} requests are answered as documented`, { timeout: 3_600_000 }, async () => {
  // A line for each request would cost more than the request.
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const report = await fuzz({ requests: REQUESTS, seed: SEED, compare: COMPARED });
  const { operations, sent, good, compared } = report;
  const least = Math.min(...Object.values(operations).map((told) => told.sent));
  const share = good / sent;
  const asked = Object.keys(operations).length;
  log('warn', 'fuzzed', { seed: SEED, sent, good, least, operations: asked, compared });
  expect(Object.fromEntries(report.faults)).toEqual({});
  const never = Object.entries(operations).filter(([, told]) => told.good === 0);
  expect(never.map(([name]) => name)).toEqual([]);
  expect(share).toBeGreaterThanOrEqual(0.3);
});
