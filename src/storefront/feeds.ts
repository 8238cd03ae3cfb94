/**
 * Feeds of products: Google Merchant Center's format (RSS 2.0 with its own elements) and RSS of
 * what is new. Made of the documents that the pages and the API show.
 */
import type { ProductDocument, ProductSummary, VariantDocument } from '../catalog/document.ts';
import type { Availability } from '../catalog/offer.ts';
import { decimal } from '../kernel/money.ts';
import { productPath } from './addresses.ts';
import type { Shop } from './shop.ts';
import { element, escaped, parent, XML_HEAD } from './xml.ts';

const STOCK: Readonly<Record<Availability, string>> = {
  in_stock: 'in_stock',
  low_stock: 'in_stock',
  out_of_stock: 'out_of_stock',
};

/** Longest texts that Merchant Center takes. */
const MAX_TITLE = 150;
const MAX_DESCRIPTION = 5_000;

const priceOf = ({ price }: Pick<VariantDocument, 'price'>): string =>
  `${decimal(price)} ${price.currency}`;

function titleOf(product: ProductDocument, variant: VariantDocument): string {
  const options = Object.values(variant.options);
  const title = [product.title, ...options].join(', ');
  return title.slice(0, MAX_TITLE);
}

function item({ origin }: Shop, product: ProductDocument, variant: VariantDocument): string {
  const before = variant.compare_at;
  const image = variant.image ?? product.images[0]?.url;
  const link = `${origin}${productPath(product.slug)}?sku=${encodeURIComponent(variant.sku)}`;
  return parent('item', [
    element('g:id', variant.sku),
    element('g:item_group_id', product.variants.length > 1 ? product.id : undefined),
    element('g:title', titleOf(product, variant)),
    element('g:description', (product.description || product.title).slice(0, MAX_DESCRIPTION)),
    element('g:link', link),
    element('g:image_link', image === undefined ? undefined : new URL(image, origin).href),
    element('g:availability', STOCK[variant.availability]),
    element('g:price', priceOf(before === undefined ? variant : { price: before })),
    element('g:sale_price', before === undefined ? undefined : priceOf(variant)),
    element('g:brand', product.brand ?? undefined),
    element('g:gtin', variant.gtin),
    element('g:mpn', product.mpn),
    // Merchant Center asks for it where neither a GTIN nor brand and MPN name the product.
    element('g:identifier_exists', (variant.gtin ?? product.mpn) ? undefined : 'no'),
    element('g:condition', 'new'),
    element('g:product_type', product.category_path.map(({ name }) => name).join(' > ')),
  ]);
}

const channelHead = (shop: Shop, title: string): string =>
  element('title', title) +
  element('link', shop.origin) +
  element('description', shop.locale.t.home.description);

/** The beginning of a product feed; items follow, then `GOOGLE_FEED_END`. */
export const googleFeedStart = (shop: Shop): string =>
  [
    `${XML_HEAD}<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>`,
    channelHead(shop, shop.name),
  ].join('');
export const GOOGLE_FEED_END = '</channel></rss>\n';

/** The items of some products: one for each variant. */
export const googleFeedItems = (shop: Shop, products: readonly ProductDocument[]): string =>
  products
    .flatMap((product) => product.variants.map((variant) => item(shop, product, variant)))
    .join('');

/** RSS of new products. */
export function newProductsFeed(shop: Shop, products: readonly ProductSummary[]): string {
  const { origin } = shop;
  const items = products.map(({ title, slug, price, image }) => {
    const link = `${origin}${productPath(slug)}`;
    const picture =
      image === null
        ? ''
        : `<img src="${escaped(new URL(image.url, origin).href)}" alt="${escaped(image.alt)}"/>`;
    return parent('item', [
      element('title', title),
      element('link', link),
      element('guid', link),
      element('description', `${picture}<p>${escaped(shop.locale.exact(price))}</p>`),
    ]);
  });
  const own = `${escaped(origin)}/feeds/new.xml`;
  return [
    `${XML_HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>`,
    channelHead(shop, `${shop.name}: ${shop.locale.t.home.newest}`),
    `<atom:link href="${own}" rel="self" type="application/rss+xml"/>`,
    ...items,
    '</channel></rss>\n',
  ].join('');
}
