/** Whether a limited coupon may be used once more. */
import type { CouponCode, OrderId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

export type CouponLimits = {
  readonly totalLimit: number | null;
  readonly perCustomerLimit: number | null;
};

export type UseFacts = {
  readonly total: number;
  readonly byBuyer: number;
  /** What became of this order's own use. */
  readonly mine: 'none' | 'used' | 'given_back';
};

export type UseResult = Result<null, { reason: 'used_up' } | { reason: 'used_by_customer' }>;

/** A use already counted is counted no second time; one given back is gone for this order. */
export function decideUse(limits: CouponLimits, facts: UseFacts): UseResult {
  if (facts.mine === 'used') return ok(null);
  if (facts.mine === 'given_back') return fail({ reason: 'used_up' });
  if (limits.totalLimit !== null && facts.total >= limits.totalLimit) {
    return fail({ reason: 'used_up' });
  }
  if (limits.perCustomerLimit !== null && facts.byBuyer >= limits.perCustomerLimit) {
    return fail({ reason: 'used_by_customer' });
  }
  return ok(null);
}

/** Uses of a limited coupon: held with the order, given back with it. */
export type CouponUses = {
  use(
    code: CouponCode,
    orderId: OrderId,
    buyer: string,
  ): Promise<Result<null, { reason: 'used_up' | 'used_by_customer' | 'unknown_coupon' }>>;
  giveBack(code: CouponCode, orderId: OrderId): Promise<void>;
};
