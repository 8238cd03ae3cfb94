/** What staff do with coupons: make, list, look at and change them. */
import type { CouponCode } from '../kernel/ids.ts';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import type { Clock } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { isLimited } from './coupons.ts';
import type { Coupon } from './coupons.ts';
import type { CountUses, CouponChanges, CouponStore, RequestKey, StoredCoupon } from './ports.ts';

/** A coupon and how often it was used; null for one whose uses are not counted. */
export type CountedCoupon = StoredCoupon & { readonly uses: number | null };

export type CreateRefusal = { reason: 'code_taken'; code: CouponCode } | { reason: 'key_reused' };
export type ChangeRefusal = { reason: 'unknown_coupon' } | { reason: 'ends_before_start' };

export type CouponService = {
  create(
    coupon: Coupon,
    key: RequestKey | null,
  ): Promise<Result<{ coupon: CountedCoupon; replayed: boolean }, CreateRefusal>>;
  /** One page, newest first; null for a cursor that is none of ours. */
  list(limit: number, cursor: string | null): Promise<Page<CountedCoupon> | null>;
  find(code: CouponCode): Promise<CountedCoupon | null>;
  change(code: CouponCode, changes: CouponChanges): Promise<Result<CountedCoupon, ChangeRefusal>>;
};

export type CouponDependencies = {
  readonly store: CouponStore;
  readonly countUses: CountUses;
  readonly clock: Clock;
};

/** True when a coupon would end before it has begun. */
export const endsBeforeStart = ({ startsAt, endsAt }: Pick<Coupon, 'startsAt' | 'endsAt'>) =>
  startsAt !== null && endsAt !== null && endsAt <= startsAt;

type Cursor = { createdAt: number; code: string };

function cursorOf(text: string): Cursor | null {
  const [createdAt, code, ...rest] = decodeCursor(text) ?? [];
  if (typeof createdAt !== 'number' || typeof code !== 'string' || rest.length > 0) return null;
  return { createdAt, code };
}

/** The coupons' use cases for staff. */
export function couponService({ store, countUses, clock }: CouponDependencies): CouponService {
  const counted = async (coupon: StoredCoupon): Promise<CountedCoupon> => ({
    ...coupon,
    uses: isLimited(coupon) ? await countUses(coupon.code) : null,
  });

  /** The first answer again: what was made is known from the request, but for when. */
  async function replay(coupon: Coupon, key: RequestKey) {
    const made = await store.madeBy(key.key);
    if (made === null) return null;
    if (made.fingerprint !== key.fingerprint) return fail({ reason: 'key_reused' });
    const uses = isLimited(coupon) ? 0 : null;
    const first = { ...coupon, createdAt: made.coupon.createdAt, uses };
    return ok({ coupon: first, replayed: true });
  }

  return {
    async create(coupon, key) {
      const before = key === null ? null : await replay(coupon, key);
      if (before !== null) return before;
      const created = { ...coupon, createdAt: clock() };
      if (await store.create(created, key)) {
        return ok({ coupon: await counted(created), replayed: false });
      }
      // A request under the same key may have won meanwhile.
      const meanwhile = key === null ? null : await replay(coupon, key);
      return meanwhile ?? fail({ reason: 'code_taken', code: coupon.code });
    },

    async list(limit, cursor) {
      const after = cursor === null ? null : cursorOf(cursor);
      if (cursor !== null && after === null) return null;
      const found = await store.list(limit + 1, after);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const more = found.length > limit && last !== undefined;
      return {
        items: await Promise.all(shown.map(counted)),
        next_cursor: more ? encodeCursor([last.createdAt, last.code]) : null,
      };
    },

    async find(code) {
      const [coupon] = await store.find([code]);
      return coupon === undefined ? null : counted(coupon);
    },

    async change(code, changes) {
      const [before] = await store.find([code]);
      if (before === undefined) return fail({ reason: 'unknown_coupon' });
      if (endsBeforeStart({ ...before, ...changes })) return fail({ reason: 'ends_before_start' });
      if (Object.keys(changes).length === 0) return ok(await counted(before));
      const after = await store.update(code, changes);
      return after === null ? fail({ reason: 'unknown_coupon' }) : ok(await counted(after));
    },
  };
}
