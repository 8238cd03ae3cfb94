/** Quote and checkout (api.md). */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { CAPTCHA_HEADER, captchaRequired, judgeGuest, letsOn } from '../http/captcha.ts';
import { requestCart } from '../http/cart-session.ts';
import { newRouter } from '../http/app-env.ts';
import { limitOrders } from '../http/guards.ts';
import {
  idempotencyKeyOf,
  keyInUse,
  keyRequired,
  keyReused,
  markReplayed,
} from '../http/idempotency.ts';
import { MarketQuery } from '../http/market.ts';
import {
  invalidFields,
  jsonResponse,
  problem,
  problemResponse,
  tryAgain,
} from '../http/problem.ts';
import { buyerOfRequest } from '../http/order-access.ts';
import { passesOf, salePricesOf, visitorIdOf } from '../http/waiting.ts';
import { orderTokenOf, rememberOrder } from '../http/tokens.ts';
import type { Address } from '../orders/order.ts';
import type { PlaceRefusal } from '../orders/port.ts';
import type { EntryRefusal } from '../orders/sale-entry.ts';
import type { CheckoutRefusal } from './service.ts';
import type { AddressInput } from './wire.ts';
import { CheckoutRequest, CheckoutSchema, QuoteRequest, QuoteSchema } from './wire.ts';

export const checkoutRoutes = newRouter();

const refusals = {
  400: problemResponse('Bad input, naming the field; or no Idempotency-Key.'),
  402: problemResponse('The payment provider refused to take this payment.'),
  409: problemResponse(
    'Out of stock, price changed, order in payment, coupon refused, cart empty.',
  ),
  422: problemResponse('The Idempotency-Key was used with another body.'),
  429: problemResponse('Too many orders from one address.'),
  503: problemResponse('A part of the shop is away, or asked too much (`overloaded`).'),
};

const OVERLOADED = 'Too many order this at once; nothing was bought. Order again, with a new key.';

/** What a checkout that was not placed is answered with. */
export function checkoutRefused(c: Context<AppEnv>, refusal: CheckoutRefusal) {
  switch (refusal.reason) {
    case 'cart_empty':
      return problem(c, 409, 'cart_empty', 'The cart is empty.');
    case 'not_delivered':
      return invalidFields(c, [
        { pointer: '/shipping_address/country', detail: `We do not deliver to ${refusal.country}` },
      ]);
    case 'unknown_shipping_method':
      return invalidFields(c, [
        { pointer: '/shipping_method', detail: `There is no method ${refusal.method} here` },
      ]);
    case 'quote_invalid':
      return invalidFields(c, [{ pointer: '/quote_id', detail: 'Not a quote of ours' }]);
    case 'not_for_sale':
      return problem(c, 409, 'out_of_stock', 'Some lines are no longer for sale.', {
        lines: refusal.lines,
      });
    case 'price_changed':
      return problem(c, 409, 'price_changed', 'The total is no longer what you were told.', {
        quote: refusal.quote,
      });
    case 'order_in_payment':
      return problem(c, 409, 'order_in_payment', 'Another order of this cart is being paid.', {
        order: refusal.order,
      });
    case 'waiting_room':
      return problem(c, 403, 'waiting_room', 'A sale sells this to who its waiting room let in.', {
        sale: refusal.sale,
      });
    case 'pass_over':
      return problem(c, 403, 'pass_over', 'This pass is over: claim another, if it is your turn.');
    case 'pass_of_another':
      return problem(c, 403, 'pass_of_another', 'This pass was given to somebody else.');
    case 'overloaded':
      return tryAgain(c, OVERLOADED, 'overloaded');
    case 'catalogue_unavailable':
      return tryAgain(
        c,
        'Prices cannot be looked up right now; nothing was done.',
        'catalogue_unavailable',
      );
  }
}

/** What an order is answered with that a sale did not let in. */
function notAdmitted(c: Context<AppEnv>, why: EntryRefusal) {
  switch (why) {
    case 'waiting_room':
      return problem(c, 403, why, 'A sale sells this to who its waiting room let in.');
    case 'pass_used':
      return problem(c, 403, why, 'This pass was used for another order.');
    case 'sale_limit':
      return problem(c, 409, why, 'More than one buyer, or one address, may have in this sale.');
  }
}

/** What a placed order that came to nothing is answered with. */
export function placeRefused(c: Context<AppEnv>, refusal: PlaceRefusal) {
  switch (refusal.reason) {
    case 'key_reused':
      return keyReused(c);
    case 'still_running':
      return keyInUse(c);
    case 'superseded':
      return problem(c, 409, 'order_superseded', 'A later order of this cart took its place.');
    case 'out_of_stock':
      return problem(c, 409, 'out_of_stock', 'Not everything is in stock any more.', {
        lines: refusal.lines,
      });
    case 'coupon_refused':
      return problem(c, 409, 'coupon_refused', `The code ${refusal.code} cannot be used.`, {
        code: refusal.code,
        why: refusal.why,
      });
    case 'not_admitted':
      return notAdmitted(c, refusal.why);
    case 'overloaded':
      return tryAgain(c, OVERLOADED, 'overloaded');
    case 'payment_refused':
      return problem(c, 402, 'payment_refused', 'The provider refused to take this payment.');
  }
}

/** An address as the shop keeps it. */
export const addressOf = (input: z.output<typeof AddressInput>): Address => ({
  name: input.name,
  line1: input.line1,
  line2: input.line2,
  city: input.city,
  region: input.region,
  postalCode: input.postal_code,
  country: input.country,
});

checkoutRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/checkout/quote',
    summary: 'What the cart would cost, delivered',
    request: {
      query: MarketQuery,
      body: { required: true, content: { 'application/json': { schema: QuoteRequest } } },
    },
    responses: {
      200: jsonResponse(QuoteSchema, 'The quote.'),
      403: problemResponse('Not for this route.'),
      ...refusals,
    },
  }),
  async (c) => {
    const cart = await requestCart(c);
    const { market } = c.req.valid('query');
    const { shipping_address: address, shipping_method: method } = c.req.valid('json');
    if (cart === null) return checkoutRefused(c, { reason: 'cart_empty' });
    const delivery = { country: address?.country ?? market.country, method: method ?? null };
    const quote = await c
      .get('services')
      .checkout.quote(cart.id, { market, prices: await salePricesOf(c) }, delivery);
    return quote.ok ? c.json(quote.value, 200) : checkoutRefused(c, quote);
  },
);

checkoutRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/checkout',
    summary: 'Place the order of a cart',
    middleware: [limitOrders] as const,
    request: {
      query: MarketQuery,
      body: { required: true, content: { 'application/json': { schema: CheckoutRequest } } },
    },
    responses: {
      201: jsonResponse(CheckoutSchema, 'The order and how to pay it.'),
      403: problemResponse('A captcha is asked for, or the pass of a waiting room.'),
      ...refusals,
    },
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === null || key === 'invalid') return keyRequired(c);
    const cart = await requestCart(c);
    if (cart === null) return checkoutRefused(c, { reason: 'cart_empty' });
    // A token counts once, but a request that is sent again under its key is the same attempt.
    const attempt = `${cart.id} ${key.key}`;
    const verdict = await judgeGuest(c, c.req.header(CAPTCHA_HEADER), attempt);
    if (!letsOn(verdict)) return captchaRequired(c, 'checkout');
    const input = c.req.valid('json');
    const { checkout, tokenKeys } = c.get('services');
    const placed = await checkout.place({
      cart,
      market: c.req.valid('query').market,
      ...key,
      email: input.email,
      buyer: await buyerOfRequest(c),
      address: addressOf(input.shipping_address),
      billingAddress: input.billing_address ? addressOf(input.billing_address) : null,
      shippingMethod: input.shipping_method ?? null,
      quoteId: input.quote_id ?? null,
      expectedTotal: input.expected_total ?? null,
      visitor: visitorIdOf(c),
      passes: passesOf(c),
    });
    if (placed.kind === 'refused') return checkoutRefused(c, placed);
    if (placed.answer.replayed) markReplayed(c);
    if (!placed.answer.ok) return placeRefused(c, placed.answer);
    rememberOrder(c, placed.id);
    const { order, payment } = placed.answer.value;
    return c.json({ order: { ...order, token: orderTokenOf(tokenKeys, placed.id) }, payment }, 201);
  },
);
