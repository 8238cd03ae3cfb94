/** Money on the wire: integer minor units and a currency. */
import { z } from '@hono/zod-openapi';
import { CURRENCIES } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';

export const MoneySchema = z
  .object({ amount: z.int(), currency: z.enum(CURRENCIES) })
  .openapi('Money', { example: { amount: 1999, currency: 'EUR' } }) satisfies z.ZodType<Money>;
