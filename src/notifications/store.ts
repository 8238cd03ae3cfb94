/** The ledger of notices in BACKOFFICE_DB. A letter costs two rows: its claim and its outcome. */
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { NoticeLedger } from './ledger.ts';
import { notification } from './schema.ts';

/** Claims and outcomes kept in `database`. */
export function noticeStore(database: D1Database): NoticeLedger {
  const db = drizzle(database);
  return {
    async claim(key, now, leaseUntil) {
      const [claimed] = await db
        .insert(notification)
        .values({
          key,
          state: 'sending',
          attempts: 1,
          notBefore: leaseUntil,
          detail: '',
          updatedAt: now,
        })
        .onConflictDoUpdate({
          target: notification.key,
          set: {
            state: 'sending',
            attempts: sql`${notification.attempts} + 1`,
            notBefore: leaseUntil,
            updatedAt: now,
          },
          setWhere: sql`${notification.state} IN ('sending', 'waiting')
            AND ${notification.notBefore} <= ${now}`,
        })
        .returning({ attempts: notification.attempts });
      if (claimed !== undefined) return { kind: 'claimed', attempts: claimed.attempts };
      const [known] = await db
        .select({ state: notification.state })
        .from(notification)
        .where(eq(notification.key, key));
      return { kind: known?.state === 'sent' || known?.state === 'dead' ? 'settled' : 'busy' };
    },

    async settle(key, outcome, now) {
      await db
        .update(notification)
        .set({ ...outcome, updatedAt: now })
        .where(eq(notification.key, key));
    },
  };
}
