/** Sellers for staff, and what a seller sees and does of their own (api.md). */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { tellDone } from '../http/act-log.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { shipmentChangeOf, shipmentOf, shipmentRefused } from '../orders/shipping-routes.ts';
import { unknownOrder } from '../orders/routes.ts';
import { NewShipmentInput, ShipmentChangeInput } from '../orders/wire.ts';
import { payoutRoutes } from './payout-routes.ts';
import { commissionOf, sellerView } from './view.ts';
import {
  listOf,
  NewSellerInput,
  OwnOrderParam,
  OwnOrderSchema,
  OwnShipmentParam,
  SellerChangeInput,
  SellerInvitationInput,
  SellerParam,
  SellerSchema,
} from './wire.ts';

export const sellerRoutes = newRouter();
sellerRoutes.route('/', payoutRoutes);

const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const one = jsonResponse(SellerSchema, 'The seller.');
const bad = problemResponse('Bad input, naming the field.');
const missing = problemResponse('There is no such seller.');
const conflict = problemResponse('Another seller has this id, or whom to invite is staff already.');
const ROOT = '/api/admin/sellers';
const otherPost = (c: Context<AppEnv>) =>
  problem(c, 409, 'other_post', 'They work in the back office already; ask an owner of the shop.');

sellerRoutes.openapi(
  createRoute({
    method: 'get',
    path: ROOT,
    summary: 'Who sells in the shop beside its own house',
    responses: { 200: jsonResponse(listOf(SellerSchema), 'By id.') },
  }),
  async (c) => {
    const items = (await c.get('services').selling.sellers.list()).map(sellerView);
    return c.json({ items, next_cursor: null }, 200);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'post',
    path: ROOT,
    summary: 'Take in a seller; with an e-mail address, somebody is invited to sell for them',
    request: { body: body(NewSellerInput) },
    responses: { 201: one, 400: bad, 409: conflict },
  }),
  async (c) => {
    const { id, name, commission_percent: percent, email } = c.req.valid('json');
    const { selling } = c.get('services');
    const seller = { id, name, commission: commissionOf(percent), createdAt: Date.now() };
    const taken = await selling.takeIn(seller, email);
    if (!taken.ok) {
      return taken.reason === 'other_post'
        ? otherPost(c)
        : problem(c, 409, 'seller_exists', 'There is a seller of this id.');
    }
    await tellDone(c, { account: taken.value.account });
    return c.json(sellerView(seller), 201);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/{seller}`,
    summary: 'A seller',
    request: { params: SellerParam },
    responses: { 200: one, 404: missing },
  }),
  async (c) => {
    const found = await c.get('services').selling.sellers.find(c.req.valid('param').seller);
    if (found === null) return problem(c, 404, 'unknown_seller', 'There is no such seller.');
    return c.json(sellerView(found), 200);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'patch',
    path: `${ROOT}/{seller}`,
    summary: 'Change a seller; a new commission holds for what is sold from now on',
    request: { params: SellerParam, body: body(SellerChangeInput) },
    responses: { 200: one, 400: bad, 404: missing },
  }),
  async (c) => {
    const { name, commission_percent: percent } = c.req.valid('json');
    if (name === undefined && percent === undefined) {
      return invalidFields(c, [{ pointer: '', detail: 'Nothing to change' }]);
    }
    const changed = await c.get('services').selling.change(c.req.valid('param').seller, {
      ...(name === undefined ? {} : { name }),
      ...(percent === undefined ? {} : { commission: commissionOf(percent) }),
    });
    if (!changed.ok) return problem(c, 404, changed.reason, 'There is no such seller.');
    return c.json(sellerView(changed.value), 200);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/{seller}/invitations`,
    summary: 'Invite somebody by mail to sell for a seller',
    request: { params: SellerParam, body: body(SellerInvitationInput) },
    responses: {
      ...{ 202: { description: 'The letter is on its way.' }, 400: bad, 404: missing },
      409: problemResponse('They are staff already: `other_post`.'),
    },
  }),
  async (c) => {
    const { selling } = c.get('services');
    const { seller } = c.req.valid('param');
    if ((await selling.sellers.find(seller)) === null) {
      return problem(c, 404, 'unknown_seller', 'There is no such seller.');
    }
    const invited = await selling.invite(seller, c.req.valid('json').email);
    if (!invited.ok) return otherPost(c);
    await tellDone(c, { account: invited.value.account });
    return c.body(null, 202);
  },
);

const order = jsonResponse(OwnOrderSchema, 'What of the order is the seller’s.');
const noOrder = problemResponse('No order with lines of this seller.');
const shipping = {
  ...{ 200: order, 400: bad, 404: noOrder },
  409: problemResponse('Its state does not allow it.'),
  422: problemResponse('The Idempotency-Key was used with another body.'),
};

sellerRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/{seller}/orders/{id}`,
    summary: 'What of an order is the seller’s: lines, address, shipments',
    request: { params: OwnOrderParam },
    responses: { 200: order, 400: bad, 404: noOrder },
  }),
  async (c) => {
    const { seller, id } = c.req.valid('param');
    const found = await c.get('services').selling.order(seller, id);
    return found === null ? unknownOrder(c) : c.json(found, 200);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/{seller}/orders/{id}/shipments`,
    summary: 'Start a shipment of some or all of the seller’s lines',
    request: { params: OwnOrderParam, body: body(NewShipmentInput) },
    responses: shipping,
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const { seller, id } = c.req.valid('param');
    const request = shipmentOf(c.req.valid('json'));
    const answer = await c.get('services').selling.ship(seller, id, request, key);
    if (!answer.ok) return shipmentRefused(c, answer);
    if (answer.replayed) markReplayed(c);
    return c.json(answer.value, 200);
  },
);

sellerRoutes.openapi(
  createRoute({
    method: 'patch',
    path: `${ROOT}/{seller}/orders/{id}/shipments/{shipment}`,
    summary: 'Move a shipment of the seller’s on: packed, shipped, delivered, lost',
    request: { params: OwnShipmentParam, body: body(ShipmentChangeInput) },
    responses: shipping,
  }),
  async (c) => {
    const { seller, id, shipment } = c.req.valid('param');
    const change = shipmentChangeOf(c.req.valid('json'));
    const answer = await c.get('services').selling.changeShipment(seller, id, shipment, change);
    return answer.ok ? c.json(answer.value, 200) : shipmentRefused(c, answer);
  },
);
