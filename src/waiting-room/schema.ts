/** The list of sales, in BACKOFFICE_DB: what there are. Each one's object owns the rest. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const sale = sqliteTable(
  'sale',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** JSON: a list of SKUs. */
    skus: text().notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    createdAt: integer('created_at').notNull(),
    stoppedAt: integer('stopped_at'),
  },
  (table) => [
    index('sale_ends').on(table.endsAt),
    index('sale_created').on(table.createdAt, table.id),
  ],
);
