/**
 * What the rest of the shop needs to know of a SKU: what it is and what it costs in one market.
 * An offer may be a copy (cart, pages) or read from the database (checkout).
 */
import type { Currency } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';

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
