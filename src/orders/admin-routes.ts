/** Orders for staff (api.md): list, open, cancel, refund. */
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem } from '../http/problem.ts';
import type { RefundRefusal } from './refunds.ts';
import { returnAdminRoutes } from './returns-routes.ts';
import { cancelRefused, unknownOrder } from './routes.ts';
import { shippingRoutes, STAFF_ANSWERS, unitsOf } from './shipping-routes.ts';
import type { Common } from './shipping-routes.ts';
import { orderSummary } from './listing.ts';
import type { ClearRefusal } from './saga-commands.ts';
import {
  ClearanceInput,
  OrderListQuery,
  OrderListSchema,
  OrderParam,
  OrderSchema,
  RefundInput,
  StaffOrderSchema,
} from './wire.ts';

export const orderAdminRoutes = newRouter();
orderAdminRoutes.route('/', returnAdminRoutes);
orderAdminRoutes.route('/', shippingRoutes);

function refundRefused(c: Context<AppEnv>, refusal: RefundRefusal | Common) {
  switch (refusal.reason) {
    case 'nothing_captured':
      return problem(c, 409, 'nothing_captured', 'Nothing was captured for this order.');
    case 'nothing_to_refund':
      return problem(c, 409, 'nothing_to_refund', 'These units cost the buyer nothing.');
    case 'unknown_line':
      return invalidFields(c, [{ pointer: '/lines', detail: `No line ${refusal.lineId}` }]);
    case 'too_many_units': {
      const detail = `Only ${refusal.left} of ${refusal.lineId} are left to refund.`;
      return problem(c, 409, 'too_many_units', detail, { left: refusal.left });
    }
    case 'refund_too_much':
      return problem(c, 409, 'refund_too_much', 'More than is left to refund.', {
        refundable: refusal.refundable,
      });
    case 'refund_pending':
      return problem(c, 409, 'refund_pending', 'Another refund of this order is under way.');
    case 'unknown_order':
      return unknownOrder(c);
    case 'key_reused':
      return keyReused(c);
  }
}

function clearRefused(c: Context<AppEnv>, refusal: ClearRefusal | Common) {
  switch (refusal.reason) {
    case 'needs_decision':
      return problem(c, 409, 'needs_decision', 'This order has stopped: only cancelling ends it.');
    case 'attention_changed': {
      const { attention } = refusal;
      const detail = 'Something else has come up since: look again.';
      return problem(c, 409, 'attention_changed', detail, { attention });
    }
    case 'unknown_order':
      return unknownOrder(c);
    case 'key_reused':
      return keyReused(c);
  }
}

orderAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/orders',
    summary: 'Orders, newest first; a copy that follows within seconds',
    request: { query: OrderListQuery },
    responses: {
      200: jsonResponse(OrderListSchema, 'One page.'),
      400: STAFF_ANSWERS[400],
      401: STAFF_ANSWERS[401],
    },
  }),
  async (c) => {
    const { status = null, q = null, cursor = null, limit } = c.req.valid('query');
    const page = await c.get('services').orderList.list({ status, q, cursor, limit });
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json({ items: page.items.map(orderSummary), next_cursor: page.next_cursor }, 200);
  },
);

orderAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/orders/{id}',
    summary: 'Open an order: with its books, disputes and what needs attention',
    request: { params: OrderParam },
    responses: {
      ...{ 400: STAFF_ANSWERS[400], 401: STAFF_ANSWERS[401], 404: STAFF_ANSWERS[404] },
      200: jsonResponse(StaffOrderSchema, 'The order.'),
    },
  }),
  async (c) => {
    const found = await c.get('services').orders.forStaff(c.req.valid('param').id);
    return found === null ? unknownOrder(c) : c.json(found, 200);
  },
);

orderAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/orders/{id}/refunds',
    summary: 'Give money back: for units of lines, an amount, or all that is left',
    request: {
      params: OrderParam,
      body: { required: true, content: { 'application/json': { schema: RefundInput } } },
    },
    responses: STAFF_ANSWERS,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === null || key === 'invalid') return keyRequired(c);
    const { lines, amount, reason } = c.req.valid('json');
    const request = { lines: unitsOf(lines), amount: amount ?? null, reason };
    const answer = await c.get('services').orders.refund(c.req.valid('param').id, request, key);
    if (!answer.ok) return refundRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);

orderAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/orders/{id}/cancel',
    summary: 'Cancel an order: void what is authorised, refund what was captured',
    request: { params: OrderParam },
    responses: STAFF_ANSWERS,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const { id } = c.req.valid('param');
    const answer = await c.get('services').orders.cancel(id, 'cancelled_by_staff', key);
    if (!answer.ok) return cancelRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);

orderAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/orders/{id}/clear-attention',
    summary: 'Say that what needed attention is dealt with, and why',
    request: {
      params: OrderParam,
      body: { required: true, content: { 'application/json': { schema: ClearanceInput } } },
    },
    responses: {
      ...STAFF_ANSWERS,
      200: jsonResponse(OrderSchema, 'The order. Where nothing needs attention nothing changes.'),
    },
  }),
  async (c) => {
    const clearance = c.req.valid('json');
    const { id } = c.req.valid('param');
    const answer = await c.get('services').orders.clearAttention(id, clearance);
    return answer.ok ? c.json(answer.value, 200) : clearRefused(c, answer);
  },
);
