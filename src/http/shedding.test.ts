import { expect, test } from 'vitest';
import { Load, urgencyOf } from './shedding.ts';

const BOUNDS = { browsing: 2, ordering: 4 };

test('browsing gives way to ordering, and both to paying', () => {
  const load = new Load();
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
  const load = new Load();
  expect([load.takes('/', BOUNDS), load.takes('/', BOUNDS), load.takes('/', BOUNDS)]).toEqual([
    true,
    true,
    false,
  ]);
  load.done();
  expect(load.takes('/', BOUNDS)).toBe(true);
});

test('a path is told by its first words alone', () => {
  expect(urgencyOf('/orders-of-old')).toBe('browsing');
  expect(urgencyOf('/api/sales/s1/claim')).toBe('ordering');
  expect(urgencyOf('/orders/o1/pay')).toBe('paying');
  expect(urgencyOf('/metrics')).toBe('paying');
});
