/**
 * Which attributes are worth a facet in a category: those that many of its products have and that
 * part them well. Of thousands of sparse attributes a category keeps a handful, picked when the
 * index is built.
 */
import type { Trait } from './traits.ts';

/** Facets of attributes one answer shows. */
export const MAX_ATTRIBUTE_FACETS = 8;
/** A facet that fewer of the products have says nothing of most of them. */
const MIN_COVERAGE = 0.2;
/** More distinct values than this share of the products: a name or a size, and no facet. */
const MAX_DISTINCT_SHARE = 0.5;
/** Fewer products than this are read rather than narrowed. */
const MIN_PRODUCTS = 3;

/** Category → names of its attributes, the most telling first. */
export type Plan = ReadonlyMap<string, readonly string[]>;

type Column = {
  readonly name: string;
  products: number;
  numbers: number;
  readonly values: Map<string | number, number>;
};

type Shelf = { products: number; readonly columns: Map<string, Column> };

const entropy = (counts: Iterable<number>, total: number): number => {
  let bits = 0;
  for (const count of counts) bits -= (count / total) * Math.log2(count / total);
  return bits;
};

/** Numbers are read in ranges: what their entropy is worth ends at some eight of them. */
const MAX_BITS = 3;

/** How well an attribute parts the products of its category; 0 for one that does not. */
function worth({ products, numbers, values }: Column, all: number): number {
  const coverage = products / all;
  if (products < MIN_PRODUCTS || coverage < MIN_COVERAGE || values.size < 2) return 0;
  const numeric = numbers === products;
  if (!numeric && values.size > 2 && values.size > products * MAX_DISTINCT_SHARE) return 0;
  return coverage * Math.min(MAX_BITS, entropy(values.values(), products));
}

/** Gathers what a plan is made of, product by product. */
export class Planner {
  readonly #shelves = new Map<string, Shelf>();

  add(category: string, traits: readonly Trait[]): void {
    const shelf = this.#shelves.get(category) ?? { products: 0, columns: new Map() };
    this.#shelves.set(category, shelf);
    shelf.products += 1;
    for (const { name, value } of traits) {
      const key = name.toLowerCase();
      const column = shelf.columns.get(key) ?? { name, products: 0, numbers: 0, values: new Map() };
      shelf.columns.set(key, column);
      column.products += 1;
      if (typeof value === 'number') column.numbers += 1;
      column.values.set(value, (column.values.get(value) ?? 0) + 1);
    }
  }

  plan(): Plan {
    const planned = [...this.#shelves].map(([category, { products, columns }]) => {
      const ranked = [...columns.values()]
        .map((column) => ({ name: column.name, worth: worth(column, products) }))
        .filter((column) => column.worth > 0)
        .toSorted((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1));
      return [category, ranked.slice(0, MAX_ATTRIBUTE_FACETS).map(({ name }) => name)] as const;
    });
    return new Map(planned);
  }
}

/** All names of a plan in lower case: what the index keeps of each product to count by. */
export const namesIn = (plan: Plan): ReadonlySet<string> =>
  new Set([...plan.values()].flat().map((name) => name.toLowerCase()));
