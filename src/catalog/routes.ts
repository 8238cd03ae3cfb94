/**
 * A published product. The handler is a plain one under a documented route: parameters are read by
 * hand, and a validator's run on each request would cost more than the answer.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problemResponse } from '../http/problem.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import type { Result } from '../kernel/result.ts';
import { answer, answered, failures, parametersIn } from './answer-routes.ts';
import type { InvalidInput } from './faults.ts';
import { parseMarket } from './parameters.ts';
import { DocumentSchema } from './wire.ts';

const hasQuery = (c: Context<AppEnv>): boolean => c.req.url.includes('?');

function marketIn(c: Context<AppEnv>): Result<Market, InvalidInput> {
  return hasQuery(c) ? parseMarket(parametersIn(c)) : { ok: true, value: DEFAULT_MARKET };
}

const marketParameter = z.object({ market: z.string().optional() });

const productRoute = createRoute({
  method: 'get',
  path: '/api/products/{slug}',
  summary: 'One published product.',
  request: { params: z.object({ slug: z.string() }), query: marketParameter },
  responses: {
    200: jsonResponse(DocumentSchema, 'The product.'),
    304: { description: 'The client has it already.' },
    404: problemResponse('There is no such product.'),
    ...failures,
  },
});

export const catalogueRoutes = newRouter();

catalogueRoutes.openAPIRegistry.registerPath(productRoute);

catalogueRoutes.get('/api/products/:slug', (c) => {
  const market = marketIn(c);
  if (!market.ok) return invalidFields(c, market.errors);
  const { answers } = c.get('services').catalogue;
  const slug = c.req.param('slug');
  const held = answers.heldProduct(slug, market.value);
  return held === null ? answer(c, answers.product(slug, market.value)) : answered(c, held);
});
