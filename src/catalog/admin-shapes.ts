/** A product as the back office sees it, and the way back to a row that can be edited. */
import type { Currency } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';
import { isRecord } from '../kernel/record.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { ProductRow } from './input.ts';
import type { Availability } from './offer.ts';
import type {
  AttributeValue,
  Image,
  Price,
  Product,
  ProductStatus,
  Translation,
  Variant,
} from './product.ts';
import type { ScheduledPriceRow } from './timing.ts';

export type AdminVariant = {
  readonly sku: Sku;
  readonly options: Readonly<Record<string, string>>;
  readonly price_minor: number;
  readonly compare_at_minor: number | null;
  readonly price_schedule: readonly ScheduledPriceRow[];
  readonly gtin: string | null;
  readonly image: string | null;
  readonly availability: Availability;
};

export type AdminProduct = {
  readonly id: string;
  readonly external_id: string;
  readonly slug: string;
  readonly title: string;
  readonly brand: string | null;
  /** `Top > Sub`. */
  readonly category: string;
  readonly description: string;
  /** Of the first variant; those with another one name it. */
  readonly price_minor: number;
  readonly compare_at_minor: number | null;
  readonly price_schedule: readonly ScheduledPriceRow[];
  readonly currency: Currency;
  readonly mpn: string | null;
  readonly released: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly attribute_groups: Readonly<Record<string, readonly string[]>>;
  readonly related: readonly string[];
  readonly accessories: readonly string[];
  readonly translations: Readonly<Record<string, Translation>>;
  readonly images: readonly Image[];
  readonly rating: { readonly average: number; readonly count: number };
  readonly sales: number;
  readonly seller_id: string;
  readonly status: ProductStatus;
  readonly publish_from: string | null;
  readonly publish_until: string | null;
  /** Category slug → its place among the products that come first there. */
  readonly pins: Readonly<Record<string, number>>;
  readonly variants: readonly AdminVariant[];
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
};

export type ImportError = {
  /** Counted from 1, of the request's body. */
  readonly line: number;
  readonly id?: string;
  readonly pointer: string;
  readonly detail: string;
};

export type ImportReport = {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly errors: readonly ImportError[];
};

const NO_PRICE: Price = { currency: 'EUR', amount: 0, compareAt: null, schedule: [] };

/** The price a back office shows and edits: the first one; there is one currency per row. */
const priceOf = (variant: Variant | undefined): Price => variant?.prices[0] ?? NO_PRICE;

const scheduleRows = ({ schedule }: Price): ScheduledPriceRow[] =>
  schedule.map(({ amount, from, until }) => ({
    price_minor: amount,
    from: rfc3339(from),
    until: until === null ? null : rfc3339(until),
  }));

const timeOf = (at: number | null): string | null => (at === null ? null : rfc3339(at));

/** What of a product's row is written the same way for staff and for an import. */
const depthOf = (product: Product) => ({
  attribute_groups: Object.fromEntries(
    product.attributeGroups.map(({ name, attributes }) => [name, attributes]),
  ),
  related: product.links.related,
  accessories: product.links.accessories,
  translations: product.translations,
  publish_from: timeOf(product.publishFrom),
  publish_until: timeOf(product.publishUntil),
});

/** A product with everything staff may see. */
export function adminProductOf(product: Product): AdminProduct {
  const price = priceOf(product.variants[0]);
  return {
    id: product.id,
    external_id: product.externalId,
    slug: product.slug,
    title: product.title,
    brand: product.brand?.name ?? null,
    category: product.category.names.join(' > '),
    description: product.description,
    price_minor: price.amount,
    compare_at_minor: price.compareAt,
    price_schedule: scheduleRows(price),
    currency: price.currency,
    mpn: product.mpn,
    released: product.released,
    tags: product.tags,
    attributes: product.attributes,
    images: product.images,
    rating: product.rating,
    sales: product.sales,
    seller_id: product.sellerId,
    status: product.status,
    ...depthOf(product),
    pins: product.pins,
    variants: product.variants.map((variant) => ({
      sku: variant.sku,
      options: variant.options,
      price_minor: priceOf(variant).amount,
      compare_at_minor: priceOf(variant).compareAt,
      price_schedule: scheduleRows(priceOf(variant)),
      gtin: variant.gtin,
      image: variant.image,
      availability: variant.availability,
    })),
    version: product.version,
    created_at: rfc3339(product.createdAt),
    updated_at: rfc3339(product.version),
  };
}

const same = (a: Price, b: Price): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The row that would make this product: what a PATCH is merged into. A variant names a price only
 * where it differs, so that a new price of the product reaches the others.
 */
export function rowOf(product: Product): ProductRow {
  const common = priceOf(product.variants[0]);
  return {
    id: product.externalId,
    slug: product.slug,
    title: product.title,
    brand: product.brand?.name ?? null,
    category: product.category.names.join(' > '),
    description: product.description,
    price_minor: common.amount,
    compare_at_minor: common.compareAt,
    price_schedule: scheduleRows(common),
    currency: common.currency,
    mpn: product.mpn,
    released: product.released,
    tags: product.tags,
    attributes: product.attributes,
    images: product.images,
    rating: product.rating,
    sales: product.sales,
    seller_id: product.sellerId,
    status: product.status,
    ...depthOf(product),
    variants: product.variants.map((variant) => {
      const price = priceOf(variant);
      const own = same(price, common)
        ? {}
        : {
            price_minor: price.amount,
            compare_at_minor: price.compareAt,
            price_schedule: scheduleRows(price),
          };
      const { sku, options, gtin, image } = variant;
      return { sku, options, gtin, image, ...own };
    }),
  };
}

/** JSON Merge Patch (RFC 7396): null removes, objects merge, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(Object.entries(isRecord(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}
