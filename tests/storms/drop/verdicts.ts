/** What a drop over HTTP promises, held against what was seen. */
import type { RouteCounts } from '../../../bench/drop/route-of.ts';
import { percentile } from '../crowd.ts';
import { unless } from '../storm.ts';
import type { DropOverHttp } from './run.ts';

/** Requests of each of the crowd, at least. */
const LEAST_REQUESTS = 3;
const ISOLATES = 1;
/** Calls of the coordinator by an isolate: it tells arrivals every two seconds. */
const COORDINATOR_PER_S = 0.5;
const BUSIEST = 0.7;
const SLOWER_AT_MOST = 2;

export const objectRequestsOf = (counts: RouteCounts, route: string): number =>
  counts[route]?.objectRequests ?? 0;

/** Calls of the objects that crowd, line and orders made. */
export const allObjectRequests = (counts: RouteCounts): number =>
  Object.values(counts).reduce((sum, { objectRequests }) => sum + objectRequests, 0);

/** What does not hold, whatever the machine: W1 to W8, the stock, the money. */
export function broken(drop: DropOverHttp): string[] {
  const { notes, options, sold, counts, lastedMs, faults } = drop;
  const { units, ratePerS, shoppers } = options;
  const fewest = Math.min(...notes.stories.map(({ requests }) => requests));
  const polled = objectRequestsOf(counts, 'GET place') + objectRequestsOf(counts, 'GET line');
  const told = counts['POST ticket']?.methods['arrived'] ?? 0;
  const mostTold = Math.ceil((lastedMs / 1_000) * COORDINATOR_PER_S * ISOLATES) + 1;
  const bought = notes.stories.filter(({ end }) => end === 'bought').length;
  return [
    ...notes.violations,
    ...faults,
    ...unless(sold === units, `sold ${sold} of ${units}`),
    ...unless(bought === sold, `${bought} bought, ${sold} are sold`),
    ...unless(notes.busiestSecond <= ratePerS, `W1: ${notes.busiestSecond} in one second`),
    ...unless(polled === 0, `W7: polls asked objects ${polled} times`),
    ...unless(told <= mostTold, `W7: the coordinator was told ${told} times`),
    ...unless(notes.refusedInside === 0, `${notes.refusedInside} refused inside for load`),
    ...unless(drop.alone.refused === 0, `${drop.alone.refused} refused to browse an idle shop`),
    ...unless(notes.stories.length === shoppers, `${notes.stories.length} came`),
    ...unless(fewest >= LEAST_REQUESTS, `somebody made ${fewest} requests`),
  ];
}

/** What does not hold of its times, on a machine with nothing else to do. */
export function slow({ busy, alone, during }: DropOverHttp): string[] {
  const [before, after] = [percentile(alone.latencies, 0.95), percentile(during.latencies, 0.95)];
  return [
    ...unless(busy < BUSIEST, `the thread was ${Math.round(busy * 100)} % busy`),
    ...unless(after <= before * SLOWER_AT_MOST, `browsing went from ${before} to ${after} ms`),
  ];
}
