import { expect, test } from 'vitest';
import { SALE, saleSettings, START } from '../../tests/model/sale-settings.ts';
import type { Seal } from '../kernel/seal.ts';
import type { Arrivals } from './controller.ts';
import { newRoom } from './controller.ts';
import { lineOf } from './room-view.ts';
import { roomService, writeInvitation } from './service.ts';
import type { Shopper } from './service.ts';
import { readTicket } from './ticket.ts';

/** Seals for nobody but this file: what it checks is not the seal. */
const seal: Seal = {
  sign: (purpose, text) => `k.${purpose}${text.length}`,
  verify: (purpose, text, mac) => mac === `k.${purpose}${text.length}`,
};

/** A service before the draw, by a clock that is set, whose work after answers can be lost. */
function edge() {
  const settings = saleSettings({ tiers: [{ id: 'vip', label: 'VIP', weight: 1 }] });
  const told: Arrivals[] = [];
  const work: (() => void)[] = [];
  const clock = { now: START - 60_000 };
  const rooms = roomService({
    copies: { line: async () => lineOf(settings, newRoom(settings, clock.now), clock.now) },
    admissions: {
      letsBy: () => Promise.resolve(true),
      claim: () => Promise.reject(new Error('nobody claims here')),
    },
    rooms: {
      async arrived(_, arrivals) {
        told.push(arrivals);
      },
    },
    seal,
    keyedDigest: () => '0'.repeat(12),
    clock: () => clock.now,
    later: () => undefined,
    wait: () => new Promise((resolve) => work.push(resolve)),
  });
  return { rooms, told, work, clock };
}

const shopper: Shopper = { visitor: 'v1', account: 'alice', network: '203.0.113.9', passes: [] };
const yes = async () => true;
const asking = { shopper, held: null, invitation: null, proved: yes, slowEnough: yes };
/** Lets what was waited for go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('an invitation that is shown after a ticket was taken moves it to its tier', async () => {
  const { rooms } = edge();
  const taken = await rooms.ticket(SALE, asking);
  if (!taken.ok) throw new Error(taken.reason);
  const invitation = writeInvitation(seal, SALE, 'vip', 'alice');
  const again = { ...asking, held: taken.value.ticket, invitation };
  const moved = await rooms.ticket(SALE, again);
  if (!moved.ok) throw new Error(moved.reason);
  const [before, after] = [taken, moved].map(({ value }) => readTicket(seal, value.ticket));
  expect(before).toMatchObject({ tier: 'open', who: 'alice', bucket: 0 });
  expect(after).toEqual({ ...before, tier: 'vip' });
  const others = writeInvitation(seal, SALE, 'vip', 'bob');
  const kept = await rooms.ticket(SALE, { ...again, invitation: others });
  expect(kept).toMatchObject({ ok: true, value: { tier: 'open' } });
});

test('arrivals are told together, and told later where who was to tell them has died', async () => {
  const { rooms, told, work, clock } = edge();
  await rooms.ticket(SALE, asking);
  await rooms.ticket(SALE, { ...asking, shopper: { ...shopper, visitor: 'v2', account: null } });
  expect(work).toHaveLength(1);
  clock.now += 10_000;
  await rooms.ticket(SALE, { ...asking, shopper: { ...shopper, visitor: 'v3', account: null } });
  expect(work).toHaveLength(2);
  work[1]?.();
  await settled();
  expect(told).toEqual([{ open: { 0: 3 } }]);
  work[0]?.();
  await settled();
  expect(told).toHaveLength(1);
});
