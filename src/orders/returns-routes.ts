/** Returns (api.md): asked for by the buyer, approved, received and refused by staff. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { orderOf } from '../http/order-access.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { ReturnRefusal } from './returns.ts';
import { unknownOrder } from './routes.ts';
import { OrderParam, OrderSchema, ReturnChangeInput, ReturnInput } from './wire.ts';

export const returnRoutes = newRouter();
export const returnAdminRoutes = newRouter();

function returnRefused(
  c: Context<AppEnv>,
  refusal: ReturnRefusal | { reason: 'unknown_order' } | { reason: 'key_reused' },
) {
  switch (refusal.reason) {
    case 'not_returnable':
      return problem(c, 409, 'not_returnable', 'Nothing of this order can be sent back.');
    case 'unknown_line':
      return invalidFields(c, [{ pointer: '/lines', detail: `No line ${refusal.lineId}` }]);
    case 'too_many_units': {
      const detail = `Only ${refusal.left} of ${refusal.lineId} can be sent back.`;
      return problem(c, 409, 'too_many_units', detail, { left: refusal.left });
    }
    case 'return_window_over': {
      const until = rfc3339(refusal.endedAt);
      const detail = `The time to send ${refusal.lineId} back ended at ${until}.`;
      return problem(c, 409, 'return_window_over', detail, { until });
    }
    case 'too_many_returns':
      return problem(c, 409, 'too_many_returns', 'This order has its most returns.');
    case 'unknown_return':
      return problem(c, 404, 'unknown_return', 'This order has no such return.');
    case 'nothing_received':
      return problem(c, 409, 'nothing_received', 'Refuse a return of which nothing has arrived.');
    case 'illegal_return_move': {
      const detail = `A return does not go from ${refusal.from} to ${refusal.to}.`;
      return problem(c, 409, 'illegal_move', detail, { from: refusal.from, to: refusal.to });
    }
    case 'unknown_order':
      return unknownOrder(c);
    case 'key_reused':
      return keyReused(c);
  }
}

returnRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/orders/{id}/returns',
    summary: 'Ask to send goods back that have been shipped',
    request: {
      params: z.object({ id: z.string() }),
      body: { required: true, content: { 'application/json': { schema: ReturnInput } } },
    },
    responses: {
      200: jsonResponse(OrderSchema, 'The order, with its new return.'),
      400: problemResponse('Bad input, naming the field.'),
      404: problemResponse('No such order, or not yours.'),
      409: problemResponse(
        'So many units of it were not shipped, are sent back already, or their time is over.',
      ),
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const id = await orderOf(c, c.req.valid('param').id);
    if (id === null) return unknownOrder(c);
    const lines = c.req.valid('json').lines.map(({ line_id: lineId, quantity, reason }) => ({
      lineId,
      quantity,
      reason,
    }));
    const answer = await c.get('services').orders.askReturn(id, { lines }, key);
    if (!answer.ok) return returnRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);

returnAdminRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/admin/orders/{id}/returns/{return}',
    summary: 'Approve, receive or refuse a return; received, it is restocked and paid back',
    request: {
      params: OrderParam.extend({ return: z.string().max(64) }),
      body: { required: true, content: { 'application/json': { schema: ReturnChangeInput } } },
    },
    responses: {
      200: jsonResponse(OrderSchema, 'The order. The same change again changes nothing.'),
      400: problemResponse('Bad input, naming the field.'),
      401: problemResponse('Not staff.'),
      404: problemResponse('No such order or return.'),
      409: problemResponse('Its state does not allow it.'),
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const { id, return: returned } = c.req.valid('param');
    const { status, note = null, lines, warehouse = null } = c.req.valid('json');
    const arrived = lines?.map(({ line_id: lineId, restocked, scrapped }) => ({
      lineId,
      restocked,
      scrapped,
    }));
    const change = { status, note, lines: arrived ?? null, warehouse };
    const answer = await c.get('services').orders.changeReturn(id, returned, change);
    return answer.ok ? c.json(answer.value, 200) : returnRefused(c, answer);
  },
);
