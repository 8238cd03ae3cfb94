/** Coupons for staff: make, list, open, change. A code is never removed, only switched off. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { sha256 } from '../platform/crypto.ts';
import type { ChangeRefusal, CreateRefusal } from './service.ts';
import { couponView } from './view.ts';
import {
  CouponChangeInput,
  CouponCodeSchema,
  CouponListSchema,
  CouponSchema,
  NewCouponInput,
  changesOfInput,
  couponOfInput,
} from './wire.ts';

export const couponAdminRoutes = newRouter();

const CodeParam = z.object({ code: CouponCodeSchema });
const invalid = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not staff.');
const notFound = problemResponse('No such coupon.');

function refused(c: Context<AppEnv>, refusal: CreateRefusal | ChangeRefusal) {
  switch (refusal.reason) {
    case 'code_taken':
      return problem(c, 409, 'coupon_exists', `There is a coupon ${refusal.code} already.`, {
        errors: [{ pointer: '/code', detail: 'This code is taken' }],
      });
    case 'ends_before_start':
      return invalidFields(c, [{ pointer: '/ends_at', detail: 'Ends before it starts' }]);
    case 'unknown_coupon':
      return problem(c, 404, 'unknown_coupon', 'There is no such coupon.');
    case 'key_reused':
      return keyReused(c);
  }
}

couponAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/coupons',
    summary: 'Make a coupon',
    request: {
      body: { required: true, content: { 'application/json': { schema: NewCouponInput } } },
    },
    responses: {
      201: jsonResponse(CouponSchema, 'The coupon.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: problemResponse('The code is taken.'),
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const given = await idempotencyKeyOf(c);
    if (given === 'invalid') return keyRequired(c);
    const key = given === null ? null : { ...given, key: sha256(`coupons\n${given.key}`) };
    const made = await c
      .get('services')
      .couponAdmin.create(couponOfInput(c.req.valid('json')), key);
    if (!made.ok) return refused(c, made);
    if (made.value.replayed) markReplayed(c);
    return c.json(couponView(made.value.coupon), 201);
  },
);

couponAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/coupons',
    summary: 'Coupons, newest first, with the uses of limited ones',
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
        cursor: z.string().max(500).optional(),
      }),
    },
    responses: {
      200: jsonResponse(CouponListSchema, 'One page.'),
      400: invalid,
      401: unauthorized,
    },
  }),
  async (c) => {
    const { limit, cursor = null } = c.req.valid('query');
    const page = await c.get('services').couponAdmin.list(limit, cursor);
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json({ items: page.items.map(couponView), next_cursor: page.next_cursor }, 200);
  },
);

couponAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/coupons/{code}',
    summary: 'Open a coupon',
    request: { params: CodeParam },
    responses: {
      200: jsonResponse(CouponSchema, 'The coupon.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
    },
  }),
  async (c) => {
    const coupon = await c.get('services').couponAdmin.find(c.req.valid('param').code);
    if (coupon === null) return problem(c, 404, 'unknown_coupon', 'There is no such coupon.');
    return c.json(couponView(coupon), 200);
  },
);

couponAdminRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/admin/coupons/{code}',
    summary: 'Change when, for whom and whether a coupon holds',
    request: {
      params: CodeParam,
      body: { required: true, content: { 'application/json': { schema: CouponChangeInput } } },
    },
    responses: {
      200: jsonResponse(CouponSchema, 'The coupon as it is now.'),
      400: invalid,
      401: unauthorized,
      404: notFound,
      409: problemResponse('The code is taken.'),
      422: problemResponse('The Idempotency-Key was used with another body.'),
    },
  }),
  async (c) => {
    const { code } = c.req.valid('param');
    const changes = changesOfInput(c.req.valid('json'));
    const changed = await c.get('services').couponAdmin.change(code, changes);
    return changed.ok ? c.json(couponView(changed.value), 200) : refused(c, changed);
  },
);
