/** Normalised discounted cumulative gain at ten: gain 2^rating − 1, discount log2 of the place. */

const DEPTH = 10;

const gain = (rating: number): number => 2 ** rating - 1;

const discounted = (ratings: readonly number[]): number =>
  ratings
    .slice(0, DEPTH)
    .reduce((sum, rating, place) => sum + gain(rating) / Math.log2(place + 2), 0);

/** From 0 to 1; null for a query that nothing was rated above 0 for. */
export function ndcg(found: readonly string[], judged: ReadonlyMap<string, number>): number | null {
  const ideal = discounted([...judged.values()].toSorted((a, b) => b - a));
  return ideal === 0 ? null : discounted(found.map((id) => judged.get(id) ?? 0)) / ideal;
}

export type Relevance = {
  readonly query: string;
  /** Products nobody rated count as 0. */
  readonly strict: number;
  /** Products nobody rated are left out of the first hits. */
  readonly judgedOnly: number;
};

/** Both figures of one query; null where it is left out. */
export function relevanceOf(
  query: string,
  found: readonly string[],
  judged: ReadonlyMap<string, number>,
): Relevance | null {
  const strict = ndcg(found, judged);
  const judgedOnly = ndcg(
    found.filter((id) => judged.has(id)),
    judged,
  );
  return strict === null || judgedOnly === null ? null : { query, strict, judgedOnly };
}
