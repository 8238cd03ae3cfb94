/** A buyer's own order (api.md): by the order's token or cookie, else 404. */
import { createRoute, z } from '@hono/zod-openapi';
import { orNull } from '../http/absent-schema.ts';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { signedIn, signInFirst } from '../http/session.ts';
import { orderOf, provedBuyer } from '../http/order-access.ts';
import type { CancelRefusal } from './saga-commands.ts';
import { ownOrder } from './listing.ts';
import { OrderPageQuery, OrderSchema, OwnOrdersSchema, PaymentSchema } from './wire.ts';

export const orderRoutes = newRouter();

const IdParam = z.object({ id: z.string() });
const TokenQuery = z.object({ token: z.string().optional() });
const notFound = problemResponse('No such order, or not yours.');

/** 404 for an order that is not there or not the caller's: the two look the same. */
export const unknownOrder = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_order', 'There is no such order, or it is not yours.');

/** What a refused cancellation is answered with. */
export function cancelRefused(
  c: Context<AppEnv>,
  refusal: CancelRefusal | { reason: 'unknown_order' } | { reason: 'key_reused' },
) {
  switch (refusal.reason) {
    case 'in_payment':
      return problem(c, 409, 'order_in_payment', 'The payment is being taken; try again shortly.');
    case 'already_shipped':
      return problem(c, 409, 'already_shipped', 'The order is on its way; send it back instead.');
    case 'needs_attention':
      return problem(c, 409, 'needs_attention', 'Our staff is looking at this order.');
    case 'unknown_order':
      return unknownOrder(c);
    case 'key_reused':
      return keyReused(c);
  }
}

orderRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/orders',
    summary: "The account's orders, newest first",
    description: 'Those placed with its proved e-mail address, as a guest too.',
    request: { query: OrderPageQuery },
    responses: {
      200: jsonResponse(OwnOrdersSchema, 'A page of orders.'),
      400: problemResponse('A cursor that is none of ours.'),
      401: problemResponse('Not signed in.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { limit, cursor } = c.req.valid('query');
    const buyer = provedBuyer(c, signed.facts);
    const { orderList } = c.get('services');
    const page =
      buyer === null
        ? { items: [], next_cursor: null }
        : await orderList.ofBuyer(buyer, { limit, cursor: cursor ?? null });
    if (page === null) return invalidFields(c, [{ pointer: '/cursor', detail: 'Unknown cursor' }]);
    return c.json({ ...page, items: page.items.map(ownOrder) }, 200);
  },
);

orderRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/orders/{id}',
    summary: 'An order',
    request: { params: IdParam, query: TokenQuery },
    responses: { 200: jsonResponse(OrderSchema, 'The order.'), 404: notFound },
  }),
  async (c) => {
    const id = await orderOf(c, c.req.valid('param').id);
    const found = id === null ? null : await c.get('services').orders.view(id);
    return found === null ? unknownOrder(c) : c.json(found.order, 200);
  },
);

orderRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/orders/{id}/payment',
    summary: 'How to pay an order, to resume',
    request: { params: IdParam },
    responses: {
      200: jsonResponse(orNull(PaymentSchema), 'The payment; null when there is none.'),
      400: problemResponse('No Idempotency-Key.'),
      404: notFound,
    },
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === null || key === 'invalid') return keyRequired(c);
    const id = await orderOf(c, c.req.valid('param').id);
    const found = id === null ? null : await c.get('services').orders.resolvePayment(id);
    return found === null ? unknownOrder(c) : c.json(found.payment, 200);
  },
);

orderRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/orders/{id}/cancel',
    summary: 'Cancel an order that has not left yet',
    request: { params: IdParam },
    responses: {
      200: jsonResponse(OrderSchema, 'The cancelled order.'),
      400: problemResponse('A malformed Idempotency-Key.'),
      404: notFound,
      409: problemResponse('It is being paid, or has been shipped.'),
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const id = await orderOf(c, c.req.valid('param').id);
    if (id === null) return unknownOrder(c);
    const answer = await c.get('services').orders.cancel(id, 'cancelled_by_buyer', key);
    if (!answer.ok) return cancelRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);
