/** A SKU on the wire: parsed once, at the edge, into the kernel's type. */
import { z } from '@hono/zod-openapi';
import { asSku } from '../kernel/ids.ts';

export const SkuSchema = z
  .string()
  .transform((text, context) => {
    const sku = asSku(text);
    if (sku !== null) return sku;
    context.addIssue({ code: 'custom', message: 'A SKU is 1 to 64 of A-Z a-z 0-9 . _ -' });
    return z.NEVER;
  })
  .openapi({ type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$', example: 'HALO-BRASS-S' });
