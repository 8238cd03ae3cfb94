/** The market a request names by `?market=`; the default one without it. */
import { z } from '@hono/zod-openapi';
import { DEFAULT_MARKET, marketOf } from '../pricing/markets.ts';

export const MarketQuery = z.object({
  market: z
    .string()
    .optional()
    .transform((id, context) => {
      const market = marketOf(id);
      if (market !== null) return market;
      context.addIssue({ code: 'custom', message: `Unknown market ${String(id)}` });
      return z.NEVER;
    })
    .openapi({ type: 'string', example: DEFAULT_MARKET.id }),
});
