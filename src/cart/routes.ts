/** The cart's routes (api.md): the cookie's or `Cart-Token`'s cart; the first write makes one. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { requestCart, requestCartOrNew } from '../http/cart-session.ts';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { MarketQuery } from '../http/market.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { newCartToken, parseCartToken, tellCartToken } from '../http/tokens.ts';
import { salePricesOf } from '../http/waiting.ts';
import { asCouponCode } from '../kernel/ids.ts';
import { SkuSchema } from '../http/sku-schema.ts';
import { marketOf } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import { refusalText } from '../pricing/coupons.ts';
import type { CartTerms } from './port.ts';
import type { CartUseAnswer, CartUseRefusal } from './service.ts';
import {
  AddCoupon,
  AddItem,
  CartSchema,
  ChangeCart,
  ChangeItem,
  MergeCart,
  NewCartSchema,
} from './wire.ts';

export const cartRoutes = newRouter();

const answers = {
  200: jsonResponse(CartSchema, 'The cart.'),
  400: problemResponse('Bad input, naming the field.'),
  404: problemResponse('No such SKU, or no such line in this cart.'),
  409: problemResponse('The stock or the coupon does not allow it.'),
  422: problemResponse('The Idempotency-Key was used with another body.'),
};
const LineParam = z.object({ line_id: SkuSchema });

/** What a cart is priced by for who asks. */
const termsFor = async (c: Context<AppEnv>, market: Market): Promise<CartTerms> => ({
  market,
  prices: await salePricesOf(c),
});

/** What a refused change is answered with. */
function refused(c: Context<AppEnv>, refusal: CartUseRefusal) {
  switch (refusal.reason) {
    case 'out_of_stock': {
      const { sku, available } = refusal;
      const detail =
        available === 0 ? `${sku} is sold out.` : `Only ${available} of ${sku} can be had.`;
      return problem(c, 409, 'out_of_stock', detail, { sku, available });
    }
    case 'quantity_too_large':
      return invalidFields(c, [{ pointer: '/quantity', detail: `At most ${refusal.most} a line` }]);
    case 'too_many_lines':
      return problem(c, 409, 'too_many_lines', `A cart holds at most ${refusal.most} lines.`);
    case 'unknown_line':
      return problem(c, 404, 'unknown_line', 'This cart has no such line.');
    case 'unknown_sku':
      return problem(c, 404, 'unknown_sku', `There is no ${refusal.sku} for sale.`, {
        errors: [{ pointer: '/sku', detail: 'Unknown SKU' }],
      });
    case 'key_reused':
      return keyReused(c);
    case 'coupon_unknown':
    case 'coupon_not_started':
    case 'coupon_expired':
    case 'coupon_minimum':
    case 'coupon_not_combinable':
      return problem(c, 409, refusal.reason, refusalText(refusal), {
        errors: [{ pointer: '/code', detail: refusalText(refusal) }],
      });
  }
}

function answered(c: Context<AppEnv>, answer: CartUseAnswer) {
  if (!answer.ok) return refused(c, answer);
  if (answer.replayed) markReplayed(c);
  return c.json(answer.view, 200);
}

cartRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/cart',
    summary: 'A new cart, for clients without cookies',
    responses: { 201: jsonResponse(NewCartSchema, 'The empty cart and its token.') },
  }),
  async (c) => {
    const cart = newCartToken(c.get('services').tokenKeys);
    tellCartToken(c, cart);
    const market = marketOf(undefined);
    if (market === null) throw new Error('there is a default market');
    const view = await c.get('services').cart.view(cart.id, { market, prices: [] });
    return c.json({ ...view, token: cart.token }, 201);
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/cart',
    summary: 'The cart',
    request: { query: MarketQuery },
    responses: { 200: answers[200], 400: answers[400] },
  }),
  async (c) => {
    const cart = (await requestCart(c)) ?? newCartToken(c.get('services').tokenKeys);
    const terms = await termsFor(c, c.req.valid('query').market);
    return c.json(await c.get('services').cart.view(cart.id, terms), 200);
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/cart',
    summary: "Change the cart's market",
    request: {
      body: { required: true, content: { 'application/json': { schema: ChangeCart } } },
    },
    responses: { 200: answers[200], 400: answers[400] },
  }),
  async (c) => {
    const market = marketOf(c.req.valid('json').market);
    if (market === null)
      return invalidFields(c, [{ pointer: '/market', detail: 'Unknown market' }]);
    const { id } = await requestCartOrNew(c);
    return c.json(await c.get('services').cart.view(id, await termsFor(c, market)), 200);
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/cart/items',
    summary: 'Add a SKU to the cart',
    request: {
      query: MarketQuery,
      body: { required: true, content: { 'application/json': { schema: AddItem } } },
    },
    responses: answers,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const { cart } = c.get('services');
    const { id } = await requestCartOrNew(c);
    const terms = await termsFor(c, c.req.valid('query').market);
    return answered(c, await cart.add(id, terms, c.req.valid('json'), key));
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/cart/items/{line_id}',
    summary: 'Change the quantity of a line',
    request: {
      query: MarketQuery,
      params: LineParam,
      body: { required: true, content: { 'application/json': { schema: ChangeItem } } },
    },
    responses: answers,
  }),
  async (c) => {
    const token = await requestCart(c);
    if (token === null) return refused(c, { reason: 'unknown_line' });
    const item = { sku: c.req.valid('param').line_id, quantity: c.req.valid('json').quantity };
    const terms = await termsFor(c, c.req.valid('query').market);
    return answered(c, await c.get('services').cart.setQuantity(token.id, terms, item));
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/cart/items/{line_id}',
    summary: 'Take a line out of the cart',
    request: { query: MarketQuery, params: LineParam },
    responses: answers,
  }),
  async (c) => {
    const token = await requestCart(c);
    if (token === null) return refused(c, { reason: 'unknown_line' });
    const terms = await termsFor(c, c.req.valid('query').market);
    const { line_id: sku } = c.req.valid('param');
    return answered(c, await c.get('services').cart.remove(token.id, terms, sku));
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/cart/coupons',
    summary: 'Apply a coupon',
    request: {
      query: MarketQuery,
      body: { required: true, content: { 'application/json': { schema: AddCoupon } } },
    },
    responses: answers,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const { code } = c.req.valid('json');
    const { id } = await requestCartOrNew(c);
    const terms = await termsFor(c, c.req.valid('query').market);
    return answered(c, await c.get('services').cart.applyCoupon(id, terms, code, key));
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/cart/coupons/{code}',
    summary: 'Take a coupon off',
    request: { query: MarketQuery, params: z.object({ code: z.string() }) },
    responses: answers,
  }),
  async (c) => {
    const token = await requestCart(c);
    const code = asCouponCode(c.req.valid('param').code);
    if (token === null || code === null) return refused(c, { reason: 'unknown_line' });
    const terms = await termsFor(c, c.req.valid('query').market);
    return answered(c, await c.get('services').cart.removeCoupon(token.id, terms, code));
  },
);

cartRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/cart/merge',
    summary: "Take another cart's lines over",
    request: {
      query: MarketQuery,
      body: { required: true, content: { 'application/json': { schema: MergeCart } } },
    },
    responses: answers,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const { cart, tokenKeys } = c.get('services');
    const from = parseCartToken(tokenKeys, c.req.valid('json').token);
    if (from === null) return invalidFields(c, [{ pointer: '/token', detail: 'Not a cart token' }]);
    const { id } = await requestCartOrNew(c);
    if (id === from.id) return invalidFields(c, [{ pointer: '/token', detail: 'The same cart' }]);
    const terms = await termsFor(c, c.req.valid('query').market);
    return answered(c, await cart.merge(id, terms, from.id, key));
  },
);
