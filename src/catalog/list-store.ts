/**
 * Lists of published products in CATALOG_DB. Every list is one scan of `listing` (or of the range
 * of one category in it), narrowed and put in order there; products are joined to one page only.
 */
import type { Market } from '../pricing/markets.ts';
import type { CategoryCount } from './categories.ts';
import type { SummaryParts } from './document.ts';
import { PRICE_STEPS } from './facets.ts';
import type { FacetCount } from './facets.ts';
import { MAX_COUNTED } from './listing.ts';
import type { Found, ListFinding } from './listing.ts';
import { idOfRowNumber } from './product.ts';
import type { Image, Variant } from './product.ts';
import { variantsAsJson } from './product-store.ts';
import type { Filter, ListQuery } from './query.ts';
import { matchExpression } from './search-words.ts';
import { orderingOf } from './sorting.ts';
import type { Ordering } from './sorting.ts';

type Bound = string | number | null;
type Fragment = { readonly sql: string; readonly bound: readonly Bound[] };

/** How much a word counts in the title, the brand, the description and the attributes. */
const WEIGHTS = '10.0, 5.0, 2.0, 1.0';
/** Distinct attribute values that are counted: the facets are chosen among these. */
const MAX_ATTRIBUTE_VALUES = 400;

/**
 * Plain search: row numbers of products whose text matches, each with a rank, the smaller the
 * better. Replaced as a whole when search deepens; nothing else knows that it is FTS5.
 */
function searchIndex(expression: string): Fragment {
  return {
    sql: `SELECT rowid AS product_id, bm25(product_search, ${WEIGHTS}) AS rank
      FROM product_search WHERE product_search MATCH ?`,
    bound: [expression],
  };
}

/** The listings that a filter leaves, with the columns that facets and orders read. */
function matching(filter: Filter): Fragment {
  const expression = filter.q === null ? null : matchExpression(filter.q, filter.matching);
  const search = expression === null ? null : searchIndex(expression);
  const clauses: Fragment[] = [{ sql: 'l.currency = ?', bound: [filter.market.currency] }];
  const where = (sql: string, ...bound: Bound[]): void => void clauses.push({ sql, bound });
  if (filter.category !== null) {
    // The range holds `desk/…` and also `desk-lamps`, which the second clause leaves out.
    const slug = filter.category;
    where('l.category >= ? AND l.category < ?', slug, `${slug}0`);
    where('(l.category = ? OR l.category >= ?)', slug, `${slug}/`);
  }
  if (filter.minPrice !== null) where('l.price >= ?', filter.minPrice);
  if (filter.maxPrice !== null) where('l.price <= ?', filter.maxPrice);
  if (filter.inStock) where('l.in_stock = 1');
  if (filter.brands.length > 0) {
    where('l.brand IN (SELECT value FROM json_each(?))', JSON.stringify(filter.brands));
  }
  for (const { name, values } of filter.attributes) {
    where(
      `EXISTS (SELECT 1 FROM attribute AS a WHERE a.product_id = l.product_id AND a.name = ?
        AND a.value COLLATE NOCASE IN (SELECT value FROM json_each(?)))`,
      name,
      JSON.stringify(values),
    );
  }
  // Materialised: left to itself, SQLite asks the index once for every listing.
  return {
    sql: `${search === null ? '' : `WITH s AS MATERIALIZED (${search.sql})`}
      SELECT l.product_id, l.price, l.in_stock, l.category, l.brand, l.rating,
      l.rating_count, l.released, l.sales ${search === null ? '' : ', s.rank'}
      FROM listing AS l
      ${search === null ? '' : 'JOIN s ON s.product_id = l.product_id'}
      WHERE ${clauses.map((clause) => clause.sql).join(' AND ')}`,
    bound: [...(search?.bound ?? []), ...clauses.flatMap((clause) => clause.bound)],
  };
}

const columns = ({ keys }: Ordering, table = ''): string[] =>
  [...keys.map((key) => key.column), 'product_id'].map((column) => `${table}${column}`);

const ordered = (ordering: Ordering, table = ''): string =>
  columns(ordering, table)
    .map((column) => `${column}${ordering.descending ? ' DESC' : ''}`)
    .join(', ');

type PageRow = {
  id: number;
  external_id: string;
  slug: string;
  title: string;
  brand: string | null;
  brand_name: string | null;
  category: string;
  images: string;
  rating_average: number;
  rating_count: number;
  variants: string;
  keys: string;
};

const SUMMARY_COLUMNS = `p.id, p.external_id, p.slug, p.title, p.brand, b.name AS brand_name,
  p.category, p.images, p.rating_average, p.rating_count,
  ${variantsAsJson('AND e.currency = ?')} AS variants`;

function pageStatement(query: ListQuery): Fragment {
  const { filter, sort, limit, after } = query;
  const ordering = orderingOf(sort, filter.q !== null);
  const source = matching(filter);
  const comparison = ordering.descending ? '<' : '>';
  const holes = after?.map(() => '?').join(', ') ?? '';
  const keys = columns(ordering).join(', ');
  const place = after === null ? '' : `WHERE (${keys}) ${comparison} (${holes})`;
  return {
    sql: `WITH page AS MATERIALIZED (
        SELECT * FROM (${source.sql}) ${place} ORDER BY ${ordered(ordering)} LIMIT ?)
      SELECT ${SUMMARY_COLUMNS}, json_array(${columns(ordering, 'page.').join(', ')}) AS keys
      FROM page JOIN product AS p ON p.id = page.product_id
      LEFT JOIN brand AS b ON b.slug = p.brand
      ORDER BY ${ordered(ordering, 'page.')}`,
    bound: [...source.bound, ...(after ?? []), limit + 1, filter.market.currency],
  };
}

const PRICE_STEP = `CASE ${PRICE_STEPS.slice(1)
  .map((end, step) => `WHEN price < ${end} THEN ${step}`)
  .join(' ')} END`;

/** `[value, count]` pairs of a query over `m`, as JSON. */
const pairs = (query: string): string =>
  `(SELECT json_group_array(json_array(value, products)) FROM (${query}))`;

/** Total and facets of the most relevant products that match, as one row of JSON. */
function countStatement(filter: Filter): Fragment {
  const source = matching(filter);
  const count = 'count(*) AS products';
  return {
    sql: `WITH m AS MATERIALIZED (SELECT * FROM (${source.sql})
        ORDER BY ${ordered(orderingOf('relevance', filter.q !== null))} LIMIT ${MAX_COUNTED + 1})
      SELECT (SELECT count(*) FROM m) AS total,
        (SELECT count(*) FROM m WHERE in_stock) AS in_stock,
        ${pairs(`SELECT category AS value, ${count} FROM m GROUP BY category`)} AS categories,
        ${pairs(`SELECT b.name AS value, ${count} FROM m JOIN brand AS b ON b.slug = m.brand
          GROUP BY m.brand`)} AS brands,
        ${pairs(`SELECT ${PRICE_STEP} AS value, ${count} FROM m GROUP BY 1`)} AS prices,
        (SELECT json_group_array(json_array(name, value, products)) FROM (
          SELECT a.name, a.value, ${count}
          FROM m JOIN attribute AS a ON a.product_id = m.product_id
          GROUP BY a.name, a.value ORDER BY products DESC LIMIT ${MAX_ATTRIBUTE_VALUES}
        )) AS attributes`,
    bound: source.bound,
  };
}

type CountRow = {
  total: number;
  in_stock: number;
  categories: string;
  brands: string;
  prices: string;
  attributes: string;
};

function counts(field: string, json: string): FacetCount[] {
  const entries: [string | number, number][] = JSON.parse(json);
  return entries.map(([value, count]) => ({ field, value: String(value), count }));
}

function countsOf(row: CountRow): FacetCount[] {
  const attributes: [string, string, number][] = JSON.parse(row.attributes);
  return [
    ...counts('category', row.categories),
    ...counts('brand', row.brands),
    ...counts('price', row.prices),
    ...(row.in_stock === 0 ? [] : [{ field: 'in_stock', value: 'true', count: row.in_stock }]),
    ...attributes.map(([name, value, count]) => ({ field: `attr.${name}`, value, count })),
  ];
}

function partsOf(row: PageRow): SummaryParts {
  const images: Image[] = JSON.parse(row.images);
  const variants: Variant[] = JSON.parse(row.variants);
  return {
    id: idOfRowNumber(row.id),
    externalId: row.external_id,
    slug: row.slug,
    title: row.title,
    brand: row.brand === null ? null : { slug: row.brand, name: row.brand_name ?? row.brand },
    category: { slug: row.category },
    images,
    rating: { average: row.rating_average, count: row.rating_count },
    variants,
  };
}

function foundOf(row: PageRow): Found {
  const keys: (string | number)[] = JSON.parse(row.keys);
  return { product: partsOf(row), keys };
}

export type ListStore = {
  list(query: ListQuery): Promise<ListFinding>;
  categories(market: Market): Promise<CategoryCount[]>;
  /** Products whose text matches `expression`, and names of brands and categories so beginning. */
  suggest(expression: string, beginning: string, market: Market): Promise<Suggested>;
};

export type Suggested = { readonly products: SummaryParts[]; readonly names: string[] };

/** Suggestions of each kind that one answer holds. */
const MAX_SUGGESTIONS = 6;

const CATEGORIES = `
SELECT c.slug, c.path, count(l.product_id) AS count FROM category AS c
LEFT JOIN listing AS l ON l.currency = ?1 AND l.category = c.slug
GROUP BY c.slug`;

const SUGGESTED_PRODUCTS = `
WITH page AS MATERIALIZED (
  SELECT s.rowid AS product_id, bm25(product_search, ${WEIGHTS}) AS rank
  FROM product_search AS s
  WHERE product_search MATCH ?1
    AND EXISTS (SELECT 1 FROM product AS q JOIN listing AS l ON l.currency = ?2
      AND l.category = q.category AND l.product_id = q.id WHERE q.id = s.rowid)
  ORDER BY rank LIMIT ${MAX_SUGGESTIONS})
SELECT ${SUMMARY_COLUMNS.replace('?', '?2')}, '[]' AS keys FROM page
JOIN product AS p ON p.id = page.product_id LEFT JOIN brand AS b ON b.slug = p.brand
ORDER BY page.rank`;

const SUGGESTED_NAMES = `
SELECT name FROM (
  SELECT name FROM brand WHERE slug >= ?1 AND slug < ?2
  UNION SELECT path FROM category WHERE slug >= ?1 AND slug < ?2)
ORDER BY length(name) LIMIT ${MAX_SUGGESTIONS}`;

/** Greater than every slug that begins with one before it. */
const END_OF_SLUGS = '\u{10FFFF}';

/** The lists of `database`. */
export function listStore(database: D1Database): ListStore {
  const prepared = ({ sql, bound }: Fragment) => database.prepare(sql).bind(...bound);
  return {
    async list(query) {
      const [pages, counted] = await Promise.all([
        prepared(pageStatement(query)).all<PageRow>(),
        prepared(countStatement(query.filter)).first<CountRow>(),
      ]);
      return {
        found: pages.results.map(foundOf),
        total: counted?.total ?? 0,
        counts: counted === null ? [] : countsOf(counted),
      };
    },
    async categories(market) {
      const { results } = await database
        .prepare(CATEGORIES)
        .bind(market.currency)
        .all<CategoryCount>();
      return results;
    },
    async suggest(expression, beginning, market) {
      const [products, names] = await Promise.all([
        database.prepare(SUGGESTED_PRODUCTS).bind(expression, market.currency).all<PageRow>(),
        database
          .prepare(SUGGESTED_NAMES)
          .bind(beginning, `${beginning}${END_OF_SLUGS}`)
          .all<{ name: string }>(),
      ]);
      return {
        products: products.results.map(partsOf),
        names: names.results.map((row) => row.name),
      };
    },
  };
}
