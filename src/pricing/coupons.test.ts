import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asCouponCode } from '../kernel/ids.ts';
import { money } from '../kernel/money.ts';
import { couponRefusal, discountsOf, isLimited, refusalText } from './coupons.ts';
import type { Coupon, CouponRefusal } from './coupons.ts';

const coupon = (changes: Partial<Coupon> = {}): Coupon => ({
  ...{ code: required(asCouponCode('TEST'), 'a code'), kind: 'percent', value: 10 },
  ...{ currency: 'EUR', minimum: 0, startsAt: null, endsAt: null, totalLimit: null },
  ...{ perCustomerLimit: null, combinable: false, active: true },
  ...changes,
});

const EUR_5 = money(500, 'EUR');

test('uses are counted where there is a limit of either kind', () => {
  expect(isLimited(coupon())).toBe(false);
  expect(isLimited(coupon({ totalLimit: 1 }))).toBe(true);
  expect(isLimited(coupon({ perCustomerLimit: 1 }))).toBe(true);
});

test('a refusal says what is missing or when it begins', () => {
  expect(couponRefusal(coupon({ active: false }), EUR_5, 1)).toEqual({ reason: 'coupon_unknown' });
  expect(couponRefusal(coupon({ minimum: 501 }), EUR_5, 1)).toEqual({
    reason: 'coupon_minimum',
    missing: { amount: 1, currency: 'EUR' },
  });
  expect(couponRefusal(coupon({ startsAt: 2 }), EUR_5, 1)).toEqual({
    reason: 'coupon_not_started',
    startsAt: 2,
  });
  expect(couponRefusal(coupon(), EUR_5, 1)).toBeNull();
});

test('an amount is taken whole while there is that much, then what is left', () => {
  const fiver = coupon({ kind: 'amount', value: 500 });
  expect(discountsOf([fiver, fiver, fiver], 1_200)).toEqual([500, 500, 200]);
  expect(discountsOf([coupon({ value: 100 }), fiver], 700)).toEqual([700, 0]);
});

test('every refusal is one sentence for the buyer', () => {
  const said: readonly (readonly [CouponRefusal, string])[] = [
    [{ reason: 'coupon_unknown' }, 'This code is not known.'],
    [
      { reason: 'coupon_not_started', startsAt: 0 },
      'This code holds from 1970-01-01T00:00:00.000Z.',
    ],
    [{ reason: 'coupon_expired' }, 'This code has ended.'],
    [{ reason: 'coupon_minimum', missing: EUR_5 }, 'This code needs 5 EUR more.'],
    [{ reason: 'coupon_not_combinable' }, 'This code cannot be combined with another one.'],
  ];
  for (const [refusal, text] of said) expect(refusalText(refusal)).toBe(text);
});
