/** Where the jobs of the care for data have come to, in BACKOFFICE_DB. */
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const dataCare = sqliteTable('data_care', {
  job: text().primaryKey(),
  /** JSON. */
  body: text().notNull(),
});
