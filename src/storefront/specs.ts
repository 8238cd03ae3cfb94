/** A product's attributes under their headings; those of no group come last, under none. */
import type { ProductDocument } from '../catalog/document.ts';
import type { AttributeValue } from '../catalog/product.ts';

export type Specs = {
  readonly heading: string | null;
  readonly entries: readonly (readonly [name: string, value: AttributeValue])[];
};

/** The groups that have anything to show. */
export function specsOf({ attributes, attribute_groups: groups }: ProductDocument): Specs[] {
  const shown = new Map(Object.entries(attributes).filter(([, value]) => value !== ''));
  const grouped = groups.map(({ name, attributes: names }) => ({
    heading: name,
    entries: names.flatMap((attribute) => {
      const value = shown.get(attribute);
      shown.delete(attribute);
      return value === undefined ? [] : [[attribute, value] as const];
    }),
  }));
  return [...grouped, { heading: null, entries: [...shown] }].filter(
    ({ entries }) => entries.length > 0,
  );
}
