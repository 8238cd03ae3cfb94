/** The dead letters in BACKOFFICE_DB. */
import { desc, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Clock, Digest } from '../kernel/random.ts';
import type { DeadLetters } from './dead-letters.ts';
import { deadLetter } from './schema.ts';

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
      await db
        .insert(deadLetter)
        .values({
          key: digest(`${queue}\n${body}`),
          queue,
          body,
          reason,
          times: 1,
          firstAt: now,
          lastAt: now,
        })
        .onConflictDoUpdate({
          target: deadLetter.key,
          set: { times: sql`${deadLetter.times} + 1`, lastAt: now, reason },
        });
    },

    list: (limit) => db.select().from(deadLetter).orderBy(desc(deadLetter.lastAt)).limit(limit),
  };
}
