import { expect, test } from 'vitest';
import { Collapsed, Memory } from './copies.ts';
import type { Copy } from './copies.ts';

const limits = { maxEntries: 3, maxLength: 100, freshMs: 1_000, staleMs: 500 };
const copy = (version: number, text: string | null = `v${version}`): Copy => ({
  text,
  etag: `"${version}"`,
  version,
});

test('a copy is fresh for its time and remembered after it', () => {
  const memory = new Memory(limits);
  memory.put('a', copy(1), 0);
  expect(memory.fresh('a', 999)?.text).toBe('v1');
  expect(memory.fresh('a', 1_000)).toBeUndefined();
  expect(memory.last('a')?.text).toBe('v1');
});

test('past its time a copy may be used a while longer, which says that it is not fresh', () => {
  const memory = new Memory(limits);
  memory.put('a', copy(1), 0);
  expect(memory.usable('a', 999)?.fresh).toBe(true);
  expect(memory.usable('a', 1_000)).toEqual({ copy: copy(1), fresh: false });
  expect(memory.usable('a', 1_499)?.fresh).toBe(false);
  expect(memory.usable('a', 1_500)).toBeUndefined();
});

test('an older copy never takes the place of a newer one, and refreshes it', () => {
  const memory = new Memory(limits);
  memory.put('a', copy(2), 0);
  expect(memory.put('a', copy(1), 5_000).text).toBe('v2');
  expect(memory.fresh('a', 5_500)?.text).toBe('v2');
  expect(memory.put('a', copy(3), 5_600).text).toBe('v3');
});

test('the longest unrefreshed go when there are too many, or too much of them', () => {
  const memory = new Memory(limits);
  for (const key of ['a', 'b', 'c']) memory.put(key, copy(1), 0);
  memory.put('a', copy(1), 10);
  memory.put('d', copy(1), 20);
  expect(['a', 'b', 'c', 'd'].map((key) => memory.last(key) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  memory.put('long', copy(1, 'x'.repeat(98)), 30);
  expect(memory.last('c')).toBeUndefined();
  expect(memory.last('long')).toBeDefined();
});

const never = () => new Promise<void>(() => undefined);

test('concurrent callers share one piece of work, later ones begin anew', async () => {
  const collapsed = new Collapsed<number>(never);
  let runs = 0;
  const work = async (): Promise<number> => ++runs;
  expect(await Promise.all([collapsed.run('k', work, 0), collapsed.run('k', work, 1)])).toEqual([
    1, 1,
  ]);
  expect(await collapsed.run('k', work, 2)).toBe(2);
});

const failing = (): Promise<number> => Promise.reject(new Error('no'));

test('work that fails is not remembered', async () => {
  const collapsed = new Collapsed<number>(never);
  await expect(collapsed.run('k', failing, 0)).rejects.toThrow('no');
  expect(await collapsed.run('k', () => Promise.resolve(1), 0)).toBe(1);
});

test('nobody waits for work whose request has died', async () => {
  const collapsed = new Collapsed<number>(never);
  const died = new Promise<number>(() => undefined);
  void collapsed.run('k', () => died, 0);
  expect(await collapsed.run('k', () => Promise.resolve(2), 5_000)).toBe(2);
});

test('who has joined work that never ends begins anew when its time is over', async () => {
  const waits: number[] = [];
  const collapsed = new Collapsed<number>(async (milliseconds) => {
    waits.push(milliseconds);
  });
  let runs = 0;
  const work = async (): Promise<number> => ++runs;
  void collapsed.run('k', () => new Promise<number>(() => undefined), 0);
  const joined = [collapsed.run('k', work, 1_000), collapsed.run('k', work, 4_000)];
  expect(await Promise.all(joined)).toEqual([1, 1]);
  // The second one has joined what the first one began.
  expect(waits).toEqual([4_000, 1_000, 5_000]);
});
