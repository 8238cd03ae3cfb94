/** What a page says to machines (schema.org), made of the same documents that the API answers. */
import type { ProductDocument, VariantDocument } from '../catalog/document.ts';
import type { Availability } from '../catalog/offer.ts';
import { productPath } from './addresses.ts';
import type { Crumb } from './layout.tsx';
import { decimal } from '../kernel/money.ts';
import type { Shop } from './shop.ts';

const CONTEXT = { '@context': 'https://schema.org' } as const;

const STOCK: Readonly<Record<Availability, string>> = {
  in_stock: 'https://schema.org/InStock',
  low_stock: 'https://schema.org/LimitedAvailability',
  out_of_stock: 'https://schema.org/OutOfStock',
};

/** The way down to a page. */
export const breadcrumbData = ({ origin }: Shop, crumbs: readonly Crumb[]): object => ({
  ...CONTEXT,
  '@type': 'BreadcrumbList',
  itemListElement: crumbs.map(({ name, path }, index) => ({
    '@type': 'ListItem',
    position: index + 1,
    name,
    item: `${origin}${path}`,
  })),
});

const offerData = (
  { origin, name }: Shop,
  { slug, seller }: ProductDocument,
  variant: VariantDocument,
): object => ({
  '@type': 'Offer',
  sku: variant.sku,
  ...(variant.gtin === undefined ? {} : { gtin: variant.gtin }),
  url: `${origin}${productPath(slug)}?sku=${variant.sku}`,
  price: decimal(variant.price),
  priceCurrency: variant.price.currency,
  availability: STOCK[variant.availability],
  itemCondition: 'https://schema.org/NewCondition',
  seller: { '@type': 'Organization', name: seller?.name ?? name },
});

/** Variants that are told one by one: a page of some hundreds would be mostly this. */
const MAX_TOLD = 50;

/** What schema.org calls an option; others have no word of their own there. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['color', 'color'],
  ['colour', 'color'],
  ['material', 'material'],
  ['pattern', 'pattern'],
  ['size', 'size'],
]);

const optionsOf = ({ options }: VariantDocument) =>
  Object.entries(options).flatMap(([name, value]) => {
    const property = OPTIONS.get(name.toLowerCase());
    return property === undefined ? [] : [[property, value] as const];
  });

function variantData(shop: Shop, product: ProductDocument, variant: VariantDocument): object {
  const picture = variant.image ?? product.images[0]?.url;
  return {
    '@type': 'Product',
    name: [product.title, ...Object.values(variant.options)].join(', '),
    sku: variant.sku,
    ...(picture === undefined ? {} : { image: new URL(picture, shop.origin).href }),
    ...Object.fromEntries(optionsOf(variant)),
    offers: offerData(shop, product, variant),
  };
}

const goneLast = ({ availability }: VariantDocument): number =>
  availability === 'out_of_stock' ? 1 : 0;

/** Those that can be bought first, in the merchant's order. */
const toldOf = ({ variants }: ProductDocument): VariantDocument[] =>
  variants.toSorted((a, b) => goneLast(a) - goneLast(b)).slice(0, MAX_TOLD);

/** All variants in a few figures, also of those that are not told. */
function rangeData({ variants, price }: ProductDocument): object {
  const amounts = variants.map((variant) => variant.price.amount);
  const told = (amount: number): string => decimal({ ...price, amount });
  return {
    '@type': 'AggregateOffer',
    lowPrice: told(Math.min(...amounts)),
    highPrice: told(Math.max(...amounts)),
    priceCurrency: price.currency,
    offerCount: variants.length,
  };
}

/** What a product says of itself, whether it is one thing or a group of variants. */
function factsOf({ origin }: Shop, product: ProductDocument): object {
  const { rating } = product;
  return {
    name: product.title,
    description: product.description,
    url: `${origin}${productPath(product.slug)}`,
    image: product.images.map((image) => new URL(image.url, origin).href),
    ...(product.mpn === undefined ? {} : { mpn: product.mpn }),
    ...(product.brand === null ? {} : { brand: { '@type': 'Brand', name: product.brand } }),
    ...(rating.count === 0
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: rating.average,
            ratingCount: rating.count,
          },
        }),
  };
}

/** A product with its offer; one of several variants as the group of them. */
export function productData(shop: Shop, product: ProductDocument): object {
  const [only] = product.variants;
  const facts = factsOf(shop, product);
  if (only !== undefined && product.variants.length === 1) {
    const offers = offerData(shop, product, only);
    return { ...CONTEXT, '@type': 'Product', sku: only.sku, ...facts, offers };
  }
  const varies = new Set(product.variants.flatMap(optionsOf).map(([property]) => property));
  return {
    ...CONTEXT,
    '@type': 'ProductGroup',
    productGroupID: product.external_id,
    ...facts,
    variesBy: [...varies].map((property) => `https://schema.org/${property}`),
    offers: rangeData(product),
    hasVariant: toldOf(product).map((variant) => variantData(shop, product, variant)),
  };
}
