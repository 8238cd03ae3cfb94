/** The coupons' schemas for staff: what they send, checked field by field, and what they get. */
import { z } from '@hono/zod-openapi';
import { asCouponCode } from '../kernel/ids.ts';
import { CURRENCIES, MAX_AMOUNT } from '../kernel/money.ts';
import type { Coupon } from './coupons.ts';
import { DEFAULT_MARKET } from './markets.ts';
import type { CouponChanges } from './ports.ts';
import { endsBeforeStart } from './service.ts';
import type { CouponView } from './view.ts';

/** Uses a limit may allow; above it a limit limits nothing. */
const MAX_USES = 1_000_000_000;

export const CouponCodeSchema = z
  .string()
  .transform((text, context) => {
    const code = asCouponCode(text);
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: 'A code is 1 to 32 of A-Z 0-9 _ -' });
    return z.NEVER;
  })
  .openapi({ type: 'string', example: 'WELCOME10' });

const Instant = z.iso
  .datetime({ offset: true, error: 'Expected a time such as 2026-06-01T00:00:00Z' })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' });
const Uses = z.int().min(1).max(MAX_USES);
const Amount = z.int().min(0).max(MAX_AMOUNT);

/** What a code takes off: whole percent up to all of it, or an amount in minor units. */
const MOST = { percent: 100, amount: MAX_AMOUNT } as const;

export const NewCouponInput = z
  .strictObject({
    code: CouponCodeSchema,
    kind: z.enum(['percent', 'amount']),
    value: z.int().min(1),
    currency: z.enum(CURRENCIES).optional(),
    minimum_minor: Amount.optional(),
    starts_at: Instant.nullish(),
    ends_at: Instant.nullish(),
    total_limit: Uses.nullish(),
    per_customer_limit: Uses.nullish(),
    combinable: z.boolean().optional(),
  })
  .superRefine((input, context) => {
    if (input.value > MOST[input.kind]) {
      const message = `At most ${MOST[input.kind]}${input.kind === 'percent' ? ' percent' : ''}`;
      context.addIssue({ code: 'custom', path: ['value'], message });
    }
    const { starts_at: startsAt = null, ends_at: endsAt = null } = input;
    if (endsBeforeStart({ startsAt, endsAt })) {
      context.addIssue({ code: 'custom', path: ['ends_at'], message: 'Ends before it starts' });
    }
  })
  .openapi('NewCoupon');

/** The coupon that a request asks for. */
export const couponOfInput = (input: z.output<typeof NewCouponInput>): Coupon => ({
  code: input.code,
  kind: input.kind,
  value: input.value,
  currency: input.currency ?? DEFAULT_MARKET.currency,
  minimum: input.minimum_minor ?? 0,
  startsAt: input.starts_at ?? null,
  endsAt: input.ends_at ?? null,
  totalLimit: input.total_limit ?? null,
  perCustomerLimit: input.per_customer_limit ?? null,
  combinable: input.combinable ?? false,
  active: true,
});

export const CouponChangeInput = z
  .strictObject({
    active: z.boolean().optional(),
    minimum_minor: Amount.optional(),
    starts_at: Instant.nullable().optional(),
    ends_at: Instant.nullable().optional(),
    total_limit: Uses.nullable().optional(),
    per_customer_limit: Uses.nullable().optional(),
    combinable: z.boolean().optional(),
  })
  .openapi('CouponChange');

/** The changes that a request names; null takes a date or a limit away. */
export const changesOfInput = (input: z.output<typeof CouponChangeInput>): CouponChanges => ({
  ...(input.active === undefined ? {} : { active: input.active }),
  ...(input.minimum_minor === undefined ? {} : { minimum: input.minimum_minor }),
  ...(input.starts_at === undefined ? {} : { startsAt: input.starts_at }),
  ...(input.ends_at === undefined ? {} : { endsAt: input.ends_at }),
  ...(input.total_limit === undefined ? {} : { totalLimit: input.total_limit }),
  ...(input.per_customer_limit === undefined ? {} : { perCustomerLimit: input.per_customer_limit }),
  ...(input.combinable === undefined ? {} : { combinable: input.combinable }),
});

export const CouponSchema = z
  .object({
    code: z.string(),
    kind: z.enum(['percent', 'amount']),
    value: z.int(),
    currency: z.enum(CURRENCIES),
    minimum_minor: z.int(),
    starts_at: z.iso.datetime().nullable(),
    ends_at: z.iso.datetime().nullable(),
    total_limit: z.int().nullable(),
    per_customer_limit: z.int().nullable(),
    combinable: z.boolean(),
    active: z.boolean(),
    uses: z.int().nullable(),
    created_at: z.iso.datetime(),
  })
  .openapi('Coupon') satisfies z.ZodType<CouponView>;

export const CouponListSchema = z.object({
  items: z.array(CouponSchema),
  next_cursor: z.string().nullable(),
});
