/** A coupon as staff see it, in the shape they send it in. */
import type { Currency } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { CountedCoupon } from './service.ts';

export type CouponView = {
  code: string;
  kind: 'percent' | 'amount';
  value: number;
  currency: Currency;
  minimum_minor: number;
  starts_at: string | null;
  ends_at: string | null;
  total_limit: number | null;
  per_customer_limit: number | null;
  combinable: boolean;
  active: boolean;
  /** Uses that count now; null for a code without limits, whose uses nobody counts. */
  uses: number | null;
  created_at: string;
};

const instant = (at: Milliseconds | null): string | null => (at === null ? null : rfc3339(at));

/** The coupon in the API's shape. */
export const couponView = (coupon: CountedCoupon): CouponView => ({
  code: coupon.code,
  kind: coupon.kind,
  value: coupon.value,
  currency: coupon.currency,
  minimum_minor: coupon.minimum,
  starts_at: instant(coupon.startsAt),
  ends_at: instant(coupon.endsAt),
  total_limit: coupon.totalLimit,
  per_customer_limit: coupon.perCustomerLimit,
  combinable: coupon.combinable,
  active: coupon.active,
  uses: coupon.uses,
  created_at: rfc3339(coupon.createdAt),
});
