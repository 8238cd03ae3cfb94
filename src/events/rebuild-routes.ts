/** Rebuilding the back office's list from the journal, for staff and for `npm run rebuild`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { rebuildView } from './rebuild.ts';
import { RebuildInput, RebuildListSchema, RebuildSchema } from './wire.ts';

export const rebuildRoutes = newRouter();

/** Rebuilds that are listed. */
const LISTED = 10;

const IdParam = z.object({ id: z.string().max(100) });
const answers = {
  200: jsonResponse(RebuildSchema, 'How far it is, and what it found.'),
  400: problemResponse('Bad input, naming the field.'),
  401: problemResponse('Not staff.'),
  404: problemResponse('There is no such rebuild.'),
};

const unknownRebuild = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_rebuild', 'There is no such rebuild.');

rebuildRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/rebuilds',
    summary: 'The latest rebuilds',
    responses: { 200: jsonResponse(RebuildListSchema, 'The latest first.'), 401: answers[401] },
  }),
  async (c) => {
    const rebuilds = await c.get('services').rebuilds.latest(LISTED);
    return c.json({ items: rebuilds.map(rebuildView) }, 200);
  },
);

rebuildRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/rebuilds',
    summary: 'Start a rebuild, or join the one under way; crons take it on if nobody does',
    request: {
      body: { required: true, content: { 'application/json': { schema: RebuildInput } } },
    },
    responses: { 200: answers[200], 400: answers[400], 401: answers[401] },
  }),
  async (c) => {
    const { repair } = c.req.valid('json');
    return c.json(rebuildView(await c.get('services').rebuilds.start(repair)), 200);
  },
);

rebuildRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/rebuilds/{id}',
    summary: 'Look at a rebuild',
    request: { params: IdParam },
    responses: answers,
  }),
  async (c) => {
    const found = await c.get('services').rebuilds.find(c.req.valid('param').id);
    return found === null ? unknownRebuild(c) : c.json(rebuildView(found), 200);
  },
);

rebuildRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/rebuilds/{id}/advance',
    summary: 'Do the next slice of a rebuild',
    request: { params: IdParam },
    responses: answers,
  }),
  async (c) => {
    const found = await c.get('services').rebuilds.advance(c.req.valid('param').id);
    return found === null ? unknownRebuild(c) : c.json(rebuildView(found), 200);
  },
);
