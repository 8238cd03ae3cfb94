/** The dead letters in BACKOFFICE_DB. */
import { and, count, desc, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Clock, Digest } from '../kernel/random.ts';
import type { DeadLetters } from './dead-letters.ts';
import { deadLetter } from './schema.ts';

/** Where the page before ended: the rows after it, or null for a foreign cursor. */
function after(cursor: string | null): SQL | undefined | null {
  if (cursor === null) return undefined;
  const [lastAt, key, ...rest] = decodeCursor(cursor) ?? [];
  if (typeof lastAt !== 'number' || typeof key !== 'string' || rest.length > 0) return null;
  return sql`(${deadLetter.lastAt}, ${deadLetter.key}) < (${lastAt}, ${key})`;
}

/** The letters kept in `database`. */
export function deadLetterStore(
  database: D1Database,
  { digest, clock }: { digest: Digest; clock: Clock },
): DeadLetters {
  const db = drizzle(database);
  return {
    async keep(queue, message, reason) {
      const body = JSON.stringify(message) ?? '';
      const now = clock();
      const fresh = { state: 'waiting', settledAt: null, note: null, lastAt: now, reason } as const;
      await db
        .insert(deadLetter)
        .values({ ...fresh, key: digest(`${queue}\n${body}`), queue, body, times: 1, firstAt: now })
        .onConflictDoUpdate({
          target: deadLetter.key,
          set: { ...fresh, times: sql`${deadLetter.times} + 1` },
        });
    },

    async page({ queue, state, cursor, limit }) {
      const rest = after(cursor);
      if (rest === null) return null;
      const rows = await db
        .select()
        .from(deadLetter)
        .where(
          and(
            rest,
            queue === null ? undefined : eq(deadLetter.queue, queue),
            state === null ? undefined : eq(deadLetter.state, state),
          ),
        )
        .orderBy(desc(deadLetter.lastAt), desc(deadLetter.key))
        .limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      return { items, next_cursor: more ? encodeCursor([last.lastAt, last.key]) : null };
    },

    async find(key) {
      const [found] = await db.select().from(deadLetter).where(eq(deadLetter.key, key));
      return found ?? null;
    },

    async settle({ key, times }, settlement) {
      await db
        .update(deadLetter)
        .set(settlement)
        .where(and(eq(deadLetter.key, key), eq(deadLetter.times, times)));
    },

    async waiting(most) {
      const some = db
        .select({ key: deadLetter.key })
        .from(deadLetter)
        .where(eq(deadLetter.state, 'waiting'))
        .limit(most)
        .as('some');
      const [counted] = await db.select({ letters: count() }).from(some);
      return counted?.letters ?? 0;
    },
  };
}
