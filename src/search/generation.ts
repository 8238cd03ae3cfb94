/** The two places an index can stand in: one serves while the other is built. */

export const GENERATIONS = ['a', 'b'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** The other one. */
export const otherThan = (generation: Generation): Generation => (generation === 'a' ? 'b' : 'a');

/** A generation by its name, or null for another text. */
export const asGeneration = (name: string | null): Generation | null =>
  GENERATIONS.find((generation) => generation === name) ?? null;
