/** Many products at once, for staff: files in and out, edits by filter, and how far each is. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { jobsFor } from '../../http/access.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { newRouter } from '../../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../../http/problem.ts';
import { streamed } from '../../http/streamed.ts';
import { writeCsv } from '../../platform/csv.ts';
import { FORMATS, MODES, formatOf } from './job.ts';
import { exported } from './export.ts';
import { BulkEditSchema, JobReportSchema, JobSchema, jobView, reportOf } from '../bulk-wire.ts';

/** Jobs that are listed. */
const LISTED = 20;

const IdParam = z.object({ id: z.string().max(100) });
const job = jsonResponse(JobSchema, 'The job, as far as it is.');
const invalidBody = problemResponse('A field is not valid; `errors` names each.');
const unknown = problemResponse('There is no such job.');

const unknownJob = (c: Context<AppEnv>) => problem(c, 404, 'unknown_job', 'There is no such job.');

export const bulkRoutes = newRouter();

const fileRoute = createRoute({
  method: 'post',
  path: '/api/admin/imports',
  summary: 'Look at a file of products, and bring it in if asked to. At most 32 MB.',
  request: {
    query: z.object({
      name: z.string().max(200).optional(),
      mode: z.enum(MODES).optional(),
    }),
    body: {
      content: {
        'text/csv': { schema: z.string() },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  responses: {
    202: job,
    400: invalidBody,
    413: problemResponse('Over 32 MB.'),
    415: problemResponse('Neither CSV nor NDJSON.'),
  },
});
bulkRoutes.openAPIRegistry.registerPath(fileRoute);

bulkRoutes.post('/api/admin/imports', async (c) => {
  const format = formatOf(c.req.header('content-type') ?? '');
  if (format === null) {
    return problem(c, 415, 'unsupported_media_type', 'Send text/csv or application/x-ndjson.');
  }
  const asked = c.req.query('mode') ?? 'stop';
  const mode = MODES.find((name) => name === asked);
  if (mode === undefined) {
    return invalidFields(c, [{ pointer: '/mode', detail: `Expected ${MODES.join(', ')}` }]);
  }
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  const name = (c.req.query('name') ?? '').slice(0, 200) || `products.${format}`;
  const begun = await jobsFor(c).importFile({ format, name, bytes }, mode);
  return c.json(jobView(begun), 202);
});

bulkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/bulk-edits',
    summary: 'Look at what an edit of many products would change.',
    request: {
      body: { required: true, content: { 'application/json': { schema: BulkEditSchema } } },
    },
    responses: { 202: job, 400: invalidBody },
  }),
  async (c) => c.json(jobView(await c.get('services').bulk.edit(c.req.valid('json'))), 202),
);

bulkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/bulk-jobs',
    summary: 'The latest bulk jobs.',
    responses: { 200: jsonResponse(z.object({ items: z.array(JobSchema) }), 'Latest first.') },
  }),
  async (c) => {
    const jobs = await jobsFor(c).latest(LISTED);
    return c.json({ items: jobs.map(jobView) }, 200);
  },
);

bulkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/bulk-jobs/{id}',
    summary: 'How far a job is, what is wrong by line and reason, and what it changes.',
    request: { params: IdParam },
    responses: { 200: jsonResponse(JobReportSchema, 'The job and its report.'), 404: unknown },
  }),
  async (c) => {
    const report = await reportOf(jobsFor(c), c.req.valid('param').id);
    return report === null ? unknownJob(c) : c.json(report, 200);
  },
);

for (const [verb, summary] of [
  ['write', 'Write what was checked: everything that is sound.'],
  ['cancel', 'End a job after the slice that is under way; what was written stays.'],
] as const) {
  bulkRoutes.openapi(
    createRoute({
      method: 'post',
      path: `/api/admin/bulk-jobs/{id}/${verb}`,
      summary,
      request: { params: IdParam },
      responses: { 200: job, 404: unknown },
    }),
    async (c) => {
      const found = await jobsFor(c)[verb](c.req.valid('param').id);
      return found === null ? unknownJob(c) : c.json(jobView(found), 200);
    },
  );
}

const TYPES = { shopify: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;
const ENDINGS = { shopify: 'csv', ndjson: 'ndjson' } as const;

bulkRoutes.openAPIRegistry.registerPath(
  createRoute({
    method: 'get',
    path: '/api/admin/export',
    summary: 'All products as a file that an import takes back.',
    request: { query: z.object({ format: z.enum(FORMATS).optional() }) },
    responses: {
      200: {
        description: 'The file.',
        content: {
          'text/csv': { schema: z.string() },
          'application/x-ndjson': { schema: z.string() },
        },
      },
      400: invalidBody,
    },
  }),
);

bulkRoutes.get('/api/admin/export', (c) => {
  const asked = c.req.query('format') ?? 'shopify';
  const format = FORMATS.find((name) => name === asked);
  if (format === undefined) {
    return invalidFields(c, [{ pointer: '/format', detail: `Expected ${FORMATS.join(' or ')}` }]);
  }
  c.header('Content-Type', TYPES[format]);
  c.header('Content-Disposition', `attachment; filename="products.${ENDINGS[format]}"`);
  c.header('Cache-Control', 'private, no-store');
  const { products } = c.get('services');
  return c.body(streamed(exported(format, products, writeCsv)));
});
