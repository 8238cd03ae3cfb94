/** Where the index stands: which generation serves, and how far a new one has been built. */
import type { Generation } from './generation.ts';

/**
 * `survey` reads the catalogue for its words and for which attributes part its products, `fill`
 * puts the products in, `finish` counts the shelves; then the new generation serves.
 */
export const PHASES = ['survey', 'fill', 'finish'] as const;
export type Phase = (typeof PHASES)[number];

export type SearchState = {
  readonly active: Generation;
  readonly building: Generation | null;
  readonly phase: Phase | null;
  /** Row number of the last product that `fill` has put in. */
  readonly cursor: number;
  readonly startedAt: number | null;
  readonly builtAt: number | null;
  /** Products the last build put in. */
  readonly products: number;
  /** Products put in or taken out since. */
  readonly changes: number;
  readonly changedAt: number | null;
  /** Databases each generation was built into; null for one from before that was kept. */
  readonly shards: Readonly<Record<Generation, number | null>>;
};

/** A generation, and the databases it was built into. */
export type Standing = { readonly generation: Generation; readonly shards: number | null };

/** The generation that serves. */
export const servingIn = ({ active, shards }: SearchState): Standing => ({
  generation: active,
  shards: shards[active],
});

/** The generations a change goes into: the one that serves, and the one that is being built. */
export const standingsOf = ({ active, building, shards }: SearchState): readonly Standing[] =>
  (building === null ? [active] : [active, building]).map((generation) => ({
    generation,
    shards: shards[generation],
  }));
