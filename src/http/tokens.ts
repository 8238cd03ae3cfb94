/**
 * Cookies and their header twins (architecture.md). Every token is `id.kid.mac`: checked here, at
 * the edge, before an object is addressed, so that strangers cannot mint objects.
 */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { asCartId } from '../kernel/ids.ts';
import type { CartId, OrderId } from '../kernel/ids.ts';
import { DAY_MS } from '../kernel/time.ts';
import { macOf, randomId, verifyMac } from '../platform/crypto.ts';
import type { TokenKeys } from '../platform/crypto.ts';
import type { AppEnv } from './app-env.ts';

export type CartToken = { readonly id: CartId; readonly token: string; readonly secret: string };

/** `__Host-name` over https; plain over http, which only a loopback host is served by. */
const cookieName = (c: Context, name: string): string =>
  c.req.url.startsWith('https:') ? `__Host-${name}` : name;

/** Reads a cookie by its plain name. */
export const readCookie = (c: Context, name: string): string | undefined =>
  getCookie(c, cookieName(c, name));

/** Sets a cookie as every one of ours is set: HttpOnly, SameSite=Lax, Secure over https. */
export function writeCookie(c: Context, name: string, value: string, maxAgeMs: number): void {
  setCookie(c, cookieName(c, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: c.req.url.startsWith('https:'),
    maxAge: Math.floor(maxAgeMs / 1000),
  });
}

/** Parses a cart's token, or null where it is forged or malformed. */
export function parseCartToken(keys: TokenKeys, token: string): CartToken | null {
  const dot = token.indexOf('.');
  const id = asCartId(token.slice(0, dot));
  const secret = token.slice(dot + 1);
  if (dot < 0 || id === null || !verifyMac(keys, 'cart', id, secret)) return null;
  return { id, token, secret };
}

/** The token of a cart: the same at all times. */
export function tokenOfCart(keys: TokenKeys, id: CartId): CartToken {
  const secret = macOf(keys, 'cart', id);
  return { id, token: `${id}.${secret}`, secret };
}

/** A token for a cart that does not exist yet. */
export function newCartToken(keys: TokenKeys): CartToken {
  const id = asCartId(randomId(16));
  if (id === null) throw new Error('random ids have the form of a cart id');
  return tokenOfCart(keys, id);
}

const CART_COOKIE_MS = 400 * DAY_MS;

/** The cart this request speaks for: `Cart-Token`, else the cookie; null for none or a forgery. */
export function cartTokenOf(c: Context<AppEnv>): CartToken | null {
  const token = c.req.header('cart-token') ?? readCookie(c, 'cart');
  return token === undefined ? null : parseCartToken(c.get('services').tokenKeys, token);
}

/** The request's cart, or a new one whose token is set on the answer as cookie and header. */
export function cartTokenOrNew(c: Context<AppEnv>): CartToken {
  const known = cartTokenOf(c);
  if (known !== null) return known;
  const fresh = newCartToken(c.get('services').tokenKeys);
  tellCartToken(c, fresh);
  return fresh;
}

/** Sets a cart's token on the answer, as header and as cookie. */
export function tellCartToken(c: Context<AppEnv>, cart: CartToken): void {
  c.header('Cart-Token', cart.token);
  writeCookie(c, 'cart', cart.token, CART_COOKIE_MS);
}

/** The token by which a guest sees an order. The same for an order at all times. */
export const orderTokenOf = (keys: TokenKeys, id: OrderId): string => macOf(keys, 'order', id);

/** True when the request carries the order's token: in `Order-Token`, its cookie or `?token=`. */
export function orderByToken(c: Context<AppEnv>, id: OrderId): boolean {
  const keys = c.get('services').tokenKeys;
  const offered = [
    c.req.header('order-token'),
    readCookie(c, orderCookie(id)),
    c.req.query('token'),
  ];
  return offered.some((token) => token !== undefined && verifyMac(keys, 'order', id, token));
}

const orderCookie = (id: OrderId): string => `order-${id.slice(0, 12)}`;

const ORDER_COOKIE_MS = 90 * DAY_MS;

/** Lets this browser see the order from now on. */
export const rememberOrder = (c: Context<AppEnv>, id: OrderId): void =>
  writeCookie(c, orderCookie(id), orderTokenOf(c.get('services').tokenKeys, id), ORDER_COOKIE_MS);
