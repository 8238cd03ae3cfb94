/** The reports of the reconciliation in BACKOFFICE_DB: a row for each run, and what it found. */
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { DIFFERENCE_KINDS, OUTCOMES } from './difference.ts';
import { TRIGGERS } from './run.ts';

export const reconciliation = sqliteTable(
  'reconciliation',
  {
    /** When it began, milliseconds since the epoch. */
    id: integer().primaryKey(),
    /** Null while it runs, or where it died. */
    endedAt: integer('ended_at'),
    trigger: text({ enum: TRIGGERS }).notNull(),
    requestKey: text('request_key'),
    /** JSON: what was looked at, what was found, which parts failed, where the next run goes on. */
    checked: text().notNull(),
    counts: text().notNull(),
    failures: text().notNull(),
    cursors: text().notNull(),
  },
  (table) => [uniqueIndex('reconciliation_request_key').on(table.requestKey)],
);

export const difference = sqliteTable(
  'reconciliation_difference',
  {
    runId: integer('run_id').notNull(),
    position: integer().notNull(),
    kind: text({ enum: DIFFERENCE_KINDS }).notNull(),
    subject: text().notNull(),
    orderId: text('order_id'),
    outcome: text({ enum: OUTCOMES }).notNull(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.position] })],
);
