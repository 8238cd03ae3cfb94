/** What the catalogue needs from outside itself, as functions and small types. */
import type { Sku } from '../kernel/ids.ts';
import type { Market } from '../pricing/markets.ts';
import type { Availability, TimedOffer } from './offer.ts';

/** How the first stock of a new SKU reaches the object that owns it. */
export type StockIntake = {
  /** Sets the opening stock. Keyed by the SKU: the second call for it changes nothing. */
  setInitial(sku: Sku, quantity: number): Promise<void>;
};

/** What a SKU's object last told. */
export type ToldAvailability = { readonly sku: string; readonly availability: Availability };

/** Offers as the database has them. */
export type OfferSource = {
  /** What published products among `skus` offer now; those of others are left out. */
  offers(skus: readonly Sku[], market: Market): Promise<Map<Sku, TimedOffer>>;
  /** The slug of the product that once stood under `slug`, or null if none did. */
  slugNow(slug: string): Promise<string | null>;
  /** True for a SKU the catalogue has, published or not. */
  hasSku(sku: Sku): Promise<boolean>;
  /** The SKUs among `told` whose bucket differs from the one told. */
  outdated(told: readonly ToldAvailability[]): Promise<ReadonlySet<string>>;
  /** The slug of the product whose copies changed with the SKU's bucket, or null if none did. */
  setAvailability(sku: Sku, availability: Availability, now: number): Promise<string | null>;
};
