/**
 * Traits: attributes and options as a shopper narrows by them. A number has its unit, which stands
 * in its name (`Width (mm)`) or behind it (`27 cm`), so that it is asked for by range.
 */
import type { AttributeValue, Product } from '../catalog/product.ts';
import type { Digest } from '../kernel/random.ts';

export type Trait = {
  readonly name: string;
  readonly unit: string | null;
  readonly value: string | number;
};

/** Longer values are sentences: nobody narrows by them. */
const MAX_VALUE_LENGTH = 40;
const MEASURE = /^(-?\d{1,9}(?:\.\d{1,6})?)\s?([a-z%°µ²³/"]{1,6})$/i;
const UNIT_IN_NAME = /\(([^()]{1,8})\)\s*$/;

function traitOf(name: string, value: AttributeValue): Trait | null {
  if (typeof value === 'number') {
    return { name, unit: UNIT_IN_NAME.exec(name)?.[1] ?? null, value };
  }
  const text = String(value).trim();
  if (text === '' || text.length > MAX_VALUE_LENGTH) return null;
  const [, digits, unit] = MEASURE.exec(text) ?? [];
  if (digits !== undefined && unit !== undefined) return { name, unit, value: Number(digits) };
  return { name, unit: null, value: text };
}

/** Every attribute and every option of every variant, as its name and value. */
export function pairsOf({ attributes, variants }: Pick<Product, 'attributes' | 'variants'>) {
  const options = variants.flatMap((variant) => Object.entries(variant.options));
  const pairs: [string, AttributeValue][] = [...Object.entries(attributes), ...options];
  const keyed = pairs.map((pair) => [`${pair[0]}\n${pair[1]}`.toLowerCase(), pair] as const);
  return [...new Map(keyed).values()];
}

/** What a trait's value is called where it is not read as a number. */
export const spoken = ({ unit, value }: Pick<Trait, 'unit' | 'value'>): string =>
  unit === null || typeof value === 'string' ? String(value) : `${value} ${unit}`;

/** The traits of a product. Several measures of one name are values: no range holds them all. */
export function traitsOf(product: Pick<Product, 'attributes' | 'variants'>): Trait[] {
  const traits = pairsOf(product).flatMap(([name, value]) => traitOf(name, value) ?? []);
  const times = new Map<string, number>();
  for (const { name } of traits) {
    times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  }
  return traits.map((trait) =>
    times.get(trait.name.toLowerCase()) === 1
      ? trait
      : { name: trait.name, unit: null, value: spoken(trait) },
  );
}

const TOKEN_DIGITS = 12;

/**
 * The word that stands in the index for an attribute with this value, in whatever case. It ends in
 * a digit, so that no stemmer shortens it.
 */
export const filterToken = (name: string, value: string, digest: Digest): string =>
  `f${digest(`${name.toLowerCase()}\n${value.toLowerCase()}`).slice(0, TOKEN_DIGITS)}0`;
