/** Whether this Worker can serve, and what it is. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from './app-env.ts';
import { jsonResponse } from './problem.ts';

const Health = z.object({ status: z.literal('ok'), version: z.string() }).openapi('Health');

export const healthRoutes = newRouter();

healthRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/health',
    summary: 'Can this Worker serve?',
    responses: { 200: jsonResponse(Health, 'It can.') },
  }),
  (c) => c.json({ status: 'ok' as const, version: c.env.VERSION.id || 'development' }, 200),
);
