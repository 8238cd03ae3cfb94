/** The forms of the reconciliation's API. */
import { z } from '@hono/zod-openapi';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { DIFFERENCE_KINDS, OUTCOMES } from './difference.ts';
import { TRIGGERS } from './run.ts';
import type { FoundDifference, ReconciliationSummary } from './view.ts';

const count = z.int().nonnegative();

const summary = {
  id: z.string(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  trigger: z.enum(TRIGGERS),
  checked: z.object({ payments: count, orders: count, skus: count, skipped: count }),
  differences: z.array(
    z.object({
      kind: z.enum(DIFFERENCE_KINDS),
      mended: count,
      needs_attention: count,
      left: count,
    }),
  ),
  failures: z.array(z.string()),
};

export const ReconciliationSummarySchema = z
  .object(summary)
  .openapi('ReconciliationSummary') satisfies z.ZodType<ReconciliationSummary>;

const found = z.object({
  kind: z.enum(DIFFERENCE_KINDS),
  subject: z.string(),
  order: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  reason: z.string(),
  action: z.string().nullable(),
}) satisfies z.ZodType<FoundDifference>;

export const ReconciliationSchema = z
  .object({ ...summary, found: z.array(found) })
  .openapi('Reconciliation');

export const ReconciliationListSchema = z
  .object({ items: z.array(ReconciliationSummarySchema), next_cursor: z.string().nullable() })
  .openapi('ReconciliationList');

export const ReconciliationListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(500).optional(),
});

/** A run's id: when it began. */
export const ReconciliationParam = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'Not the id of a run')
    .transform(Number)
    .openapi({ type: 'string' }),
});
