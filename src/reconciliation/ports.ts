/** What the reconciliation needs of the rest of the shop. */
import type { StockAudits } from '../inventory/audit.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderAudits } from '../orders/audit.ts';
import type { OrderRow } from '../orders/events.ts';
import type { VersionedRow } from '../orders/listing.ts';
import type { PaymentGateway, PaymentLedger } from '../payments/gateway.ts';
import type { DifferenceKind, SettledDifference } from './difference.ts';
import type { Cursors, Run, RunSummary, Trigger } from './run.ts';

/** Where the list of orders is read on from: orders placed at that time, after that id. */
export type RowPlace = { readonly placedAt: Milliseconds; readonly id: string };

export type Lists = {
  /**
   * Rows placed after `place` and before `until`, oldest first; of those placed before `recent`
   * only the ones of which money was given back.
   */
  rowsAfter(
    place: RowPlace,
    window: { readonly recent: Milliseconds; readonly until: Milliseconds },
    limit: number,
  ): Promise<OrderRow[]>;
  /** The row of the order placed then under this id, or null. */
  rowAt(place: RowPlace): Promise<OrderRow | null>;
  /** SKUs after this one, in their order. */
  skusAfter(sku: Sku | null, limit: number): Promise<Sku[]>;
};

/** The runs' reports. */
export type Reports = {
  /** Begins a run; false where one that began after `deadBefore` has not ended. */
  begin(run: BegunRun, deadBefore: Milliseconds): Promise<boolean>;
  finish(run: Run, differences: readonly SettledDifference[]): Promise<void>;
  /** Where the last run that ended has left off. */
  cursors(): Promise<Cursors>;
  find(id: number): Promise<RunSummary | null>;
  /** The run that was asked for under this key. */
  ofKey(key: string): Promise<RunSummary | null>;
  differences(id: number): Promise<SettledDifference[]>;
  /** Runs newest first, those begun before `before`. */
  list(before: number | null, limit: number): Promise<RunSummary[]>;
  /** How many things people have to look into, by kind, that runs since then have found. */
  open(since: Milliseconds): Promise<{ kind: DifferenceKind; differences: number }[]>;
  forgetBefore(at: Milliseconds): Promise<void>;
};

export type BegunRun = {
  readonly id: number;
  readonly trigger: Trigger;
  readonly key: string | null;
};

export type ReconciliationPorts = {
  readonly gateway: Pick<PaymentGateway, 'fetch' | 'refunds' | 'cancel'>;
  readonly ledger: PaymentLedger;
  readonly orders: OrderAudits;
  readonly resolvePayment: (id: OrderId) => Promise<unknown>;
  readonly checkMoney: (id: OrderId) => Promise<unknown>;
  readonly stock: StockAudits;
  readonly lists: Lists;
  /** Writes a row as its order has it, whatever stood there of the same version or an older one. */
  readonly correctRow: (row: VersionedRow) => Promise<void>;
  readonly reports: Reports;
  readonly clock: Clock;
  /** Tells whoever watches the shop of what people have to look into. */
  readonly alert: (difference: SettledDifference) => void;
};
