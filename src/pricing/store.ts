/** Reads and writes coupons in BACKOFFICE_DB. */
import { and, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { asCouponCode } from '../kernel/ids.ts';
import { isCurrency } from '../kernel/money.ts';
import type { CouponStore, StoredCoupon } from './ports.ts';
import { coupon } from './schema.ts';

type CouponRow = typeof coupon.$inferSelect;

function couponOf({ requestKey: _key, requestFingerprint: _print, ...row }: CouponRow) {
  const code = asCouponCode(row.code);
  if (code === null || !isCurrency(row.currency)) throw new Error(`stored coupon ${row.code}`);
  return { ...row, code, currency: row.currency } satisfies StoredCoupon;
}

/** Coupons over a D1 database. */
export function couponStore(database: D1Database): CouponStore {
  const db = drizzle(database);
  return {
    async find(codes) {
      if (codes.length === 0) return [];
      const rows = await db
        .select()
        .from(coupon)
        .where(inArray(coupon.code, [...codes]));
      return rows.map(couponOf);
    },
    async madeBy(key) {
      const [row] = await db.select().from(coupon).where(eq(coupon.requestKey, key));
      if (row === undefined) return null;
      return { coupon: couponOf(row), fingerprint: row.requestFingerprint ?? '' };
    },
    async create(created, key) {
      const written = await db
        .insert(coupon)
        .values({
          ...created,
          requestKey: key?.key ?? null,
          requestFingerprint: key?.fingerprint ?? null,
        })
        .onConflictDoNothing()
        .returning({ code: coupon.code });
      return written.length > 0;
    },
    async update(code, changes) {
      const [row] = await db
        .update(coupon)
        .set({ ...changes })
        .where(eq(coupon.code, code))
        .returning();
      return row === undefined ? null : couponOf(row);
    },
    async list(limit, after) {
      const rows = await db
        .select()
        .from(coupon)
        .where(
          after === null
            ? undefined
            : or(
                lt(coupon.createdAt, after.createdAt),
                and(eq(coupon.createdAt, after.createdAt), lt(coupon.code, after.code)),
              ),
        )
        .orderBy(desc(coupon.createdAt), desc(coupon.code))
        .limit(limit);
      return rows.map(couponOf);
    },
  };
}
