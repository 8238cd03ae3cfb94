/**
 * Tables of CATALOG_DB. Rows written are what a catalogue costs, so there are few indexes: a
 * table's primary key is the order it is read in, and `listing` is a narrow copy that lists scan.
 */
import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core';

/** Text that compares without regard to (ASCII) case, in the key as in a filter. */
const nocase = customType<{ data: string }>({ dataType: () => 'text COLLATE NOCASE' });

/** The tree: a slug holds its parents', such as `lighting/desk-lamps`. */
export const category = sqliteTable('category', {
  slug: text().primaryKey(),
  /** Names from the top, such as `Lighting > Desk lamps`. */
  path: text().notNull(),
});

export const brand = sqliteTable('brand', {
  slug: text().primaryKey(),
  name: text().notNull(),
});

export const product = sqliteTable('product', {
  /** 52 bits of the digest of `external_id`, which is why that needs no unique index of its own. */
  id: integer().primaryKey(),
  externalId: text('external_id').notNull(),
  slug: text().notNull().unique(),
  title: text().notNull(),
  /** Slugs of `brand` and `category`. */
  brand: text(),
  category: text().notNull(),
  description: text().notNull(),
  mpn: text(),
  /** YYYY-MM-DD. */
  released: text(),
  /** JSON: array of text; object of text, number or boolean; array of `{url, alt}`. */
  tags: text().notNull(),
  attributes: text().notNull(),
  images: text().notNull(),
  ratingAverage: real('rating_average').notNull(),
  ratingCount: integer('rating_count').notNull(),
  sales: integer().notNull(),
  sellerId: text('seller_id').notNull(),
  status: text({ enum: ['draft', 'published'] }).notNull(),
  /** Grows with every write; milliseconds since the epoch, so it also grows over a deletion. */
  version: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  /** Of the row that was imported: the same row again changes nothing. */
  digest: text().notNull(),
  /** Of what `attribute` and `product_search` were filled from. */
  searchDigest: text('search_digest').notNull(),
});

export const variant = sqliteTable(
  'variant',
  {
    sku: text().primaryKey(),
    productId: integer('product_id').notNull(),
    position: integer().notNull(),
    /** JSON: object of text. */
    options: text().notNull(),
    gtin: text(),
    image: text(),
    /** A copy of what the SKU's object last told; never trusted by checkout. */
    availability: text({ enum: ['in_stock', 'low_stock', 'out_of_stock'] }).notNull(),
  },
  (table) => [index('variant_product').on(table.productId)],
);

export const price = sqliteTable(
  'price',
  {
    sku: text().notNull(),
    currency: text().notNull(),
    /** Minor units. */
    amount: integer().notNull(),
    compareAt: integer('compare_at'),
  },
  (table) => [primaryKey({ columns: [table.sku, table.currency] })],
);

/** What `attr.<name>` filters by and facets count: attributes and the variants' options. */
export const attribute = sqliteTable(
  'attribute',
  {
    productId: integer('product_id').notNull(),
    name: nocase().notNull(),
    value: nocase().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.name, table.value] })],
);

/**
 * One narrow row per published product and currency it has a price in: what lists filter and sort.
 * The category leads the key, so that a category is a range of it.
 */
export const listing = sqliteTable(
  'listing',
  {
    currency: text().notNull(),
    category: text().notNull(),
    productId: integer('product_id').notNull(),
    price: integer().notNull(),
    inStock: integer('in_stock').notNull(),
    brand: text(),
    /** Average in hundredths, so that a cursor carries it exactly. */
    rating: integer().notNull(),
    ratingCount: integer('rating_count').notNull(),
    released: text().notNull(),
    sales: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.currency, table.category, table.productId] })],
);

/** Outbox: slugs whose documents are to be rebuilt. A row goes only when that was done. */
export const catalogChange = sqliteTable('catalog_change', {
  slug: text().primaryKey(),
  version: integer().notNull(),
});

/** Answers given under an `Idempotency-Key`, written in the batch of the effect. */
export const idempotency = sqliteTable('idempotency', {
  /** Digest of the key and the route. */
  key: text().primaryKey(),
  fingerprint: text().notNull(),
  status: integer().notNull(),
  body: text().notNull(),
  at: integer().notNull(),
});

/** Always empty: inserting into it fails the batch of a write that was planned on older rows. */
export const writeGuard = sqliteTable('write_guard', { stale: integer().notNull() }, (table) => [
  check('planned_on_current_rows', sql`${table.stale} = 0`),
]);
