/**
 * The catalogue's tables in CATALOG_DB. Rows written are what a catalogue costs, so there are few
 * indexes: a table's primary key is the order it is read in. What lists read is the search index.
 */
import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core';

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

export const product = sqliteTable(
  'product',
  {
    /** 52 bits of the digest of `external_id`, which therefore needs no unique index. */
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
    /** JSON: array of `{name, attributes}`; `{related, accessories}`; texts by language. */
    attributeGroups: text('attribute_groups').notNull().default('[]'),
    links: text().notNull().default('{"related":[],"accessories":[]}'),
    translations: text().notNull().default('{}'),
    /** Between these a published product is in the shop. */
    publishFrom: integer('publish_from'),
    publishUntil: integer('publish_until'),
    /** When it is shown otherwise by itself: a price or a time begins or ends. */
    nextChangeAt: integer('next_change_at'),
    /** Grows with every write; milliseconds since the epoch, so it also grows over a deletion. */
    version: integer().notNull(),
    createdAt: integer('created_at').notNull(),
    /** Of the row that was imported: the same row again changes nothing. */
    digest: text().notNull(),
  },
  (table) => [
    index('product_next_change')
      .on(table.nextChangeAt)
      .where(sql`${table.nextChangeAt} IS NOT NULL`),
    // What the shop sells itself costs no row of this index.
    index('product_seller')
      .on(table.sellerId, table.slug)
      .where(sql`${table.sellerId} <> 'house'`),
  ],
);

/** Where a product stood before it got another address. */
export const slugRedirect = sqliteTable(
  'slug_redirect',
  {
    slug: text().primaryKey(),
    productId: integer('product_id').notNull(),
  },
  (table) => [index('slug_redirect_product').on(table.productId)],
);

/** Products that come first in a category, in the merchant's order; `''` is the whole shop. */
export const categoryPin = sqliteTable(
  'category_pin',
  {
    category: text().notNull(),
    productId: integer('product_id').notNull(),
    position: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.category] }),
    index('category_pin_category').on(table.category),
  ],
);

/** SKUs that a product gave up, with whose they were: their stock stays, so they stay theirs. */
export const retiredSku = sqliteTable('retired_sku', {
  sku: text().primaryKey(),
  sellerId: text('seller_id').notNull(),
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
    /** JSON: array of `{amount, from, until}`. */
    schedule: text().notNull().default('[]'),
  },
  (table) => [primaryKey({ columns: [table.sku, table.currency] })],
);

/** Outbox: slugs whose copies are to be made anew. A row goes only when that was done. */
export const catalogChange = sqliteTable('catalog_change', {
  slug: text().primaryKey(),
  version: integer().notNull(),
  /** Of the product that stands or stood under it. */
  productId: integer('product_id').notNull().default(0),
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

/** Bulk jobs; see `bulk/job.ts`. */
export const catalogJob = sqliteTable('catalog_job', {
  id: text().primaryKey(),
  step: integer().notNull(),
  running: integer({ mode: 'boolean' }).notNull(),
  /** Until when a slice is somebody's. */
  claimedUntil: integer('claimed_until').notNull(),
  cancel: integer({ mode: 'boolean' }).notNull(),
  startedAt: integer('started_at').notNull(),
  /** JSON. */
  body: text().notNull(),
});

/** What a job's report lists. */
export const catalogJobNote = sqliteTable(
  'catalog_job_note',
  {
    job: text().notNull(),
    kind: text({ enum: ['fault', 'change'] }).notNull(),
    line: integer().notNull(),
    name: text().notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.job, table.kind, table.line, table.text] })],
);

/** Ids and SKUs that a job's file has named, to find those it names twice. */
export const catalogJobName = sqliteTable(
  'catalog_job_name',
  { job: text().notNull(), name: text().notNull(), line: integer().notNull() },
  (table) => [primaryKey({ columns: [table.job, table.name] })],
);
