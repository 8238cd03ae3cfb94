/** What was searched for, by day, in the catalogue's database. */
import { rfc3339 } from '../kernel/time.ts';
import { SLOW_MS } from './log.ts';
import type { ReportEntry, ReportKind, SearchCount } from './log.ts';

export type LogStore = {
  add(counts: readonly SearchCount[], now: number): Promise<void>;
  report(kind: ReportKind, since: number, limit: number): Promise<ReportEntry[]>;
  /** Searches that led to something, and how often. */
  successful(since: number): Promise<ReadonlyMap<string, number>>;
  forgetBefore(at: number): Promise<void>;
};

const ADD = `
INSERT INTO search_query (day, q, searches, empty, found, corrected, slowest, last_at)
SELECT ?2, w.value ->> 'q', w.value ->> 'searches', w.value ->> 'empty', w.value ->> 'found',
  w.value ->> 'corrected', w.value ->> 'slowest', ?3
FROM json_each(?1) AS w WHERE true
ON CONFLICT (day, q) DO UPDATE SET
  searches = searches + excluded.searches, empty = empty + excluded.empty, found = excluded.found,
  corrected = excluded.corrected, slowest = max(slowest, excluded.slowest),
  last_at = excluded.last_at`;

/** Which searches a report names, and by what it ranks them. */
const KINDS: Readonly<Record<ReportKind, { readonly having: string; readonly order: string }>> = {
  zero_results: { having: 'sum(empty) > 0', order: 'sum(empty) DESC' },
  slow: { having: `max(slowest) >= ${SLOW_MS}`, order: 'max(slowest) DESC' },
  top: { having: 'true', order: 'sum(searches) DESC' },
};

type ReportRow = {
  q: string;
  searches: number;
  empty: number;
  found: number;
  corrected: string | null;
  slowest: number;
  last_at: number;
};

/** Searches that suggestions are made of. */
const MAX_SUCCESSFUL = 5_000;

const dayOf = (at: number): string => rfc3339(at).slice(0, 10);

/** The log in `database`. */
export function logStore(database: D1Database): LogStore {
  return {
    async add(counts, now) {
      if (counts.length === 0) return;
      await database.prepare(ADD).bind(JSON.stringify(counts), dayOf(now), now).run();
    },
    async report(kind, since, limit) {
      const { having, order } = KINDS[kind];
      // The columns beside max(last_at) are those of the row it is in.
      const { results } = await database
        .prepare(
          `SELECT q, sum(searches) AS searches, sum(empty) AS empty, found, corrected,
            max(slowest) AS slowest, last_at
          FROM (SELECT * FROM search_query WHERE day >= ? ORDER BY last_at)
          GROUP BY q HAVING ${having} ORDER BY ${order}, q LIMIT ?`,
        )
        .bind(dayOf(since), limit)
        .all<ReportRow>();
      return results.map(({ last_at: lastAt, ...row }) => ({ ...row, lastAt }));
    },
    async successful(since) {
      const { results } = await database
        .prepare(
          `SELECT q, sum(searches) AS searches FROM search_query WHERE day >= ?
          GROUP BY q HAVING sum(empty) = 0 AND max(corrected) IS NULL
          ORDER BY 2 DESC LIMIT ${MAX_SUCCESSFUL}`,
        )
        .bind(dayOf(since))
        .all<{ q: string; searches: number }>();
      return new Map(results.map(({ q, searches }) => [q, searches]));
    },
    async forgetBefore(at) {
      await database.prepare('DELETE FROM search_query WHERE day < ?').bind(dayOf(at)).run();
    },
  };
}
