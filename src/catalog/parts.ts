/**
 * The published products in parts of a bounded size, for sitemaps and feeds. Ids are digests and
 * spread evenly, so a part is a range of them: no offset is counted, and a product stays in its
 * part while the catalogue does not double.
 */
import type { Product } from './product.ts';

/** Products of a part on average; a sitemap may list 50,000 addresses. */
export const PART_SIZE = 5_000;
/** Products read at once while a part is written. */
export const PART_PAGE = 200;

/** The row numbers of a part: from the first to before the second. */
export type PartRange = { readonly from: number; readonly before: number };

/** Row numbers are below this. */
export const ROW_NUMBERS = 2 ** 52;

/** How many parts so many products have: a power of two, one at least. */
export const partsOf = (products: number): number =>
  2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, products) / PART_SIZE)));

/** A part's range, or null where there is no such part; parts are counted from 1. */
export function partRange(part: number, parts: number): PartRange | null {
  if (!Number.isInteger(part) || part < 1 || part > parts) return null;
  const width = ROW_NUMBERS / parts;
  return { from: (part - 1) * width, before: part * width };
}

/** Where a product's page is and when it last changed, in milliseconds since the epoch. */
export type Listed = { readonly slug: string; readonly version: number };

export type PartStore = {
  /** Those in the shop at an instant. */
  listed(range: PartRange, now: number): Promise<Listed[]>;
  /** Whole products of a range, in the order of their ids. */
  products(range: PartRange, limit: number): Promise<Product[]>;
};
