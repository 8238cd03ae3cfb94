import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asCouponCode } from '../kernel/ids.ts';
import { money, sum } from '../kernel/money.ts';
import { combine, couponRefusal, discountsOf } from './coupons.ts';
import type { Coupon } from './coupons.ts';
import { priceItems } from './price.ts';
import { taxContained } from './tax.ts';

const coupon = (changes: Partial<Coupon>): Coupon => ({
  code: required(asCouponCode('TEST'), 'a code'),
  kind: 'percent',
  value: 10,
  currency: 'EUR',
  minimum: 0,
  startsAt: null,
  endsAt: null,
  totalLimit: null,
  perCustomerLimit: null,
  combinable: false,
  active: true,
  ...changes,
});

const arbitrary = fc.record({
  items: fc.array(
    fc.record({
      unitPrice: fc.integer({ min: 0, max: 100_000 }),
      quantity: fc.integer({ min: 1, max: 50 }),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  percent: fc.integer({ min: 1, max: 100 }),
  amount: fc.integer({ min: 1, max: 50_000 }),
  shipping: fc.integer({ min: 0, max: 5_000 }),
  taxRate: fc.constantFrom(0, 700, 1900, 2550),
  pricesIncludeTax: fc.boolean(),
});

test('every part adds up to its whole, for any cart, coupons, tax and delivery', () => {
  fc.assert(
    fc.property(arbitrary, ({ items, percent, amount, shipping, taxRate, pricesIncludeTax }) => {
      const coupons = [coupon({ value: percent }), coupon({ kind: 'amount', value: amount })];
      const input = { items, coupons, shipping: { price: shipping }, taxRate, pricesIncludeTax };
      const priced = priceItems(input);
      expect(sum(priced.lines.map((line) => line.lineTotal))).toBe(priced.subtotal);
      expect(sum(priced.lines.map((line) => line.discount))).toBe(priced.discount);
      expect(sum(priced.discounts)).toBe(priced.discount);
      expect(priced.discount).toBeLessThanOrEqual(priced.subtotal);
      expect(sum(priced.lines.map((line) => line.tax))).toBeLessThanOrEqual(priced.tax);
      expect(priced.total).toBe(
        priced.subtotal - priced.discount + priced.shipping + (pricesIncludeTax ? 0 : priced.tax),
      );
      expect(priced.total).toBeGreaterThanOrEqual(0);
      for (const line of priced.lines) expect(line.discount).toBeLessThanOrEqual(line.lineTotal);
    }),
  );
});

test('lines share discount and tax by what they cost; the way is taxed too', () => {
  const items = [
    { unitPrice: 1_000, quantity: 2 },
    { unitPrice: 500, quantity: 1 },
  ];
  const input = { items, coupons: [coupon({})], shipping: { price: 490 }, taxRate: 1900 };
  const inside = priceItems({ ...input, pricesIncludeTax: true });
  expect(inside).toEqual({
    lines: [
      { lineTotal: 2_000, discount: 200, tax: 287 },
      { lineTotal: 500, discount: 50, tax: 72 },
    ],
    ...{ discounts: [250], subtotal: 2_500, discount: 250, shipping: 490, tax: 437, total: 2_740 },
  });
  const onTop = priceItems({ ...input, pricesIncludeTax: false });
  expect(onTop).toMatchObject({ tax: 521, total: 3_261 });
  expect(priceItems({ ...input, shipping: null, pricesIncludeTax: true })).toMatchObject({
    ...{ shipping: 0, total: 2_250, tax: 359 },
  });
});

test('119 at 19 percent contain 19 of tax', () => {
  expect(taxContained(11_900, 1900)).toBe(1_900);
  expect(taxContained(0, 1900)).toBe(0);
});

test('coupons take from what the ones before left and never more than there is', () => {
  const half = coupon({ value: 50 });
  const tenner = coupon({ kind: 'amount', value: 1_000 });
  expect(discountsOf([half, tenner], 1_500)).toEqual([750, 750]);
  expect(discountsOf([tenner, half], 1_500)).toEqual([1_000, 250]);
});

test('a coupon holds from its start to before its end, from its minimum on', () => {
  const dated = coupon({ startsAt: 100, endsAt: 200, minimum: 500 });
  const at = (now: number, amount: number) =>
    couponRefusal(dated, money(amount, 'EUR'), now)?.reason ?? null;
  expect(at(99, 500)).toBe('coupon_not_started');
  expect(at(100, 500)).toBeNull();
  expect(at(199, 500)).toBeNull();
  expect(at(200, 500)).toBe('coupon_expired');
  expect(at(150, 499)).toBe('coupon_minimum');
  expect(couponRefusal(coupon({ active: false }), money(1, 'EUR'), 1)?.reason).toBe(
    'coupon_unknown',
  );
});

test('only combinable coupons stand together', () => {
  expect(combine([coupon({})])).toBe(true);
  expect(combine([coupon({}), coupon({ combinable: true })])).toBe(false);
  expect(combine([coupon({ combinable: true }), coupon({ combinable: true })])).toBe(true);
});
