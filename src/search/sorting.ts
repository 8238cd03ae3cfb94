/**
 * The orders of a list as data: which keys, of which kind, in which direction. Every order ends in
 * the product's row number, so that no two products share a place and a page can go on after any.
 */

export const SORTS = ['relevance', 'price', '-price', 'rating', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

export type SortKey = {
  readonly column: 'rank' | 'price' | 'sales' | 'rating' | 'rating_count' | 'released';
  readonly kind: 'number' | 'string';
};

export type Ordering = {
  readonly keys: readonly SortKey[];
  /** All keys run the same way, so that "after the cursor" is one comparison of rows. */
  readonly descending: boolean;
};

const number = (column: SortKey['column']): SortKey => ({ column, kind: 'number' });

const BY_SALES: Ordering = { keys: [number('sales')], descending: true };
/** bm25: the smaller, the better. */
const BY_RANK: Ordering = { keys: [number('rank')], descending: false };

const ORDERINGS: Readonly<Record<Exclude<Sort, 'relevance'>, Ordering>> = {
  price: { keys: [number('price')], descending: false },
  '-price': { keys: [number('price')], descending: true },
  rating: { keys: [number('rating'), number('rating_count')], descending: true },
  newest: { keys: [{ column: 'released', kind: 'string' }], descending: true },
};

/** The ordering of a sort; without words to search for, the most sold is the most relevant. */
export function orderingOf(sort: Sort, searching: boolean): Ordering {
  if (sort === 'relevance') return searching ? BY_RANK : BY_SALES;
  return ORDERINGS[sort];
}

/** Orders keys of hits, as they are in a cursor. */
export function compareKeys(
  { descending }: Ordering,
  a: readonly (string | number)[],
  b: readonly (string | number)[],
): number {
  const at = a.findIndex((key, index) => key !== b[index]);
  const [left, right] = [a[at], b[at]];
  if (left === undefined || right === undefined) return 0;
  return left < right === descending ? 1 : -1;
}

/** True for values that a cursor of this ordering can hold: its keys, then the row number. */
export function fitsOrdering(values: readonly (string | number | null)[], ordering: Ordering) {
  if (values.length !== ordering.keys.length + 1) return false;
  return values.every((value, index) => {
    const kind = ordering.keys[index]?.kind ?? 'number';
    return typeof value === kind;
  });
}
