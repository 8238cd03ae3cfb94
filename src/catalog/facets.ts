/**
 * Facets: by what else a list can be narrowed, with counts. A facet's `field` is the query's
 * parameter and its values are what that parameter takes; `price` gives `min-max`.
 */

export type Facet = {
  readonly field: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
};

/** One counted value, as the database answers it. */
export type FacetCount = {
  readonly field: string;
  readonly value: string;
  readonly count: number;
};

/** Steps of the price facet in minor units: a shopper reads round numbers. */
export const PRICE_STEPS = [
  0, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000_001,
] as const;

/** Facets of attributes one answer shows: those most of its products have. */
const MAX_ATTRIBUTE_FACETS = 8;
/** Values of one facet. */
const MAX_FACET_VALUES = 20;
const FIRST_FIELDS = ['category', 'brand', 'price', 'in_stock'];

const priceRange = (step: number): string =>
  `${PRICE_STEPS[step] ?? 0}-${(PRICE_STEPS[step + 1] ?? 1) - 1}`;

const total = (counts: readonly FacetCount[]): number =>
  counts.reduce((sum, entry) => sum + entry.count, 0);

function facetOf(field: string, counts: readonly FacetCount[]): Facet {
  if (field === 'price') {
    const ranges = counts.map((entry) => ({ step: Number(entry.value), count: entry.count }));
    const sorted = ranges.toSorted((a, b) => a.step - b.step);
    return {
      field,
      values: sorted.map(({ step, count }) => ({ value: priceRange(step), count })),
    };
  }
  const sorted = counts.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const values = sorted.slice(0, MAX_FACET_VALUES);
  return { field, values: values.map(({ value, count }) => ({ value, count })) };
}

function byField(counts: readonly FacetCount[]): Map<string, FacetCount[]> {
  const fields = new Map<string, FacetCount[]>();
  for (const entry of counts) {
    const known = fields.get(entry.field);
    if (known === undefined) fields.set(entry.field, [entry]);
    else known.push(entry);
  }
  return fields;
}

/** Facets in a steady order: category, brand, price, stock, then the commonest attributes. */
export function facetsOf(counts: readonly FacetCount[]): Facet[] {
  const fields = byField(counts);
  const attributes = [...fields.keys()]
    .filter((field) => !FIRST_FIELDS.includes(field))
    .map((field) => ({ field, products: total(fields.get(field) ?? []) }))
    .toSorted((a, b) => b.products - a.products || (a.field < b.field ? -1 : 1))
    .slice(0, MAX_ATTRIBUTE_FACETS);
  const shown = [...FIRST_FIELDS, ...attributes.map(({ field }) => field)];
  return shown.flatMap((field) => {
    const entries = fields.get(field);
    return entries === undefined ? [] : [facetOf(field, entries)];
  });
}
