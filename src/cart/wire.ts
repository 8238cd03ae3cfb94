/** The schemas of the cart. Unknown fields are refused, so that no price slips in. */
import { z } from '@hono/zod-openapi';
import { mayBeAbsent } from '../http/absent-schema.ts';
import { MoneySchema } from '../http/money-schema.ts';
import { SkuSchema } from '../http/sku-schema.ts';
import { MAX_QUANTITY } from '../catalog/availability.ts';
import { AVAILABILITIES } from '../catalog/offer.ts';
import { CURRENCIES } from '../kernel/money.ts';
import { CouponCodeSchema } from '../pricing/wire.ts';
import type { CartView } from './view.ts';

export const QuantitySchema = z.int().min(1).max(MAX_QUANTITY);

export const AddItem = z
  .strictObject({ sku: SkuSchema, quantity: QuantitySchema })
  .openapi('AddItem');
export const ChangeItem = z.strictObject({ quantity: QuantitySchema }).openapi('ChangeItem');
export const AddCoupon = z.strictObject({ code: CouponCodeSchema }).openapi('AddCoupon');
export const ChangeCart = z.strictObject({ market: z.string() }).openapi('ChangeCart');
export const MergeCart = z.strictObject({ token: z.string().max(200) }).openapi('MergeCart');

export const CartSchema = z
  .object({
    id: z.string(),
    currency: z.enum(CURRENCIES),
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
        availability: z.enum(AVAILABILITIES),
        sale_until: mayBeAbsent(
          z.iso.datetime().openapi({
            description: 'There where the price is a sale’s, by a pass that is good until then.',
          }),
        ),
      }),
    ),
    discounts: z.array(z.object({ code: z.string(), amount: MoneySchema })),
    subtotal: MoneySchema,
    total: MoneySchema,
    price_locked_until: z.iso.datetime().nullable(),
  })
  .openapi('Cart') satisfies z.ZodType<CartView>;

export const NewCartSchema = CartSchema.extend({ token: z.string() }).openapi('NewCart');
