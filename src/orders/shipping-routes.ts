/** Shipping an order in parts, for staff; what sellers do with theirs is read and told alike. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { unknownOrder } from './routes.ts';
import type { NewShipment, ShipmentChange, ShipmentRefusal } from './shipments.ts';
import { NewShipmentInput, OrderParam, OrderSchema, ShipmentChangeInput } from './wire.ts';

export const shippingRoutes = newRouter();

/** What a command of staff's to an order is answered with. */
export const STAFF_ANSWERS = {
  200: jsonResponse(OrderSchema, 'The order.'),
  400: problemResponse('Bad input, naming the field.'),
  401: problemResponse('Not staff.'),
  404: problemResponse('No such order.'),
  409: problemResponse('Its state does not allow it.'),
  422: problemResponse('The Idempotency-Key was used with another body.'),
};

type Units = readonly { readonly line_id: string; readonly quantity: number }[];

/** Units of lines as they were sent; null for all that are left. */
export const unitsOf = (lines: Units | undefined) =>
  lines?.map((line) => ({ lineId: line.line_id, quantity: line.quantity })) ?? null;

/** A shipment as it was asked for. */
export const shipmentOf = (input: z.output<typeof NewShipmentInput>): NewShipment => ({
  lines: unitsOf(input.lines),
  warehouse: input.warehouse ?? null,
  carrier: input.carrier ?? null,
  trackingNumber: input.tracking_number ?? null,
});

/** What is new about a shipment, as it was sent. */
export const shipmentChangeOf = (input: z.output<typeof ShipmentChangeInput>): ShipmentChange => ({
  status: input.status ?? null,
  carrier: input.carrier ?? null,
  trackingNumber: input.tracking_number ?? null,
  trackingUrl: input.tracking_url ?? null,
});

/** Why an order does not even look at a command. */
export type Common = { reason: 'unknown_order' } | { reason: 'key_reused' };

/** Why an order did not ship as it was told, as HTTP. */
export function shipmentRefused(c: Context<AppEnv>, refusal: ShipmentRefusal | Common) {
  switch (refusal.reason) {
    case 'not_confirmed':
      return problem(c, 409, 'not_confirmed', 'Only a confirmed order is shipped.');
    case 'nothing_to_ship':
      return problem(c, 409, 'nothing_to_ship', 'Everything is in a shipment already.');
    case 'unknown_line':
      return invalidFields(c, [{ pointer: '/lines', detail: `No line ${refusal.lineId}` }]);
    case 'too_many_units': {
      const detail = `Only ${refusal.left} of ${refusal.lineId} are left to ship.`;
      return problem(c, 409, 'too_many_units', detail, { left: refusal.left });
    }
    case 'too_many_shipments':
      return problem(c, 409, 'too_many_shipments', 'This order has its most shipments.');
    case 'unknown_shipment':
      return problem(c, 404, 'unknown_shipment', 'This order has no such shipment.');
    case 'illegal_move': {
      const detail = `A shipment does not go from ${refusal.from} to ${refusal.to}.`;
      return problem(c, 409, 'illegal_move', detail, { from: refusal.from, to: refusal.to });
    }
    case 'unknown_order':
      return unknownOrder(c);
    case 'key_reused':
      return keyReused(c);
  }
}

shippingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/orders/{id}/shipments',
    summary: 'Start a shipment of some or all lines',
    request: {
      params: OrderParam,
      body: { required: true, content: { 'application/json': { schema: NewShipmentInput } } },
    },
    responses: STAFF_ANSWERS,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const request = shipmentOf(c.req.valid('json'));
    const answer = await c.get('services').orders.ship(c.req.valid('param').id, request, key);
    if (!answer.ok) return shipmentRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);

shippingRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/admin/orders/{id}/shipments/{shipment}',
    summary: 'Move a shipment on: packed, shipped, delivered, lost',
    request: {
      params: OrderParam.extend({ shipment: z.string().max(64) }),
      body: { required: true, content: { 'application/json': { schema: ShipmentChangeInput } } },
    },
    responses: STAFF_ANSWERS,
  }),
  async (c) => {
    const { id, shipment } = c.req.valid('param');
    const change = shipmentChangeOf(c.req.valid('json'));
    const answer = await c.get('services').orders.changeShipment(id, shipment, change);
    return answer.ok ? c.json(answer.value, 200) : shipmentRefused(c, answer);
  },
);
