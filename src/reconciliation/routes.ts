/** The reconciliation for staff: its reports, and a run on demand. */
import { createRoute } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { idempotencyKeyOf, keyRequired, markReplayed } from '../http/idempotency.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { sha256 } from '../platform/crypto.ts';
import { foundDifference, reconciliationSummary } from './view.ts';
import {
  ReconciliationListQuery,
  ReconciliationListSchema,
  ReconciliationParam,
  ReconciliationSchema,
  ReconciliationSummarySchema,
} from './wire.ts';

export const reconciliationRoutes = newRouter();

const invalid = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not staff.');

reconciliationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/reconciliations',
    summary: 'Runs of the reconciliation, newest first; kept for 90 days',
    request: { query: ReconciliationListQuery },
    responses: {
      200: jsonResponse(ReconciliationListSchema, 'One page.'),
      400: invalid,
      401: unauthorized,
    },
  }),
  async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const page = await c.get('services').reconciliation.list(cursor ?? null, limit);
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json(
      { items: page.items.map(reconciliationSummary), next_cursor: page.next_cursor },
      200,
    );
  },
);

reconciliationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/reconciliations/{id}',
    summary: 'Open a run: each difference with its reason and what to do',
    request: { params: ReconciliationParam },
    responses: {
      200: jsonResponse(ReconciliationSchema, 'The run.'),
      400: invalid,
      401: unauthorized,
      404: problemResponse('No such run.'),
    },
  }),
  async (c) => {
    const report = await c.get('services').reconciliation.report(c.req.valid('param').id);
    if (report === null) return problem(c, 404, 'unknown_reconciliation', 'There is no such run.');
    const found = report.found.map(foundDifference);
    return c.json({ ...reconciliationSummary(report.run), found }, 200);
  },
);

reconciliationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/reconciliations',
    summary: 'Run it now: a bounded part, going on where the last run left off',
    responses: {
      200: jsonResponse(ReconciliationSummarySchema, 'The run, ended.'),
      400: problemResponse('A malformed Idempotency-Key.'),
      401: unauthorized,
      409: problemResponse('Another run has not ended yet.'),
    },
  }),
  async (c) => {
    const given = await idempotencyKeyOf(c);
    if (given === 'invalid') return keyRequired(c);
    const key = given === null ? null : sha256(`reconciliations\n${given.key}`);
    const answer = await c.get('services').reconciliation.run('staff', key);
    if (!answer.ok) {
      return problem(c, 409, 'reconciliation_running', 'Another run has not ended yet.');
    }
    if (answer.replayed) markReplayed(c);
    return c.json(reconciliationSummary(answer.run), 200);
  },
);
