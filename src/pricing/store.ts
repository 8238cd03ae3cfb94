/** Reads and writes coupons in BACKOFFICE_DB. */
import { and, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { asCouponCode } from '../kernel/ids.ts';
import type { CouponCode } from '../kernel/ids.ts';
import { isCurrency } from '../kernel/money.ts';
import type { Coupon } from './coupons.ts';
import { coupon } from './schema.ts';

type CouponRow = typeof coupon.$inferSelect;

function couponOf(row: CouponRow): Coupon {
  const code = asCouponCode(row.code);
  if (code === null || !isCurrency(row.currency)) throw new Error(`stored coupon ${row.code}`);
  return { ...row, code, currency: row.currency };
}

export type CouponStore = {
  find(codes: readonly CouponCode[]): Promise<Coupon[]>;
  /** True when it was written, false when the code is taken. */
  create(coupon: Coupon, now: number): Promise<boolean>;
  update(coupon: Coupon): Promise<void>;
  /** Newest first; `after` is the last one of the page before. */
  list(
    limit: number,
    after: { createdAt: number; code: string } | null,
  ): Promise<(Coupon & { createdAt: number })[]>;
};

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
    async create(created, now) {
      const written = await db
        .insert(coupon)
        .values({ ...created, createdAt: now })
        .onConflictDoNothing()
        .returning({ code: coupon.code });
      return written.length > 0;
    },
    async update(changed) {
      await db.update(coupon).set(changed).where(eq(coupon.code, changed.code));
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
      return rows.map((row) => ({ ...couponOf(row), createdAt: row.createdAt }));
    },
  };
}
