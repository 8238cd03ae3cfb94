/**
 * What programs find the shop by: rules for robots, sitemaps, feeds, a page for language models.
 * All are public, and each reads a bounded part of the catalogue.
 */
import type { Context } from 'hono';
import { streamed } from '../http/streamed.ts';
import { documentOf } from '../catalog/document.ts';
import type { ProductList } from '../search/listing.ts';
import { PART_PAGE, partRange, partsOf } from '../catalog/parts.ts';
import type { PartRange, PartStore } from '../catalog/parts.ts';
import { LISTS } from '../catalog/cache-tags.ts';
import { shownAt } from '../catalog/showing.ts';
import type { BadgeRules } from '../catalog/showing.ts';
import { rowNumberOf } from '../catalog/product.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { publicText } from '../http/public.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { notFoundPage } from './error-routes.tsx';
import { GOOGLE_FEED_END, googleFeedItems, googleFeedStart, newProductsFeed } from './feeds.ts';
import { reader, shopOf } from './render.ts';
import { queryOf } from './selection.ts';
import type { Shop } from './shop.ts';
import { llmsText, pagesSitemap, productsSitemap, robotsText, sitemapIndex } from './sitemap.ts';

export const foundRoutes = newRouter();

const XML = 'application/xml; charset=utf-8';
const RSS = 'application/rss+xml; charset=utf-8';
const PLAIN = 'text/plain; charset=utf-8';
/** Programs come back by the hour or the day: an answer may be as old as that. */
const MAX_AGE_S = 3_600;
const NEW_PRODUCTS = 50;

const readList = reader((text): ProductList => JSON.parse(text));

/** How many parts the shop's products have; the tree of categories counts them. */
const partsOfShop = ({ categories }: Shop): number =>
  partsOf(categories.reduce((total, { count }) => total + count, 0));

const found = (c: Context<AppEnv>, text: string, contentType: string): Response =>
  publicText(c, { text, contentType, maxAgeS: MAX_AGE_S, tags: LISTS });

foundRoutes.get('/robots.txt', async (c) => {
  const { origin } = await shopOf(c);
  return found(c, robotsText(origin), PLAIN);
});

foundRoutes.get('/llms.txt', async (c) => {
  const shop = await shopOf(c);
  return found(c, llmsText(shop, partsOfShop(shop)), PLAIN);
});

foundRoutes.get('/sitemap.xml', async (c) => {
  const shop = await shopOf(c);
  return found(c, sitemapIndex(shop, partsOfShop(shop)), XML);
});

foundRoutes.get('/sitemaps/pages.xml', async (c) => found(c, pagesSitemap(await shopOf(c)), XML));

foundRoutes.get('/sitemaps/products/:file', async (c) => {
  const shop = await shopOf(c);
  const range = partNamed(c.req.param('file'), shop);
  if (range === null) return notFoundPage(c);
  return found(
    c,
    productsSitemap(shop, await c.get('services').products.listed(range, Date.now())),
    XML,
  );
});

foundRoutes.get('/feeds/new.xml', async (c) => {
  const newest = queryOf({ category: null }, new URLSearchParams('sort=newest'), NEW_PRODUCTS);
  if (!newest.ok) throw new Error('the shop asks for a list it understands');
  const { copy } = await c.get('services').search.answers.list(newest.value);
  return found(c, newProductsFeed(await shopOf(c), readList(copy).items), RSS);
});

foundRoutes.get('/feeds/google/:file', async (c) => {
  const shop = await shopOf(c);
  const range = partNamed(c.req.param('file'), shop);
  if (range === null) return notFoundPage(c);
  c.header('Content-Type', RSS);
  c.header('Cache-Control', `public, max-age=${MAX_AGE_S}`);
  return c.body(streamed(googleFeed(shop, c.get('services'), range)));
});

/** The part of the products that a file such as `2.xml` holds; null where there is none. */
const partNamed = (file: string, shop: Shop): PartRange | null =>
  partRange(Number(/^(\d{1,6})\.xml$/.exec(file)?.[1]), partsOfShop(shop));

type Sources = { readonly products: PartStore; readonly config: { readonly badges: BadgeRules } };

/** Written as it is read, a page of products at a time. */
async function* googleFeed(
  shop: Shop,
  { products, config: { badges } }: Sources,
  { from, before }: PartRange,
): AsyncGenerator<string> {
  yield googleFeedStart(shop);
  for (let next: number | null = from; next !== null;) {
    const page = await products.products({ from: next, before }, PART_PAGE);
    const documents = page.flatMap(
      (product) => documentOf(shownAt(product, Date.now(), badges), DEFAULT_MARKET) ?? [],
    );
    yield googleFeedItems(shop, documents);
    const last = page.at(-1);
    next = page.length < PART_PAGE || last === undefined ? null : rowNumberOf(last.id) + 1;
  }
  yield GOOGLE_FEED_END;
}
