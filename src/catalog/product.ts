/**
 * A product as its owner, the catalogue's database, holds it: with drafts, every currency and what
 * an import told. What shoppers see of it is `document.ts`.
 */
import type { Currency } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';
import type { Digest } from '../kernel/random.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Availability } from './offer.ts';

/** 13 hexadecimal digits: 52 bits, which is also the product's row number. */
export type ProductId = string;

export const STATUSES = ['draft', 'published'] as const;
export type ProductStatus = (typeof STATUSES)[number];

export type AttributeValue = string | number | boolean;
export type Image = { readonly url: string; readonly alt: string };

export type Category = {
  /** Of the whole path, such as `lighting/desk-lamps`. */
  readonly slug: string;
  /** Names from the top. */
  readonly names: readonly string[];
};

export type Brand = { readonly slug: string; readonly name: string };

/** A price that holds from one instant to before another; null is without an end. */
export type ScheduledPrice = {
  readonly amount: number;
  readonly from: Milliseconds;
  readonly until: Milliseconds | null;
};

export type Price = {
  readonly currency: Currency;
  /** Minor units. */
  readonly amount: number;
  readonly compareAt: number | null;
  /** In the order of time, none over another. */
  readonly schedule: readonly ScheduledPrice[];
};

/** Some of a product's attributes under one heading. */
export type AttributeGroup = { readonly name: string; readonly attributes: readonly string[] };

/** What a product is called in another language; what is missing is shown as it is. */
export type Translation = { readonly title?: string; readonly description?: string };

/** Products that a page leads on to, by the merchant's own ids. */
export type ProductLinks = {
  readonly related: readonly string[];
  readonly accessories: readonly string[];
};

export type Variant = {
  readonly sku: Sku;
  readonly options: Readonly<Record<string, string>>;
  readonly gtin: string | null;
  readonly image: string | null;
  readonly availability: Availability;
  readonly prices: readonly Price[];
};

export type Product = {
  readonly id: ProductId;
  /** The id the merchant's own system knows it by. */
  readonly externalId: string;
  readonly slug: string;
  readonly title: string;
  readonly brand: Brand | null;
  readonly category: Category;
  readonly description: string;
  readonly mpn: string | null;
  /** YYYY-MM-DD. */
  readonly released: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly attributeGroups: readonly AttributeGroup[];
  readonly links: ProductLinks;
  /** By language, such as `de`. */
  readonly translations: Readonly<Record<string, Translation>>;
  readonly images: readonly Image[];
  readonly rating: { readonly average: number; readonly count: number };
  readonly sales: number;
  readonly sellerId: string;
  /** As the sellers' own table has it when it is read; null for the shop's own house. */
  readonly sellerName: string | null;
  readonly status: ProductStatus;
  /** A published product is in the shop from the one to before the other; null is no end. */
  readonly publishFrom: Milliseconds | null;
  readonly publishUntil: Milliseconds | null;
  /** Category slug → its place among the products that come first there; `''` is the whole shop. */
  readonly pins: Readonly<Record<string, number>>;
  readonly version: number;
  readonly createdAt: number;
  /** As sold, in the merchant's order; at least one. */
  readonly variants: readonly Variant[];
};

const ID_DIGITS = 13;

/**
 * The id of the product that a merchant's system calls `externalId`. Derived, so that the same row
 * sent twice, or by two requests at once, is one product.
 */
export const productIdOf = (externalId: string, digest: Digest): ProductId =>
  digest(`product:${externalId}`).slice(0, ID_DIGITS);

/** The row number of an id; 52 bits fit a number exactly. */
export const rowNumberOf = (id: ProductId): number => Number.parseInt(id, 16);

/** The id of a row number. */
export const idOfRowNumber = (row: number): ProductId => row.toString(16).padStart(ID_DIGITS, '0');

/** Slugs from the top: `lighting`, `lighting/desk-lamps`. */
export function categoryTrail(slug: string): string[] {
  const parts = slug.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
