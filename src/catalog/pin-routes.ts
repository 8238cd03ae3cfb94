/** Which products come first in a category, for staff. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problemResponse } from '../http/problem.ts';
import { MAX_PINS } from './pins.ts';
import type { Product } from './product.ts';

/** A slug of the whole path; empty for the whole shop. */
const category = z.string().max(500);

const PinsSchema = z
  .object({
    category,
    products: z.array(z.object({ id: z.string(), external_id: z.string(), title: z.string() })),
  })
  .openapi('Pins');

const viewOf = (slug: string, products: readonly Product[]) => ({
  category: slug,
  products: products.map(({ id, externalId, title }) => ({ id, external_id: externalId, title })),
});

const answers = {
  200: jsonResponse(PinsSchema, 'The products that come first, in order.'),
  400: problemResponse('A field is not valid; `errors` names each.'),
};

export const pinRoutes = newRouter();

pinRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/pins',
    summary: 'What comes first in a category; without one, in the whole shop.',
    request: { query: z.object({ category: category.default('') }) },
    responses: answers,
  }),
  async (c) => {
    const slug = c.req.valid('query').category;
    return c.json(viewOf(slug, await c.get('services').pins.list(slug)), 200);
  },
);

pinRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/api/admin/pins',
    summary: 'Put products first in a category, in this order, and no others.',
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.strictObject({ category, products: z.array(z.string()).max(MAX_PINS) }),
          },
        },
      },
    },
    responses: answers,
  }),
  async (c) => {
    const { category: slug, products } = c.req.valid('json');
    const set = await c.get('services').pins.set(slug, products);
    return set.ok ? c.json(viewOf(slug, set.value), 200) : invalidFields(c, set.errors);
  },
);
