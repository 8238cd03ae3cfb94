/** The cart of a request: by its token, else the account's, which follows its owner everywhere. */
import type { Context } from 'hono';
import type { AccountFacts } from '../customers/port.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { AppEnv } from './app-env.ts';
import { cartTokenOf, cartTokenOrNew, tellCartToken, tokenOfCart } from './tokens.ts';
import type { CartToken } from './tokens.ts';
import { signedIn } from './session.ts';

/** The cart this request speaks for, or null where there is none yet. */
export async function requestCart(c: Context<AppEnv>): Promise<CartToken | null> {
  const offered = cartTokenOf(c);
  if (offered !== null) return offered;
  const signed = await signedIn(c);
  const cart = signed?.facts.cart ?? null;
  return cart === null ? null : tokenOfCart(c.get('services').tokenKeys, cart);
}

/** The request's cart, or a new one, which the account keeps where somebody is signed in. */
export async function requestCartOrNew(c: Context<AppEnv>): Promise<CartToken> {
  const offered = cartTokenOf(c);
  if (offered !== null) return offered;
  const signed = await signedIn(c);
  if (signed === null) return cartTokenOrNew(c);
  const { facts } = signed;
  if (facts.cart !== null) {
    const own = tokenOfCart(c.get('services').tokenKeys, facts.cart);
    tellCartToken(c, own);
    return own;
  }
  const fresh = cartTokenOrNew(c);
  const { accounts } = c.get('services').customers;
  await accounts.change(facts.id, { kind: 'cart', cart: fresh.id });
  return fresh;
}

/**
 * Takes the guest's cart over into the account's at sign-in, quantities summed and capped by the
 * stock, and hands the account's cart to the browser.
 */
export async function joinCarts(c: Context<AppEnv>, facts: AccountFacts): Promise<void> {
  const guest = cartTokenOf(c);
  const { cart, customers, tokenKeys } = c.get('services');
  if (facts.cart === null) {
    if (guest !== null) {
      await customers.accounts.change(facts.id, { kind: 'cart', cart: guest.id });
    }
    return;
  }
  if (guest !== null && guest.id !== facts.cart) {
    const terms = { market: DEFAULT_MARKET, prices: [] };
    await cart.merge(facts.cart, terms, guest.id, null);
  }
  tellCartToken(c, tokenOfCart(tokenKeys, facts.cart));
}
