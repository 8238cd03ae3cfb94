/** A run's report as the API tells it. */
import { rfc3339 } from '../kernel/time.ts';
import { ACTIONS, DIFFERENCE_KINDS } from './difference.ts';
import type { DifferenceKind, DifferenceOutcome, SettledDifference } from './difference.ts';
import type { RunSummary, Trigger } from './run.ts';

export type ReconciliationSummary = {
  id: string;
  started_at: string;
  /** Null while it runs, or where it died. */
  ended_at: string | null;
  trigger: Trigger;
  checked: { payments: number; orders: number; skus: number; skipped: number };
  differences: { kind: DifferenceKind; mended: number; needs_attention: number; left: number }[];
  failures: string[];
};

export type FoundDifference = {
  kind: DifferenceKind;
  subject: string;
  order: string | null;
  outcome: DifferenceOutcome;
  reason: string;
  /** What people can do; null for what was mended. */
  action: string | null;
};

/** A run without what it found. */
export const reconciliationSummary = (run: RunSummary): ReconciliationSummary => ({
  id: String(run.id),
  started_at: rfc3339(run.id),
  ended_at: run.endedAt === null ? null : rfc3339(run.endedAt),
  trigger: run.trigger,
  checked: { ...run.checked },
  differences: DIFFERENCE_KINDS.flatMap((kind) => {
    const count = run.counts[kind];
    return count === undefined ? [] : { kind, ...count };
  }),
  failures: [...run.failures],
});

/** One thing a run found. */
export const foundDifference = (found: SettledDifference): FoundDifference => ({
  kind: found.kind,
  subject: found.subject,
  order: found.orderId,
  outcome: found.outcome,
  reason: found.reason,
  action: found.outcome === 'mended' ? null : ACTIONS[found.kind],
});
