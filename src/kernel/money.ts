/**
 * Money: an integer count of the currency's minor units. No float ever holds an amount, and what is
 * split adds up to what was split.
 */
import { assert } from './assert.ts';

/** ISO 4217 codes the shop trades in. */
export const CURRENCIES = ['EUR'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Digits after the point of each currency (ISO 4217). */
export const MINOR_DIGITS: Readonly<Record<Currency, number>> = { EUR: 2 };

/** Largest amount one price, line or order may have, in minor units: ten million euros. */
export const MAX_AMOUNT = 1_000_000_000;

export type Money = { readonly amount: number; readonly currency: Currency };

export const money = (amount: number, currency: Currency): Money => ({ amount, currency });

/** An amount without its currency, as forms and machines read it: `19.99`. */
export const decimal = ({ amount, currency }: Money): string =>
  (amount / 10 ** MINOR_DIGITS[currency]).toFixed(MINOR_DIGITS[currency]);

/** True for a code the shop trades in. */
export const isCurrency = (code: string): code is Currency =>
  CURRENCIES.some((currency) => currency === code);

/** Sum of integers. */
export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

/**
 * Splits `amount` in proportion to `weights` by the largest remainder method (Hamilton): each part
 * is the floor or the ceiling of its exact share and the parts add up to `amount`. Ties go to the
 * earlier part. When all weights are 0 the first part takes everything.
 * @param amount minor units, ≥ 0
 * @param weights integers ≥ 0
 */
export function split(amount: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(amount) && amount >= 0, 'split: amount is a natural number');
  const total = BigInt(sum(weights));
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const whole = BigInt(amount);
  const shares = weights.map((weight, index) => {
    const exact = whole * BigInt(weight);
    return { index, floor: Number(exact / total), remainder: exact % total };
  });
  let rest = amount - sum(shares.map((share) => share.floor));
  // Sorting is stable, so that the earlier of two equal remainders stays in front.
  const order = shares.toSorted((a, b) => Number(b.remainder - a.remainder));
  const parts = shares.map((share) => share.floor);
  for (const { index } of order) {
    if (rest === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    rest -= 1;
  }
  return parts;
}

/**
 * `amount × numerator / denominator`, rounded half up, computed without floats.
 * @param amount minor units, ≥ 0
 */
export function proportion(amount: number, numerator: number, denominator: number): number {
  assert(amount >= 0 && numerator >= 0 && denominator > 0, 'proportion: natural numbers');
  const doubled = 2n * BigInt(amount) * BigInt(numerator) + BigInt(denominator);
  return Number(doubled / (2n * BigInt(denominator)));
}
