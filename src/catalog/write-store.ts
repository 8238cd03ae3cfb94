/**
 * Writes products to CATALOG_DB, any number in one batch, which is one transaction. Each statement
 * takes all products as one JSON parameter: a statement a row would cost a hundred times as many.
 */
import type { Milliseconds } from '../kernel/time.ts';
import type { Availability } from './offer.ts';
import type { AdminStore } from './admin.ts';
import { keepAnswer, MARK_CHANGED, MARK_SLUGS } from './outbox-store.ts';
import type { KnownProduct, ProductWrite } from './planning.ts';
import { idOfRowNumber, rowNumberOf } from './product.ts';
import { nextChangeAt } from './showing.ts';
import type { BadgeRules } from './showing.ts';

/** Bytes of one parameter: D1 takes 2 MB, and UTF-8 may be three times as long as it looks. */
const MAX_PARAMETER_LENGTH = 600_000;

/** Fails the batch where a product is not as it was when the write was planned. */
const GUARD_PRODUCTS = `
INSERT INTO write_guard (stale)
SELECT 1 FROM json_each(?1) AS w LEFT JOIN product AS p ON p.id = w.value ->> 'id'
WHERE p.version IS NOT w.value ->> 'expected' LIMIT 1`;

/** Fails the batch where a SKU went to another product meanwhile. */
const GUARD_SKUS = `
INSERT INTO write_guard (stale)
SELECT 1 FROM json_each(?1) AS w, json_each(w.value, '$.variants') AS v
JOIN variant AS x ON x.sku = v.value ->> 'sku' WHERE x.product_id <> w.value ->> 'id' LIMIT 1`;

const PUT_CATEGORIES = `
INSERT INTO category (slug, path)
SELECT DISTINCT w.value ->> 'category', w.value ->> 'path' FROM json_each(?1) AS w
WHERE true ON CONFLICT (slug) DO NOTHING`;

const PUT_BRANDS = `
INSERT INTO brand (slug, name)
SELECT DISTINCT w.value ->> 'brand', w.value ->> 'brand_name' FROM json_each(?1) AS w
WHERE w.value ->> 'brand' IS NOT NULL ON CONFLICT (slug) DO NOTHING`;

const COLUMNS = [
  'id',
  'external_id',
  'slug',
  'title',
  'brand',
  'category',
  'description',
  'mpn',
  'released',
  'tags',
  'attributes',
  'images',
  'rating_average',
  'rating_count',
  'sales',
  'seller_id',
  'status',
  'attribute_groups',
  'links',
  'translations',
  'publish_from',
  'publish_until',
  'next_change_at',
  'version',
  'created_at',
  'digest',
];

const PUT_PRODUCTS = `
INSERT INTO product (${COLUMNS.join(', ')})
SELECT ${COLUMNS.map((column) => `w.value ->> '${column}'`).join(', ')} FROM json_each(?1) AS w
WHERE true ON CONFLICT (id) DO UPDATE SET
${COLUMNS.filter((column) => column !== 'id' && column !== 'created_at')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

/** Variants of these products that are no longer named, with their prices. */
const GONE_VARIANTS = `
SELECT x.sku FROM json_each(?1) AS w JOIN variant AS x ON x.product_id = w.value ->> 'id'
WHERE x.sku NOT IN (SELECT v.value ->> 'sku' FROM json_each(w.value, '$.variants') AS v)`;

const PUT_VARIANTS = `
INSERT INTO variant (sku, product_id, position, options, gtin, image, availability)
SELECT v.value ->> 'sku', w.value ->> 'id', v.key, v.value ->> 'options', v.value ->> 'gtin',
  v.value ->> 'image', v.value ->> 'availability'
FROM json_each(?1) AS w, json_each(w.value, '$.variants') AS v
WHERE true ON CONFLICT (sku) DO UPDATE SET
  position = excluded.position, options = excluded.options, gtin = excluded.gtin,
  image = excluded.image
WHERE (position, options, gtin, image) IS NOT
  (excluded.position, excluded.options, excluded.gtin, excluded.image)`;

const PUT_PRICES = `
INSERT INTO price (sku, currency, amount, compare_at, schedule)
SELECT v.value ->> 'sku', e.value ->> 'currency', e.value ->> 'amount', e.value ->> 'compareAt',
  e.value -> 'schedule'
FROM json_each(?1) AS w, json_each(w.value, '$.variants') AS v,
  json_each(v.value, '$.prices') AS e
WHERE true ON CONFLICT (sku, currency) DO UPDATE SET
  amount = excluded.amount, compare_at = excluded.compare_at, schedule = excluded.schedule
WHERE (amount, compare_at, schedule) IS NOT
  (excluded.amount, excluded.compare_at, excluded.schedule)`;

/** A slug that a product has now leads nowhere else. */
const TAKE_SLUGS = `
DELETE FROM slug_redirect WHERE slug IN (SELECT w.value ->> 'slug' FROM json_each(?1) AS w)`;

/** ?1 = JSON array of `{slug, version, id}`: addresses that products had. */
const PUT_REDIRECTS = `
INSERT INTO slug_redirect (slug, product_id)
SELECT w.value ->> 'slug', w.value ->> 'id' FROM json_each(?1) AS w
WHERE true ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id`;

/** A product as the statements above take it apart. */
function parameterOf(
  { product, expected, digest }: ProductWrite,
  now: Milliseconds,
  badges: BadgeRules,
) {
  const { variants, brand, category } = product;
  return {
    id: rowNumberOf(product.id),
    expected,
    external_id: product.externalId,
    slug: product.slug,
    title: product.title,
    brand: brand?.slug ?? null,
    brand_name: brand?.name ?? null,
    category: category.slug,
    path: category.names.join(' > '),
    description: product.description,
    mpn: product.mpn,
    released: product.released,
    tags: JSON.stringify(product.tags),
    attributes: JSON.stringify(product.attributes),
    images: JSON.stringify(product.images),
    rating_average: product.rating.average,
    rating_count: product.rating.count,
    sales: product.sales,
    seller_id: product.sellerId,
    status: product.status,
    attribute_groups: JSON.stringify(product.attributeGroups),
    links: JSON.stringify(product.links),
    translations: JSON.stringify(product.translations),
    publish_from: product.publishFrom,
    publish_until: product.publishUntil,
    next_change_at: nextChangeAt(product, now, badges),
    version: product.version,
    created_at: product.createdAt,
    digest,
    variants: variants.map(({ sku, options, gtin, image, availability, prices }) => ({
      sku,
      options: JSON.stringify(options),
      gtin,
      image,
      availability,
      prices,
    })),
  };
}

/** Splits entries into JSON arrays that each fit one parameter. */
export function parametersOf(entries: readonly unknown[]): string[] {
  const parameters: string[] = [];
  let part: string[] = [];
  let length = 0;
  for (const entry of entries) {
    const json = JSON.stringify(entry);
    if (part.length > 0 && length + json.length > MAX_PARAMETER_LENGTH) {
      parameters.push(`[${part.join(',')}]`);
      part = [];
      length = 0;
    }
    part.push(json);
    length += json.length + 1;
  }
  if (part.length > 0) parameters.push(`[${part.join(',')}]`);
  return parameters;
}

const KNOWN_PRODUCTS = `
SELECT id, external_id, seller_id, slug, category, status, rating_average, rating_count, sales,
  version, created_at, digest, (SELECT json_group_object(category, position) FROM category_pin
    WHERE product_id = product.id) AS pins
FROM product WHERE id IN (SELECT value FROM json_each(?1))`;
const KNOWN_SKUS = `
SELECT sku, product_id, availability FROM variant
WHERE sku IN (SELECT value FROM json_each(?1))`;
const RETIRED_SKUS = `
SELECT sku, seller_id FROM retired_sku WHERE sku IN (SELECT value FROM json_each(?1))`;
/** Notes whose the SKUs were that are about to go. */
const retire = (skus: string): string => `
INSERT OR REPLACE INTO retired_sku
SELECT variant.sku, product.seller_id FROM variant
JOIN product ON product.id = variant.product_id WHERE variant.sku IN (${skus})`;
const KNOWN_SLUGS = 'SELECT slug, id FROM product WHERE slug IN (SELECT value FROM json_each(?1))';

type KnownProductRow = {
  id: number;
  external_id: string;
  seller_id: string;
  slug: string;
  category: string;
  status: KnownProduct['status'];
  rating_average: number;
  rating_count: number;
  sales: number;
  version: number;
  created_at: number;
  digest: string;
  pins: string;
};

type KnownSkuRow = {
  sku: string;
  product_id: number;
  availability: Availability;
};

function knownOf(row: KnownProductRow): KnownProduct {
  const pins: Record<string, number> = JSON.parse(row.pins);
  return {
    externalId: row.external_id,
    sellerId: row.seller_id,
    slug: row.slug,
    category: row.category,
    status: row.status,
    rating: { average: row.rating_average, count: row.rating_count },
    sales: row.sales,
    pins,
    version: row.version,
    createdAt: row.created_at,
    digest: row.digest,
  };
}

/** A batch fails so when what it was planned on has changed: another write was quicker. */
const STALE = /planned_on_current_rows|UNIQUE constraint failed: (product\.slug|idempotency\.key)/;

const idsOf = (some: readonly ProductWrite[]): string[] =>
  some.length === 0 ? [] : [JSON.stringify(some.map(({ product }) => rowNumberOf(product.id)))];

/** The statements of a write, in the order they must run in; `products` are its parameters. */
function statementsOf(
  database: D1Database,
  writes: readonly ProductWrite[],
  products: readonly string[],
) {
  const statements: D1PreparedStatement[] = [];
  const add = (sql: string, parameters: readonly string[]): void => {
    for (const one of parameters) statements.push(database.prepare(sql).bind(one));
  };
  const renamed = writes.flatMap(({ slugBefore, product: { id, version } }) =>
    slugBefore === null ? [] : [{ slug: slugBefore, version, id: rowNumberOf(id) }],
  );
  add(GUARD_PRODUCTS, products);
  add(GUARD_SKUS, products);
  const changed = writes.some((write) => write.expected !== null) ? products : [];
  add(retire(GONE_VARIANTS), changed);
  add(`DELETE FROM price WHERE sku IN (${GONE_VARIANTS})`, changed);
  add(`DELETE FROM variant WHERE sku IN (${GONE_VARIANTS})`, changed);
  for (const sql of [PUT_CATEGORIES, PUT_BRANDS, PUT_PRODUCTS, PUT_VARIANTS, PUT_PRICES]) {
    add(sql, products);
  }
  add(MARK_CHANGED, idsOf(writes));
  add(TAKE_SLUGS, products);
  for (const sql of renamed.length > 0 ? [MARK_SLUGS, PUT_REDIRECTS] : []) {
    add(sql, [JSON.stringify(renamed)]);
  }
  return statements;
}

/** The writes of `database`; a badge that ends with time is a change to come. */
export function writeStore(
  database: D1Database,
  badges: BadgeRules,
): Omit<AdminStore, 'remembered'> {
  const prepare = (sql: string, ...bound: (string | number)[]) =>
    database.prepare(sql).bind(...bound);
  return {
    async known({ ids, skus, slugs }) {
      const [products, variants, retired, taken] = await Promise.all([
        prepare(KNOWN_PRODUCTS, JSON.stringify(ids.map(rowNumberOf))).all<KnownProductRow>(),
        prepare(KNOWN_SKUS, JSON.stringify(skus)).all<KnownSkuRow>(),
        prepare(RETIRED_SKUS, JSON.stringify(skus)).all<{ sku: string; seller_id: string }>(),
        prepare(KNOWN_SLUGS, JSON.stringify(slugs)).all<{ slug: string; id: number }>(),
      ]);
      return {
        products: new Map(products.results.map((row) => [idOfRowNumber(row.id), knownOf(row)])),
        skus: new Map(
          variants.results.map(({ sku, product_id: owner, availability }) => [
            sku,
            { owner: idOfRowNumber(owner), availability },
          ]),
        ),
        retired: new Map(retired.results.map((row) => [row.sku, row.seller_id])),
        slugs: new Map(taken.results.map((row) => [row.slug, idOfRowNumber(row.id)])),
      };
    },

    async write(writes, remembered, now) {
      const products = parametersOf(writes.map((write) => parameterOf(write, now, badges)));
      const statements = statementsOf(database, writes, products);
      if (remembered !== null) statements.push(keepAnswer(database, remembered, now));
      if (statements.length === 0) return 'written';
      try {
        await database.batch(statements);
        return 'written';
      } catch (error) {
        if (error instanceof Error && STALE.test(error.message)) return 'stale';
        throw error;
      }
    },

    async remove(id, slug, now) {
      const row = rowNumberOf(id);
      const skus = 'SELECT sku FROM variant WHERE product_id = ?1';
      await database.batch([
        prepare(retire(skus), row),
        prepare(`DELETE FROM price WHERE sku IN (${skus})`, row),
        prepare('DELETE FROM variant WHERE product_id = ?1', row),
        prepare('DELETE FROM product WHERE id = ?1', row),
        prepare('DELETE FROM slug_redirect WHERE product_id = ?1', row),
        prepare('DELETE FROM category_pin WHERE product_id = ?1', row),
        prepare(MARK_SLUGS, JSON.stringify([{ slug, version: now, id: row }])),
      ]);
    },
  };
}
