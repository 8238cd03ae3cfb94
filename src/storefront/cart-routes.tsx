/**
 * The cart's pages. Forms post here: what went well is answered with a redirect to the cart, what
 * was refused with the cart and the reason. `product.js` asks for the same as JSON.
 */
import type { Context } from 'hono';
import type { CartTerms } from '../cart/port.ts';
import type { CartUseAnswer, CartUseRefusal } from '../cart/service.ts';
import { emptyCart } from '../cart/cart.ts';
import { cartView } from '../cart/view.ts';
import type { CartView } from '../cart/view.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { formFields } from '../http/body.ts';
import { requestCart, requestCartOrNew } from '../http/cart-session.ts';
import { salePricesOf } from '../http/waiting.ts';
import { asCouponCode, asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { CART_PATH } from './addresses.ts';
import { CartPage, refusalWords } from './cart.tsx';
import type { CartProblem } from './cart.tsx';
import { english } from './locale.ts';
import { privatePage, shopOf } from './render.ts';
import { askedOptions, exactVariant } from './variants.ts';

export const cartPageRoutes = newRouter();

type Refusal = CartUseRefusal | { reason: 'quantity_invalid' };
type Fields = ReadonlyMap<string, string>;

/** A form's fields; files are none of its fields, and of a repeated one the last counts. */
export const fieldsOf = (c: Context<AppEnv>): Promise<Fields> => formFields(c);

/** What a cart is priced by for who asks. */
const termsFor = async (c: Context<AppEnv>): Promise<CartTerms> => ({
  market: DEFAULT_MARKET,
  prices: await salePricesOf(c),
});

/** The shopper's cart; without one no object is asked for an empty one. */
async function cartOf(c: Context<AppEnv>): Promise<CartView> {
  const token = await requestCart(c);
  if (token !== null) return c.get('services').cart.view(token.id, await termsFor(c));
  const now = Date.now();
  return cartView('', emptyCart(DEFAULT_MARKET, now), now);
}

const QUANTITY = /^\d{1,6}$/;

/** The SKU that a product's form means: named, or chosen by its options. */
async function skuIn(c: Context<AppEnv>, fields: Fields): Promise<Sku | null> {
  const named = fields.get('sku');
  if (named !== undefined) return asSku(named);
  const { catalogue } = c.get('services');
  const product = await catalogue.product(fields.get('product') ?? '', DEFAULT_MARKET);
  return product === null ? null : (exactVariant(product, askedOptions(fields))?.sku ?? null);
}

async function titleOfSku(c: Context<AppEnv>, sku: Sku | null): Promise<string> {
  if (sku === null) return '';
  const offers = await c.get('services').catalogue.offers([sku], DEFAULT_MARKET);
  return offers.get(sku)?.title ?? sku;
}

const wantsJson = (c: Context<AppEnv>): boolean =>
  (c.req.header('accept') ?? '').includes('application/json');

/** Tells why a change was refused, beside the cart as it is. */
async function refused(
  c: Context<AppEnv>,
  refusal: Refusal,
  about: CartProblem['about'],
  sku: Sku | null = null,
): Promise<Response> {
  const title = await titleOfSku(c, sku);
  const words = refusalWords(refusal, english, () => title);
  if (wantsJson(c)) return c.json({ message: words }, 409);
  const [shop, cart] = await Promise.all([shopOf(c), cartOf(c)]);
  return privatePage(c, <CartPage shop={shop} cart={cart} problem={{ about, words }} />, 409);
}

const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  sum(lines.map((line) => line.quantity));

const counted = (items: number) => ({ items, words: english.t.layout.items(items) });

async function answered(
  c: Context<AppEnv>,
  answer: CartUseAnswer,
  about: CartProblem['about'],
  sku: Sku | null = null,
): Promise<Response> {
  if (!answer.ok) return refused(c, answer, about, sku);
  if (wantsJson(c)) return c.json(counted(unitsOf(answer.view.lines)));
  return c.redirect(CART_PATH, 303);
}

cartPageRoutes.get('/cart', async (c) => {
  const [shop, cart] = await Promise.all([shopOf(c), cartOf(c)]);
  return privatePage(c, <CartPage shop={shop} cart={cart} />);
});

cartPageRoutes.get('/cart/count', async (c) => {
  const token = await requestCart(c);
  const state = token === null ? null : await c.get('services').carts.read(token.id);
  return c.json(counted(unitsOf(state?.lines ?? [])));
});

cartPageRoutes.post('/cart/items', async (c) => {
  const fields = await fieldsOf(c);
  const quantity = fields.get('quantity') ?? '1';
  if (!QUANTITY.test(quantity) || Number(quantity) < 1) {
    return refused(c, { reason: 'quantity_invalid' }, 'line');
  }
  const sku = await skuIn(c, fields);
  if (sku === null) return refused(c, { reason: 'unknown_line' }, 'line');
  const { id } = await requestCartOrNew(c);
  const item = { sku, quantity: Number(quantity) };
  const answer = await c.get('services').cart.add(id, await termsFor(c), item, null);
  return answered(c, answer, 'line', sku);
});

cartPageRoutes.post('/cart/items/:sku', async (c) => {
  const token = await requestCart(c);
  const sku = asSku(c.req.param('sku'));
  const quantity = (await fieldsOf(c)).get('quantity') ?? '';
  if (token === null || sku === null) return refused(c, { reason: 'unknown_line' }, 'line');
  if (!QUANTITY.test(quantity)) return refused(c, { reason: 'quantity_invalid' }, 'line');
  const { cart } = c.get('services');
  const units = Number(quantity);
  const answer =
    units === 0
      ? await cart.remove(token.id, await termsFor(c), sku)
      : await cart.setQuantity(token.id, await termsFor(c), { sku, quantity: units });
  return answered(c, answer, 'line', sku);
});

cartPageRoutes.post('/cart/coupons', async (c) => {
  const token = await requestCart(c);
  const fields = await fieldsOf(c);
  const removed = fields.get('remove');
  const code = asCouponCode(removed ?? fields.get('code') ?? '');
  if (token === null || code === null) return refused(c, { reason: 'coupon_unknown' }, 'coupon');
  const { cart } = c.get('services');
  const answer =
    removed === undefined
      ? await cart.applyCoupon(token.id, await termsFor(c), code, null)
      : await cart.removeCoupon(token.id, await termsFor(c), code);
  return answered(c, answer, 'coupon');
});
