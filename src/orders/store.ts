/** The back office's orders in BACKOFFICE_DB: a projection, which the journal can fill anew. */
import { and, count, desc, eq, gte, isNotNull, notInArray, or, sql, sum } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import type { Digest } from '../kernel/random.ts';
import { idempotentWrite } from '../platform/database.ts';
import { buyerDigest } from './buyer.ts';
import type { OrderRow } from './events.ts';
import { latestRows } from './listing.ts';
import type { OrderProjection, OrderQuery } from './listing.ts';
import type { ShownStatus } from './machine.ts';
import { orderRow } from './schema.ts';

/**
 * All rows in one statement, as one bound parameter, since D1 binds a hundred at most. Columns that
 * never change are left out of the update, so that it touches no index.
 */
export const upsertInto = (table: string): string => `
INSERT INTO ${table} (placed_at, id, version, number, status, currency, total, captured, refunded,
  buyer, country, lines, attention)
SELECT value ->> '$.row.placed_at', value ->> '$.row.id', value ->> '$.version',
  value ->> '$.row.number', value ->> '$.row.status', value ->> '$.row.currency',
  value ->> '$.row.total', value ->> '$.row.captured', value ->> '$.row.refunded',
  value ->> '$.row.buyer', value ->> '$.row.country', value -> '$.row.lines',
  value ->> '$.row.attention'
FROM json_each(?1) WHERE true
ON CONFLICT (placed_at, id) DO UPDATE SET version = excluded.version, status = excluded.status,
  total = excluded.total, captured = excluded.captured, refunded = excluded.refunded,
  lines = excluded.lines, attention = excluded.attention
WHERE ${table}.version < excluded.version`;

const UPSERT = upsertInto('order_row');

type StoredRow = typeof orderRow.$inferSelect;

function rowOf({ placedAt, version: _version, ...stored }: StoredRow): OrderRow {
  const lines: OrderRow['lines'] = JSON.parse(stored.lines);
  return { ...stored, placed_at: placedAt, lines };
}

/** Where the page before ended: the rows after it, or null for a foreign cursor. */
function after(cursor: string | null): SQL | undefined | null {
  if (cursor === null) return undefined;
  const [placedAt, id, ...rest] = decodeCursor(cursor) ?? [];
  if (typeof placedAt !== 'number' || typeof id !== 'string' || rest.length > 0) return null;
  return sql`(${orderRow.placedAt}, ${orderRow.id}) < (${placedAt}, ${id})`;
}

/** A line of the order whose SKU or title has the words in it. Scans, newest first. */
const mentions = (words: string): SQL =>
  sql`EXISTS (SELECT 1 FROM json_each(${orderRow.lines}) WHERE
    instr(lower(value ->> '$.sku'), lower(${words})) > 0 OR
    instr(lower(value ->> '$.title'), lower(${words})) > 0)`;

/** Statuses at which nobody waits for a person any more, whatever was flagged before. */
const SETTLED: readonly ShownStatus[] = [
  'delivered',
  'rejected',
  'expired',
  'cancelled',
  'refunded',
];

/**
 * Rows of a status. `needs_attention` also finds orders that go on and were flagged on their way,
 * such as one whose stock was taken by force.
 */
function ofStatus(status: ShownStatus | null): SQL | undefined {
  if (status === null) return undefined;
  const own = eq(orderRow.status, status);
  if (status !== 'needs_attention') return own;
  return or(own, and(isNotNull(orderRow.attention), notInArray(orderRow.status, [...SETTLED])));
}

/** What writes rows; done twice it does no harm. */
const writes = (database: D1Database): Pick<OrderProjection, 'project' | 'correct'> => ({
  async project(told) {
    const latest = latestRows(told);
    if (latest.length === 0) return;
    const rows = JSON.stringify(latest);
    await idempotentWrite(() => database.prepare(UPSERT).bind(rows).run());
  },

  async correct({ version, row }) {
    const outdated = database
      .prepare('DELETE FROM order_row WHERE placed_at = ?1 AND id = ?2 AND version <= ?3')
      .bind(row.placed_at, row.id, version);
    const rows = database.prepare(UPSERT).bind(JSON.stringify([{ version, row }]));
    await idempotentWrite(() => database.batch([outdated, rows]));
  },
});

/** The projection in `database`; `digest` names buyers as their orders do. */
export function orderStore(database: D1Database, digest: Digest): OrderProjection {
  const db = drizzle(database);

  async function page(query: OrderQuery, where: SQL | undefined): Promise<Page<OrderRow>> {
    const rows = await db
      .select()
      .from(orderRow)
      .where(where)
      .orderBy(desc(orderRow.placedAt), desc(orderRow.id))
      .limit(query.limit + 1);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    const more = rows.length > query.limit && last !== undefined;
    return {
      items: items.map(rowOf),
      next_cursor: more ? encodeCursor([last.placedAt, last.id]) : null,
    };
  }

  return {
    ...writes(database),

    async list(query) {
      const rest = after(query.cursor);
      if (rest === null) return null;
      const status = ofStatus(query.status);
      const words = query.q?.trim() ?? '';
      if (words === '') return page(query, and(status, rest));
      if (words.includes('@')) {
        return page(query, and(status, rest, eq(orderRow.buyer, buyerDigest(words, digest))));
      }
      const numbered = await page(
        query,
        and(status, rest, eq(orderRow.number, words.toUpperCase())),
      );
      if (numbered.items.length > 0) return numbered;
      return page(query, and(status, rest, mentions(words)));
    },

    async ofBuyer(buyer, { cursor, limit }) {
      const rest = after(cursor);
      const query = { status: null, q: null, cursor, limit };
      return rest === null ? null : page(query, and(eq(orderRow.buyer, buyer), rest));
    },

    async count(since) {
      const rows = await db
        .select({ status: orderRow.status, orders: count(), total: sum(orderRow.total) })
        .from(orderRow)
        .where(gte(orderRow.placedAt, since))
        .groupBy(orderRow.status);
      return rows.map((row) => ({ ...row, total: Number(row.total) }));
    },
  };
}
