/**
 * The orders' projection made a second time, beside the live one: what the journal says is put into
 * a scratch table and compared with what the back office reads, row by row.
 */
import { HOUR_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { VersionedRow } from './listing.ts';

/** A row's primary key, in the order rows are compared in. */
export type RowPlace = { readonly placedAt: Milliseconds; readonly id: string };

/** A place as it stands in both tables: versions, or null where there is no row. */
export type ComparedRow = RowPlace & {
  readonly live: number | null;
  readonly made: number | null;
  /** True where both rows hold the same. */
  readonly same: boolean;
};

export type OrderScratch = {
  /** Empties the scratch table. */
  clear(): Promise<void>;
  /** Takes rows over into the scratch table, each only where its version is higher. */
  project(rows: readonly VersionedRow[]): Promise<void>;
  /** The next places that either table has, at most `limit`. */
  compare(after: RowPlace | null, limit: number): Promise<ComparedRow[]>;
  /** Puts scratch rows in the place of live ones that are not newer. */
  mend(places: readonly RowPlace[]): Promise<void>;
  /** Removes live rows. */
  drop(places: readonly RowPlace[]): Promise<void>;
};

export const DIFFERENCE_KINDS = ['missing', 'behind', 'different', 'newer', 'stray'] as const;
/**
 * `missing`: no live row. `behind`: an older version is live. `different`: the same version says
 * something else. `newer`: told since the journal was read, as always happens in an open shop.
 * `stray`: a live row the journal knows nothing of.
 */
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** An order's first event comes within seconds; one from a queue that stood still comes later. */
const LATE_MS = HOUR_MS;

/** How a place differs, or null where both tables agree. */
export function differenceOf(
  { live, made, same, placedAt }: ComparedRow,
  startedAt: Milliseconds,
): DifferenceKind | null {
  if (live === null) return 'missing';
  if (made === null) return placedAt >= startedAt - LATE_MS ? 'newer' : 'stray';
  if (live !== made) return live < made ? 'behind' : 'newer';
  return same ? null : 'different';
}
