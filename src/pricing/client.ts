/** Counts uses of limited coupons at the objects that own them. */
import type { Coupon as CouponObject } from '../../durable-objects/coupon.ts';
import { fail } from '../kernel/result.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { CouponUses } from './coupon-uses.ts';
import { isLimited } from './coupons.ts';
import type { CountUses, CouponStore } from './ports.ts';

/** Uses of coupons, through the binding COUPON; a code without limits has no object. */
export function couponUses(
  namespace: DurableObjectNamespace<CouponObject>,
  region: string,
  store: CouponStore,
): CouponUses {
  return {
    async use(code, orderId, buyer) {
      const [coupon] = await store.find([code]);
      if (coupon === undefined || !coupon.active) return fail({ reason: 'unknown_coupon' });
      if (!isLimited(coupon)) return { ok: true, value: null };
      const { totalLimit, perCustomerLimit } = coupon;
      const limits = { totalLimit, perCustomerLimit };
      return answerOf(objectNamed(namespace, code, region).use(limits, orderId, buyer));
    },
    giveBack: (code, orderId) => answerOf(objectNamed(namespace, code, region).giveBack(orderId)),
  };
}

/** How often limited coupons were used, as their objects count it. */
export const countUses =
  (namespace: DurableObjectNamespace<CouponObject>, region: string): CountUses =>
  (code) =>
    answerOf(objectNamed(namespace, code, region).uses());
