/**
 * What shoppers search for: how often, whether anything was found, and how long it took. Counted in
 * memory and written now and then, since a row written for each search would cost more than it.
 */
import { SECOND_MS } from '../kernel/time.ts';

export type Searched = {
  readonly q: string;
  readonly found: number;
  readonly corrected: string | null;
  readonly milliseconds: number;
};

export type SearchCount = {
  readonly q: string;
  searches: number;
  /** Searches that found nothing, not even corrected. */
  empty: number;
  /** Products the last one found. */
  found: number;
  corrected: string | null;
  /** The slowest, in milliseconds. */
  slowest: number;
};

/** A search is slow from here on: a shopper notices. */
export const SLOW_MS = 100;
/** Different queries held before they are written. */
const MAX_HELD = 200;
/** How long a count may wait to be written. */
const WRITE_AFTER_MS = 10 * SECOND_MS;

export class SearchCounts {
  #held = new Map<string, SearchCount>();
  #writtenAt = 0;

  /** Counts a search; true when it is time to write. */
  add({ q, found, corrected, milliseconds }: Searched, now: number): boolean {
    const known = this.#held.get(q) ?? {
      ...{ q, searches: 0, empty: 0, found, corrected, slowest: 0 },
    };
    known.searches += 1;
    known.empty += found === 0 ? 1 : 0;
    known.found = found;
    known.corrected = corrected;
    known.slowest = Math.max(known.slowest, milliseconds);
    this.#held.set(q, known);
    const waited = now - this.#writtenAt;
    return this.#held.size >= MAX_HELD || waited >= WRITE_AFTER_MS;
  }

  /** What was counted since; counting begins anew. */
  take(now: number): SearchCount[] {
    const counts = [...this.#held.values()];
    this.#held = new Map();
    this.#writtenAt = now;
    return counts;
  }
}

export type ReportEntry = SearchCount & { readonly lastAt: number };

export const REPORTS = ['zero_results', 'slow', 'top'] as const;
/** Searches that found nothing, that were slow, or that were most frequent. */
export type ReportKind = (typeof REPORTS)[number];
