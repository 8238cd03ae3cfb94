/** The pace of writes to a provider. */
import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a second of calls goes at once, the next ones one gap after the other', () => {
  const pace = new Pace(4, 1_000);
  const waits = Array.from({ length: 8 }, () => pace.take(10_000));
  expect(waits).toEqual([0, 0, 0, 0, 250, 500, 750, 1_000]);
});

test('whoever would wait too long is turned away and takes no turn', () => {
  const pace = new Pace(2, 500);
  const waits = Array.from({ length: 5 }, () => pace.take(0));
  expect(waits).toEqual([0, 0, 500, null, null]);
  expect(pace.take(500)).toBe(500);
});

test('time that nobody used is worth one second of calls, not more', () => {
  const pace = new Pace(2, 0);
  expect([pace.take(0), pace.take(0), pace.take(0)]).toEqual([0, 0, null]);
  const later = Array.from({ length: 3 }, () => pace.take(60_000));
  expect(later).toEqual([0, 0, null]);
});

test('over a minute of constant demand no more goes out than the rate allows', () => {
  const pace = new Pace(25, 200);
  const sent: number[] = [];
  for (let now = 0; now < 60_000; now += 10) {
    const wait = pace.take(now);
    if (wait !== null) sent.push(now + wait);
  }
  expect(sent.length).toBeLessThanOrEqual(61 * 25 + 5);
  const busiest = Math.max(
    ...sent.map((at) => sent.filter((other) => other >= at && other < at + 1_000).length),
  );
  expect(busiest).toBeLessThanOrEqual(2 * 25);
});
