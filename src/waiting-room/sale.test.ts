import { expect, test } from 'vitest';
import { saleSettings as sale, START } from '../../tests/model/sale-settings.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import { newRoom } from './controller.ts';
import { hasSameGates, isBehind, nextTickAt, standing } from './room.ts';
import type { Room } from './room.ts';
import { changed, openedNow, OPEN_NOTICE_MS, ROOM_OPENS_MS } from './sale.ts';

test('a sale that was opened early can be throttled however long it now is', () => {
  const long = sale({ endsAt: START + 6 * DAY_MS });
  const now = START - 3 * DAY_MS;
  const opened = openedNow(long, now);
  const later = now + HOUR_MS;
  expect(changed(opened, { ratePerS: 1 }, later)).toMatchObject({
    ok: true,
    value: { ratePerS: 1 },
  });
  expect(changed(opened, { endsAt: opened.endsAt - 1 }, later).ok).toBe(true);
  const longer = changed(opened, { endsAt: opened.endsAt + 1 }, later);
  expect(longer).toMatchObject({ ok: false, reason: 'too_long' });
});

test('a start that edges may already draw by is not moved any more', () => {
  const settings = sale();
  const moved = { startsAt: START + HOUR_MS };
  expect(changed(settings, moved, START - OPEN_NOTICE_MS).ok).toBe(true);
  const late = changed(settings, moved, START - OPEN_NOTICE_MS + 1);
  expect(late).toMatchObject({ ok: false, reason: 'has_begun' });
  const sooner = changed(settings, { startsAt: START - HOUR_MS }, START - HOUR_MS);
  expect(sooner).toMatchObject({ ok: false, reason: 'has_begun' });
});

const roomOf = (changes: Partial<Room> = {}): Room => {
  const settings = changes.settings ?? sale();
  const state = { ...newRoom(settings, START - DAY_MS), sequence: 1 };
  return { asked: settings, settings, state, arrived: 0, gated: true, listed: true, ...changes };
};

test('what a throttle or a pause changes are not the gates', () => {
  const room = roomOf();
  const { state } = room;
  expect(hasSameGates(room, roomOf({ settings: sale({ ratePerS: 1, name: 'Other' }) }))).toBe(true);
  expect(hasSameGates(room, roomOf({ state: { ...state, status: 'paused' } }))).toBe(true);
  expect(hasSameGates(room, roomOf({ state: { ...state, status: 'stopped' } }))).toBe(false);
  expect(hasSameGates(room, roomOf({ settings: sale({ quantity: 5 }) }))).toBe(false);
  expect(hasSameGates(room, roomOf({ settings: sale({ endsAt: START + HOUR_MS }) }))).toBe(false);
});

test('a room sleeps until people may take tickets, unless it owes something', () => {
  const now = START - DAY_MS;
  expect(nextTickAt(roomOf(), now)).toBe(START - ROOM_OPENS_MS);
  expect(nextTickAt(roomOf(), START - ROOM_OPENS_MS)).toBe(START - ROOM_OPENS_MS + 5_000);
  expect(nextTickAt(roomOf(), START - 1)).toBe(START);
  expect(nextTickAt(roomOf(), START)).toBe(START + 1_000);
  for (const owed of [{ gated: false }, { listed: false }]) {
    expect(isBehind(roomOf(owed))).toBe(true);
    expect(nextTickAt(roomOf(owed), now)).toBe(now + 1_000);
  }
});

test('a sale stands from its first tick on', () => {
  const room = roomOf();
  expect(standing(room)).toBe(room);
  expect(standing(roomOf({ state: { ...room.state, sequence: 0 } }))).toBeNull();
  expect(standing(null)).toBeNull();
});
