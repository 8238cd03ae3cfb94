/** The invoices' schemas: what buyers and staff ask for and get. */
import { z } from '@hono/zod-openapi';
import { orNull } from '../http/absent-schema.ts';
import { MoneySchema } from '../http/money-schema.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { AddressSchema } from '../orders/wire.ts';
import { INVOICE_KINDS } from './invoice.ts';
import type { InvoiceView } from './view.ts';

export const InvoiceSchema = z
  .object({
    number: z.string(),
    kind: z.enum(INVOICE_KINDS),
    order_id: z.string(),
    order_number: z.string(),
    refund_id: z.string().nullable(),
    corrects: z.string().nullable(),
    reason: z.string().nullable(),
    issued_at: z.iso.datetime(),
    supplied_at: z.iso.datetime(),
    seller: z.object({ name: z.string(), address: z.array(z.string()), tax_id: z.string() }),
    buyer: z.object({ email: z.string(), address: AddressSchema }),
    lines: z.array(
      z.object({
        title: z.string(),
        sku: z.string().nullable(),
        options: z.record(z.string(), z.string()),
        quantity: z.int(),
        unit_price: orNull(MoneySchema),
        line_total: MoneySchema,
      }),
    ),
    coupons: z.array(z.string()),
    subtotal: MoneySchema,
    discount: MoneySchema,
    shipping: MoneySchema,
    tax_lines: z.array(
      z.object({ name: z.string(), rate: z.number(), net: MoneySchema, amount: MoneySchema }),
    ),
    prices_include_tax: z.boolean(),
    total: MoneySchema,
  })
  .openapi('Invoice') satisfies z.ZodType<InvoiceView>;

export const InvoicesSchema = z.object({ items: z.array(InvoiceSchema) });

export const InvoiceListSchema = z.object({
  items: z.array(InvoiceSchema),
  next_cursor: z.string().nullable(),
});

export const InvoiceListQuery = z.object({
  year: z.coerce.number().int().min(2000).max(2099).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(100).optional(),
});
