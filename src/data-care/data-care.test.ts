import { expect, test } from 'vitest';
import { MINUTE_MS } from '../kernel/time.ts';
import type { DataCarePorts } from './ports.ts';
import { forget } from './retention.ts';
import { rotate } from './rotation.ts';

const NOW = Date.UTC(2026, 6, 1);

/** A shop whose journal names some orders, as `order` answers for them. */
function portsOf(order: DataCarePorts['order'], names: readonly string[]) {
  const kept = new Map<string, string>();
  const told: string[] = [];
  const heard: string[] = [];
  const walked: string[] = [];
  const keys = ['k1', 'k2'];
  const ports: DataCarePorts = {
    order,
    resealAccount: async () => true,
    book: async () => null,
    holdersAfter: async () => ({
      ...{ holders: names.map((name) => ({ kind: 'order', name }) as const), last: 'key' },
      done: true,
    }),
    lists: {
      unpaidAfter: async ({ id }) =>
        names.filter((name) => name > id).map((name) => ({ placedAt: 1, id: name })),
      ordersAfter: async () => [],
      dropOrders: async () => {},
      forgetLetters: async () => {},
      forgetNotices: async (above) => {
        walked.push(above);
        return keys.find((key) => key > above) ?? null;
      },
    },
    keepAccount: async (id, version) => void heard.push(`${id} ${version}`),
    forgetJournal: (_at, heed) =>
      heed([
        ...[
          { account: 'ada', version: 2 },
          { account: 'bob', version: 1 },
        ],
        ...[
          { account: 'ada', version: 3 },
          { account: 'ada', version: 1 },
        ],
      ]),
    progress: {
      read: async (job) => JSON.parse(kept.get(job) ?? 'null'),
      write: async (job, value) => void kept.set(job, JSON.stringify(value)),
    },
    kid: 'd2',
    tell: (_level, event, { failed }) => void told.push(`${event} ${failed}`),
  };
  return { ports, told, heard, walked };
}

test('what could not be sealed anew is asked again until none is left', async () => {
  let away = true;
  const asked: string[] = [];
  const { ports, told } = portsOf(
    async (id) => {
      asked.push(id);
      if (away && id === 'b') throw new Error('away');
      return true;
    },
    ['a', 'b', 'c'],
  );
  await rotate(ports, NOW);
  let now = NOW + 11 * MINUTE_MS;
  while ((await rotate(ports, now)).part !== 'left') now += 1;
  expect(told).toEqual(['data_not_resealed undefined', 'data_resealed 1']);
  // Not at each run, and the others not at all.
  expect((await rotate(ports, now + 1)).part).toBe('left');
  expect(asked).toEqual(['a', 'b', 'c']);
  away = false;
  expect(await rotate(ports, now + 10 * MINUTE_MS)).toMatchObject({ part: 'done', left: [] });
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
  expect(told.at(-1)).toBe('data_resealed 0');
});

test('where nearly everything fails the walk waits', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `order-${index}`);
  const { ports } = portsOf(() => Promise.reject(new Error('away')), names);
  await rotate(ports, NOW);
  expect(await rotate(ports, NOW + 11 * MINUTE_MS)).toMatchObject({ part: 'journal', key: null });
});

test('an order that is at work when it is to be forgotten is asked again', async () => {
  let busy = true;
  const forgotten: string[] = [];
  const { ports } = portsOf(
    async (id) => {
      if (busy && id === 'b') return false;
      forgotten.push(id);
      return true;
    },
    ['a', 'b', 'c'],
  );
  await forget(ports, NOW);
  expect(forgotten).toEqual(['a', 'c']);
  busy = false;
  await forget(ports, NOW);
  expect(forgotten).toEqual(['a', 'c', 'b', 'c']);
});

test('an account is asked once whether the last of a part’s events was its last', async () => {
  const { ports, heard } = portsOf(async () => true, []);
  await forget(ports, NOW);
  expect(heard).toEqual(['ada 3', 'bob 1']);
});

test('the journal stays while an order of its time still says who ordered', async () => {
  let busy = true;
  const { ports, heard } = portsOf(async () => !busy, []);
  const lists = { ...ports.lists, ordersAfter: async () => [{ placedAt: 1, id: 'a' }] };
  await forget({ ...ports, lists }, NOW);
  expect(heard).toEqual([]);
  busy = false;
  await forget({ ...ports, lists }, NOW);
  expect(heard).toEqual(['ada 3', 'bob 1']);
});

test('notes of mails are walked part by part, and at the end from the beginning', async () => {
  const { ports, walked } = portsOf(async () => true, []);
  for (let run = 0; run < 4; run += 1) await forget(ports, NOW);
  expect(walked).toEqual(['', 'k1', 'k2', '']);
});
