/** The schemas of sales and waiting rooms. Unknown fields are refused. */
import { z } from '@hono/zod-openapi';
import { orNull } from '../http/absent-schema.ts';
import { MoneySchema } from '../http/money-schema.ts';
import { SkuSchema } from '../http/sku-schema.ts';
import { asSaleId } from '../kernel/ids.ts';
import { MAX_AMOUNT } from '../kernel/money.ts';
import type { SaleId } from '../kernel/ids.ts';
import { networkOf } from '../kernel/network.ts';
import { MAX_MAILED } from './inviting.ts';
import {
  DEFAULT_RATE_PER_S,
  MAX_NAME,
  MAX_PER_BUYER,
  MAX_PER_NETWORK,
  MAX_RATE_PER_S,
  MAX_SKUS,
  MAX_TIERS,
  MAX_WEIGHT,
  SALE_MODES,
} from './sale.ts';
import type { NewSale, SaleChange } from './sale.ts';

export const SaleIdSchema = z
  .string()
  .transform((text, context): SaleId => {
    const id = asSaleId(text);
    if (id !== null) return id;
    context.addIssue({ code: 'custom', message: '8 to 64 of A-Z a-z 0-9 _ -' });
    return z.NEVER;
  })
  .openapi({ type: 'string' });

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const name = z.string().trim().min(1).max(MAX_NAME);
const rate = z.int().min(1).max(MAX_RATE_PER_S);
const perNetwork = z.int().min(1).max(MAX_PER_NETWORK);
const perBuyer = z.int().min(1).max(MAX_PER_BUYER);
/** An address, or the first four groups of an IPv6 one: either way, whom it is counted as. */
const network = z
  .string()
  .regex(/^[0-9a-f:.]{2,45}$/i, 'An IPv4 or IPv6 address')
  .transform(networkOf);
const MAX_DENIED = 1_000;
const denied = z.array(network).max(MAX_DENIED);

const TierInput = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z 0-9 -'),
  label: name.optional(),
  weight: z.int().min(1).max(MAX_WEIGHT),
});

const quantity = z.int().min(1).max(1_000_000);
const price = MoneySchema.strict().refine(({ amount }) => amount >= 1 && amount <= MAX_AMOUNT, {
  path: ['amount'],
  error: `1 to ${MAX_AMOUNT} of the smallest unit`,
});

export const NewSaleInput = z
  .strictObject({
    name,
    skus: z.array(SkuSchema).min(1).max(MAX_SKUS),
    quantity: quantity.optional(),
    /** Of each unit, for who was let in; without it the price of the day. */
    price: price.optional(),
    starts_at: instant,
    ends_at: instant,
    draw_at: instant.optional(),
    mode: z.enum(SALE_MODES),
    max_per_buyer: perBuyer,
    /** People let in from one network address; without it any number. */
    max_per_network: perNetwork.optional(),
    rate_per_s: rate.optional(),
    tiers: z.array(TierInput).max(MAX_TIERS).optional(),
    require: z
      .strictObject({
        account: z.boolean().optional(),
        captcha: z.boolean().optional(),
        velocity: z.boolean().optional(),
      })
      .optional(),
    denied: denied.optional(),
  })
  .openapi('NewSale');

/** A request's sale with its defaults, under the id it is to have. */
export function saleOfInput(input: z.output<typeof NewSaleInput>, id: SaleId): NewSale {
  const { account = false, captcha = false, velocity = true } = input.require ?? {};
  return {
    id,
    name: input.name,
    skus: [...new Set(input.skus)],
    quantity: input.quantity ?? null,
    price: input.price ?? null,
    mode: input.mode,
    startsAt: input.starts_at,
    drawAt: input.draw_at ?? null,
    endsAt: input.ends_at,
    maxPerBuyer: input.max_per_buyer,
    maxPerNetwork: input.max_per_network ?? null,
    tiers: (input.tiers ?? []).map((tier) => ({ ...tier, label: tier.label ?? tier.id })),
    checks: { account, captcha, velocity },
    denied: input.denied ?? [],
    ratePerS: input.rate_per_s ?? DEFAULT_RATE_PER_S,
  };
}

export const SaleChangeInput = z
  .strictObject({
    name: name.optional(),
    ends_at: instant.optional(),
    rate_per_s: rate.optional(),
    max_per_buyer: perBuyer.optional(),
    max_per_network: perNetwork.nullable().optional(),
    denied: denied.optional(),
    /** These only before the start has come; null for all there are, and the price of the day. */
    starts_at: instant.optional(),
    draw_at: instant.optional(),
    quantity: quantity.nullable().optional(),
    price: z.union([price, z.null()]).optional(),
  })
  .openapi('SaleChange');

/** A request's change, without what it does not name. */
export function changeOfInput(input: z.output<typeof SaleChangeInput>): SaleChange {
  const { starts_at, draw_at, ends_at, rate_per_s, max_per_buyer, max_per_network } = input;
  return {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.denied === undefined ? {} : { denied: input.denied }),
    ...(input.quantity === undefined ? {} : { quantity: input.quantity }),
    ...(input.price === undefined ? {} : { price: input.price }),
    ...(starts_at === undefined ? {} : { startsAt: starts_at }),
    ...(draw_at === undefined ? {} : { drawAt: draw_at }),
    ...(ends_at === undefined ? {} : { endsAt: ends_at }),
    ...(rate_per_s === undefined ? {} : { ratePerS: rate_per_s }),
    ...(max_per_buyer === undefined ? {} : { maxPerBuyer: max_per_buyer }),
    ...(max_per_network === undefined ? {} : { maxPerNetwork: max_per_network }),
  };
}

export const InviteInput = z
  .strictObject({
    tier: z.string(),
    emails: z.array(z.email().max(254)).min(1).max(1_000),
    /** Mails each invitation to the account of its address. */
    mail: z.boolean().optional(),
  })
  .refine(({ emails, mail }) => mail !== true || emails.length <= MAX_MAILED, {
    path: ['emails'],
    error: `At most ${MAX_MAILED} are mailed at once`,
  })
  .openapi('SaleInvitations');

export const InvitationsSchema = z
  .object({
    items: z.array(
      z.object({
        email: z.string(),
        invitation: z.string(),
        /** False as well where the address has no account to be mailed. */
        mailed: z.boolean(),
      }),
    ),
  })
  .openapi('SaleInvitationList');

const time = z.iso.datetime();
const MomentSchema = z.object({
  at: time,
  arrived: z.int(),
  admitted: z.int(),
  bought: z.int(),
  waiting: z.int(),
  inside: z.int(),
  available: z.int(),
});

export const SaleSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.string(),
    skus: z.array(z.string()),
    quantity: z.int().nullable(),
    price: z.union([MoneySchema, z.null()]),
    mode: z.enum(SALE_MODES),
    starts_at: time,
    draw_at: time,
    ends_at: time,
    max_per_buyer: z.int(),
    max_per_network: z.int().nullable(),
    rate_per_s: z.int(),
    tiers: z.array(z.object({ id: z.string(), label: z.string(), weight: z.number() })),
    require: z.object({ account: z.boolean(), captcha: z.boolean(), velocity: z.boolean() }),
    denied: z.array(z.string()),
    now: MomentSchema,
    history: z.array(MomentSchema),
  })
  .openapi('Sale');

export const SaleListSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        skus: z.array(z.string()),
        starts_at: time,
        ends_at: time,
        stopped_at: time.nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .openapi('SaleList');

export const LineSchema = z
  .object({
    sale: z.string(),
    name: z.string(),
    status: z.string(),
    stock: z.enum(['available', 'held', 'sold_out']),
    sold_out: z.boolean(),
    sequence: z.int(),
    at: time,
    starts_at: time,
    draw_at: time,
    ends_at: time,
    skus: z.array(z.string()),
    price: z.union([MoneySchema, z.null()]),
    max_per_buyer: z.int(),
    require: z.object({ account: z.boolean(), captcha: z.boolean() }),
    admitted: z.int(),
    rate_per_minute: z.int(),
    tiers: z.array(
      z.object({ id: z.string(), bucket: z.int(), fraction: z.number(), waiting: z.int() }),
    ),
    poll_after_s: z.int(),
  })
  .openapi('SaleLine');

const RangeSchema = z.object({ from: z.number(), to: z.number() });

export const StandingSchema = z
  .object({
    ticket: z.string(),
    state: z.enum(['drawing', 'waiting', 'your_turn']),
    status: z.string(),
    stock: z.enum(['available', 'held', 'sold_out']),
    tier: z.string(),
    /** When the rank is told, for who arrived too lately to have one. */
    told_at: time.nullable(),
    ahead: orNull(RangeSchema),
    wait_s: orNull(RangeSchema),
    chance: z.enum(['likely', 'uncertain', 'unlikely']).nullable(),
    poll_after_s: z.int(),
  })
  .openapi('SaleStanding');

export const TicketRequest = z
  .strictObject({
    invitation: z.string().max(500).optional(),
    work: z.strictObject({ challenge: z.string().max(500), nonce: z.string().max(64) }).optional(),
  })
  .openapi('TicketRequest');

export const PassSchema = z.object({ pass: z.string(), expires_at: time }).openapi('SalePass');

export const WorkSchema = z.object({ challenge: z.string(), bits: z.int() }).openapi('SaleWork');
