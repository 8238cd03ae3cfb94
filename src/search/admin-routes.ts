/** Search for staff: synonyms, what shoppers search for, and building the index. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { rfc3339 } from '../kernel/time.ts';
import { MAX_GROUPS } from './synonyms.ts';
import type { SynonymGroup } from './synonyms.ts';
import type { SearchState } from './state.ts';
import {
  ReportParameters,
  ReportSchema,
  StateSchema,
  SynonymInput,
  SynonymSchema,
} from './wire.ts';

export const searchAdminRoutes = newRouter();

const unauthorized = problemResponse('Staff only.');
const invalid = problemResponse('A field is not valid; `errors` names each.');

const groupView = ({ id, phrases, createdAt }: SynonymGroup) => ({
  id,
  phrases: [...phrases],
  created_at: rfc3339(createdAt),
});

const stateView = ({ building, phase, startedAt, builtAt, products, changes }: SearchState) => ({
  building: building !== null,
  phase,
  started_at: startedAt === null ? null : rfc3339(startedAt),
  built_at: builtAt === null ? null : rfc3339(builtAt),
  products,
  changes,
});

searchAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/search/synonyms',
    summary: 'Groups of words that are searched for as one',
    responses: {
      200: jsonResponse(z.object({ items: z.array(SynonymSchema) }), 'All groups.'),
      401: unauthorized,
    },
  }),
  async (c) => {
    const groups = await c.get('services').synonyms.all();
    return c.json({ items: groups.map(groupView) }, 200);
  },
);

searchAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/search/synonyms',
    summary: 'Let words be searched for as one',
    request: {
      body: { required: true, content: { 'application/json': { schema: SynonymInput } } },
    },
    responses: {
      201: jsonResponse(SynonymSchema, 'The group.'),
      400: invalid,
      401: unauthorized,
      409: problemResponse('The shop has all the groups it may.'),
    },
  }),
  async (c) => {
    const made = await c.get('services').synonyms.add(c.req.valid('json').phrases);
    if (made.ok) return c.json(groupView(made.value), 201);
    switch (made.reason) {
      case 'too_few':
        return invalidFields(c, [
          { pointer: '/phrases', detail: 'Expected two different phrases' },
        ]);
      case 'too_many':
        return problem(c, 409, 'too_many_synonyms', `A shop has at most ${MAX_GROUPS} groups.`);
    }
  },
);

searchAdminRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/admin/search/synonyms/{id}',
    summary: 'Let words be searched for by themselves again',
    request: { params: z.object({ id: z.string() }) },
    responses: {
      204: { description: 'Gone.' },
      401: unauthorized,
      404: problemResponse('There is no such group.'),
    },
  }),
  async (c) => {
    const removed = await c.get('services').synonyms.remove(c.req.valid('param').id);
    if (!removed) return problem(c, 404, 'unknown_synonyms', 'There is no such group.');
    return c.body(null, 204);
  },
);

searchAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/search/report',
    summary: 'Searches that found nothing, were slow, or are most frequent',
    request: { query: ReportParameters },
    responses: {
      200: jsonResponse(ReportSchema, 'The searches, the worst first.'),
      400: invalid,
      401: unauthorized,
    },
  }),
  async (c) => {
    const { kind, days } = c.req.valid('query');
    const entries = await c.get('services').searchUpkeep.report(kind, days);
    const items = entries.map(({ slowest, lastAt, ...entry }) => ({
      ...entry,
      slowest_ms: slowest,
      last_at: rfc3339(lastAt),
    }));
    return c.json({ items }, 200);
  },
);

searchAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/search',
    summary: 'When the index was built, and whether it is being built',
    responses: { 200: jsonResponse(StateSchema, 'Its state.'), 401: unauthorized },
  }),
  async (c) => c.json(stateView(await c.get('services').searchUpkeep.state()), 200),
);

searchAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/search/rebuild',
    summary: 'Build the index anew from the catalogue; the old one serves meanwhile',
    responses: { 202: jsonResponse(StateSchema, 'It is being built.'), 401: unauthorized },
  }),
  async (c) => c.json(stateView(await c.get('services').searchUpkeep.build()), 202),
);
