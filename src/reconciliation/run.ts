/** One run of the reconciliation: where it goes on from, how far it came, what it counted. */
import type { Milliseconds } from '../kernel/time.ts';
import type { Sku } from '../kernel/ids.ts';
import type { PaymentWindow } from '../payments/gateway.ts';
import type { DifferenceKind, DifferenceOutcome, SettledDifference } from './difference.ts';
import type { RowPlace } from './ports.ts';

export const TRIGGERS = ['cron', 'staff'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Null begins a pass anew. */
export type Cursors = {
  readonly payments: PaymentWindow | null;
  readonly orders: RowPlace | null;
  /** How often all SKUs were gone through, and after which one this pass goes on. */
  readonly skus: { readonly pass: number; readonly after: Sku | null };
};

export const FIRST_CURSORS: Cursors = {
  payments: null,
  orders: null,
  skus: { pass: 0, after: null },
};

export type Checked = {
  readonly payments: number;
  readonly orders: number;
  readonly skus: number;
  /** Orders on the move, or whose provider did not answer: looked at in the next pass. */
  readonly skipped: number;
};

export const NOTHING_CHECKED: Checked = { payments: 0, orders: 0, skus: 0, skipped: 0 };

export type Counts = Readonly<Partial<Record<DifferenceKind, DifferenceCount>>>;
export type DifferenceCount = Readonly<Record<DifferenceOutcome, number>>;

export type RunSummary = {
  /** When it began, milliseconds since the epoch: no two begin at once. */
  readonly id: number;
  readonly endedAt: Milliseconds | null;
  readonly trigger: Trigger;
  readonly checked: Checked;
  readonly counts: Counts;
  /** Parts that could not be gone through, with why. */
  readonly failures: readonly string[];
};

export type Run = RunSummary & { readonly endedAt: Milliseconds; readonly cursors: Cursors };

/** How many differences of each kind came to what. */
export function countsOf(differences: readonly SettledDifference[]): Counts {
  const counts: Partial<Record<DifferenceKind, DifferenceCount>> = {};
  for (const { kind, outcome } of differences) {
    const known = counts[kind] ?? { mended: 0, needs_attention: 0, left: 0 };
    counts[kind] = { ...known, [outcome]: known[outcome] + 1 };
  }
  return counts;
}
