/** What staff looks after in BACKOFFICE_DB: messages nobody could act on, and rebuilds. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { LETTER_STATES } from './dead-letters.ts';
import { REBUILD_PHASES } from './rebuild.ts';

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

/** Rebuilds of projections, the finished ones too: what they found. */
export const rebuild = sqliteTable('rebuild', {
  id: text().primaryKey(),
  /** Slices done. */
  step: integer().notNull(),
  phase: text({ enum: REBUILD_PHASES }).notNull(),
  /** JSON: the whole of it (rebuild.ts). */
  body: text().notNull(),
  startedAt: integer('started_at').notNull(),
  /** Until then the next slice is somebody's. */
  claimedUntil: integer('claimed_until').notNull(),
});
