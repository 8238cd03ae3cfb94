/** A tally as text, as it is kept beside its shelf. */
import { emptyTally } from './tally.ts';
import type { FacetTally, TraitTally } from './tally.ts';

type Pairs<K, V> = [K, V][];

type Kept = {
  leaves: Pairs<string, number>;
  categories: Pairs<string, number>;
  brands: Pairs<string, { name: string; count: number }>;
  prices: Pairs<number, number>;
  ratings: Pairs<number, number>;
  inStock: number;
  traits: Pairs<
    string,
    { name: string; products: number; values: [string | number, string | null, number][] }
  >;
};

const keptTrait = ({ name, products, values }: TraitTally) => ({
  name,
  products,
  values: [...values.values()].map(({ value, unit, count }) => [value, unit, count] as const),
});

/** The text of a tally. */
export const textOfTally = (tally: FacetTally): string =>
  JSON.stringify({
    leaves: [...tally.leaves],
    categories: [...tally.categories],
    brands: [...tally.brands],
    prices: [...tally.prices],
    ratings: [...tally.ratings],
    inStock: tally.inStock,
    traits: [...tally.traits].map(([key, trait]) => [key, keptTrait(trait)]),
  });

/** The tally of a text that `textOfTally` made. */
export function tallyOfText(text: string): FacetTally {
  const kept: Kept = JSON.parse(text);
  const traits = kept.traits.map(([key, { name, products, values }]): [string, TraitTally] => {
    const entries = values.map(
      ([value, unit, count]) => [String(value).toLowerCase(), { value, unit, count }] as const,
    );
    return [key, { name, products, values: new Map(entries) }];
  });
  return {
    ...emptyTally(),
    leaves: new Map(kept.leaves),
    categories: new Map(kept.categories),
    brands: new Map(kept.brands),
    prices: new Map(kept.prices),
    ratings: new Map(kept.ratings),
    inStock: kept.inStock,
    traits: new Map(traits),
  };
}
