/**
 * Facets: by what else a list can be narrowed, with counts. A facet's `field` is the query's
 * parameter and its values are what that parameter takes, any number of them at once.
 */
import { categoryTrail } from '../catalog/product.ts';
import { MAX_ATTRIBUTE_FACETS } from './plan.ts';
import type { Plan } from './plan.ts';
import { rangeText } from './query.ts';
import type { Filter, Range } from './query.ts';
import { PRICE_STEPS, RATING_STEPS } from './tally.ts';
import type { FacetTally, TraitTally } from './tally.ts';
import { spoken } from './traits.ts';

export type Facet = {
  readonly field: string;
  /** Of numbers: values are ranges `10..25`, from the first to below the second. */
  readonly unit?: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
};

/** Values of one facet. */
const MAX_FACET_VALUES = 20;
/** Few enough numbers are shown as they are. */
const MAX_SINGLE_NUMBERS = 6;
/** Ranges a facet of numbers is cut into, about. */
const RANGES = 6;

type Value = Facet['values'][number];

const byCount = (values: readonly Value[]): Value[] =>
  values
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_FACET_VALUES);

const priceRange = (step: number): string =>
  `${PRICE_STEPS[step] ?? 0}-${(PRICE_STEPS[step + 1] ?? 1) - 1}`;

/** The largest of 1, 2, 5, 10, 20, … that is not above `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const times = step / power;
  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

/** Without the noise of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(9));

/**
 * Round bounds between which there are about as many products each: every bound is a quantile,
 * rounded down to what a shopper would say.
 */
function boundsOf(counts: readonly (readonly [number, number])[]): number[] {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const least = counts[0]?.[0] ?? 0;
  const spread = (counts.at(-1)?.[0] ?? 0) - least;
  const bounds = new Set<number>();
  let passed = 0;
  for (const [value, count] of counts) {
    const next = passed + count;
    const crosses =
      Math.floor((passed * RANGES) / total) < Math.floor((next * RANGES) / total) && passed > 0;
    if (crosses) {
      const step = roundStep(Math.max(Math.abs(value), spread / RANGES) / RANGES);
      const bound = tidy(Math.floor(value / step) * step);
      if (bound > least) bounds.add(bound);
    }
    passed = next;
  }
  return [...bounds].toSorted((a, b) => a - b);
}

const within = (value: number, { least, most }: Range): boolean =>
  (least === null || value >= least) && (most === null || value < most);

function numberValues(trait: TraitTally, asked: readonly Range[]): Value[] {
  const counts = [...trait.values.values()]
    .flatMap(({ value, count }) => (typeof value === 'number' ? [[value, count] as const] : []))
    .toSorted((a, b) => a[0] - b[0]);
  if (counts.length <= MAX_SINGLE_NUMBERS && asked.length === 0) {
    return counts.map(([value, count]) => ({ value: String(value), count }));
  }
  const bounds = boundsOf(counts);
  const ranges: Range[] = [...bounds, null].map((most, index) => ({
    least: bounds[index - 1] ?? null,
    most,
  }));
  const known = new Set(ranges.map(rangeText));
  // What was asked for stays among the values, whatever the bounds of today.
  const all = [...ranges, ...asked.filter((range) => !known.has(rangeText(range)))].filter(
    ({ least, most }) => least !== null || most !== null,
  );
  return all.flatMap((range) => {
    const inside = counts.filter(([value]) => within(value, range));
    const count = inside.reduce((sum, [, some]) => sum + some, 0);
    return count === 0 ? [] : [{ value: rangeText(range), count }];
  });
}

function traitFacet(trait: TraitTally, filter: Filter): Facet | null {
  const values = [...trait.values.values()];
  const numbers = values.filter(({ value }) => typeof value === 'number');
  const field = `attr.${trait.name}`;
  const units = new Set(numbers.map(({ unit }) => unit));
  if (numbers.length < values.length || units.size > 1) {
    const texts = values.map((value) => ({ value: spoken(value), count: value.count }));
    return { field, values: byCount(texts) };
  }
  const key = trait.name.toLowerCase();
  const asked = filter.attributes.find(({ name }) => name === key)?.ranges ?? [];
  const shown = numberValues(trait, asked);
  const [unit] = units;
  return { field, ...(typeof unit === 'string' ? { unit } : {}), values: shown };
}

/** The category whose attributes are shown: the one asked for, else the fullest one. */
function leadingCategory({ leaves }: FacetTally, { categories }: Filter): string | null {
  const [asked] = categories;
  if (categories.length === 1 && asked !== undefined && leaves.has(asked)) return asked;
  const [first] = [...leaves].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first?.[0] ?? null;
}

/** The attributes shown: the leading category's, and those that are filtered by. */
function shownTraits(tally: FacetTally, plan: Plan, filter: Filter): TraitTally[] {
  const leading = leadingCategory(tally, filter);
  const planned = leading === null ? undefined : plan.get(leading);
  const commonest = [...tally.traits.values()]
    .toSorted((a, b) => b.products - a.products || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const asked = filter.attributes.map(({ name }) => name);
  const names = [...asked, ...(planned ?? commonest)].map((name) => name.toLowerCase());
  const shown = [...new Set(names)].flatMap((name) => tally.traits.get(name) ?? []);
  return shown.slice(0, Math.max(MAX_ATTRIBUTE_FACETS, asked.length));
}

/** Each parent stands above its children, the larger branch first. */
function categoryValues({ categories }: FacetTally): Value[] {
  const weight = (slug: string): number => categories.get(slug) ?? 0;
  const sorted = [...categories.keys()].toSorted((a, b) => {
    const [left, right] = [categoryTrail(a), categoryTrail(b)];
    const at = left.findIndex((slug, index) => slug !== right[index]);
    if (at < 0) return left.length - right.length;
    const [one = '', other] = [left[at], right[at]];
    if (other === undefined) return 1;
    return weight(other) - weight(one) || (one < other ? -1 : 1);
  });
  return sorted.map((value) => ({ value, count: weight(value) }));
}

/** Facets in a steady order: category, brand, price, rating, stock, then attributes. */
export function facetsOf(tally: FacetTally, plan: Plan, filter: Filter): Facet[] {
  const brands = [...tally.brands.values()].map(({ name, count }) => ({ value: name, count }));
  const prices = [...tally.prices].toSorted((a, b) => a[0] - b[0]);
  const ratings = RATING_STEPS.flatMap((stars) => {
    const count = tally.ratings.get(stars);
    return count === undefined ? [] : [{ value: String(stars), count }];
  });
  const facets: Facet[] = [
    { field: 'category', values: categoryValues(tally) },
    { field: 'brand', values: byCount(brands) },
    { field: 'price', values: prices.map(([step, count]) => ({ value: priceRange(step), count })) },
    { field: 'rating', values: ratings },
    {
      field: 'in_stock',
      values: tally.inStock === 0 ? [] : [{ value: 'true', count: tally.inStock }],
    },
    ...shownTraits(tally, plan, filter).flatMap((trait) => traitFacet(trait, filter) ?? []),
  ];
  return facets.filter(({ values }) => values.length > 0);
}
