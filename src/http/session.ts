/**
 * Who is signed in: by an access token as a bearer, or by the cookies of a browser, whose access
 * token is renewed by its refresh token when it is over. Only what the token says is believed here;
 * what must hold at once (is the session still open?) is asked of the account.
 */
import type { Context } from 'hono';
import { asAccountId, asSessionId } from '../kernel/ids.ts';
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { DAY_MS, SECOND_MS } from '../kernel/time.ts';
import { networkOfRequest } from './guards.ts';
import { refreshSession } from '../customers/sign-in.ts';
import type { SignedIn, Visitor } from '../customers/sign-in.ts';
import type { Present } from '../customers/port.ts';
import { ACCESS_TTL_S } from '../platform/access-tokens.ts';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';
import { readCookie, writeCookie } from './tokens.ts';

export type Customer = { readonly account: AccountId; readonly session: SessionId };

const ACCESS_COOKIE = 'session';
const REFRESH_COOKIE = 'refresh';
const REFRESH_COOKIE_MS = 60 * DAY_MS;

/** Gives a browser the cookies of its session. */
export function writeSession(c: Context<AppEnv>, session: SignedIn): void {
  writeCookie(c, ACCESS_COOKIE, session.accessToken, ACCESS_TTL_S * SECOND_MS);
  writeCookie(c, REFRESH_COOKIE, session.refreshToken, REFRESH_COOKIE_MS);
}

/** Takes them away, and the cart with them: the next person at this browser is somebody else. */
export function forgetSession(c: Context<AppEnv>): void {
  for (const name of [ACCESS_COOKIE, REFRESH_COOKIE, 'cart']) writeCookie(c, name, '', 0);
}

/** The refresh token that a browser holds. */
export const refreshCookie = (c: Context<AppEnv>): string | undefined =>
  readCookie(c, REFRESH_COOKIE);

async function customerOfToken(c: Context<AppEnv>, token: string): Promise<Customer | null> {
  const claims = await c.get('services').accessTokens.verify(token);
  const account = asAccountId(claims?.account ?? '');
  const session = asSessionId(claims?.session ?? '');
  return account === null || session === null ? null : { account, session };
}

/** The signed-in customer, or null. An expired session of a browser is renewed on the way. */
export async function customerOf(c: Context<AppEnv>): Promise<Customer | null> {
  const [scheme = '', bearer = ''] = (c.req.header('authorization') ?? '').split(' ');
  if (scheme !== '') return scheme.toLowerCase() === 'bearer' ? customerOfToken(c, bearer) : null;
  const token = readCookie(c, ACCESS_COOKIE);
  const known = token === undefined ? null : await customerOfToken(c, token);
  if (known !== null) return known;
  const refresh = refreshCookie(c);
  if (refresh === undefined) return null;
  const renewed = await refreshSession(c.get('services').customers, refresh);
  if (!renewed.ok) {
    forgetSession(c);
    return null;
  }
  writeSession(c, renewed.value);
  return renewed.value;
}

export type Signed = Present & { readonly customer: Customer };

/** The customer with what the account says now: a session that was revoked is over at once. */
export async function signedIn(c: Context<AppEnv>): Promise<Signed | null> {
  const customer = await customerOf(c);
  if (customer === null) return null;
  const { accounts } = c.get('services').customers;
  const present = await accounts.whois(customer.account, customer.session);
  return present === null ? null : { customer, ...present };
}

/** 401 for who must sign in first. */
export const signInFirst = (c: Context<AppEnv>) =>
  problem(c, 401, 'unauthorized', 'Sign in, or send an access token as a bearer.');

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What the list of devices calls this one. */
function deviceOf(agent: string): string {
  const browser = BROWSERS.find(([form]) => form.test(agent))?.[1];
  const system = SYSTEMS.find(([form]) => form.test(agent))?.[1];
  if (browser === undefined) return system === undefined ? 'A program' : `A program on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Where a request comes from. */
export const visitorOf = (c: Context<AppEnv>): Visitor => ({
  network: networkOfRequest(c),
  device: deviceOf(c.req.header('user-agent') ?? ''),
});
