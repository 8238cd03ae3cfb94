/** Messages that nobody could act on, of every queue, in BACKOFFICE_DB: for people to look at. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { LETTER_STATES } from './dead-letters.ts';

export const deadLetter = sqliteTable(
  'dead_letter',
  {
    /** Digest of queue and body: the same message again is the same letter. */
    key: text().primaryKey(),
    queue: text().notNull(),
    /** JSON, as it was sent. */
    body: text().notNull(),
    reason: text().notNull(),
    /** How often it came. */
    times: integer().notNull(),
    /** Milliseconds since the epoch. */
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    state: text({ enum: LETTER_STATES }).notNull().default('waiting'),
    settledAt: integer('settled_at'),
    /** Why it was discarded. */
    note: text(),
  },
  (table) => [index('dead_letter_state').on(table.state, table.lastAt)],
);
