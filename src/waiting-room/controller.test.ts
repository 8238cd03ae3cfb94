import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId, asSku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { ShardReport } from './admission.ts';
import { advanced, arrived, mostInside, newRoom, shared, ticked } from './controller.ts';
import type { RoomState } from './controller.ts';
import type { SaleSettings } from './sale.ts';

const START = 1_000_000_000;
const tiers = [
  { id: 'vip', label: 'VIP', weight: 3 },
  { id: 'open', label: 'All', weight: 1 },
];
const settings: SaleSettings = {
  id: required(asSaleId('sale-one'), 'an id'),
  name: 'A drop',
  skus: [required(asSku('pair'), 'a SKU')],
  ...{ quantity: null, mode: 'first_come', startsAt: START, drawAt: START },
  ...{ endsAt: START + 3_600_000, maxPerBuyer: 1, tiers, denied: [], ratePerS: 10, shards: 2 },
  checks: { account: false, captcha: false, velocity: false },
};

const open = (people: number): RoomState => {
  const room = arrived(newRoom(settings, START), { open: { 0: people }, vip: { 0: people } });
  return { ...room, status: 'open' };
};

test('tokens go to who waits, by weight, and what one tier does not need to the others', () => {
  expect(shared(8, tiers, { vip: 100, open: 100 })).toEqual({ vip: 6, open: 2 });
  expect(shared(8, tiers, { vip: 1, open: 100 })).toEqual({ vip: 1, open: 7 });
  expect(shared(8, tiers, { vip: 1, open: 2 })).toEqual({ vip: 1, open: 2 });
  expect(shared(0, tiers, { vip: 1, open: 2 })).toEqual({ vip: 0, open: 0 });
});

test('as many may be inside as will find goods, and three for each at most', () => {
  expect(mostInside(0, { bought: 0, lapsed: 0 })).toBe(0);
  expect(mostInside(90, { bought: 0, lapsed: 0 })).toBe(100);
  expect(mostInside(100, { bought: 991, lapsed: 999 })).toBe(200);
  expect(mostInside(10, { bought: 0, lapsed: 10_000 })).toBe(30);
});

test('the line does not reach into a bucket whose ranks are not told', () => {
  const room = arrived(newRoom(settings, START), { open: { 0: 10, 1: 10 } });
  const tier = required(room.tiers['open'], 'a tier');
  expect(advanced(tier, 5, START, START + 9_999)).toEqual({ bucket: 0, fraction: 0 });
  expect(advanced(tier, 5, START, START + 10_000)).toEqual({ bucket: 0, fraction: 0.5 });
  expect(advanced(tier, 15, START, START + 14_999)).toEqual({ bucket: 1, fraction: 0 });
  expect(advanced(tier, 15, START, START + 15_000)).toEqual({ bucket: 1, fraction: 0.5 });
});

const totalOf = (counts: Readonly<Record<string, number>>): number => sum(Object.values(counts));

type World = { upTo: Record<string, number>; spent: Record<string, number>; wanting: number };

/** What an object does in a second with what it was granted, if that arrives. */
function second(object: World, asked: Readonly<Record<string, number>>, step: Step): ShardReport {
  if (step.arrives) object.upTo = { ...asked };
  for (const tier of ['open', 'vip']) {
    const left = Math.max(0, (object.upTo[tier] ?? 0) - (object.spent[tier] ?? 0));
    object.spent[tier] = (object.spent[tier] ?? 0) + Math.min(left, step.claims);
    object.wanting = Math.max(0, step.claims - left);
  }
  const wanting = { open: object.wanting, vip: object.wanting };
  return { spent: { ...object.spent }, wanting, inside: 0, bought: 0, lapsed: 0 };
}

type Step = { readonly arrives: boolean; readonly answers: boolean; readonly claims: number };
const step = fc.record({
  arrives: fc.boolean(),
  answers: fc.boolean(),
  claims: fc.integer({ min: 0, max: 8 }),
});

test('objects never let in more than the throttle has granted, whatever calls are lost', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, step), { minLength: 5, maxLength: 60 }), (seconds) => {
      let room = open(10_000);
      const objects: World[] = room.shards.map(() => ({ upTo: {}, spent: {}, wanting: 0 }));
      for (const [index, steps] of seconds.entries()) {
        const now = START + 10_000 + index * 1_000;
        const reports = objects.map((object, at) => {
          const given = required(steps[at], 'a step for each');
          const report = second(object, room.shards[at]?.asked ?? {}, given);
          return given.arrives && given.answers ? report : null;
        });
        room = ticked(room, settings, { now, stock: { available: 1_000, reserved: 0 }, reports });
        const admitted = sum(objects.map(({ spent }) => totalOf(spent)));
        const inForce = sum(room.shards.map(({ bound }) => totalOf(bound)));
        expect(admitted).toBeLessThanOrEqual(inForce);
        // Two seconds' worth may have been saved up before the first.
        expect(inForce).toBeLessThanOrEqual(settings.ratePerS * (index + 1 + 2));
        for (const [at, { bound, asked }] of room.shards.entries()) {
          for (const tier of ['open', 'vip']) {
            const inObject = objects[at]?.upTo[tier] ?? 0;
            expect(bound[tier] ?? 0).toBeGreaterThanOrEqual(Math.max(inObject, asked[tier] ?? 0));
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('with nothing left to sell, every token that was not spent is taken back', () => {
  const now = START + 10_000;
  const goods = { available: 100, reserved: 0 };
  const report: ShardReport = { spent: {}, wanting: {}, inside: 0, bought: 0, lapsed: 0 };
  const first = ticked(open(100), settings, { now, stock: goods, reports: [null, null] });
  expect(sum(first.shards.map(({ asked }) => totalOf(asked)))).toBe(20);
  const gone = { available: 0, reserved: 1 };
  const reports = [report, report];
  const next = ticked(first, settings, { now: now + 1_000, stock: gone, reports });
  expect(next.stock).toBe('held');
  expect(next.shards.map(({ asked }) => totalOf(asked))).toEqual([0, 0]);
  const last = ticked(next, settings, {
    ...{ now: now + 2_000, stock: { available: 0, reserved: 0 }, reports },
  });
  expect(last.stock).toBe('sold_out');
});
