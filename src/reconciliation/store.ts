/** The reports of the reconciliation in BACKOFFICE_DB. */
import { and, asc, count, desc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { asOrderId } from '../kernel/ids.ts';
import { idempotentWrite } from '../platform/database.ts';
import type { Reports } from './ports.ts';
import { FIRST_CURSORS, NOTHING_CHECKED } from './run.ts';
import type { Cursors, RunSummary } from './run.ts';
import { difference, reconciliation } from './schema.ts';

/**
 * A run begins in one statement, so that of two that begin at once one is told that the other runs.
 * ?1 = id, ?2 = trigger, ?3 = key, ?4 = what a run has to show at first, ?5 = dead before.
 */
const BEGIN = `
INSERT INTO reconciliation (id, trigger, request_key, checked, counts, failures, cursors)
SELECT ?1, ?2, ?3, ?4, '{}', '[]', '{}'
WHERE NOT EXISTS (SELECT 1 FROM reconciliation WHERE ended_at IS NULL AND id > ?5)
ON CONFLICT DO NOTHING`;

/** ?1 = run, ?2 = JSON array of differences: one bound parameter, since D1 binds a hundred. */
const FOUND = `
INSERT OR REPLACE INTO reconciliation_difference
  (run_id, position, kind, subject, order_id, outcome, reason)
SELECT ?1, key, value ->> '$.kind', value ->> '$.subject', value ->> '$.orderId',
  value ->> '$.outcome', value ->> '$.reason'
FROM json_each(?2)`;

type Stored = typeof reconciliation.$inferSelect;

function summaryOf({ id, endedAt, trigger, ...stored }: Stored): RunSummary {
  const checked: RunSummary['checked'] = JSON.parse(stored.checked);
  const counts: RunSummary['counts'] = JSON.parse(stored.counts);
  const failures: RunSummary['failures'] = JSON.parse(stored.failures);
  return { id, endedAt, trigger, checked, counts, failures };
}

/** The reports kept in `database`. */
export const reportStore = (database: D1Database): Reports => ({
  ...written(database),
  ...read(drizzle(database)),
});

type Written = Pick<Reports, 'begin' | 'finish' | 'forgetBefore'>;

function written(database: D1Database): Written {
  const db = drizzle(database);
  return {
    async begin({ id, trigger, key }, deadBefore) {
      const bound = [id, trigger, key, JSON.stringify(NOTHING_CHECKED), deadBefore];
      const { meta } = await database
        .prepare(BEGIN)
        .bind(...bound)
        .run();
      return meta.changes > 0;
    },

    async finish(run, differences) {
      const { id, endedAt, checked, counts, failures, cursors } = run;
      const ended = db
        .update(reconciliation)
        .set({
          endedAt,
          checked: JSON.stringify(checked),
          counts: JSON.stringify(counts),
          failures: JSON.stringify(failures),
          cursors: JSON.stringify(cursors),
        })
        .where(eq(reconciliation.id, id));
      const found = database.prepare(FOUND).bind(id, JSON.stringify(differences));
      await idempotentWrite(() => found.run());
      await idempotentWrite(() => ended.run());
    },

    async forgetBefore(at) {
      await db.delete(difference).where(lt(difference.runId, at));
      await db.delete(reconciliation).where(lt(reconciliation.id, at));
    },
  };
}

function read(db: DrizzleD1Database): Omit<Reports, keyof Written> {
  return {
    async cursors() {
      const [row] = await db
        .select({ cursors: reconciliation.cursors })
        .from(reconciliation)
        .where(isNotNull(reconciliation.endedAt))
        .orderBy(desc(reconciliation.id))
        .limit(1);
      if (row === undefined) return FIRST_CURSORS;
      const cursors: Cursors = JSON.parse(row.cursors);
      return cursors;
    },

    async find(id) {
      const [row] = await db.select().from(reconciliation).where(eq(reconciliation.id, id));
      return row === undefined ? null : summaryOf(row);
    },

    async ofKey(key) {
      const [row] = await db
        .select()
        .from(reconciliation)
        .where(eq(reconciliation.requestKey, key));
      return row === undefined ? null : summaryOf(row);
    },

    async differences(id) {
      const rows = await db
        .select()
        .from(difference)
        .where(eq(difference.runId, id))
        .orderBy(asc(difference.position));
      return rows.map(({ kind, subject, orderId, outcome, reason }) => ({
        ...{ kind, subject, outcome, reason },
        orderId: orderId === null ? null : asOrderId(orderId),
      }));
    },

    async list(before, limit) {
      const rows = await db
        .select()
        .from(reconciliation)
        .where(before === null ? undefined : lt(reconciliation.id, before))
        .orderBy(desc(reconciliation.id))
        .limit(limit);
      return rows.map(summaryOf);
    },

    async open(since) {
      const rows = await db
        .select({
          kind: difference.kind,
          differences: count(sql`DISTINCT ${difference.subject}`),
        })
        .from(difference)
        .where(and(sql`${difference.runId} >= ${since}`, eq(difference.outcome, 'needs_attention')))
        .groupBy(difference.kind);
      return rows;
    },
  };
}
