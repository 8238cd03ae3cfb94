/** The sellers in CATALOG_DB: products name them, and their pages show whose they are. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const seller = sqliteTable('seller', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Hundredths of a per cent. */
  commission: integer().notNull(),
  /** Milliseconds since the epoch. */
  createdAt: integer('created_at').notNull(),
});
