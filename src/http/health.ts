/** Whether this Worker can serve, what it depends on, and gauges read when they are scraped. */
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { exposition } from '../platform/metrics.ts';
import { equalText } from '../platform/crypto.ts';
import type { AppEnv } from './app-env.ts';
import { newRouter } from './app-env.ts';
import { jsonResponse, problem, problemResponse } from './problem.ts';

const Health = z.object({ status: z.literal('ok'), version: z.string() }).openapi('Health');

const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded']),
    dependencies: z.record(z.string(), z.enum(['ok', 'down'])),
  })
  .openapi('Readiness');

/** Refuses whoever has not the token of the monitoring, 401 `unauthorized`. */
const requireMonitor: MiddlewareHandler<AppEnv> = async (c, next) => {
  const [scheme = '', token = ''] = (c.req.header('authorization') ?? '').split(' ');
  const known = c.env.METRICS_TOKEN !== '' && equalText(token, c.env.METRICS_TOKEN);
  if (scheme.toLowerCase() === 'bearer' && known) return next();
  return problem(c, 401, 'unauthorized', "Send the monitoring's token as a bearer token.");
};

export const healthRoutes = newRouter();
healthRoutes.use('/api/health/ready', requireMonitor);
healthRoutes.use('/metrics', requireMonitor);

healthRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/health',
    summary: 'Can this Worker serve?',
    responses: { 200: jsonResponse(Health, 'It can.') },
  }),
  (c) => c.json({ status: 'ok' as const, version: c.env.VERSION.id || 'development' }, 200),
);

healthRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/health/ready',
    summary: 'What the Worker depends on, each by name',
    responses: {
      200: jsonResponse(Readiness, 'Everything answers.'),
      401: problemResponse('Not the monitoring.'),
      503: jsonResponse(Readiness, 'Something is down; browsing may go on from copies.'),
    },
  }),
  async (c) => {
    const checks = await Promise.all(
      Object.entries(c.get('services').dependencies).map(async ([name, answers]) => {
        const state = await answers().then(
          () => 'ok' as const,
          () => 'down' as const,
        );
        return [name, state] as const;
      }),
    );
    const sound = checks.every(([, state]) => state === 'ok');
    const dependencies = Object.fromEntries(checks);
    if (sound) return c.json({ status: 'ok' as const, dependencies }, 200);
    return c.json({ status: 'degraded' as const, dependencies }, 503);
  },
);

healthRoutes.get('/metrics', async (c) => {
  const text = exposition(await c.get('services').gauges());
  return c.text(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
});
