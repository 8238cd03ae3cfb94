/**
 * The orders' table in BACKOFFICE_DB: a copy of what the Order objects told, to list and search.
 * Its primary key is the order it is listed in; each index costs a row, so there are but few.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { SHOWN_STATUSES } from './machine.ts';

const columns = () => ({
  /** Milliseconds since the epoch. */
  placedAt: integer('placed_at').notNull(),
  id: text().notNull(),
  /** Of the event the row came with: it never goes down. */
  version: integer().notNull(),
  number: text().notNull(),
  status: text({ enum: SHOWN_STATUSES }).notNull(),
  /** Amounts in minor units of `currency`. */
  currency: text().notNull(),
  total: integer().notNull(),
  captured: integer().notNull(),
  refunded: integer().notNull(),
  /** Digest of the e-mail address. */
  buyer: text().notNull(),
  country: text().notNull(),
  /** JSON: array of `{sku, title, quantity, line_total}`. */
  lines: text().notNull(),
  attention: text(),
});

export const orderRow = sqliteTable('order_row', columns(), (table) => [
  primaryKey({ columns: [table.placedAt, table.id] }),
  index('order_row_number').on(table.number),
  index('order_row_buyer').on(table.buyer, table.placedAt),
  // Of the few that were: what was given back is looked at for months.
  index('order_row_refunded')
    .on(table.placedAt, table.id)
    .where(sql`${table.refunded} > 0`),
]);

/** What a rebuild makes from the journal, to be compared with the rows above. */
export const orderRowScratch = sqliteTable('order_row_scratch', columns(), (table) => [
  primaryKey({ columns: [table.placedAt, table.id] }),
]);
