/**
 * Who may use the back office: a bearer of the admin API key, or a browser that signed in with it
 * and holds a signed session cookie.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { HOUR_MS } from '../kernel/time.ts';
import { equalText, macOf, sha256, verifyMac } from '../platform/crypto.ts';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';
import { readCookie, writeCookie } from './tokens.ts';

/** A working day: the key is asked for again after it. */
const STAFF_SESSION_MS = 12 * HOUR_MS;
const COOKIE = 'staff';

/** True when `key` is the admin API key. */
export const isAdminKey = (c: Context<AppEnv>, key: string): boolean =>
  c.env.ADMIN_API_KEY !== '' && equalText(key, c.env.ADMIN_API_KEY);

/** What a session's MAC covers: its end, and the key that opened it, so that a new key ends it. */
const sealed = (c: Context<AppEnv>, expires: string): string =>
  `${expires}\n${sha256(c.env.ADMIN_API_KEY)}`;

/** Signs this browser in to the back office. */
export function startStaffSession(c: Context<AppEnv>, now: number): void {
  const expires = String(now + STAFF_SESSION_MS);
  const mac = macOf(c.get('services').tokenKeys, 'staff', sealed(c, expires));
  writeCookie(c, COOKIE, `${expires}.${mac}`, STAFF_SESSION_MS);
}

/** Signs this browser out. */
export const endStaffSession = (c: Context<AppEnv>): void => writeCookie(c, COOKIE, '', 0);

/** True when the request comes from staff. */
export function isStaff(c: Context<AppEnv>, now: number): boolean {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const [scheme = '', key = ''] = authorization.split(' ');
    return scheme.toLowerCase() === 'bearer' && isAdminKey(c, key);
  }
  const cookie = readCookie(c, COOKIE) ?? '';
  const dot = cookie.indexOf('.');
  const expires = cookie.slice(0, dot);
  if (dot < 0 || !(Number(expires) > now)) return false;
  const { tokenKeys } = c.get('services');
  return verifyMac(tokenKeys, 'staff', sealed(c, expires), cookie.slice(dot + 1));
}

/** Refuses everyone but staff, 401 `unauthorized`. */
export const requireStaff: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (isStaff(c, Date.now())) return next();
  return problem(c, 401, 'unauthorized', 'Send the admin API key as a bearer token, or sign in.');
};
