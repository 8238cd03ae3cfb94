/**
 * Who may use the back office: a bearer of the shop's key or of a program's, a browser that signed
 * in with the shop's and holds a signed cookie, or staff with an account. The account is asked at
 * every request, so that what was taken from somebody is gone at once.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { HOUR_MS } from '../kernel/time.ts';
import { equalText, macOf, sha256, verifyMac } from '../platform/crypto.ts';
import { apiKeyId } from '../staff/api-key.ts';
import { judge, sellerOf } from '../staff/actor.ts';
import type { Actor, Verdict } from '../staff/actor.ts';
import { placeOf } from '../staff/permissions.ts';
import type { Need } from '../staff/permissions.ts';
import { tellRefused, withTold } from './act-log.ts';
import type { AppEnv } from './app-env.ts';
import { onNotFound } from './frame.ts';
import { isOwn } from './ownership.ts';
import { problem, problemResponse } from './problem.ts';
import { signedIn } from './session.ts';
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

/** Signs this browser in to the back office by the key. */
export function startStaffSession(c: Context<AppEnv>, now: number): void {
  const expires = String(now + STAFF_SESSION_MS);
  const mac = macOf(c.get('services').tokenKeys, 'staff', sealed(c, expires));
  writeCookie(c, COOKIE, `${expires}.${mac}`, STAFF_SESSION_MS);
}

/** Signs this browser out, where it was signed in by the key. */
export const endStaffSession = (c: Context<AppEnv>): void => writeCookie(c, COOKIE, '', 0);

/** When the key was typed at this browser; null where it was not, or its session is over. */
function keyTypedAt(c: Context<AppEnv>, now: number): number | null {
  const cookie = readCookie(c, COOKIE) ?? '';
  const dot = cookie.indexOf('.');
  const expires = cookie.slice(0, dot);
  if (dot < 0 || !(Number(expires) > now)) return null;
  const { tokenKeys } = c.get('services');
  const sound = verifyMac(tokenKeys, 'staff', sealed(c, expires), cookie.slice(dot + 1));
  return sound ? Number(expires) - STAFF_SESSION_MS : null;
}

/** Who sends the request, as far as the back office is concerned; null for a stranger. */
export async function actorOf(c: Context<AppEnv>): Promise<Actor | null> {
  const [scheme = '', token = ''] = (c.req.header('authorization') ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && isAdminKey(c, token)) {
    return { kind: 'root', typedAt: null };
  }
  const keyId = apiKeyId(token);
  if (keyId !== null) {
    const key = await c.get('services').staffBook.useKey(keyId, sha256(token));
    return key === null ? null : { kind: 'key', key };
  }
  const typedAt = scheme === '' ? keyTypedAt(c, Date.now()) : null;
  if (typedAt !== null) return { kind: 'root', typedAt };
  const signed = await signedIn(c);
  if (signed === null) return null;
  return { kind: 'account', facts: signed.facts, session: signed.session };
}

/** Whose goods the request is kept to; null for who sees everybody's. */
export const actingSeller = (c: Context<AppEnv>): string | null => sellerOf(c.get('actor'));

/** The bulk jobs that who asks may see: a seller those they began, staff of the shop all. */
export const jobsFor = (c: Context<AppEnv>) => c.get('services').bulk.of(actingSeller(c));

export type Judged = { readonly need: Need | null; readonly verdict: Verdict };

/** Judges a request by the table of permissions and keeps who sent it for the handler. */
export async function judged(c: Context<AppEnv>): Promise<Judged> {
  const place = placeOf(c.req.method, c.req.path);
  const actor = place?.need === 'open' ? null : await actorOf(c);
  if (actor !== null) c.set('actor', actor);
  // Who may not see what is there does not learn what is not.
  const judgedBy = place ?? { need: 'staff' as const, own: null, named: {} };
  const verdict = judge(actor, judgedBy, Date.now());
  const need = place?.need ?? null;
  const seller = sellerOf(actor);
  if (verdict !== 'granted' || seller === null || need === 'open') return { need, verdict };
  return { need, verdict: (await isOwn(c, seller, judgedBy)) ? verdict : 'missing' };
}

/** The guard's entries in the API document. */
export const GUARD_ANSWERS = {
  401: problemResponse('Nobody who is known here.'),
  403: problemResponse('Not for this role or key, or a second factor is to be proved first.'),
};

/** Lets those in whom the table of permissions lets in. */
export const guardApi: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { need, verdict } = await judged(c);
  if (verdict !== 'granted') await tellRefused(c, need ?? 'staff', verdict);
  switch (verdict) {
    case 'granted':
      return need === null ? onNotFound(c) : withTold(c, need, next);
    case 'unauthorized':
      return problem(c, 401, 'unauthorized', 'Send an API key or an access token as a bearer.');
    case 'forbidden':
      return problem(c, 403, 'forbidden', 'Your role does not include this.');
    case 'second_factor_required':
      return problem(c, 403, verdict, 'Staff prove a second factor: set one up or prove it first.');
    case 'missing':
      return onNotFound(c);
    case 'step_up_required':
      return problem(c, 403, verdict, 'Prove your second factor anew for this.');
  }
};
