/** The checkout's schemas. Unknown fields are refused: no client says what anything costs. */
import { z } from '@hono/zod-openapi';
import { orNull } from '../http/absent-schema.ts';
import { ADDRESS_FIELDS } from '../http/address-schema.ts';
import { MoneySchema } from '../http/money-schema.ts';
import { OrderSchema, PaymentSchema } from '../orders/wire.ts';
import type { QuoteView } from './checkout.ts';

const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .optional()
    .transform((value) => (value === undefined || value === '' ? null : value));

export const AddressInput = z
  .strictObject({
    ...ADDRESS_FIELDS,
    line2: optionalText(200),
    region: optionalText(100),
  })
  .openapi('AddressInput');

export const QuoteRequest = z
  .strictObject({
    shipping_address: AddressInput.partial().required({ country: true }).optional(),
    shipping_method: z.string().max(64).optional(),
  })
  .openapi('QuoteRequest');

export const CheckoutRequest = z
  .strictObject({
    email: z.email().max(254),
    shipping_address: AddressInput,
    /** Whom the invoice is made out to, where it is not who gets the goods. */
    billing_address: AddressInput.optional(),
    shipping_method: z.string().max(64).optional(),
    quote_id: z.string().max(500).optional(),
    expected_total: MoneySchema.optional(),
  })
  .openapi('CheckoutRequest');

export const QuoteSchema = z
  .object({
    quote_id: z.string(),
    expires_at: z.iso.datetime(),
    lines: z.array(
      z.object({
        line_id: z.string(),
        sku: z.string(),
        title: z.string(),
        quantity: z.int(),
        unit_price: MoneySchema,
        line_total: MoneySchema,
      }),
    ),
    discounts: z.array(z.object({ code: z.string(), amount: MoneySchema })),
    shipping_methods: z.array(
      z.object({ id: z.string(), label: z.string(), price: MoneySchema, estimate: z.string() }),
    ),
    shipping_method: z.string(),
    tax_lines: z.array(z.object({ name: z.string(), rate: z.number(), amount: MoneySchema })),
    prices_include_tax: z.boolean(),
    subtotal: MoneySchema,
    discount: MoneySchema,
    shipping: MoneySchema,
    tax: MoneySchema,
    total: MoneySchema,
  })
  .openapi('Quote') satisfies z.ZodType<QuoteView>;

export const CheckoutSchema = z
  .object({
    order: OrderSchema.extend({ token: z.string() }),
    payment: orNull(PaymentSchema),
  })
  .openapi('Checkout');
