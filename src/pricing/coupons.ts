/** Coupons: what a code takes off, when it holds, and whether its uses are counted. */
import { money, proportion } from '../kernel/money.ts';
import type { CouponCode } from '../kernel/ids.ts';
import type { Currency, Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Coupon = {
  readonly code: CouponCode;
  readonly kind: 'percent' | 'amount';
  /** Whole percent from 1 to 100, or minor units. */
  readonly value: number;
  readonly currency: Currency;
  /** Least subtotal in minor units. */
  readonly minimum: number;
  readonly startsAt: Milliseconds | null;
  readonly endsAt: Milliseconds | null;
  readonly totalLimit: number | null;
  readonly perCustomerLimit: number | null;
  /** May stand beside other combinable ones; else it is the order's only coupon. */
  readonly combinable: boolean;
  readonly active: boolean;
};

/** Coupons one cart may carry. */
export const MAX_COUPONS = 5;

/** True when uses are counted, by the object of that code. */
export const isLimited = (coupon: Coupon): boolean =>
  coupon.totalLimit !== null || coupon.perCustomerLimit !== null;

export type CouponRefusal =
  | { readonly reason: 'coupon_unknown' }
  | { readonly reason: 'coupon_not_started'; readonly startsAt: Milliseconds }
  | { readonly reason: 'coupon_expired' }
  | { readonly reason: 'coupon_minimum'; readonly missing: Money }
  | { readonly reason: 'coupon_not_combinable' };

/** Why a coupon does not hold now for this subtotal, or null when it does. */
export function couponRefusal(
  coupon: Coupon,
  subtotal: Money,
  now: Milliseconds,
): CouponRefusal | null {
  if (!coupon.active || coupon.currency !== subtotal.currency) {
    return { reason: 'coupon_unknown' };
  }
  if (coupon.startsAt !== null && now < coupon.startsAt) {
    return { reason: 'coupon_not_started', startsAt: coupon.startsAt };
  }
  if (coupon.endsAt !== null && now >= coupon.endsAt) return { reason: 'coupon_expired' };
  const missing = coupon.minimum - subtotal.amount;
  if (missing > 0) return { reason: 'coupon_minimum', missing: money(missing, subtotal.currency) };
  return null;
}

/** True when `coupons` may stand on one order. */
export const combine = (coupons: readonly Coupon[]): boolean =>
  coupons.length <= 1 || coupons.every((coupon) => coupon.combinable);

/**
 * What each coupon takes off, in the order given, each from what the ones before left. Never more
 * than is left.
 */
export function discountsOf(coupons: readonly Coupon[], subtotal: number): number[] {
  let left = subtotal;
  return coupons.map((coupon) => {
    const wanted = coupon.kind === 'amount' ? coupon.value : proportion(left, coupon.value, 100);
    const taken = Math.min(wanted, left);
    left -= taken;
    return taken;
  });
}

/** One sentence for the buyer. */
export function refusalText(refusal: CouponRefusal): string {
  switch (refusal.reason) {
    case 'coupon_unknown':
      return 'This code is not known.';
    case 'coupon_not_started':
      return `This code holds from ${rfc3339(refusal.startsAt)}.`;
    case 'coupon_expired':
      return 'This code has ended.';
    case 'coupon_minimum':
      return `This code needs ${refusal.missing.amount / 100} ${refusal.missing.currency} more.`;
    case 'coupon_not_combinable':
      return 'This code cannot be combined with another one.';
  }
}
