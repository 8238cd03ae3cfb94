/** An edit of many products: which of them, and what becomes of each. */
import { MAX_AMOUNT } from '../../kernel/money.ts';
import { fullRow } from './merging.ts';
import type { ProductRow, VariantRow } from '../input.ts';
import { categoryTrail } from '../product.ts';
import type { Product, ProductStatus } from '../product.ts';

/** Null in each: whatever it is. */
export type ProductFilter = {
  readonly status: ProductStatus | null;
  /** Slug of a category; a product stands in it or below. */
  readonly category: string | null;
  /** Slug. */
  readonly brand: string | null;
  readonly tag: string | null;
};

/** Null or empty in each: leave it. */
export type ProductChange = {
  /** Hundredths of a percent: 500 is five percent more. */
  readonly priceBasisPoints: number | null;
  /** Prices end so in minor units, such as 99 of 100: rounded to the nearest that does. */
  readonly priceEnding: number | null;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly status: ProductStatus | null;
  /** `Top > Sub`. */
  readonly category: string | null;
};

export type BulkEdit = { readonly filter: ProductFilter; readonly change: ProductChange };

/** True for a product that the edit is for. */
export function matches(product: Product, { status, category, brand, tag }: ProductFilter) {
  return (
    (status === null || product.status === status) &&
    (category === null || categoryTrail(product.category.slug).includes(category)) &&
    (brand === null || product.brand?.slug === brand) &&
    (tag === null || product.tags.includes(tag))
  );
}

const WHOLE = 10_000;
const HUNDRED = 100;

/** A price so many basis points higher, half a unit rounded up, with the ending asked for. */
export function priceAfter(amount: number, basisPoints: number, ending: number | null): number {
  const exact = Math.floor((amount * (WHOLE + basisPoints) + WHOLE / 2) / WHOLE);
  const raised = Math.min(Math.max(0, exact), MAX_AMOUNT);
  if (ending === null) return raised;
  const nearest = Math.round((raised - ending) / HUNDRED) * HUNDRED + ending;
  return Math.min(Math.max(ending, nearest), MAX_AMOUNT);
}

function priced(variant: VariantRow, { priceBasisPoints, priceEnding }: ProductChange) {
  const amount = variant.price_minor;
  if (amount === null || amount === undefined) return variant;
  if (priceBasisPoints === null && priceEnding === null) return variant;
  const price = priceAfter(amount, priceBasisPoints ?? 0, priceEnding);
  const before = variant.compare_at_minor ?? null;
  // A price that has reached the one it was compared with is reduced no longer.
  return {
    ...variant,
    price_minor: price,
    compare_at_minor: before !== null && before > price ? before : null,
  };
}

/** The row of a product after the change. Scheduled prices stay as they were planned. */
export function edited(product: Product, change: ProductChange): ProductRow {
  const row = fullRow(product);
  const removed = new Set(change.removeTags);
  const kept = product.tags.filter((tag) => !removed.has(tag));
  return {
    ...row,
    tags: [...new Set([...kept, ...change.addTags])],
    status: change.status ?? product.status,
    category: change.category ?? row.category,
    variants: (row.variants ?? []).map((variant) => priced(variant, change)),
  };
}
