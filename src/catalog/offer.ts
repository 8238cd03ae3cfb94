/**
 * What the rest of the shop needs to know of a SKU: what it is and what it costs in one market.
 * An offer may be a copy (cart, pages) or read from the database (checkout).
 */
import type { Currency } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** What shoppers are told of the stock: a bucket, not a number. */
export const AVAILABILITIES = ['in_stock', 'low_stock', 'out_of_stock'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

export type Offer = {
  readonly sku: Sku;
  readonly productId: string;
  readonly slug: string;
  /** Title of the product. */
  readonly title: string;
  /** Such as `{ Colour: 'Brass' }`; empty for a product without options. */
  readonly options: Readonly<Record<string, string>>;
  readonly image: string | null;
  /** Category path from the top, as slugs. */
  readonly category: readonly string[];
  readonly sellerId: string;
  /** Minor units of the market's currency, tax included where the market says so. */
  readonly price: number;
  readonly currency: Currency;
  readonly availability: Availability;
  /** Version of the product it was read from. */
  readonly version: number;
};

/** What is offered at the instant of asking, and until when it is so by its own times. */
export type TimedOffer = {
  /** Null where the product is published and not in the shop at that instant. */
  readonly offer: Offer | null;
  /** When its price changes by schedule, or it comes into the shop or leaves it; null for never. */
  readonly holdsUntil: Milliseconds | null;
};

/** The offers there are among these. */
export function openOffers(timed: ReadonlyMap<Sku, TimedOffer>): Map<Sku, Offer> {
  const open = new Map<Sku, Offer>();
  for (const [sku, { offer }] of timed) if (offer !== null) open.set(sku, offer);
  return open;
}
