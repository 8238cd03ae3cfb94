/** Sends what the copies hold, for the routes that anyone may ask. */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { problem, problemResponse, tryAgain } from '../http/problem.ts';
import { publicAnswer } from '../http/public.ts';
import { describeError, log } from '../platform/log.ts';
import { Unavailable } from './copies.ts';
import type { Answer } from './copies.ts';
import { pairsIn, parametersOf } from './parameters.ts';

const JSON_TYPE = 'application/json';

/** Failures that every route of copies documents. */
export const failures = {
  400: problemResponse('A parameter is not valid.'),
  503: problemResponse('Neither a copy nor the database can answer.'),
} as const;

/** The query part of an address, parsed without building a URL; nothing for most requests. */
export const parametersIn = (c: Context<AppEnv>) => {
  const start = c.req.url.indexOf('?');
  const query = start < 0 ? '' : c.req.url.slice(start + 1);
  return parametersOf(pairsIn(query) ?? new URLSearchParams(query));
};

const notFound = (c: Context<AppEnv>): Response =>
  problem(c, 404, 'product_not_found', 'There is no such product.');

/** Sends an answer that carries these tags; 404 for a copy that says there is nothing. */
export function answered(c: Context<AppEnv>, { copy, tier }: Answer, tags: string): Response {
  if (copy.text === null) return notFound(c);
  const { text, etag } = copy;
  return publicAnswer(c, { text, etag, contentType: JSON_TYPE, tier, tags });
}

/** A response, or 503 when there is neither a copy nor a database to make it of. */
export async function orUnavailable(
  c: Context<AppEnv>,
  answering: Promise<Response>,
): Promise<Response> {
  try {
    return await answering;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log('error', 'catalogue_unavailable', {
      request_id: c.get('requestId'),
      error: describeError(error.cause),
    });
    return tryAgain(c, 'The catalogue cannot be read just now.', 'catalogue_unavailable');
  }
}

/** Sends an answer, or 503 when there is neither a copy nor a database. */
export const answer = (
  c: Context<AppEnv>,
  answering: Promise<Answer>,
  tags: string,
): Promise<Response> =>
  orUnavailable(
    c,
    answering.then((found) => answered(c, found, tags)),
  );
