import fc from 'fast-check';
import { expect, test } from 'vitest';
import { saleSettings, START } from '../../tests/model/sale-settings.ts';
import { required } from '../kernel/assert.ts';
import { sum } from '../kernel/money.ts';
import type { ShardReport } from './admission.ts';
import { advanced, arrived, isLetIn, mostInside, newRoom, shared, ticked } from './controller.ts';
import type { RoomState } from './controller.ts';
import { lineOf } from './room-view.ts';

const tiers = [
  { id: 'vip', label: 'VIP', weight: 3 },
  { id: 'open', label: 'All', weight: 1 },
];
const settings = { ...saleSettings({ tiers }), shards: 2 };

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

/** A world in which `claims` people of the open tier ask each second, at the first object. */
function lived(room: RoomState, seconds: number, claims: (state: RoomState) => number) {
  let state = room;
  let [upTo, spent] = [0, 0];
  for (let index = 0; index < seconds; index++) {
    const now = START + 20_000 + index * 1_000;
    const asking = isLetIn(state, 'open', START) ? claims(state) : 0;
    const admitted = Math.min(asking, upTo - spent);
    spent += admitted;
    upTo = state.shards[0]?.asked['open'] ?? 0;
    const report = { spent: { open: spent }, wanting: { open: asking - admitted } };
    const reports = [{ ...report, inside: spent, bought: 0, lapsed: 0 }, null];
    state = ticked(state, settings, { now, stock: { available: 10, reserved: 0 }, reports });
  }
  return { state, spent };
}

const people = (counts: Record<number, number>): RoomState => ({
  ...arrived(newRoom({ ...settings, shards: 1 }, START), { open: counts }),
  status: 'open',
});

test('who was called and comes late is let in once nobody else is on their way', () => {
  // Three are called and come; much later one of them, whose pass has lapsed, asks again.
  const late = START + 40_000;
  const claims = ({ tickedAt }: RoomState) =>
    tickedAt < START + 25_000 || tickedAt > late ? 1 : 0;
  const before = lived(people({ 0: 3 }), 20, claims);
  expect(before.spent).toBe(3);
  expect(before.state.tickedAt).toBeLessThan(late);
  expect(lived(people({ 0: 3 }), 40, claims).spent).toBeGreaterThan(3);
});

test('people whom no edge told of are called with their bucket, and let in', () => {
  const { state, spent } = lived(people({ 0: 1 }), 5, () => 3);
  expect(state.tiers['open']?.served.bucket).toBeGreaterThan(0);
  expect(spent).toBeGreaterThanOrEqual(3);
  const nobody = lived(people({}), 5, () => 2);
  expect(nobody.state.tiers['open']?.served.bucket).toBeGreaterThan(0);
  expect(nobody.spent).toBeGreaterThanOrEqual(2);
});

test('tokens that nobody of a tier will come for go to the others', () => {
  const few = { available: 5, reserved: 0 };
  const none: ShardReport = { spent: {}, wanting: {}, inside: 0, bought: 0, lapsed: 0 };
  const crowd = arrived(newRoom(settings, START), { vip: { 0: 5 }, open: { 0: 1_000 } });
  let room: RoomState = { ...crowd, status: 'open' };
  let admitted = 0;
  for (let index = 0; index < 60; index++) {
    const now = START + 10_000 + index * 1_000;
    // Nobody of the invited comes; of the others, whoever is called.
    const spent = (at: number) => room.shards[at]?.asked['open'] ?? 0;
    const reports = [0, 1].map((at) => ({
      ...none,
      spent: { open: spent(at) },
      lapsed: spent(at),
    }));
    admitted = spent(0) + spent(1);
    room = ticked(room, settings, { now, stock: few, reports });
  }
  expect(sum(room.shards.map(({ asked }) => asked['vip'] ?? 0))).toBe(0);
  expect(admitted).toBeGreaterThan(5);
});

test('the line tells how far it moved, and which share of those called has come', () => {
  let room = arrived(newRoom(settings, START), { open: { 0: 200 } });
  room = { ...room, status: 'open' };
  const none = { spent: {}, wanting: {}, inside: 0, bought: 0, lapsed: 0 };
  const tick = (after: number, came: number) => {
    const reports = [{ ...none, spent: { open: came }, inside: came }, none];
    const now = START + after * 1_000;
    room = ticked(room, settings, { now, stock: { available: 500, reserved: 0 }, reports });
    return lineOf(settings, room, now).tiers['open'];
  };
  for (let after = 11; after < 20; after++) tick(after, 0);
  const early = tick(20, 0);
  expect(early?.moved).toBeGreaterThan(50);
  expect(early?.came).toBe(1);
  // Ten come, and the door stays open past the time in which others would.
  for (let after = 21; after < 45; after++) tick(after, 10);
  const later = tick(45, 10);
  expect(later?.lastMinute).toBe(10);
  expect(later?.came).toBeLessThan(0.3);
  expect(tick(140, 10)).toMatchObject({ lastMinute: 0 });
});
