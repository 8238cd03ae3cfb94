/**
 * The catalogue as the rest of the shop sees it. Reads go through copies, but `freshOffers`, which
 * asks the database: checkout never trusts a copy.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Market } from '../pricing/markets.ts';
import type { Availability, Offer } from './offer.ts';

export type Catalogue = {
  /** Offers of the published SKUs among `skus`, some seconds old; unknown ones are left out. */
  offers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** The same from the database only. Throws when it is down. */
  freshOffers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** True for a SKU the catalogue has, published or not. */
  hasSku(sku: Sku): Promise<boolean>;
  /**
   * Takes over what a SKU's object told; documents are rebuilt only when the bucket changed.
   * @returns true when it changed
   */
  setAvailability(sku: Sku, availability: Availability): Promise<boolean>;
};
