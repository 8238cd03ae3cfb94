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

/** A product with an offer for each variant. */
export function productData(shop: Shop, product: ProductDocument): object {
  const { origin } = shop;
  const { rating } = product;
  return {
    ...CONTEXT,
    '@type': 'Product',
    name: product.title,
    description: product.description,
    url: `${origin}${productPath(product.slug)}`,
    image: product.images.map((image) => new URL(image.url, origin).href),
    sku: product.default_variant.sku,
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
    offers: product.variants.map((variant) => offerData(shop, product, variant)),
  };
}
