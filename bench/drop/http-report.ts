/** What a drop over HTTP came to, in the words of the report. */
import { percentile } from '../../tests/storms/crowd.ts';
import type { Story } from '../../tests/storms/drop/notes.ts';
import type { DropOverHttp } from '../../tests/storms/drop/run.ts';
import { allObjectRequests, objectRequestsOf } from '../../tests/storms/drop/verdicts.ts';
import { kendall, kendallP } from '../../tests/drop/statistics.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : whole(value)} ms`;
const seconds = (value: number): string => `${whole(value / 1_000)} s`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

type Claimed = Story & { readonly claimedAt: number };
const isClaimed = (story: Story): story is Claimed => story.claimedAt !== null;

/** Kendall's τ of the order of claims against that of arrivals. */
function fairnessOf(stories: readonly Story[]): { tau: number; p: number; count: number } {
  const claimed = stories.filter(isClaimed);
  const arrivals = claimed.toSorted((a, b) => a.arrivedAt - b.arrivedAt);
  const place = new Map(arrivals.map((story, index) => [story, index]));
  const order = claimed.toSorted((a, b) => a.claimedAt - b.claimedAt);
  const tau = kendall(order.map((story) => place.get(story) ?? 0));
  return { tau, p: kendallP(tau, claimed.length), count: claimed.length };
}

function fairness(stories: readonly Story[]): string {
  const open = stories.filter(({ tier }) => tier === 'open');
  const all = fairnessOf(open);
  const first = fairnessOf(open.filter(({ bucket }) => bucket === 0));
  return (
    `Kendall’s τ of claims against arrivals, open tier: ${all.tau.toFixed(3)} over all ` +
    `${whole(all.count)}; inside bucket 0 ${first.tau.toFixed(3)} ` +
    `(${whole(first.count)} claims, p = ${first.p.toFixed(2)}).`
  );
}

function tiers(stories: readonly Story[]): string[] {
  const names = [...new Set(stories.map(({ tier }) => tier))].toSorted();
  const rows = names.map((name) => {
    const own = stories.filter(({ tier }) => tier === name);
    const waits = own.filter(isClaimed).map((story) => story.claimedAt - story.arrivedAt);
    const bought = own.filter(({ end }) => end === 'bought').length;
    const cells = [own.length, waits.length, bought].map(whole);
    return row([name, ...cells, ...[0.5, 0.9, 0.99].map((at) => seconds(percentile(waits, at)))]);
  });
  return [
    row(['tier', 'came', 'let in', 'bought', 'wait p50', 'p90', 'p99']),
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ];
}

function times({ checkoutsAlone, notes, alone, during }: DropOverHttp): string[] {
  const at = (values: readonly number[], shares: readonly number[]): string[] =>
    shares.map((share) => ms(percentile(values, share)));
  const shares = [0.5, 0.95, 0.99];
  return [
    row(['', 'alone p50', 'p95', 'p99', 'in the drop p50', 'p95', 'p99']),
    '|---|--:|--:|--:|--:|--:|--:|',
    row(['checkout', ...at(checkoutsAlone, shares), ...at(notes.checkouts, shares)]),
    row(['browsing', ...at(alone.latencies, shares), ...at(during.latencies, shares)]),
  ];
}

function costs({ counts, options }: DropOverHttp): string[] {
  const total = allObjectRequests(counts) / options.shoppers;
  const polls = counts['GET place']?.requests ?? 0;
  const rows = Object.entries(counts)
    .toSorted(([, a], [, b]) => b.requests - a.requests)
    .map(([route, { requests, objectRequests }]) =>
      row([
        route === 'inside' ? 'objects among themselves, alarms' : route,
        requests === 0 ? '' : whole(requests),
        whole(objectRequests),
        requests === 0 ? '' : (objectRequests / requests).toFixed(2),
      ]),
    );
  return [
    `Object requests: ${total.toFixed(2)} a shopper, ` +
      `${objectRequestsOf(counts, 'GET place')} in ${whole(polls)} polls.`,
    '',
    row(['route', 'requests', 'object requests', 'each']),
    '|---|--:|--:|--:|',
    ...rows,
  ];
}

/** The report of one drop over HTTP. */
export function httpReport(drop: DropOverHttp): string {
  const { options, notes, sold, lastedMs, busy, busyAlone, during } = drop;
  const ends = new Map<string, number>();
  for (const { end } of notes.stories) ends.set(end ?? '', (ends.get(end ?? '') ?? 0) + 1);
  const requests = notes.stories.reduce((sum, story) => sum + story.requests, 0);
  const fewest = Math.min(...notes.stories.map((story) => story.requests));
  return [
    `${whole(options.shoppers)} shoppers for ${whole(options.units)} units, ` +
      `${options.ratePerS} let in and ${options.ratePerS * 10} arriving a second, ` +
      `${options.browsesPerS} browsing requests beside them; ${seconds(lastedMs)}.`,
    '',
    `Sold ${whole(sold)}; ${whole(notes.admitted)} let in, at most ${notes.busiestSecond} in a ` +
      `second. Ends: ${[...ends].map(([end, people]) => `${end} ${whole(people)}`).join(', ')}.`,
    `${whole(requests)} requests of shoppers, ${fewest} of each at least, ` +
      `${whole(notes.polls)} of them polls; refused for load: ${notes.refusedInside} inside, ` +
      `${notes.refusedOutside} outside, ${during.refused} browsing.`,
    `Tried and refused: ${whole(notes.forgeries)} forged tickets, ${whole(notes.twins)} second ` +
      `orders; the same ticket came back ${whole(notes.refreshes)} times.`,
    `The thread that runs the Workers: ${percent(busyAlone)} busy with browsing alone, ` +
      `${percent(busy)} while the crowd came.`,
    fairness(notes.stories),
    '',
    ...tiers(notes.stories),
    '',
    ...times(drop),
    '',
    ...costs(drop),
  ].join('\n');
}
