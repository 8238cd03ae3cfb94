/** A cart as clients see it (api.md): derived from its state, never stored. */
import type { Availability } from '../catalog/offer.ts';
import { money, sum } from '../kernel/money.ts';
import type { Currency, Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { couponRefusal, discountsOf } from '../pricing/coupons.ts';
import { subtotalOf } from './cart.ts';
import type { CartState } from './cart.ts';

/** The cart of api.md. */
export type CartView = {
  id: string;
  currency: Currency;
  lines: {
    line_id: string;
    sku: string;
    title: string;
    slug: string;
    image: string | null;
    options: Record<string, string>;
    quantity: number;
    unit_price: Money;
    line_total: Money;
    availability: Availability;
  }[];
  discounts: { code: string; amount: Money }[];
  subtotal: Money;
  total: Money;
  price_locked_until: string | null;
};

/** A cart as clients see it. A coupon that no longer holds takes nothing off. */
export function cartView(id: string, state: CartState, now: Milliseconds): CartView {
  const priced = (amount: number): Money => money(amount, state.currency);
  const subtotal = subtotalOf(state);
  const holding = state.coupons.filter(
    (coupon) => couponRefusal(coupon, priced(subtotal), now) === null,
  );
  const amounts = discountsOf(holding, subtotal);
  const locks = state.lines.map((line) => line.lockedUntil);
  return {
    id,
    currency: state.currency,
    lines: state.lines.map((line) => ({
      line_id: line.sku,
      sku: line.sku,
      title: line.title,
      slug: line.slug,
      image: line.image,
      options: { ...line.options },
      quantity: line.quantity,
      unit_price: priced(line.unitPrice),
      line_total: priced(line.unitPrice * line.quantity),
      availability: line.availability,
    })),
    discounts: holding.map((coupon, index) => ({
      code: coupon.code,
      amount: priced(amounts[index] ?? 0),
    })),
    subtotal: priced(subtotal),
    total: priced(subtotal - sum(amounts)),
    price_locked_until: locks.length === 0 ? null : rfc3339(Math.min(...locks)),
  };
}
