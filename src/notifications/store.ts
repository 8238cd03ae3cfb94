/** The ledger of notices in BACKOFFICE_DB. A letter costs two rows: its claim and its outcome. */
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Milliseconds } from '../kernel/time.ts';
import { gathered } from '../platform/gather.ts';
import type { Claim, Claiming, NoticeLedger, Settlement } from './ledger.ts';
import { notification } from './schema.ts';

type Keyed = Claiming & { readonly key: string };
type Settling = Settlement & { readonly key: string; readonly now: Milliseconds };

/**
 * Claims and outcomes kept in `database`, for one batch of messages: what its letters ask for at
 * once goes there in one round trip.
 */
export function noticeStore(database: D1Database): NoticeLedger {
  const db = drizzle(database);

  const claiming = ({ key, now, leaseUntil, again }: Keyed) =>
    db
      .insert(notification)
      .values({
        ...{ key, state: 'sending', attempts: 1, notBefore: leaseUntil, detail: '' },
        updatedAt: now,
      })
      .onConflictDoUpdate({
        target: notification.key,
        set: {
          state: 'sending',
          attempts: sql`iif(${notification.state} = 'dead', 0, ${notification.attempts}) + 1`,
          notBefore: leaseUntil,
          updatedAt: now,
        },
        setWhere: sql`${notification.notBefore} <= ${now} AND (${notification.state} IN
          ('sending', 'waiting') OR (${notification.state} = 'dead' AND ${again ? 1 : 0}))`,
      })
      .returning({ attempts: notification.attempts });

  const settling = ({ key, now, ...outcome }: Settling) =>
    db
      .update(notification)
      .set({ ...outcome, updatedAt: now })
      .where(eq(notification.key, key));

  const claim = gathered(async (asked: readonly Keyed[]) => {
    const [first, ...rest] = asked.map(claiming);
    return first === undefined ? [] : db.batch([first, ...rest]);
  });

  const settle = gathered(async (asked: readonly Settling[]) => {
    const [first, ...rest] = asked.map(settling);
    return first === undefined ? [] : db.batch([first, ...rest]);
  });

  /** Why a letter could not be claimed. */
  const refusal = async (key: string): Promise<Claim> => {
    const [known] = await db
      .select({ state: notification.state })
      .from(notification)
      .where(eq(notification.key, key));
    return { kind: known?.state === 'sent' || known?.state === 'dead' ? 'settled' : 'busy' };
  };

  return {
    async claim(key, asked) {
      const [claimed] = await claim({ ...asked, key });
      return claimed === undefined ? refusal(key) : { kind: 'claimed', attempts: claimed.attempts };
    },
    async settle(key, settlement, now) {
      await settle({ ...settlement, key, now });
    },
  };
}
