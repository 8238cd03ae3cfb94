/** The schemas of sellers, their orders and their payouts. Unknown fields are refused. */
import { z } from '@hono/zod-openapi';
import { MoneySchema } from '../http/money-schema.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, numberIn } from '../kernel/page.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { AddressSchema, ShipmentSchema } from '../orders/wire.ts';
import type { OwnOrder } from './own-order.ts';
import { STATEMENT_STATES } from './payouts.ts';
import { salePlaceIn } from './places.ts';
import { HOUSE } from './seller.ts';
import type { SaleView, SellerView, StatementLineView, StatementView } from './view.ts';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Small letters, digits and dashes')
  .refine((text) => text !== HOUSE, 'The shop’s own house is no seller');
const name = z.string().trim().min(1).max(100);
const percent = z.number().min(0).max(100).multipleOf(0.01);
const text = z.string().trim().min(1).max(100);

export const NewSellerInput = z
  .strictObject({
    id,
    name,
    commission_percent: percent.default(0),
    /** Whom to invite at once. */
    email: z.email().max(254).optional(),
  })
  .openapi('NewSeller');

export const SellerChangeInput = z
  .strictObject({ name: name.optional(), commission_percent: percent.optional() })
  .openapi('SellerChange');

export const SellerInvitationInput = z
  .strictObject({ email: z.email().max(254) })
  .openapi('SellerInvitation');

export const SellerParam = z.object({ seller: z.string().max(64) });

const orderId = z
  .string()
  .transform((given, context): OrderId => {
    const known = asOrderId(given);
    if (known !== null) return known;
    context.addIssue({ code: 'custom', message: 'Not an order id' });
    return z.NEVER;
  })
  .openapi({ type: 'string' });

export const OwnOrderParam = SellerParam.extend({ id: orderId });
export const OwnShipmentParam = OwnOrderParam.extend({ shipment: z.string().max(64) });
export const StatementParam = SellerParam.extend({ statement: z.string().regex(/^\d{1,9}$/) });

const instant = z.iso
  .datetime({ offset: true })
  .transform((at) => Date.parse(at))
  .openapi({ type: 'string', format: 'date-time' });

const limit = z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE);

/** A cursor, read as the place in a list that it names. */
const cursorTo = <T>(placeIn: (cursor: string) => T | null) =>
  z
    .string()
    .max(500)
    .transform((cursor, context): T => {
      const place = placeIn(cursor);
      if (place !== null) return place;
      context.addIssue({ code: 'custom', message: 'Not a cursor of this list' });
      return z.NEVER;
    })
    .openapi({ type: 'string' })
    .optional();

export const PeriodQuery = z.object({
  from: instant.optional(),
  until: instant.optional(),
  limit,
  cursor: cursorTo(salePlaceIn),
});

/** Statements, and the lines of one, are told apart by numbers that only grow. */
export const SequenceQuery = z.object({ limit, cursor: cursorTo(numberIn) });

export const NewStatementInput = z
  .strictObject({ until: instant.optional() })
  .openapi('NewStatement');
export const PaidInput = z.strictObject({ reference: text }).openapi('StatementPaid');

export const SellerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    commission_percent: z.number(),
    created_at: z.iso.datetime(),
  })
  .openapi('Seller') satisfies z.ZodType<SellerView>;

const amounts = {
  captured: MoneySchema,
  refunded: MoneySchema,
  commission: MoneySchema,
  payout: MoneySchema,
};
const AmountsSchema = z.object(amounts);

export const SaleSchema = z
  .object({
    order_id: z.string(),
    number: z.string(),
    sold_at: z.iso.datetime(),
    commission_percent: z.number(),
    ...amounts,
  })
  .openapi('SellerSale') satisfies z.ZodType<SaleView>;

export const SaleListSchema = z.object({
  items: z.array(SaleSchema),
  next_cursor: z.string().nullable(),
  /** What the period's sales come to, and what no statement has taken in. */
  total: AmountsSchema,
  open: AmountsSchema,
});

export const StatementSchema = z
  .object({
    id: z.string(),
    state: z.enum(STATEMENT_STATES),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    made_at: z.iso.datetime(),
    paid_at: z.iso.datetime().nullable(),
    reference: z.string().nullable(),
    ...amounts,
  })
  .openapi('SellerStatement') satisfies z.ZodType<StatementView>;

export const StatementLineSchema = z
  .object({
    order_id: z.string(),
    number: z.string(),
    booked_at: z.iso.datetime(),
    ...amounts,
  })
  .openapi('SellerStatementLine') satisfies z.ZodType<StatementLineView>;

export const pagesOf = <S extends z.ZodType>(schema: S) =>
  z.object({ items: z.array(schema), next_cursor: z.string().nullable() });

export const OwnOrderSchema = z
  .object({
    id: z.string(),
    number: z.string(),
    placed_at: z.iso.datetime(),
    lines: z.array(
      z.object({
        line_id: z.string(),
        sku: z.string(),
        title: z.string(),
        options: z.record(z.string(), z.string()),
        quantity: z.int(),
        unit_price: MoneySchema,
        line_total: MoneySchema,
        status: z.enum(['open', 'packed', 'shipped', 'delivered', 'lost', 'cancelled']),
        unshipped: z.int(),
      }),
    ),
    shipping_address: AddressSchema,
    shipping_method: z.object({ id: z.string(), label: z.string() }),
    shipments: z.array(ShipmentSchema),
  })
  .openapi('SellerOrder') satisfies z.ZodType<OwnOrder>;

export const listOf = <S extends z.ZodType>(schema: S) =>
  z.object({ items: z.array(schema), next_cursor: z.null() });
