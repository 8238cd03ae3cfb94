/**
 * Hands `/sandbox/*` to the outside world's stand-in, before anything of the shop touches the
 * request or the answer. Where none is bound, and in production, there is nothing at those paths.
 */
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';

export const handToSandbox: MiddlewareHandler<AppEnv> = async (c, next) => {
  const outside = c.env.OUTSIDE;
  if (outside === undefined || c.env.ENVIRONMENT === 'production') return next();
  return outside.fetch(c.req.raw);
};
