/**
 * The pages anyone may have: home, category, search, product. They are drawn from the catalogue's
 * copies, read neither cookie nor `Authorization`, and cost no object request.
 */
import type { Context } from 'hono';
import { productTags } from '../catalog/cache-tags.ts';
import type { Answer } from '../catalog/copies.ts';
import { documentIn } from '../catalog/document.ts';
import type { ProductDocument, ProductSummary } from '../catalog/document.ts';
import type { ProductList } from '../search/listing.ts';
import { listKey } from '../search/query.ts';
import type { ListQuery } from '../search/query.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { productPath } from './addresses.ts';
import { dropKey, dropShown } from './coming-drops.ts';
import { notFoundPage, refusedPage } from './error-routes.tsx';
import { HomePage } from './home.tsx';
import { CategoryPage, SearchPage, categoryTrailOf } from './listing.tsx';
import { ProductPage } from './product.tsx';
import { categoriesOrNone, elseText, publicPage, readCategories, reader } from './render.ts';
import { queryOf } from './selection.ts';
import type { Place } from './selection.ts';
import { askedOptions, shownVariant } from './variants.ts';

export const browseRoutes = newRouter();

/** Products of a list's page: full rows of two, three and four. */
const PAGE_SIZE = 24;
/** Products of a shelf on the home page: two rows of four. */
const SHELF_SIZE = 8;
const RELATED = 4;

const readProduct = reader(documentIn);
const readList = reader((text): ProductList => {
  const list: ProductList = JSON.parse(text);
  return list;
});

const searchOf = (c: Context<AppEnv>): URLSearchParams => {
  const start = c.req.url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : c.req.url.slice(start));
};

const listsOf = (c: Context<AppEnv>) => c.get('services').search.answers;

/** A shelf that a page shows beside what it is for, and does without when it must. */
const shelfOf = (c: Context<AppEnv>, query: ListQuery) =>
  elseText(listsOf(c).list(query, true), '{"items":[]}');

/** The query of a shelf, which is the shop's own and therefore understood. */
function shelfQuery(place: Place, search: string, limit: number): ListQuery {
  const query = queryOf(place, new URLSearchParams(search), limit);
  if (!query.ok) throw new Error('the shop asks for a list it understands');
  return query.value;
}

const EVERYTHING = { category: null };
const NEWEST = shelfQuery(EVERYTHING, 'sort=newest', SHELF_SIZE);
const BESTSELLERS = shelfQuery(EVERYTHING, '', SHELF_SIZE);

/** Neighbours of a product's page, by category; as many as a shop has categories. */
const neighbours = new Map<string, ListQuery>();
const MAX_NEIGHBOURS = 2_000;

function neighboursOf(category: string): ListQuery {
  const known = neighbours.get(category);
  if (known !== undefined) return known;
  const query = shelfQuery({ category }, '', RELATED + 1);
  if (neighbours.size >= MAX_NEIGHBOURS) neighbours.clear();
  neighbours.set(category, query);
  return query;
}

browseRoutes.get('/', async (c) => {
  const [categories, newest, bestsellers, drop] = await Promise.all([
    listsOf(c).categories(DEFAULT_MARKET),
    shelfOf(c, NEWEST),
    shelfOf(c, BESTSELLERS),
    dropShown(c, null),
  ]);
  return publicPage(c, {
    key: `/ ${dropKey(drop)}`,
    categories,
    sources: [newest, bestsellers],
    draw: (shop) => (
      <HomePage
        shop={shop}
        drop={drop}
        newest={readList(newest.copy).items}
        bestsellers={readList(bestsellers.copy).items}
      />
    ),
  });
});

browseRoutes.get('/categories/:slug{.+}', async (c) => {
  const slug = c.req.param('slug');
  const place = { category: slug };
  const query = queryOf(place, searchOf(c), PAGE_SIZE);
  if (!query.ok) return refusedPage(c);
  const [categories, list] = await Promise.all([
    listsOf(c).categories(DEFAULT_MARKET),
    // The beginning of a shelf, where browsing begins, outlasts the database.
    listsOf(c).list(query.value, searchOf(c).size === 0),
  ]);
  const trail = categoryTrailOf(readCategories(categories.copy), slug);
  if (trail === null) return notFoundPage(c);
  const view = { place, query: query.value, list: readList(list.copy) };
  return publicPage(c, {
    key: `/categories ${listKey(query.value)}`,
    categories,
    sources: [list],
    draw: (shop) => <CategoryPage shop={shop} trail={trail} view={view} />,
  });
});

browseRoutes.get('/search', async (c) => {
  const place = { category: null };
  const query = queryOf(place, searchOf(c), PAGE_SIZE);
  if (!query.ok) return refusedPage(c);
  const [categories, list] = await Promise.all([categoriesOrNone(c), listsOf(c).list(query.value)]);
  const view = { place, query: query.value, list: readList(list.copy) };
  return publicPage(c, {
    key: `/search ${listKey(query.value)}`,
    categories,
    sources: [list],
    draw: (shop) => <SearchPage shop={shop} view={view} />,
  });
});

type Links = Readonly<Record<'related' | 'accessories', readonly ProductSummary[]>>;

const NO_LINKS: Links = { related: [], accessories: [] };
const readLinks = reader((text): Links => JSON.parse(text));

/** What the merchant leads on to from a product; null where that is nothing, or cannot be read. */
async function linksOf(c: Context<AppEnv>, { links }: ProductDocument): Promise<Answer | null> {
  if (links.related.length + links.accessories.length === 0) return null;
  return listsOf(c)
    .links(links, DEFAULT_MARKET)
    .catch(() => null);
}

/** Leads to where the product that had this address stands now. */
async function movedOrMissing(c: Context<AppEnv>, slug: string, search: URLSearchParams) {
  const moved = await c.get('services').catalogue.movedTo(slug);
  if (moved === null) return notFoundPage(c);
  const query = search.toString();
  return c.redirect(`${productPath(moved)}${query === '' ? '' : `?${query}`}`, 301);
}

browseRoutes.get('/products/:slug', async (c) => {
  const [categories, found] = await Promise.all([
    categoriesOrNone(c),
    c.get('services').catalogue.answers.product(c.req.param('slug'), DEFAULT_MARKET),
  ]);
  const search = searchOf(c);
  if (found.copy.text === null) return movedOrMissing(c, c.req.param('slug'), search);
  const product = readProduct(found.copy);
  const variant = shownVariant(product, search.get('sku'), askedOptions(search));
  const skus = product.variants.map(({ sku }) => sku);
  const [others, drop, links] = await Promise.all([
    shelfOf(c, neighboursOf(product.category)),
    dropShown(c, skus),
    linksOf(c, product),
  ]);
  return publicPage(c, {
    key: `/products/${product.slug} ${variant.sku} ${dropKey(drop)}`,
    tags: productTags(product.slug),
    categories,
    sources: [found, others, ...(links === null ? [] : [links])],
    draw: (shop) => {
      const nearby = readList(others.copy).items.filter(({ id }) => id !== product.id);
      const { related, accessories } = links === null ? NO_LINKS : readLinks(links.copy);
      // What the merchant has chosen comes before what merely stands beside it.
      const shown = related.length > 0 ? related : nearby.slice(0, RELATED);
      const bands = { related: shown, accessories };
      return <ProductPage {...{ shop, product, variant, drop }} {...bands} />;
    },
  });
});
