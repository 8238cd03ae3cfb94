/**
 * From a number of units to the bucket shoppers are told, and to how many one of them may take.
 */
import type { Availability } from './offer.ts';

/** At most this many left is "low": a shopper should know, and the merchant is told. */
export const LOW_STOCK_AT = 5;
/** Most units of one SKU a shopper may put in a cart: beyond it people write to the shop. */
export const MAX_QUANTITY = 1_000;

/** The bucket of `available` units. */
export function availabilityOf(available: number): Availability {
  if (available <= 0) return 'out_of_stock';
  return available <= LOW_STOCK_AT ? 'low_stock' : 'in_stock';
}

const MOST: Readonly<Record<Availability, number>> = {
  in_stock: MAX_QUANTITY,
  low_stock: LOW_STOCK_AT,
  out_of_stock: 0,
};

/** What a copy can promise: the bucket's upper bound. The cart asks the SKU itself. */
export const maxQuantityOf = (availability: Availability): number => MOST[availability];
