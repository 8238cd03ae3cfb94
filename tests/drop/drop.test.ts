/** Drops with their crowds: what the waiting room promises holds in every one of them. */
import { expect, test } from 'vitest';
import { crowd, drawing, dropOf } from './crowd.ts';
import { binomialP, kendall, kendallP } from './statistics.ts';
import { Drop } from './world.ts';
import type { DropReport, Faults } from './world.ts';

const CALM: Faults = { lostGrant: 0, lostAnswer: 0 };
const TROUBLED: Faults = { lostGrant: 0.2, lostAnswer: 0.2 };
const HOUR_S = 3_600;
/** On a machine that does other things as well. */
const LONG = 60_000;

function run(seed: number, people: number, units: number, faults = CALM, changes = {}): DropReport {
  const draw = drawing(seed);
  const settings = dropOf(changes);
  return new Drop(settings, units, draw, faults).run(crowd(people, settings, draw), 6 * HOUR_S);
}

test(
  'a drop sells all it has and not one more, however its coordinator fares',
  { timeout: LONG },
  () => {
    for (const seed of [1, 2, 3, 4]) {
      for (const faults of [CALM, TROUBLED]) {
        const shards = { ratePerS: seed % 2 === 0 ? 150 : 50 };
        const { sold, violations } = run(seed, 3_000, 50, faults, shards);
        expect([seed, sold, violations]).toEqual([seed, 50, []]);
      }
    }
  },
);

test('no second lets in more people than the throttle says', { timeout: LONG }, () => {
  for (const ratePerS of [5, 50, 150]) {
    const { busiestSecond, admitted } = run(11, 3_000, 1_500, TROUBLED, { ratePerS });
    expect(admitted).toBeGreaterThan(1_000);
    expect(busiestSecond).toBeLessThanOrEqual(ratePerS);
  }
});

test(
  'nobody is let in while the coordinator is silent, and the sale goes on after it',
  { timeout: LONG },
  () => {
    const silent = { ...CALM, silent: { from: 20, to: 200 } };
    const { outcomes, sold } = run(12, 3_000, 500, silent, { ratePerS: 10 });
    const start = dropOf().startsAt;
    const within = outcomes.filter(({ admittedAt }) => {
      const second = ((admittedAt ?? 0) - start) / 1_000;
      return second > 20 + 11 && second < 200;
    });
    expect(within).toEqual([]);
    expect(sold).toBe(500);
  },
);

test(
  'a bucket is served after the one before, and inside it arrival counts for nothing',
  { timeout: LONG },
  () => {
    const { outcomes } = run(13, 8_000, 2_000, CALM, { ratePerS: 150 });
    const called = outcomes.filter(({ admittedAt }) => admittedAt !== null);
    const first = called.filter(({ bucket }) => bucket === 0);
    const byRank = first.toSorted((a, b) => a.rank - b.rank);
    const arrivals = first.toSorted((a, b) => a.person.at - b.person.at);
    const place = new Map(arrivals.map((outcome, index) => [outcome, index]));
    const tau = kendall(byRank.map((outcome) => place.get(outcome) ?? 0));
    expect(kendallP(tau, byRank.length)).toBeGreaterThan(0.01);
    // Who is let in follows the rank: those of rank above the last served were not called.
    const highest = Math.max(...first.map(({ rank }) => rank));
    const passedOver = outcomes.filter(
      ({ bucket, rank, person, admittedAt, end }) =>
        bucket === 0 &&
        rank < highest - 0.02 &&
        person.comes &&
        admittedAt === null &&
        end !== 'left',
    );
    expect(passedOver.filter(({ end }) => end === 'waiting')).toEqual([]);
  },
);

test('in a lottery an early entry gains nothing', { timeout: LONG }, () => {
  const { outcomes } = run(14, 8_000, 1_000, CALM, { mode: 'lottery', ratePerS: 150 });
  const entries = outcomes.filter(({ bucket }) => bucket === 0);
  const half = entries.toSorted((a, b) => a.person.at - b.person.at).slice(0, entries.length / 2);
  const early = new Set(half);
  const letIn = entries.filter(({ admittedAt }) => admittedAt !== null);
  const hits = letIn.filter((outcome) => early.has(outcome)).length;
  expect(letIn.length).toBeGreaterThan(800);
  expect(binomialP(hits, letIn.length, 0.5)).toBeGreaterThan(0.01);
});

test('the invited are served sooner and everybody else all the same', { timeout: LONG }, () => {
  const tiers = [
    { id: 'vip', label: 'VIP', weight: 3 },
    { id: 'open', label: 'All', weight: 1 },
  ];
  const { outcomes } = run(15, 6_000, 1_000, CALM, { tiers, ratePerS: 100 });
  const letIn = (tier: string, until: number) =>
    outcomes.filter(
      ({ person, admittedAt }) =>
        person.tier === tier && admittedAt !== null && admittedAt < dropOf().startsAt + until,
    ).length;
  const [vip, open] = [letIn('vip', 30_000), letIn('open', 30_000)];
  expect(vip / (vip + open)).toBeGreaterThan(0.65);
  expect(vip / (vip + open)).toBeLessThan(0.85);
});
