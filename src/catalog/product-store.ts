/**
 * Whole products in CATALOG_DB: one statement each time, its variants and prices gathered as JSON,
 * since a round trip to the database costs more than what it reads.
 */
import type { Reading } from '../platform/database.ts';
import type { CategoryPath } from './categories.ts';
import { idOfRowNumber, rowNumberOf } from './product.ts';
import type {
  AttributeGroup,
  AttributeValue,
  Image,
  Product,
  ProductId,
  ProductLinks,
  Translation,
  Variant,
} from './product.ts';
import { ROW_NUMBERS } from './parts.ts';
import type { Listed, PartStore } from './parts.ts';
import { namesOfPath } from './slugs.ts';

/** A product's variants in order, as a JSON array. */
const VARIANTS = `(
  SELECT json_group_array(json(entry)) FROM (
    SELECT json_object('sku', v.sku, 'options', json(v.options), 'gtin', v.gtin,
      'image', v.image, 'availability', v.availability, 'prices', (
        SELECT json_group_array(json_object(
          'currency', e.currency, 'amount', e.amount, 'compareAt', e.compare_at,
          'schedule', json(e.schedule)))
        FROM price AS e WHERE e.sku = v.sku)) AS entry
    FROM variant AS v WHERE v.product_id = p.id ORDER BY v.position))`;

const SELECT_PRODUCTS = `
SELECT p.id, p.external_id, p.slug, p.title, p.brand, b.name AS brand_name, p.category,
  c.path AS category_path, p.description, p.mpn, p.released, p.tags, p.attributes, p.images,
  p.rating_average, p.rating_count, p.sales, p.seller_id, p.status, p.version, p.created_at,
  s.name AS seller_name,
  p.attribute_groups, p.links, p.translations, p.publish_from, p.publish_until,
  (SELECT json_group_object(category, position) FROM category_pin
    WHERE product_id = p.id) AS pins, ${VARIANTS} AS variants
FROM product AS p
JOIN category AS c ON c.slug = p.category
LEFT JOIN brand AS b ON b.slug = p.brand
LEFT JOIN seller AS s ON s.id = p.seller_id`;

type ProductRow = {
  id: number;
  external_id: string;
  slug: string;
  title: string;
  brand: string | null;
  brand_name: string | null;
  category: string;
  category_path: string;
  description: string;
  mpn: string | null;
  released: string | null;
  tags: string;
  attributes: string;
  images: string;
  rating_average: number;
  rating_count: number;
  sales: number;
  seller_id: string;
  seller_name: string | null;
  status: Product['status'];
  version: number;
  created_at: number;
  attribute_groups: string;
  links: string;
  translations: string;
  publish_from: number | null;
  publish_until: number | null;
  pins: string;
  variants: string;
};

function productOf(row: ProductRow): Product {
  const tags: string[] = JSON.parse(row.tags);
  const attributes: Record<string, AttributeValue> = JSON.parse(row.attributes);
  const images: Image[] = JSON.parse(row.images);
  const variants: Variant[] = JSON.parse(row.variants);
  const attributeGroups: AttributeGroup[] = JSON.parse(row.attribute_groups);
  const links: ProductLinks = JSON.parse(row.links);
  const translations: Record<string, Translation> = JSON.parse(row.translations);
  const pins: Record<string, number> = JSON.parse(row.pins);
  return {
    id: idOfRowNumber(row.id),
    externalId: row.external_id,
    slug: row.slug,
    title: row.title,
    brand: row.brand === null ? null : { slug: row.brand, name: row.brand_name ?? row.brand },
    category: { slug: row.category, names: namesOfPath(row.category_path) },
    description: row.description,
    mpn: row.mpn,
    released: row.released,
    tags,
    attributes,
    attributeGroups,
    links,
    translations,
    images,
    rating: { average: row.rating_average, count: row.rating_count },
    sales: row.sales,
    sellerId: row.seller_id,
    sellerName: row.seller_name,
    status: row.status,
    publishFrom: row.publish_from,
    publishUntil: row.publish_until,
    pins,
    version: row.version,
    createdAt: row.created_at,
    variants,
  };
}

export type ProductStore = PartStore & {
  /** The products with these slugs, drafts too; unknown slugs are left out. */
  bySlugs(slugs: readonly string[]): Promise<Product[]>;
  byIds(ids: readonly ProductId[]): Promise<Product[]>;
  /** Slug → version of the product that stands there, drafts too. */
  versions(slugs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Those of `ids` that there are. */
  existing(ids: readonly ProductId[]): Promise<ReadonlySet<ProductId>>;
  /** Drafts too, in the order of their slugs; `status` and ids narrow them. */
  page(options: AdminPage): Promise<Product[]>;
  /** Drafts too, in the order of their row numbers, which are above `row` and up to `last`. */
  after(row: number, limit: number, last?: number): Promise<Product[]>;
  /** Ids of a seller's products, drafts too, in the order of their slugs. */
  ofSeller(seller: string, limit: number): Promise<ProductId[]>;
  /** Every category a product was ever in. */
  categories(): Promise<CategoryPath[]>;
};

export type AdminPage = {
  readonly status: Product['status'] | null;
  /** Only these; null for all. */
  readonly ids: readonly ProductId[] | null;
  /** Whose alone; null for everybody's. */
  readonly seller: string | null;
  /** The slug the page starts after. */
  readonly after: string | null;
  readonly limit: number;
};

const PAGE = `${SELECT_PRODUCTS}
WHERE p.slug > ?1 AND (?2 IS NULL OR p.status = ?2) AND (?4 IS NULL OR p.seller_id = ?4)`;

async function all(statement: D1PreparedStatement): Promise<Product[]> {
  const { results } = await statement.all<ProductRow>();
  return results.map(productOf);
}

async function idsIn(statement: D1PreparedStatement): Promise<ProductId[]> {
  const { results } = await statement.all<{ id: number }>();
  return results.map(({ id }) => idOfRowNumber(id));
}

/** The seller is named once more for the index, which the shop's own products are not in. */
const OF_SELLER = `
SELECT id FROM product WHERE seller_id = ?1 AND seller_id <> 'house' ORDER BY slug LIMIT ?2`;

/** The products of `database`. */
export function productStore(database: Reading): ProductStore {
  return {
    bySlugs: (slugs) =>
      all(
        database
          .prepare(`${SELECT_PRODUCTS} WHERE p.slug IN (SELECT value FROM json_each(?))`)
          .bind(JSON.stringify(slugs)),
      ),
    byIds: (ids) =>
      all(
        database
          .prepare(`${SELECT_PRODUCTS} WHERE p.id IN (SELECT value FROM json_each(?))`)
          .bind(JSON.stringify(ids.map(rowNumberOf))),
      ),
    async versions(slugs) {
      const { results } = await database
        .prepare('SELECT slug, version FROM product WHERE slug IN (SELECT value FROM json_each(?))')
        .bind(JSON.stringify(slugs))
        .all<Listed>();
      return new Map(results.map(({ slug, version }) => [slug, version]));
    },
    async existing(ids) {
      const there = database
        .prepare('SELECT id FROM product WHERE id IN (SELECT value FROM json_each(?))')
        .bind(JSON.stringify(ids.map(rowNumberOf)));
      return new Set(await idsIn(there));
    },
    page({ status, ids, seller, after, limit }) {
      const among = ids === null ? '' : 'AND p.id IN (SELECT value FROM json_each(?5))';
      const rows = ids === null ? [] : [JSON.stringify(ids.map(rowNumberOf))];
      return all(
        database
          .prepare(`${PAGE} ${among} ORDER BY p.slug LIMIT ?3`)
          .bind(after ?? '', status, limit, seller, ...rows),
      );
    },
    after: (row, limit, last = ROW_NUMBERS) =>
      all(
        database
          .prepare(`${SELECT_PRODUCTS} WHERE p.id > ? AND p.id <= ? ORDER BY p.id LIMIT ?`)
          .bind(row, last, limit),
      ),
    ofSeller: (seller, limit) => idsIn(database.prepare(OF_SELLER).bind(seller, limit)),
    async categories() {
      const { results } = await database
        .prepare('SELECT slug, path FROM category')
        .all<CategoryPath>();
      return results;
    },
    async listed({ from, before }, now) {
      const statement = database.prepare(
        `SELECT slug, version FROM product
         WHERE id >= ?1 AND id < ?2 AND status = 'published'
           AND coalesce(publish_from, ?3) <= ?3 AND coalesce(publish_until, ?3 + 1) > ?3
         ORDER BY id`,
      );
      return (await statement.bind(from, before, now).all<Listed>()).results;
    },
    products: ({ from, before }, limit) =>
      all(
        database
          .prepare(
            `${SELECT_PRODUCTS} WHERE p.id >= ? AND p.id < ? AND p.status = 'published'
             ORDER BY p.id LIMIT ?`,
          )
          .bind(from, before, limit),
      ),
  };
}
