/**
 * Counts of what a list could be narrowed to, gathered row by row. A row fails at most one filter:
 * it counts for that filter's own facet alone, so that a facet is not narrowed by itself. Tallies
 * of several indexes add up.
 */
import { categoryTrail } from '../catalog/product.ts';

/** Steps of the price facet in minor units: a shopper reads round numbers. */
export const PRICE_STEPS = [
  0, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000_001,
] as const;

/** Stars at least, as a shopper asks for them. */
export const RATING_STEPS = [4, 3, 2, 1] as const;

/** `[name, unit, value]` triples of a product. */
export type PackedTraits = readonly (readonly [string, string | null, string | number])[];

export type CountedRow = {
  /** The facet whose filter leaves the row out; null when all filters let it pass. */
  readonly failing: string | null;
  readonly category: string;
  readonly brand: string | null;
  readonly brandName: string | null;
  /** Minor units. */
  readonly price: number;
  /** Hundredths of a star. */
  readonly rating: number;
  readonly inStock: boolean;
  readonly traits: PackedTraits;
};

export type TraitTally = {
  /** As it was first written. */
  readonly name: string;
  products: number;
  /** Values in lower case → as first written, its unit, and how many. */
  readonly values: Map<string, { value: string | number; unit: string | null; count: number }>;
};

export type FacetTally = {
  /** Rows that pass all filters, by the category they stand in. */
  readonly leaves: Map<string, number>;
  /** By every category on the way to theirs. */
  readonly categories: Map<string, number>;
  readonly brands: Map<string, { name: string; count: number }>;
  /** By index in `PRICE_STEPS`. */
  readonly prices: Map<number, number>;
  /** By stars. */
  readonly ratings: Map<number, number>;
  inStock: number;
  /** By name in lower case. */
  readonly traits: Map<string, TraitTally>;
};

export const emptyTally = (): FacetTally => ({
  leaves: new Map(),
  categories: new Map(),
  brands: new Map(),
  prices: new Map(),
  ratings: new Map(),
  inStock: 0,
  traits: new Map(),
});

const more = <K>(counts: Map<K, number>, key: K, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

const stepOf = (price: number): number =>
  PRICE_STEPS.findIndex((_, step) => price < (PRICE_STEPS[step + 1] ?? Infinity));

function addTrait(tally: FacetTally, row: CountedRow): void {
  const seen = new Set<string>();
  for (const [name, unit, value] of row.traits) {
    const key = name.toLowerCase();
    if (row.failing !== null && row.failing !== `attr.${key}`) continue;
    const trait = tally.traits.get(key) ?? { name, products: 0, values: new Map() };
    tally.traits.set(key, trait);
    if (!seen.has(key)) trait.products += 1;
    seen.add(key);
    const valueKey = String(value).toLowerCase();
    const known = trait.values.get(valueKey);
    if (known === undefined) trait.values.set(valueKey, { value, unit, count: 1 });
    else known.count += 1;
  }
}

/** Counts one row. */
export function addRow(tally: FacetTally, row: CountedRow): void {
  const { failing } = row;
  const counts = (field: string): boolean => failing === null || failing === field;
  if (failing === null) more(tally.leaves, row.category);
  if (counts('category')) {
    for (const slug of categoryTrail(row.category)) more(tally.categories, slug);
  }
  if (row.brand !== null && counts('brand')) {
    const known = tally.brands.get(row.brand);
    if (known === undefined) {
      tally.brands.set(row.brand, { name: row.brandName ?? row.brand, count: 1 });
    } else known.count += 1;
  }
  if (counts('price')) more(tally.prices, stepOf(row.price));
  if (counts('rating')) {
    for (const stars of RATING_STEPS) if (row.rating >= stars * 100) more(tally.ratings, stars);
  }
  if (row.inStock && counts('in_stock')) tally.inStock += 1;
  addTrait(tally, row);
}

/** A tally with one facet, by its field, of another. */
export function withFacet(tally: FacetTally, field: string, from: FacetTally): FacetTally {
  if (field === 'brand') return { ...tally, brands: from.brands };
  if (field === 'price') return { ...tally, prices: from.prices };
  if (field === 'rating') return { ...tally, ratings: from.ratings };
  const key = field.slice('attr.'.length);
  const trait = from.traits.get(key);
  const traits = new Map(tally.traits);
  if (trait !== undefined) traits.set(key, trait);
  return { ...tally, traits };
}

function addCounts<K>(into: Map<K, number>, from: ReadonlyMap<K, number>): void {
  for (const [key, count] of from) more(into, key, count);
}

/** Adds what another index has counted. */
export function addTally(into: FacetTally, from: FacetTally): void {
  addCounts(into.leaves, from.leaves);
  addCounts(into.categories, from.categories);
  addCounts(into.prices, from.prices);
  addCounts(into.ratings, from.ratings);
  into.inStock += from.inStock;
  for (const [slug, { name, count }] of from.brands) {
    const known = into.brands.get(slug);
    if (known === undefined) into.brands.set(slug, { name, count });
    else known.count += count;
  }
  for (const [key, trait] of from.traits) {
    const known = into.traits.get(key) ?? { name: trait.name, products: 0, values: new Map() };
    into.traits.set(key, known);
    known.products += trait.products;
    for (const [valueKey, counted] of trait.values) {
      const value = known.values.get(valueKey);
      if (value === undefined) known.values.set(valueKey, { ...counted });
      else value.count += counted.count;
    }
  }
}
