import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCurrency, proportion, split, sum } from './money.ts';

const amounts = fc.integer({ min: 0, max: 1_000_000_000 });
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), {
  minLength: 1,
  maxLength: 20,
});

test('the parts of a split add up to what was split', () => {
  fc.assert(
    fc.property(amounts, weights, (amount, shares) => {
      expect(sum(split(amount, shares))).toBe(amount);
    }),
  );
});

test('each part is the floor or the ceiling of its exact share', () => {
  fc.assert(
    fc.property(amounts, weights, (amount, shares) => {
      const total = sum(shares);
      fc.pre(total > 0);
      split(amount, shares).forEach((part, index) => {
        const exact = BigInt(amount) * BigInt(shares[index] ?? 0);
        const floor = exact / BigInt(total);
        expect(BigInt(part) === floor || BigInt(part) === floor + 1n).toBe(true);
      });
    }),
  );
});

test('what the floors leave goes to the largest remainders', () => {
  expect(split(10, [3, 3, 1])).toEqual([4, 4, 2]);
  expect(split(8, [1, 2, 4])).toEqual([1, 2, 5]);
  expect(split(11, [1, 2, 4, 8])).toEqual([1, 1, 3, 6]);
});

test('a tie goes to the earlier part', () => {
  expect(split(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(split(5, [0, 0])).toEqual([5, 0]);
  expect(split(0, [])).toEqual([]);
});

test('a proportion is rounded half up without floats', () => {
  expect(proportion(1, 1, 2)).toBe(1);
  expect(proportion(999_999_999, 19, 119)).toBe(159_663_865);
  expect(proportion(3, 1, 7)).toBe(0);
});

test('only natural numbers are split', () => {
  for (const amount of [-1, 0.5, 2 ** 53]) {
    expect(() => split(amount, [1])).toThrow('assertion failed: split');
  }
});

test('a proportion is of natural numbers, by more than nothing', () => {
  for (const [amount, numerator, denominator] of [
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, 0],
    [1, 1, -1],
  ] as const) {
    expect(() => proportion(amount, numerator, denominator)).toThrow('assertion failed');
  }
  expect(proportion(0, 0, 1)).toBe(0);
});

test('the shop trades in euros and in nothing else', () => {
  expect(['EUR', 'USD', 'eur', ''].map(isCurrency)).toEqual([true, false, false, false]);
});
