/** Products and imports for staff. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { actingSeller } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { idempotencyKeyOf, keyReused, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { sha256 } from '../platform/crypto.ts';
import type { Exists, KeyReused, NotFound, Reply, RequestKey } from './admin.ts';
import { adminProductOf } from './admin-shapes.ts';
import { formatOf } from './bulk/job.ts';
import type { InvalidInput } from './faults.ts';
import { STATUSES } from './product.ts';
import {
  AdminListSchema,
  AdminProductSchema,
  ImportReportSchema,
  MAX_OPENING_STOCK,
  ProductRowSchema,
} from './wire.ts';

export const catalogueAdminRoutes = newRouter();

type Refusal = InvalidInput | KeyReused | NotFound | Exists;

/** Why a write was refused, as HTTP. */
function refused(c: Context<AppEnv>, failure: Refusal) {
  switch (failure.reason) {
    case 'invalid_input':
      return invalidFields(c, failure.errors);
    case 'key_reused':
      return keyReused(c);
    case 'not_found':
      return problem(c, 404, 'product_not_found', 'There is no such product.');
    case 'product_exists':
      return problem(c, 409, 'product_exists', 'There is a product with this id.', {
        product_id: failure.id,
      });
  }
}

/** The request's key bound to its route, or `invalid`. Keys are stored as digests. */
async function requestKeyOf(c: Context<AppEnv>): Promise<RequestKey | null | 'invalid'> {
  const given = await idempotencyKeyOf(c);
  if (given === null || given === 'invalid') return given;
  // Two sellers may choose the same key: neither is to be answered what the other did.
  const whose = actingSeller(c) ?? '';
  return { key: sha256(`${c.req.path}\n${given.key}\n${whose}`), fingerprint: given.fingerprint };
}

const badKey = (c: Context<AppEnv>) =>
  problem(c, 400, 'invalid_idempotency_key', 'An Idempotency-Key has 1 to 255 characters.');

function replied(c: Context<AppEnv>, reply: Reply): Response {
  if (reply.replayed) markReplayed(c);
  c.header('content-type', 'application/json');
  return c.newResponse(reply.body, reply.status === 201 ? 201 : 200);
}

const invalidBody = problemResponse('A field is not valid; `errors` names each.');
const unauthorized = problemResponse('Staff only.');
const notFound = problemResponse('There is no such product.');
const id = z.object({ id: z.string() });

const createProductRoute = createRoute({
  method: 'post',
  path: '/api/admin/products',
  summary: 'Make a product from a row of the import format.',
  request: { body: { content: { 'application/json': { schema: ProductRowSchema } } } },
  responses: {
    201: jsonResponse(AdminProductSchema, 'The product.'),
    400: invalidBody,
    401: unauthorized,
    409: problemResponse('There is a product with this id.'),
    422: problemResponse('The Idempotency-Key was used with another body.'),
  },
});

const importRoute = createRoute({
  method: 'post',
  path: '/api/admin/import',
  summary: 'Bring in up to 500 products at once; bad rows are told, the rest goes in.',
  request: {
    query: z.object({ stock: z.string().optional(), dry_run: z.string().optional() }),
    body: {
      content: {
        'application/x-ndjson': { schema: z.string() },
        'text/csv': { schema: z.string() },
      },
    },
  },
  responses: {
    200: jsonResponse(ImportReportSchema, 'What became of the rows.'),
    400: invalidBody,
    401: unauthorized,
    415: problemResponse('Neither NDJSON nor CSV.'),
    422: problemResponse('The Idempotency-Key was used with another body.'),
  },
});

for (const route of [createProductRoute, importRoute]) {
  catalogueAdminRoutes.openAPIRegistry.registerPath(route);
}

catalogueAdminRoutes.post('/api/admin/products', async (c) => {
  const key = await requestKeyOf(c);
  if (key === 'invalid') return badKey(c);
  const value: unknown = await jsonOf(c);
  const made = await c.get('services').catalogueAdmin.create(value, key, actingSeller(c));
  return made.ok ? replied(c, made.value) : refused(c, made);
});

/** The body as JSON; undefined, which no schema takes, where it is none. */
async function jsonOf(c: Context<AppEnv>): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}

type ImportParameters = { readonly defaultStock: number | null; readonly dryRun: boolean };

function importParameters(c: Context<AppEnv>): ImportParameters | null {
  const stock = c.req.query('stock') ?? '';
  const dryRun = c.req.query('dry_run') ?? 'false';
  const quantity = /^\d{1,7}$/.test(stock) ? Number(stock) : Number.NaN;
  if (stock !== '' && !(quantity <= MAX_OPENING_STOCK)) return null;
  return { defaultStock: stock === '' ? null : quantity, dryRun: !/^(false|0)$/.test(dryRun) };
}

catalogueAdminRoutes.post('/api/admin/import', async (c) => {
  const parameters = importParameters(c);
  if (parameters === null) {
    return invalidFields(c, [{ pointer: '/stock', detail: 'Expected a whole number' }]);
  }
  const format = formatOf(c.req.header('content-type') ?? '');
  if (format === null) {
    return problem(c, 415, 'unsupported_media_type', 'Send application/x-ndjson or text/csv.');
  }
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  const key = await requestKeyOf(c);
  if (key === 'invalid') return badKey(c);
  const options = { ...parameters, key, seller: actingSeller(c) };
  const done = await c.get('services').bulk.atOnce({ format, bytes }, options);
  if (done.ok) return replied(c, done.value);
  if (done.reason === 'key_reused') return refused(c, done);
  return invalidFields(c, [{ pointer: '', detail: done.detail }]);
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/admin/products',
  summary: 'All products by slug, drafts too.',
  request: {
    query: z.object({
      q: z.string().max(200).optional(),
      status: z.enum(STATUSES).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
      cursor: z
        .string()
        .transform((cursor, context) => {
          const [slug] = decodeCursor(cursor) ?? [];
          if (typeof slug === 'string') return slug;
          context.addIssue({ code: 'custom', message: 'Not a cursor of this list' });
          return z.NEVER;
        })
        .optional(),
    }),
  },
  responses: {
    200: jsonResponse(AdminListSchema, 'One page.'),
    400: invalidBody,
    401: unauthorized,
  },
});

catalogueAdminRoutes.openapi(listRoute, async (c) => {
  const { q = '', status = null, limit, cursor = null } = c.req.valid('query');
  const { search, products } = c.get('services');
  const seller = actingSeller(c);
  const ids = await search.staffFind(q, seller);
  const found = await products.page({ status, ids, seller, after: cursor, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  const next_cursor = more ? encodeCursor([last.slug]) : null;
  return c.json({ items: items.map(adminProductOf), next_cursor }, 200);
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/admin/products/{id}',
  summary: "A product by its id or the merchant's own, from the database.",
  request: { params: id },
  responses: {
    200: jsonResponse(AdminProductSchema, 'The product.'),
    401: unauthorized,
    404: notFound,
  },
});

catalogueAdminRoutes.openapi(getRoute, async (c) => {
  const product = await c.get('services').catalogueAdmin.get(c.req.valid('param').id);
  if (product === null) return problem(c, 404, 'product_not_found', 'There is no such product.');
  return c.json(adminProductOf(product), 200);
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/api/admin/products/{id}',
  summary: 'Edit a product: a JSON Merge Patch of its row.',
  request: {
    params: id,
    body: { content: { 'application/json': { schema: z.looseObject({}) } }, required: true },
  },
  responses: {
    200: jsonResponse(AdminProductSchema, 'The product as it is now.'),
    400: invalidBody,
    401: unauthorized,
    404: notFound,
    409: problemResponse('There is a product with this id.'),
    422: problemResponse('The Idempotency-Key was used with another body.'),
  },
});

catalogueAdminRoutes.openapi(patchRoute, async (c) => {
  const { catalogueAdmin } = c.get('services');
  const product = c.req.valid('param').id;
  const patched = await catalogueAdmin.patch(product, c.req.valid('json'), actingSeller(c));
  return patched.ok ? c.json(adminProductOf(patched.value), 200) : refused(c, patched);
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/admin/products/{id}',
  summary: 'Take a product out of the shop for good.',
  request: { params: id },
  responses: {
    204: { description: 'It is gone.' },
    401: unauthorized,
    404: notFound,
  },
});

catalogueAdminRoutes.openapi(removeRoute, async (c) => {
  const removed = await c.get('services').catalogueAdmin.remove(c.req.valid('param').id);
  if (!removed.ok) return problem(c, 404, 'product_not_found', 'There is no such product.');
  return c.body(null, 204);
});
