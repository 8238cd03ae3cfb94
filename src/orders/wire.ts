/** The orders' schemas: what buyers and staff send and get. */
import { z } from '@hono/zod-openapi';
import { mayBeAbsent, orNull } from '../http/absent-schema.ts';
import { MoneySchema } from '../http/money-schema.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import type { OrderSummary } from './listing.ts';
import { RETURN_STATUSES, SHIPMENT_STATUSES, SHOWN_STATUSES } from './machine.ts';
import { DISPUTE_STATUSES } from '../payments/gateway.ts';
import { ACCOUNTS, ENTRY_KINDS } from './money-ledger.ts';
import type { StaffView } from './staff-view.ts';
import { REFUND_ORIGINS, REFUND_STATUSES } from './order.ts';
import type { OrderView, PaymentView, RefundView, ReturnView } from './view.ts';

export const AddressSchema = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: mayBeAbsent(z.string()),
    city: z.string(),
    region: mayBeAbsent(z.string()),
    postal_code: z.string(),
    country: z.string(),
  })
  .openapi('Address');

const LineQuantity = z.object({ line_id: z.string(), quantity: z.int() });

export const ShipmentSchema = z
  .object({
    id: z.string(),
    status: z.string(),
    warehouse: z.string(),
    carrier: z.string().nullable(),
    tracking_number: z.string().nullable(),
    tracking_url: z.string().nullable(),
    returnable_until: z.iso.datetime().nullable(),
    lines: z.array(LineQuantity),
  })
  .openapi('Shipment');

export const RefundSchema = z
  .object({
    id: z.string(),
    amount: MoneySchema,
    tax: MoneySchema,
    lines: z.array(LineQuantity.extend({ amount: MoneySchema })),
    reason: z.string(),
    origin: z.enum(REFUND_ORIGINS),
    status: z.enum(REFUND_STATUSES),
    at: z.iso.datetime(),
  })
  .openapi('Refund') satisfies z.ZodType<RefundView>;

export const ReturnSchema = z
  .object({
    id: z.string(),
    status: z.enum(RETURN_STATUSES),
    lines: z.array(
      LineQuantity.extend({ reason: z.string(), restocked: z.int(), scrapped: z.int() }),
    ),
    refund_id: z.string().nullable(),
    note: z.string().nullable(),
    history: z.array(z.object({ status: z.enum(RETURN_STATUSES), at: z.iso.datetime() })),
  })
  .openapi('Return') satisfies z.ZodType<ReturnView>;

export const OrderSchema = z
  .object({
    id: z.string(),
    number: z.string(),
    status: z.enum(SHOWN_STATUSES),
    email: z.string(),
    placed_at: z.iso.datetime(),
    lines: z.array(
      z.object({
        line_id: z.string(),
        sku: z.string(),
        title: z.string(),
        slug: z.string(),
        image: z.string().nullable(),
        options: z.record(z.string(), z.string()),
        quantity: z.int(),
        unit_price: MoneySchema,
        line_total: MoneySchema,
        returnable: z.int(),
        status: z.enum(['open', 'packed', 'shipped', 'delivered', 'lost', 'cancelled']),
      }),
    ),
    subtotal: MoneySchema,
    discount: MoneySchema,
    shipping: MoneySchema,
    tax: MoneySchema,
    tax_lines: z.array(z.object({ name: z.string(), rate: z.number(), amount: MoneySchema })),
    prices_include_tax: z.boolean(),
    total: MoneySchema,
    shipping_address: AddressSchema,
    billing_address: orNull(AddressSchema),
    shipping_method: z.object({ id: z.string(), label: z.string() }),
    coupons: z.array(z.string()),
    payment: z.object({ status: z.string() }),
    shipments: z.array(ShipmentSchema),
    refunds: z.array(RefundSchema),
    returns: z.array(ReturnSchema),
    history: z.array(z.object({ status: z.string(), at: z.iso.datetime() })),
  })
  .openapi('Order') satisfies z.ZodType<OrderView>;

export const StaffOrderSchema = OrderSchema.extend({
  attention: z.string().nullable(),
  refundable: MoneySchema,
  disputes: z.array(
    z.object({
      id: z.string(),
      amount: MoneySchema,
      reason: z.string(),
      status: z.enum(DISPUTE_STATUSES),
      at: z.iso.datetime(),
      due_by: z.iso.datetime().nullable(),
    }),
  ),
  ledger: z.object({
    balanced: z.boolean(),
    entries: z.array(
      z.object({
        at: z.iso.datetime(),
        kind: z.enum(ENTRY_KINDS),
        reference: z.string(),
        postings: z.array(
          z.object({ account: z.enum(ACCOUNTS), debit: MoneySchema, credit: MoneySchema }),
        ),
      }),
    ),
    balances: z.array(z.object({ account: z.enum(ACCOUNTS), balance: MoneySchema })),
  }),
}).openapi('StaffOrder') satisfies z.ZodType<StaffView>;

export const PaymentSchema = z
  .object({
    gateway: z.string(),
    reference: z.string().nullable(),
    status: z.string(),
    expires_at: z.iso.datetime(),
    next: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('client_secret'),
        client_secret: z.string(),
        publishable_key: z.string(),
      }),
      z.object({ type: z.literal('none') }),
    ]),
  })
  .openapi('Payment') satisfies z.ZodType<PaymentView>;

/** An order's id in a path. */
export const OrderParam = z.object({
  id: z
    .string()
    .transform((text, context): OrderId => {
      const id = asOrderId(text);
      if (id !== null) return id;
      context.addIssue({ code: 'custom', message: 'Not an order id' });
      return z.NEVER;
    })
    .openapi({ type: 'string' }),
});

const shortText = z.string().trim().min(1).max(100);
const Quantity = z.int().min(1).max(1_000);
const LineUnits = z
  .array(z.strictObject({ line_id: z.string().max(64), quantity: Quantity }))
  .min(1)
  .max(100);

export const NewShipmentInput = z
  .strictObject({
    lines: LineUnits.optional(),
    warehouse: shortText.optional(),
    carrier: shortText.optional(),
    tracking_number: shortText.optional(),
  })
  .openapi('NewShipment');

export const ShipmentChangeInput = z
  .strictObject({
    status: z.enum(SHIPMENT_STATUSES).optional(),
    carrier: shortText.optional(),
    tracking_number: shortText.optional(),
    tracking_url: z
      .url({ protocol: /^https$/, error: 'Expected an https address' })
      .max(500)
      .optional(),
  })
  .openapi('ShipmentChange');

const Reason = z.string().trim().min(1).max(200);

export const ReturnInput = z
  .strictObject({
    lines: z
      .array(z.strictObject({ line_id: z.string().max(64), quantity: Quantity, reason: Reason }))
      .min(1)
      .max(100),
  })
  .openapi('ReturnInput');

/** Units that arrived: none is one of them. */
const Arrived = z.int().min(0).max(1_000).default(0);

export const ReturnChangeInput = z
  .strictObject({
    status: z.enum(['approved', 'received', 'refused']),
    note: Reason.optional(),
    lines: z
      .array(z.strictObject({ line_id: z.string().max(64), restocked: Arrived, scrapped: Arrived }))
      .min(1)
      .max(100)
      .optional(),
    warehouse: shortText.optional(),
  })
  .refine(
    ({ lines }) => new Set(lines?.map((line) => line.line_id)).size === (lines?.length ?? 0),
    {
      path: ['lines'],
      error: 'Each line once',
    },
  )
  .refine(({ status, lines }) => status === 'received' || lines === undefined, {
    path: ['lines'],
    error: 'Only what was received is told by line',
  })
  .openapi('ReturnChange');

export const RefundInput = z
  .strictObject({
    lines: LineUnits.optional(),
    amount: z.int().min(1).optional(),
    reason: Reason,
  })
  .refine(({ lines, amount }) => lines === undefined || amount === undefined, {
    path: ['amount'],
    error: 'Lines or an amount, not both',
  })
  .openapi('RefundInput');

/** What staff read, so that nothing that came up since goes unseen, and why it is dealt with. */
export const ClearanceInput = z
  .strictObject({ attention: z.string().max(10_000), reason: Reason })
  .openapi('Clearance');

export const OrderPageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(500).optional(),
});

export const OrderListQuery = OrderPageQuery.extend({
  status: z.enum(SHOWN_STATUSES).optional(),
  q: z.string().trim().max(200).optional(),
});

export const OrderSummarySchema = z
  .object({
    id: z.string(),
    number: z.string(),
    status: z.enum(SHOWN_STATUSES),
    placed_at: z.iso.datetime(),
    total: MoneySchema,
    captured: MoneySchema,
    refunded: MoneySchema,
    country: z.string(),
    lines: z.array(
      z.object({
        sku: z.string(),
        title: z.string(),
        quantity: z.int(),
        line_total: MoneySchema,
      }),
    ),
    attention: z.string().nullable(),
  })
  .openapi('OrderSummary') satisfies z.ZodType<OrderSummary>;

/** An order in its buyer's list: what staff note of it is left out. */
export const OwnOrdersSchema = z.object({
  items: z.array(OrderSummarySchema.omit({ attention: true, captured: true }).openapi('OwnOrder')),
  next_cursor: z.string().nullable(),
});

export const OrderListSchema = z.object({
  items: z.array(OrderSummarySchema),
  next_cursor: z.string().nullable(),
});
