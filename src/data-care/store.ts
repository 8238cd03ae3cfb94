/** The lists by which data that is due is found, and where its jobs have come to. */
import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { orderRow } from '../orders/schema.ts';
import type { DataCareLists, DataCarePorts, OrderPlace } from './ports.ts';
import { dataCare } from './schema.ts';

/** Rows deleted by one statement, so that it is over soon. */
const ROWS_AT_ONCE = 500;
/** Rows looked at: a million notes in three hours. */
const NOTICES_AT_ONCE = 5_000;
/** Statuses that an order ends in without having been paid for. */
const CAME_TO_NOTHING = ['rejected', 'expired', 'cancelled'] as const;

/** By the index on both; `<>` would read every letter. */
const LETTERS = `DELETE FROM dead_letter WHERE key IN
  (SELECT key FROM dead_letter WHERE state IN ('replayed', 'discarded') AND last_at < ?1
    LIMIT ${ROWS_AT_ONCE})`;
/** Notes have no index by time, which each mail would pay for: they are walked by their keys. */
const LAST_NOTICE = `SELECT max(key) AS key, count(*) AS seen FROM
  (SELECT key FROM notification WHERE key > ?1 ORDER BY key LIMIT ${NOTICES_AT_ONCE})`;
const NOTICES = `DELETE FROM notification WHERE key > ?1 AND key <= ?2 AND updated_at < ?3`;

const after = ({ placedAt, id }: OrderPlace) =>
  sql`(${orderRow.placedAt}, ${orderRow.id}) > (${placedAt}, ${id})`;

/** Lists of what is due, in `database`. */
export function dueStore(database: D1Database): DataCareLists {
  const db = drizzle(database);
  const places = () => db.select({ placedAt: orderRow.placedAt, id: orderRow.id }).from(orderRow);
  return {
    unpaidAfter: (place, before, limit) =>
      places()
        .where(
          and(
            after(place),
            lt(orderRow.placedAt, before),
            inArray(orderRow.status, [...CAME_TO_NOTHING]),
            eq(orderRow.captured, 0),
          ),
        )
        .orderBy(asc(orderRow.placedAt), asc(orderRow.id))
        .limit(limit),

    ordersAfter: (place, before, limit) =>
      places()
        .where(and(after(place), lt(orderRow.placedAt, before)))
        .orderBy(asc(orderRow.placedAt), asc(orderRow.id))
        .limit(limit),

    async dropOrders(found) {
      for (const { placedAt, id } of found) {
        await db.delete(orderRow).where(and(eq(orderRow.placedAt, placedAt), eq(orderRow.id, id)));
      }
    },

    async forgetLetters(before) {
      await database.prepare(LETTERS).bind(before).run();
    },

    async forgetNotices(above, before) {
      const last = await database
        .prepare(LAST_NOTICE)
        .bind(above)
        .first<{ key: string | null; seen: number }>();
      if (last === null || last.key === null) return null;
      await database.prepare(NOTICES).bind(above, last.key, before).run();
      return last.seen < NOTICES_AT_ONCE ? null : last.key;
    },
  };
}

/** Where jobs have come to, in `database`. */
export function progressStore(database: D1Database): DataCarePorts['progress'] {
  const db = drizzle(database);
  return {
    async read<T>(job: string) {
      const [found] = await db.select().from(dataCare).where(eq(dataCare.job, job));
      const value: T | null = found === undefined ? null : JSON.parse(found.body);
      return value;
    },

    async write(job, value) {
      const body = JSON.stringify(value);
      await db
        .insert(dataCare)
        .values({ job, body })
        .onConflictDoUpdate({ target: dataCare.job, set: { body } });
    },
  };
}
