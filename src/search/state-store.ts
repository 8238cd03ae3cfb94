/** The index's state in its database, one row. */
import type { Reading } from '../platform/database.ts';
import { asGeneration, otherThan } from './generation.ts';
import type { Generation } from './generation.ts';
import type { Plan } from './plan.ts';
import { PHASES } from './state.ts';
import type { Phase, SearchState } from './state.ts';

type StateRow = {
  active: string;
  building: string | null;
  phase: string | null;
  cursor: number;
  started_at: number | null;
  built_at: number | null;
  products: number;
  changes: number;
  changed_at: number | null;
  shards_a: number | null;
  shards_b: number | null;
};

function stateOf(row: StateRow | null): SearchState {
  const active = asGeneration(row?.active ?? null);
  if (row === null || active === null) throw new Error('the index has no state');
  return {
    active,
    building: asGeneration(row.building),
    phase: PHASES.find((phase) => phase === row.phase) ?? null,
    cursor: row.cursor,
    startedAt: row.started_at,
    builtAt: row.built_at,
    products: row.products,
    changes: row.changes,
    changedAt: row.changed_at,
    shards: { a: row.shards_a, b: row.shards_b },
  };
}

export type StateStore = {
  read(): Promise<SearchState>;
  /** The plan that a generation was built by. */
  plan(generation: Generation): Promise<Plan>;
  /** Notes that so many products went in or out. */
  countChanges(changes: number, now: number): Promise<void>;
  /** Begins a build into so many databases where none is under way; false where one is. */
  begin(now: number, shards: number): Promise<boolean>;
  /** Begins the build that is under way again, into another number of databases. */
  beginAgain(generation: Generation, shards: number): Promise<void>;
  /** Takes the build for a while, so that one worker at a time goes on with it. */
  lease(now: number, until: number): Promise<SearchState | null>;
  /** Notes how far the build is, and keeps the lease. */
  advance(phase: Phase, cursor: number, until: number): Promise<void>;
  /** Lets another go on with the build. */
  release(): Promise<void>;
  /** Puts the new generation in the place of the old one. */
  flip(products: number, now: number): Promise<void>;
};

/** The state in `database`. */
export function stateStore(database: Reading): StateStore {
  const run = async (sql: string, ...bound: (string | number | null)[]): Promise<void> => {
    await database
      .prepare(sql)
      .bind(...bound)
      .run();
  };
  const read = async () =>
    stateOf(await database.prepare('SELECT * FROM search_state WHERE id = 1').first<StateRow>());
  return {
    read,
    async plan(generation) {
      const { results } = await database
        .prepare(`SELECT category, names FROM search_plan_${generation}`)
        .all<{ category: string; names: string }>();
      return new Map(
        results.map(({ category, names }) => {
          const parsed: string[] = JSON.parse(names);
          return [category, parsed] as const;
        }),
      );
    },
    countChanges: (changes, now) =>
      run('UPDATE search_state SET changes = changes + ?, changed_at = ?', changes, now),
    async begin(now, shards) {
      const { meta } = await database
        .prepare(
          `UPDATE search_state SET building = iif(active = 'a', 'b', 'a'), phase = 'survey',
            cursor = 0, started_at = ?1, lease_until = 0,
            shards_a = iif(active = 'a', shards_a, ?2), shards_b = iif(active = 'a', ?2, shards_b)
          WHERE building IS NULL`,
        )
        .bind(now, shards)
        .run();
      return meta.changes > 0;
    },
    beginAgain: (generation, shards) =>
      run(
        `UPDATE search_state SET phase = 'survey', cursor = 0, shards_${generation} = ?
        WHERE building = ?`,
        shards,
        generation,
      ),
    async lease(now, until) {
      const row = await database
        .prepare(
          `UPDATE search_state SET lease_until = ?
          WHERE building IS NOT NULL AND lease_until < ? RETURNING *`,
        )
        .bind(until, now)
        .first<StateRow>();
      return row === null ? null : stateOf(row);
    },
    advance: (phase, cursor, until) =>
      run('UPDATE search_state SET phase = ?, cursor = ?, lease_until = ?', phase, cursor, until),
    release: () => run('UPDATE search_state SET lease_until = 0'),
    async flip(products, now) {
      const { active } = await read();
      await run(
        `UPDATE search_state SET active = ?, building = NULL, phase = NULL, cursor = 0,
          lease_until = 0, built_at = ?, products = ?, changes = 0
        WHERE building = ?`,
        otherThan(active),
        now,
        products,
        otherThan(active),
      );
    },
  };
}
