/** What the queues gave up on, for staff: look at it, send it again, or discard it. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { deadLetterView } from './dead-letters.ts';
import type { LetterRefusal } from './replay.ts';
import {
  DeadLetterListSchema,
  DeadLetterQuery,
  DeadLetterSchema,
  DiscardInput,
  OpenLetterSchema,
} from './wire.ts';

export const deadLetterRoutes = newRouter();

const KeyParam = z.object({ key: z.string().max(100) });
const answers = {
  200: jsonResponse(DeadLetterSchema, 'The letter as it is now.'),
  400: problemResponse('Bad input, naming the field.'),
  401: problemResponse('Not staff.'),
  404: problemResponse('There is no such letter.'),
  409: problemResponse('Its state does not allow it.'),
};

const unknownLetter = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_letter', 'There is no such letter.');

function letterRefused(c: Context<AppEnv>, refusal: LetterRefusal) {
  switch (refusal.reason) {
    case 'unknown_letter':
      return unknownLetter(c);
    case 'unknown_queue':
      return problem(c, 409, 'unknown_queue', `There is no queue ${refusal.queue} any more.`);
    case 'already_replayed':
      return problem(c, 409, 'already_replayed', 'This letter was sent again already.');
  }
}

deadLetterRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/dead-letters',
    summary: 'Messages the queues gave up on, the latest first',
    request: { query: DeadLetterQuery },
    responses: {
      200: jsonResponse(DeadLetterListSchema, 'One page.'),
      400: answers[400],
      401: answers[401],
    },
  }),
  async (c) => {
    const { queue = null, state = null, cursor = null, limit } = c.req.valid('query');
    const page = await c.get('services').deadLetters.page({ queue, state, cursor, limit });
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json({ items: page.items.map(deadLetterView), next_cursor: page.next_cursor }, 200);
  },
);

deadLetterRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/dead-letters/{key}',
    summary: 'Open a dead letter, with the message in it',
    request: { params: KeyParam },
    responses: {
      200: jsonResponse(OpenLetterSchema, 'The letter.'),
      400: answers[400],
      401: answers[401],
      404: answers[404],
    },
  }),
  async (c) => {
    const letter = await c.get('services').deadLetters.find(c.req.valid('param').key);
    if (letter === null) return unknownLetter(c);
    const body: unknown = JSON.parse(letter.body);
    return c.json({ ...deadLetterView(letter), body }, 200);
  },
);

deadLetterRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/dead-letters/{key}/replay',
    summary: 'Send a dead letter to its queue again; once, however often it is asked',
    request: { params: KeyParam },
    responses: answers,
  }),
  async (c) => {
    const done = await c.get('services').letterDesk.replay(c.req.valid('param').key);
    return done.ok ? c.json(deadLetterView(done.value), 200) : letterRefused(c, done);
  },
);

deadLetterRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/dead-letters/{key}/discard',
    summary: 'Take a dead letter off the list, for a reason',
    request: {
      params: KeyParam,
      body: { required: true, content: { 'application/json': { schema: DiscardInput } } },
    },
    responses: answers,
  }),
  async (c) => {
    const { reason } = c.req.valid('json');
    const done = await c.get('services').letterDesk.discard(c.req.valid('param').key, reason);
    return done.ok ? c.json(deadLetterView(done.value), 200) : letterRefused(c, done);
  },
);
