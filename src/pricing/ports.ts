/** What the coupons need: the list of codes, and the count of each limited one's uses. */
import type { CouponCode } from '../kernel/ids.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Coupon } from './coupons.ts';

export type StoredCoupon = Coupon & { readonly createdAt: Milliseconds };

/** An Idempotency-Key bound to its route, as a digest, and the digest of the request's body. */
export type RequestKey = { readonly key: string; readonly fingerprint: string };

/** What may change of a coupon: never what a code takes off, since people were told it. */
export type CouponChanges = Partial<
  Pick<
    Coupon,
    'active' | 'minimum' | 'startsAt' | 'endsAt' | 'totalLimit' | 'perCustomerLimit' | 'combinable'
  >
>;

export type CouponStore = {
  /** The coupons there are among `codes`, in no order. */
  find(codes: readonly CouponCode[]): Promise<StoredCoupon[]>;
  /** The coupon that a request under this key made, and the digest of that request. */
  madeBy(key: string): Promise<{ coupon: StoredCoupon; fingerprint: string } | null>;
  /** True when it was written; false when the code or the key is taken. */
  create(coupon: StoredCoupon, key: RequestKey | null): Promise<boolean>;
  /** The coupon as it now is, or null where there is none. `changes` names one or more. */
  update(code: CouponCode, changes: CouponChanges): Promise<StoredCoupon | null>;
  /** Newest first; `after` is the last one of the page before. */
  list(
    limit: number,
    after: { readonly createdAt: Milliseconds; readonly code: string } | null,
  ): Promise<StoredCoupon[]>;
};

/** Uses of a limited coupon that count now. */
export type CountUses = (code: CouponCode) => Promise<number>;
