/** What bulk jobs take and answer over HTTP, as schemas. */
import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../kernel/time.ts';
import { STATUSES } from './product.ts';
import type { BulkEdit } from './bulk/edit.ts';
import { FORMATS, PHASES, progressOf } from './bulk/job.ts';
import type { Job } from './bulk/job.ts';
import type { FieldChange } from './bulk/merging.ts';
import type { Jobs } from './bulk/service.ts';

const line = (most: number) => z.string().trim().min(1).max(most);
const tags = z.array(line(60)).max(20).default([]);
/** A hundredfold and nothing left: beyond it somebody has mistyped. */
const basisPoints = z.int().min(-10_000).max(100_000);

export const BulkEditSchema = z
  .strictObject({
    filter: z.strictObject({
      status: z.enum(STATUSES).nullable().default(null),
      category: line(500).nullable().default(null),
      brand: line(120).nullable().default(null),
      tag: line(60).nullable().default(null),
    }),
    change: z
      .strictObject({
        priceBasisPoints: basisPoints.nullable().default(null),
        priceEnding: z.int().min(0).max(99).nullable().default(null),
        addTags: tags,
        removeTags: tags,
        status: z.enum(STATUSES).nullable().default(null),
        category: line(250).nullable().default(null),
      })
      .refine(
        ({ addTags, removeTags, ...rest }) =>
          addTags.length + removeTags.length > 0 ||
          Object.values(rest).some((value) => value !== null),
        'Expected something to change',
      ),
  })
  .openapi('BulkEdit') satisfies z.ZodType<BulkEdit>;

const CountsSchema = z.object({
  ...{ created: z.int(), updated: z.int(), unchanged: z.int(), failed: z.int() },
});

export const JobSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['file', 'edit']),
    name: z.string(),
    format: z.enum(FORMATS).nullable(),
    phase: z.enum(PHASES),
    progress: z.number().nullable(),
    checked: CountsSchema,
    written: CountsSchema,
    problem: z.string().nullable(),
    started_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('BulkJob');

/** A job as the API tells it. */
export const jobView = (job: Job): z.infer<typeof JobSchema> => ({
  id: job.id,
  kind: job.source.kind,
  name: job.source.kind === 'file' ? job.source.name : 'Edit of many products',
  format: job.source.kind === 'file' ? job.source.format : null,
  phase: job.phase,
  progress: progressOf(job),
  checked: job.checked,
  written: job.written,
  problem: job.problem,
  started_at: rfc3339(job.startedAt),
  updated_at: rfc3339(job.updatedAt),
});

export const JobReportSchema = JobSchema.extend({
  faults: z.array(z.object({ line: z.int(), id: z.string(), detail: z.string() })),
  changes: z.array(
    z.object({
      line: z.int(),
      id: z.string(),
      /** Nothing for a product that is new. */
      fields: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
    }),
  ),
}).openapi('BulkJobReport');

/** Faults and changes of one answer. */
const LISTED = 200;

/** What a job found, or null for an unknown one. */
export async function reportOf(
  jobs: Jobs,
  id: string,
): Promise<z.infer<typeof JobReportSchema> | null> {
  const [job, faults, changes] = await Promise.all([
    jobs.find(id),
    jobs.notes(id, 'fault', LISTED),
    jobs.notes(id, 'change', LISTED),
  ]);
  if (job === null) return null;
  return {
    ...jobView(job),
    faults: faults.map(({ line: at, id: name, text }) => ({ line: at, id: name, detail: text })),
    changes: changes.map(({ line: at, id: name, text }) => {
      const fields: FieldChange[] = JSON.parse(text);
      return { line: at, id: name, fields };
    }),
  };
}
