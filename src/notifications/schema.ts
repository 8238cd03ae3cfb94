/** What people were told, in BACKOFFICE_DB: one row per message, so that each is sent once. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { NOTICE_STATES } from './ledger.ts';

export const notification = sqliteTable('notification', {
  /** What it is about, such as `order:kind`, so that it is told once (see letters.ts). */
  key: text().primaryKey(),
  state: text({ enum: NOTICE_STATES }).notNull(),
  attempts: integer().notNull(),
  /** No other try before then, milliseconds since the epoch. */
  notBefore: integer('not_before').notNull(),
  /** The provider's id of what it sent, or its last word why not; never an address. */
  detail: text().notNull(),
  updatedAt: integer('updated_at').notNull(),
});
