/**
 * What a request must satisfy before any handler sees it: a body of a bounded size and a known
 * type, and, for what changes something, an origin that is ours.
 */
import { bodyLimit } from 'hono/body-limit';
import type { Context, MiddlewareHandler } from 'hono';
import { networkOf } from '../kernel/network.ts';
import type { AppEnv } from './app-env.ts';
import { isJson } from './body.ts';
import { problem, problemResponse } from './problem.ts';

/** Bodies of the API: a checkout is some 2 kB, a product of 500 variants some 100 kB. */
const MAX_JSON_BYTES = 256 * 1024;
/** Import chunks and images. */
const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;

/** What any route that changes something may be answered with, for the API's document. */
export const CHANGE_ANSWERS = {
  400: problemResponse('Bad input, naming the field.'),
  403: problemResponse('The request came from another site.'),
  413: problemResponse('The body is larger than the route takes.'),
  431: problemResponse('The headers are larger than 32,000 bytes.'),
  415: problemResponse('The body is of another type than the route takes.'),
};

/** Bytes of all headers together: cookies of an order book of some months have 10,000. */
const MAX_HEADER_BYTES = 32_000;

/** Refuses more headers than any client of ours sends, 431 `headers_too_large`. */
export const limitHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  let bytes = 0;
  for (const [name, value] of c.req.raw.headers) bytes += name.length + value.length;
  if (bytes <= MAX_HEADER_BYTES) return next();
  return problem(c, 431, 'headers_too_large', 'The headers are larger than 32,000 bytes.');
};

/** Files of products: some 20,000 of them. They are in memory once, of an isolate's 128 MB. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const UPLOADS = /^\/(api\/admin\/(import|media)(\/|$)|admin\/products\/[^/]+\/images$)/;
const FILES = /^\/(api\/admin\/imports|admin\/bulk)$/;
const tooLarge = (c: Context) =>
  problem(c, 413, 'body_too_large', 'The body is larger than this route takes.');
const smallBody = bodyLimit({ maxSize: MAX_JSON_BYTES, onError: tooLarge });
const largeBody = bodyLimit({ maxSize: MAX_UPLOAD_BYTES, onError: tooLarge });
const fileBody = bodyLimit({ maxSize: MAX_FILE_BYTES, onError: tooLarge });

/** Refuses bodies over the route's limit, 413 `body_too_large`. */
export const limitBody: MiddlewareHandler<AppEnv> = (c, next) => {
  if (SAFE_METHODS.has(c.req.method)) return next();
  if (FILES.test(c.req.path)) return fileBody(c, next);
  return UPLOADS.test(c.req.path) ? largeBody(c, next) : smallBody(c, next);
};

/** Seconds after which a limited address may try again: the limits are counted by the minute. */
const RETRY_AFTER_S = 60;

/** Whom a request's address is counted as. */
export const networkOfRequest = (c: Context<AppEnv>): string =>
  networkOf(c.req.header('cf-connecting-ip') ?? 'unknown');

/**
 * Refuses an address that places more orders a minute than people do, 429 `too_many_requests`. The
 * platform counts at each of its places, so this is a brake, not a quota.
 */
export const limitOrders: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { success } = await c.env.RATE_LIMIT_WRITES.limit({ key: `order:${networkOfRequest(c)}` });
  if (success) return next();
  c.header('Retry-After', String(RETRY_AFTER_S));
  return problem(c, 429, 'too_many_requests', 'Too many orders from here; wait a minute.');
};

/** False once an address has taken more tickets of waiting rooms than people there would. */
export async function mayTakeTicket(c: Context<AppEnv>): Promise<boolean> {
  const { success } = await c.env.RATE_LIMIT_WRITES.limit({ key: `ticket:${networkOfRequest(c)}` });
  return success;
}

/** False once an address has made accounts, or asked for mails, more often than people do. */
export async function mayAskForMail(c: Context<AppEnv>): Promise<boolean> {
  const { success } = await c.env.RATE_LIMIT_SIGN_IN.limit({ key: `mail:${networkOfRequest(c)}` });
  return success;
}

/** Refuses such an address, 429 `too_many_requests`: each of these requests mails somebody. */
export const limitMails: MiddlewareHandler<AppEnv> = async (c, next) => {
  return (await mayAskForMail(c)) ? next() : tooManyMails(c);
};

/** 429 for an address from which too many mails were asked for. */
export function tooManyMails(c: Context<AppEnv>) {
  c.header('Retry-After', String(RETRY_AFTER_S));
  return problem(c, 429, 'too_many_requests', 'Too many mails asked for from here; wait a minute.');
}

const TAKES_OTHER_TYPES = /^\/api\/(admin\/(imports?|media)|webhooks)(\/|$)/;

/** Refuses API bodies that are not JSON, 415 `unsupported_media_type`. */
export const requireJson: MiddlewareHandler<AppEnv> = async (c, next) => {
  const type = c.req.header('content-type');
  const free = SAFE_METHODS.has(c.req.method) || TAKES_OTHER_TYPES.test(c.req.path);
  if (free || type === undefined || isJson(type)) return next();
  return problem(c, 415, 'unsupported_media_type', 'Send the body as application/json.');
};

/** Where the link of a letter stops news. */
export const UNSUBSCRIBE_PATH = '/account/unsubscribe';

/**
 * What other sites may post to: providers their answers, which are only sent on, and mail programs
 * the wish to get no more news (RFC 8058). Neither looks at who is signed in: what counts is the
 * sealed state or link that comes with it.
 */
const POSTED_ELSEWHERE = new RegExp(`^(/account/with/[\\w-]+/callback|${UNSUBSCRIBE_PATH})$`);

/**
 * Refuses unsafe requests that another site's page made, by `Sec-Fetch-Site` and `Origin`. Clients
 * that are no browsers send neither and carry no cookies of their own accord.
 */
export const refuseForeignOrigins: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (SAFE_METHODS.has(c.req.method) || POSTED_ELSEWHERE.test(c.req.path)) return next();
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const foreign =
    site === 'cross-site' || (origin !== undefined && origin !== new URL(c.req.url).origin);
  if (!foreign) return next();
  return problem(c, 403, 'foreign_origin', 'This request came from another site.');
};
