import { expect, test } from 'vitest';
import { FORGOTTEN_MS, Load, urgencyOf } from './shedding.ts';

const BOUNDS = { browsing: 2, ordering: 4 };

const never = () => 0;

test('browsing gives way to ordering, and both to paying', () => {
  const load = new Load(never);
  const taken = (path: string, times: number) =>
    Array.from({ length: times }, () => load.takes(path, BOUNDS)).filter(Boolean).length;
  expect(taken('/products/lamp', 5)).toBe(2);
  expect(taken('/api/checkout', 5)).toBe(2);
  expect(taken('/api/orders/o1/cancel', 5)).toBe(5);
  expect(taken('/api/webhooks/stripe', 5)).toBe(5);
  expect(taken('/api/admin/orders', 1)).toBe(1);
  expect(taken('/api/checkout', 1)).toBe(0);
});

test('what is done makes room', () => {
  const load = new Load(never);
  const [one, two, three] = ['/', '/', '/'].map((path) => load.takes(path, BOUNDS));
  expect([one, two, three]).toEqual([1, 2, null]);
  load.done(1);
  load.done(1);
  expect([load.takes('/', BOUNDS), load.takes('/', BOUNDS)]).toEqual([3, null]);
});

test('requests that died with their clients are not counted for ever', () => {
  let now = 0;
  const load = new Load(() => now);
  load.takes('/', BOUNDS);
  now = 1;
  load.takes('/', BOUNDS);
  now = FORGOTTEN_MS - 1;
  expect(load.takes('/', BOUNDS)).toBeNull();
  now = FORGOTTEN_MS;
  expect([load.takes('/', BOUNDS), load.takes('/', BOUNDS)]).toEqual([3, null]);
});

test('a path is told by its first words alone', () => {
  expect(urgencyOf('/orders-of-old')).toBe('browsing');
  expect(urgencyOf('/api/sales/s1/claim')).toBe('ordering');
  expect(urgencyOf('/orders/o1/pay')).toBe('paying');
  expect(urgencyOf('/metrics')).toBe('paying');
});
