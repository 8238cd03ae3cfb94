/**
 * From a number of units to the bucket shoppers are told, and to how many one of them may take.
 */
import type { Availability } from './offer.ts';

/** At most this many left is "low": a shopper should know, and the merchant is told. */
export const LOW_STOCK_AT = 5;
/** Most units of one SKU a shopper may put in a cart. */
export const MAX_QUANTITY = 99;

/** The bucket of `available` units. */
export function availabilityOf(available: number): Availability {
  if (available <= 0) return 'out_of_stock';
  return available <= LOW_STOCK_AT ? 'low_stock' : 'in_stock';
}

/** What a copy can promise: the bucket's upper bound. The cart asks the SKU itself. */
export function maxQuantityOf(availability: Availability): number {
  switch (availability) {
    case 'out_of_stock':
      return 0;
    case 'low_stock':
      return LOW_STOCK_AT;
    case 'in_stock':
      return MAX_QUANTITY;
  }
}
