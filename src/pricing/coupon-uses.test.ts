import { expect, test } from 'vitest';
import { decideUse } from './coupon-uses.ts';
import type { CouponLimits, UseFacts } from './coupon-uses.ts';

const limits = (changes: Partial<CouponLimits> = {}): CouponLimits => ({
  totalLimit: null,
  perCustomerLimit: null,
  ...changes,
});

const facts = (changes: Partial<UseFacts> = {}): UseFacts => ({
  total: 0,
  byBuyer: 0,
  mine: 'none',
  ...changes,
});

test('a code is used as often as its limit says and not once more', () => {
  const thrice = limits({ totalLimit: 3 });
  expect(decideUse(thrice, facts({ total: 2 }))).toEqual({ ok: true, value: null });
  expect(decideUse(thrice, facts({ total: 3 }))).toEqual({ ok: false, reason: 'used_up' });
  expect(decideUse(limits(), facts({ total: 1_000, byBuyer: 1_000 })).ok).toBe(true);
});

test('a buyer uses a code as often as the limit of each says, whoever else does', () => {
  const once = limits({ perCustomerLimit: 1 });
  expect(decideUse(once, facts({ total: 500 })).ok).toBe(true);
  expect(decideUse(once, facts({ byBuyer: 1 }))).toEqual({
    ok: false,
    reason: 'used_by_customer',
  });
  const both = limits({ totalLimit: 2, perCustomerLimit: 1 });
  expect(decideUse(both, facts({ total: 2, byBuyer: 1 }))).toMatchObject({ reason: 'used_up' });
});

test('an order that has used its code asks again and is told yes, at the limit too', () => {
  const once = limits({ totalLimit: 1, perCustomerLimit: 1 });
  expect(decideUse(once, facts({ total: 1, byBuyer: 1, mine: 'used' })).ok).toBe(true);
});

test('an order that gave its use back has no second one, also where there is one left', () => {
  expect(decideUse(limits({ totalLimit: 9 }), facts({ mine: 'given_back' }))).toEqual({
    ok: false,
    reason: 'used_up',
  });
});
