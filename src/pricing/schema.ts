/** The coupons' table, in BACKOFFICE_DB: what codes there are. Objects count their uses. */
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const coupon = sqliteTable(
  'coupon',
  {
    code: text().primaryKey(),
    kind: text({ enum: ['percent', 'amount'] }).notNull(),
    value: integer().notNull(),
    currency: text().notNull(),
    minimum: integer().notNull(),
    startsAt: integer('starts_at'),
    endsAt: integer('ends_at'),
    totalLimit: integer('total_limit'),
    perCustomerLimit: integer('per_customer_limit'),
    combinable: integer({ mode: 'boolean' }).notNull(),
    active: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    /** Digest of the Idempotency-Key that made it, and of that request's body. */
    requestKey: text('request_key'),
    requestFingerprint: text('request_fingerprint'),
  },
  (table) => [uniqueIndex('coupon_request_key').on(table.requestKey)],
);
