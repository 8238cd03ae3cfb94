/**
 * What a shopper sees of a product in one market: the API's shapes (api.md). One function makes it
 * from the rows, and the API, the pages and their JSON-LD all show what it made.
 */
import { money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import { maxQuantityOf } from './availability.ts';
import type { Availability } from './offer.ts';
import { categoryTrail } from './product.ts';
import type {
  AttributeGroup,
  AttributeValue,
  Image,
  Price,
  ProductLinks,
  Translation,
  Variant,
} from './product.ts';
import type { Badge, ShownProduct } from './showing.ts';

export type VariantDocument = {
  readonly sku: Sku;
  readonly options: Readonly<Record<string, string>>;
  readonly price: Money;
  readonly compare_at?: Money;
  readonly availability: Availability;
  readonly max_quantity: number;
  readonly gtin?: string;
  readonly image?: string;
};

export type ProductSummary = {
  readonly id: string;
  readonly external_id: string;
  readonly slug: string;
  readonly title: string;
  readonly brand: string | null;
  /** Slug of the category's whole path. */
  readonly category: string;
  /** Of the default variant. */
  readonly price: Money;
  readonly compare_at?: Money;
  readonly image: Image | null;
  readonly rating: { readonly average: number; readonly count: number };
  readonly availability: Availability;
  readonly badges: readonly Badge[];
  readonly default_variant: { readonly sku: Sku; readonly price: Money };
};

export type ProductDocument = ProductSummary & {
  readonly category_path: readonly { readonly slug: string; readonly name: string }[];
  readonly description: string;
  readonly images: readonly Image[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Headings of the attributes; those in none stand by themselves. */
  readonly attribute_groups: readonly AttributeGroup[];
  /** Ids of the merchant's own; `…/links` answers with these products. */
  readonly links: ProductLinks;
  /** By language; `?locale=` answers with them in place. */
  readonly translations: Readonly<Record<string, Translation>>;
  readonly tags: readonly string[];
  readonly variants: readonly VariantDocument[];
  readonly mpn?: string;
  readonly released?: string;
  readonly seller_id: string;
  /** Who sells it, where it is not the shop's own house. */
  readonly seller?: { readonly id: string; readonly name: string };
  readonly updated_at: string;
};

/** What a summary is made of; a list reads no more than this. */
export type SummaryParts = Pick<
  ShownProduct,
  'id' | 'externalId' | 'slug' | 'title' | 'brand' | 'images' | 'rating' | 'variants' | 'marks'
> & { readonly category: Pick<ShownProduct['category'], 'slug'> };

type Sold = { readonly variant: Variant; readonly price: Price };

const soldIn = (variants: readonly Variant[], market: Market): Sold[] =>
  variants.flatMap((variant) => {
    const price = variant.prices.find((entry) => entry.currency === market.currency);
    return price === undefined ? [] : [{ variant, price }];
  });

const canBeBought = (sold: Sold): boolean => sold.variant.availability !== 'out_of_stock';

/** The variant shown first: the cheapest that can be bought, else the cheapest, in their order. */
function defaultOf(sold: readonly Sold[]): Sold | null {
  const buyable = sold.filter(canBeBought);
  const [first] = (buyable.length > 0 ? buyable : sold).toSorted(
    (a, b) => a.price.amount - b.price.amount,
  );
  return first ?? null;
}

/** The best of the variants' buckets. */
function availabilityOfAll(sold: readonly Sold[]): Availability {
  const buckets = new Set(sold.map(({ variant }) => variant.availability));
  if (buckets.has('in_stock')) return 'in_stock';
  return buckets.has('low_stock') ? 'low_stock' : 'out_of_stock';
}

const compareAt = (price: Price): { compare_at?: Money } =>
  price.compareAt === null ? {} : { compare_at: money(price.compareAt, price.currency) };

function badgesOf({ marks }: SummaryParts, { price }: Sold, availability: Availability): Badge[] {
  const reduced = price.compareAt !== null;
  const low = availability === 'low_stock';
  return [...(reduced ? ['sale' as const] : []), ...marks, ...(low ? ['low_stock' as const] : [])];
}

/** A product as lists show it, or null in a market it has no price in. */
export function summaryOf(product: SummaryParts, market: Market): ProductSummary | null {
  const sold = soldIn(product.variants, market);
  const shown = defaultOf(sold);
  if (shown === null) return null;
  const price = money(shown.price.amount, market.currency);
  const image = product.images[0] ?? null;
  const availability = availabilityOfAll(sold);
  return {
    id: product.id,
    external_id: product.externalId,
    slug: product.slug,
    title: product.title,
    brand: product.brand?.name ?? null,
    category: product.category.slug,
    price,
    ...compareAt(shown.price),
    image,
    rating: product.rating,
    availability,
    badges: badgesOf(product, shown, availability),
    default_variant: { sku: shown.variant.sku, price },
  };
}

const variantDocument = ({ variant, price }: Sold): VariantDocument => ({
  sku: variant.sku,
  options: variant.options,
  price: money(price.amount, price.currency),
  ...compareAt(price),
  availability: variant.availability,
  max_quantity: maxQuantityOf(variant.availability),
  ...(variant.gtin === null ? {} : { gtin: variant.gtin }),
  ...(variant.image === null ? {} : { image: variant.image }),
});

/** A published product as its page shows it; null for a draft or a market without a price. */
export function documentOf(product: ShownProduct, market: Market): ProductDocument | null {
  const summary = summaryOf(product, market);
  if (summary === null || product.status !== 'published') return null;
  const { category } = product;
  return {
    ...summary,
    category_path: categoryTrail(category.slug).map((slug, index) => ({
      slug,
      name: category.names[index] ?? slug,
    })),
    description: product.description,
    images: product.images,
    attributes: product.attributes,
    attribute_groups: product.attributeGroups,
    links: product.links,
    translations: product.translations,
    tags: product.tags,
    variants: soldIn(product.variants, market).map(variantDocument),
    ...(product.mpn === null ? {} : { mpn: product.mpn }),
    ...(product.released === null ? {} : { released: product.released }),
    seller_id: product.sellerId,
    ...(product.sellerName === null
      ? {}
      : { seller: { id: product.sellerId, name: product.sellerName } }),
    updated_at: rfc3339(product.version),
  };
}

/**
 * The shape of documents and lists. A release that changes it counts on, and then takes no copy of
 * the one before for its own. `tests/unit/document-shape.test.ts` knows what each number means.
 */
export const SHAPE = 1;

/** The document that a copy's text holds. */
export function documentIn(text: string): ProductDocument {
  const document: ProductDocument = JSON.parse(text);
  return document;
}

/** The summary that a card of the index holds; the release before may have built that. */
export function summaryIn(text: string): ProductSummary {
  const said: Omit<ProductSummary, 'badges'> = JSON.parse(text);
  return { badges: [], ...said };
}
