/**
 * What every request passes through: an id, the services, security headers, one log line, and
 * problem documents in place of stack traces.
 */
import { HTTPException } from 'hono/http-exception';
import type { Context, ErrorHandler, MiddlewareHandler, Next, NotFoundHandler } from 'hono';
import type { Services } from '../services.ts';
import { ConfigurationError, configOf } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { passes } from '../platform/trouble.ts';
import type { AppEnv } from './app-env.ts';
import { problem, problemResponse, tryAgain } from './problem.ts';
import { Load } from './shedding.ts';

/** Which sites may use an answer as a picture, script or style; pictures alone say otherwise. */
export const RESOURCE_POLICY = 'cross-origin-resource-policy';

/** The longest address of ours, a search with every filter, has some 2,000 characters. */
const MAX_URL_LENGTH = 8_192;

const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

/** The id a client or a proxy sent, where it is well-formed, else a new one. */
const requestIdOf = (header: string | undefined): string =>
  header !== undefined && REQUEST_ID.test(header) ? header : crypto.randomUUID();

/**
 * One line for each request that was refused or failed. Of those that were answered a sample: the
 * platform lists every invocation anyway, what came of an order is in the journal, and lines cost a
 * tenth of an order's time, an eighth of a cached read's. Of what was shed a sample as well: to
 * write a line for each is the work that was to be saved.
 */
function logged(c: Context<AppEnv>, startedAt: number, shed: boolean): void {
  if ((c.res.status < 400 || shed) && Math.random() >= configOf(c.env).logSampleRate) return;
  const level = c.res.status >= 500 ? 'error' : 'info';
  log(shed ? 'warn' : level, 'request', {
    request_id: c.get('requestId'),
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    ms: Date.now() - startedAt,
  });
}

/** Of this isolate. */
const load = new Load(() => Date.now());

const SHED = 'Too much is asked of the shop at once; nothing was done.';

async function answered(c: Context<AppEnv>, next: Next): Promise<void> {
  if (c.req.url.length <= MAX_URL_LENGTH) return next();
  c.res = problem(c, 414, 'uri_too_long', 'The address is too long.');
}

/** Sets the request id, the services and the headers each answer carries. */
export const frame = (services: (env: Env) => Services): MiddlewareHandler<AppEnv> =>
  async function framed(c, next) {
    const startedAt = Date.now();
    const requestId = requestIdOf(c.req.header('x-request-id'));
    c.set('requestId', requestId);
    c.set('services', services(c.env));
    const taken = load.takes(c.req.path, configOf(c.env).shedAt);
    if (taken === null) c.res = tryAgain(c, SHED, 'overloaded');
    else await answered(c, next).finally(() => load.done(taken));
    const headers = c.res.headers;
    headers.set('x-request-id', requestId);
    headers.set('x-content-type-options', 'nosniff');
    if (!headers.has(RESOURCE_POLICY)) headers.set(RESOURCE_POLICY, 'same-origin');
    if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
    logged(c, startedAt, taken === null);
  };

/** Turns what was thrown into a problem document; the cause goes to the log only. */
export const onError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof HTTPException) {
    if (error.status === 413) return problem(c, 413, 'body_too_large', 'The body is too large.');
    if (/malformed json/i.test(error.message)) {
      return problem(c, 400, 'malformed_json', 'The body is not valid JSON.');
    }
    return problem(c, error.status, 'request_refused', error.message || 'The request was refused.');
  }
  log('error', 'unhandled', { request_id: c.get('requestId'), error: describeError(error) });
  if (error instanceof ConfigurationError) {
    return problem(c, 503, 'misconfigured', 'The shop is not configured to serve. See the log.');
  }
  if (passes(error)) return tryAgain(c);
  return problem(c, 500, 'internal_error', 'Something went wrong on our side.');
};

/** What any route may be answered with, for the API's document. */
export const FRAME_ANSWERS = {
  400: problemResponse('A parameter of the path or the query is not valid.'),
  414: problemResponse('The address is longer than 8,192 characters.'),
  503: problemResponse('A part of the shop is away; `Retry-After` says when to try again.'),
};

/** 404 for a route that does not exist. */
export const onNotFound: NotFoundHandler<AppEnv> = (c) =>
  problem(c, 404, 'not_found', `There is nothing at ${c.req.path}.`);
