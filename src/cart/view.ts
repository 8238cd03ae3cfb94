/** A cart as clients see it (api.md): derived from its state, never stored. */
import type { Availability } from '../catalog/offer.ts';
import { money, sum } from '../kernel/money.ts';
import type { Currency, Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { couponRefusal, discountsOf } from '../pricing/coupons.ts';
import type { SalePrice } from '../pricing/sale-price.ts';
import { subtotalOf } from './cart.ts';
import type { CartState } from './cart.ts';
import { atSalePrice, salePriceFor } from './sale-goods.ts';

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
    /** There where the price is a sale's: the pass is good until then. */
    sale_until?: string;
  }[];
  discounts: { code: string; amount: Money }[];
  subtotal: Money;
  total: Money;
  price_locked_until: string | null;
};

/**
 * A cart as clients see it, at the prices that its holder's passes give. A coupon that no longer
 * holds takes nothing off.
 */
export function cartView(
  id: string,
  kept: CartState,
  now: Milliseconds,
  prices: readonly SalePrice[] = [],
): CartView {
  const sale = salePriceFor(kept, prices);
  const state = atSalePrice(kept, sale);
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
      ...(sale?.skus.includes(line.sku) === true ? { sale_until: rfc3339(sale.until) } : {}),
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
