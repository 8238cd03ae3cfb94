/** Sales for staff: schedule, list, open, change, act, invite (api.md). */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { required } from '../kernel/assert.ts';
import { asSaleId } from '../kernel/ids.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { randomId, sha256 } from '../platform/crypto.ts';
import { faultOf } from './faults.ts';
import type { SaleRefusal } from './faults.ts';
import { SALE_ACTS } from './sale.ts';
import { listedView, saleView } from './view.ts';
import {
  changeOfInput,
  InvitationsSchema,
  InviteInput,
  NewSaleInput,
  SaleChangeInput,
  SaleIdSchema,
  SaleListSchema,
  saleOfInput,
  SaleSchema,
} from './wire.ts';

export const saleAdminRoutes = newRouter();

const params = z.object({ id: SaleIdSchema });
const invalid = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not staff.');
const notFound = problemResponse('No such sale.');
const conflict = problemResponse('Not in the state for this, or its goods are in another sale.');
/** Of an id: 96 bits, beyond guessing. */
const ID_BYTES = 12;
const ID_DIGITS = 24;

const HAS_BEGUN = 'Start, draw, quantity and price change only before the start, 15 seconds ahead.';

/** What staff are answered that cannot be done. */
export function saleRefused(c: Context<AppEnv>, refusal: SaleRefusal) {
  switch (refusal.reason) {
    case 'unknown_sale':
      return problem(c, 404, 'unknown_sale', 'There is no such sale.');
    case 'wrong_state':
      return problem(c, 409, 'wrong_state', `The sale is ${refusal.status}.`, {
        status_now: refusal.status,
      });
    case 'has_begun':
      return problem(c, 409, 'has_begun', HAS_BEGUN);
    case 'sku_in_sale':
      return problem(c, 409, 'sku_in_sale', `${refusal.sku} is in another sale.`, {
        sku: refusal.sku,
        sale: refusal.sale,
      });
    case 'sale_exists':
      return keyReused(c);
    default:
      return invalidFields(c, [faultOf(refusal)]);
  }
}

saleAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/sales',
    summary: 'Schedule a sale; its SKUs are sold by its waiting room alone from its start on',
    request: {
      body: { required: true, content: { 'application/json': { schema: NewSaleInput } } },
    },
    responses: {
      201: jsonResponse(SaleSchema, 'The sale.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: conflict,
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const key = await idempotencyKeyOf(c);
    if (key === 'invalid') return keyRequired(c);
    const text = key === null ? randomId(ID_BYTES) : sha256(`sale\n${key.key}`).slice(0, ID_DIGITS);
    const id = required(asSaleId(text), 'digests and random ids are ids');
    const made = await c.get('services').sales.staff.schedule(saleOfInput(c.req.valid('json'), id));
    return made.ok ? c.json(saleView(made.value), 201) : saleRefused(c, made);
  },
);

saleAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/sales',
    summary: 'Sales, newest first',
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
        cursor: z.string().max(500).optional(),
      }),
    },
    responses: {
      200: jsonResponse(SaleListSchema, 'One page.'),
      400: invalid,
      401: unauthorized,
    },
  }),
  async (c) => {
    const { limit, cursor = null } = c.req.valid('query');
    const page = await c.get('services').sales.staff.list(limit, cursor);
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json({ items: page.items.map(listedView), next_cursor: page.next_cursor }, 200);
  },
);

saleAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/sales/{id}',
    summary: 'A sale with its live counts and their last hour',
    request: { params },
    responses: {
      200: jsonResponse(SaleSchema, 'The sale.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
    },
  }),
  async (c) => {
    const report = await c.get('services').sales.staff.report(c.req.valid('param').id);
    if (report === null) return problem(c, 404, 'unknown_sale', 'There is no such sale.');
    return c.json(saleView(report), 200);
  },
);

saleAdminRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/admin/sales/{id}',
    summary: 'Change a sale: throttle, limits, end; start, draw, quantity, price before it starts',
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: SaleChangeInput } } },
    },
    responses: {
      200: jsonResponse(SaleSchema, 'The sale as it is now.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: conflict,
      422: problemResponse('Not for this route.'),
    },
  }),
  async (c) => {
    const change = changeOfInput(c.req.valid('json'));
    const done = await c.get('services').sales.staff.change(c.req.valid('param').id, change);
    return done.ok ? c.json(saleView(done.value), 200) : saleRefused(c, done);
  },
);

saleAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/sales/{id}/{act}',
    summary: 'Open a sale before its time, pause, resume or stop it',
    request: { params: params.extend({ act: z.enum(SALE_ACTS) }) },
    responses: {
      200: jsonResponse(SaleSchema, 'The sale as it is now.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: conflict,
      422: problemResponse('Not for this route.'),
    },
  }),
  async (c) => {
    const { id, act } = c.req.valid('param');
    const done = await c.get('services').sales.staff.act(id, act);
    return done.ok ? c.json(saleView(done.value), 200) : saleRefused(c, done);
  },
);

saleAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/sale-invitations/{id}',
    summary: 'Invitations of accounts to a tier, by e-mail address, mailed if asked for',
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: InviteInput } } },
    },
    responses: {
      200: jsonResponse(InvitationsSchema, 'The words for each address.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: conflict,
      422: problemResponse('Not for this route.'),
    },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const { tier, emails, mail = false } = c.req.valid('json');
    const { staff, mailInvitations } = c.get('services').sales;
    const done = await staff.invite(id, tier, emails);
    if (!done.ok) return saleRefused(c, done);
    const mailed = mail ? await mailInvitations(id, tier, emails) : new Set<string>();
    const items = done.value.map((item) => ({ ...item, mailed: mailed.has(item.email) }));
    return c.json({ items }, 200);
  },
);
