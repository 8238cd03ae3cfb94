/**
 * The one place where an order's amounts are made. Integers only; every part adds up to its whole:
 * `total = subtotal − discount + shipping + (prices include tax ? 0 : tax)`.
 */
import { assert } from '../kernel/assert.ts';
import { split, sum } from '../kernel/money.ts';
import type { ShippingMethod } from '../shipping/methods.ts';
import { discountsOf } from './coupons.ts';
import type { Coupon } from './coupons.ts';
import { taxContained, taxOnTop } from './tax.ts';

export type PricedItem = { readonly unitPrice: number; readonly quantity: number };

export type Breakdown = {
  readonly lines: readonly {
    readonly lineTotal: number;
    readonly discount: number;
    readonly tax: number;
  }[];
  /** What each coupon takes off, in the order given. */
  readonly discounts: readonly number[];
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
};

export type PricingInput = {
  readonly items: readonly PricedItem[];
  readonly coupons: readonly Coupon[];
  readonly shipping: Pick<ShippingMethod, 'price'> | null;
  /** Basis points. */
  readonly taxRate: number;
  readonly pricesIncludeTax: boolean;
};

/** Prices a list of items. The discount is spread over the lines by the largest remainder. */
export function priceItems(input: PricingInput): Breakdown {
  const lineTotals = input.items.map((item) => item.unitPrice * item.quantity);
  const subtotal = sum(lineTotals);
  const discounts = discountsOf(input.coupons, subtotal);
  const discount = sum(discounts);
  const lineDiscounts = split(discount, lineTotals);
  const shipping = input.shipping?.price ?? 0;
  const paid = lineTotals.map((total, index) => total - (lineDiscounts[index] ?? 0));
  const taxable = sum(paid) + shipping;
  const taxOf = input.pricesIncludeTax ? taxContained : taxOnTop;
  const tax = taxOf(taxable, input.taxRate);
  const taxes = split(tax, [...paid, shipping]);
  const total = taxable + (input.pricesIncludeTax ? 0 : tax);
  assert(sum(lineDiscounts) === discount && sum(taxes) === tax, 'the parts add up');
  return {
    lines: lineTotals.map((lineTotal, index) => ({
      lineTotal,
      discount: lineDiscounts[index] ?? 0,
      tax: taxes[index] ?? 0,
    })),
    discounts,
    subtotal,
    discount,
    shipping,
    tax,
    total,
  };
}
