/** Orders as the back office lists them: what is asked, and the projection that answers. */
import type { Page } from '../kernel/page.ts';
import type { OrderRow } from './events.ts';
import type { ShownStatus } from './machine.ts';

/** A row as an event told it; the highest version of an order is the one to keep. */
export type VersionedRow = { readonly version: number; readonly row: OrderRow };

export type OrderQuery = {
  readonly status: ShownStatus | null;
  /** An order's number, a part of a SKU or title, or the whole of an e-mail address. */
  readonly q: string | null;
  /** The `next_cursor` of the page before. */
  readonly cursor: string | null;
  /** Rows on the page, 1 to MAX_PAGE_SIZE. */
  readonly limit: number;
};

export type OrderProjection = {
  /** Takes rows over, each only where its version is higher than what is there. */
  project(rows: readonly VersionedRow[]): Promise<void>;
  /** One page, newest first; null for a cursor that is none of ours. */
  list(query: OrderQuery): Promise<Page<OrderRow> | null>;
  /** Empties the projection: the journal fills it again. */
  wipe(): Promise<void>;
};

/** The highest version of each order among `rows`. */
export function latestRows(rows: readonly VersionedRow[]): VersionedRow[] {
  const latest = new Map<string, VersionedRow>();
  for (const candidate of rows) {
    const known = latest.get(candidate.row.id);
    if (known === undefined || known.version < candidate.version) {
      latest.set(candidate.row.id, candidate);
    }
  }
  return [...latest.values()];
}
