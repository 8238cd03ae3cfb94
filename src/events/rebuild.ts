/** Makes the orders' projection anew from the journal: what `BACKOFFICE_DB` loses is not lost. */
import type { OrderProjection, VersionedRow } from '../orders/listing.ts';
import { latestRows } from '../orders/listing.ts';
import { rowsOf } from './event.ts';
import type { JournalEntry } from './event.ts';

export type Rebuilt = {
  readonly batches: number;
  readonly events: number;
  /** Lines that no schema knows: they stay in the journal and are to be looked into. */
  readonly unreadable: number;
};

/** Orders written at once: some 4 kB each, and a statement of D1's takes 2 MB. */
const ROWS_A_WRITE = 200;

/**
 * Wipes the projection and replays the journal into it. Events that arrive meanwhile are projected
 * as always: versions decide, so the order of the two does not matter.
 * @param parse an entry, or null where the line is none
 */
export async function rebuildOrders(
  journal: { batches(): AsyncIterable<readonly unknown[]> },
  parse: (line: unknown) => JournalEntry | null,
  orders: Pick<OrderProjection, 'project' | 'wipe'>,
): Promise<Rebuilt> {
  await orders.wipe();
  const seen = { batches: 0, events: 0, unreadable: 0 };
  let waiting: VersionedRow[] = [];
  for await (const lines of journal.batches()) {
    const entries = lines.flatMap((line) => parse(line) ?? []);
    seen.batches += 1;
    seen.events += entries.length;
    seen.unreadable += lines.length - entries.length;
    waiting = latestRows([...waiting, ...rowsOf(entries)]);
    if (waiting.length < ROWS_A_WRITE) continue;
    await orders.project(waiting);
    waiting = [];
  }
  await orders.project(waiting);
  return seen;
}
