/**
 * The catalogue as the rest of the shop sees it. Reads go through copies, but `freshOffers`, which
 * asks the database: checkout never trusts a copy.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Market } from '../pricing/markets.ts';
import type { Answer } from './copies.ts';
import type { ProductDocument } from './document.ts';
import type { Availability, Offer } from './offer.ts';
import type { ToldAvailability } from './ports.ts';

export type Catalogue = {
  /** A published product; null for a draft, an unknown slug, or a market without a price. */
  product(slug: string, market: Market): Promise<ProductDocument | null>;
  /** Where the product that had this slug stands now; null if none had it or nobody can tell. */
  movedTo(slug: string): Promise<string | null>;
  /** The same as bodies ready to be sent, with ETag and tier: what the public API answers. */
  readonly answers: CatalogueAnswers;
  /** Offers of the published SKUs among `skus`, some seconds old; unknown ones are left out. */
  offers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** The same from the database only. Throws when it is down. */
  freshOffers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** True for a SKU the catalogue has, published or not. */
  hasSku(sku: Sku): Promise<boolean>;
  /** The SKUs among `told` that are shown with another bucket. */
  outdated(told: readonly ToldAvailability[]): Promise<ReadonlySet<string>>;
  /**
   * Takes over what a SKU's object told; documents are rebuilt only when the bucket changed.
   * @returns true when it changed
   */
  setAvailability(sku: Sku, availability: Availability): Promise<boolean>;
};

/** Each throws `Unavailable` when neither a copy nor the database can answer. */
export type CatalogueAnswers = {
  /** At once from memory, or null: the hot path waits for nothing. */
  heldProduct(slug: string, market: Market): Answer | null;
  product(slug: string, market: Market): Promise<Answer>;
};
