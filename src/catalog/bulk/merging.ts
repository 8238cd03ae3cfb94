/**
 * What a file's row makes of the product there is: fields the file does not name stay. Variants are
 * matched by SKU; those the file leaves out of a product it has variants of are gone.
 */
import { rowOf } from '../admin-shapes.ts';
import { parseRow } from '../input.ts';
import type { ProductRow } from '../input.ts';
import type { Product } from '../product.ts';
import type { PartialRow } from './shopify.ts';

const isObject = (value: unknown): value is PartialRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The row of a product, each variant naming its own price and schedule. */
export function fullRow(product: Product): ProductRow {
  const row = rowOf(product);
  const { price_minor, compare_at_minor, price_schedule } = row;
  const common = { price_minor, compare_at_minor, price_schedule };
  return { ...row, variants: (row.variants ?? []).map((variant) => ({ ...common, ...variant })) };
}

/** The row to bring in: that of `existing` with what `given` names in place. */
export function mergedRow(existing: Product, given: PartialRow): PartialRow {
  const { variants } = given;
  if (!Array.isArray(variants)) return { ...rowOf(existing), ...given };
  const base = fullRow(existing);
  const known = new Map((base.variants ?? []).map((variant) => [variant.sku, variant]));
  const merged = variants.map((variant: unknown) => {
    if (!isObject(variant)) return variant;
    const sku = variant['sku'];
    return typeof sku === 'string' ? { ...known.get(sku), ...variant } : variant;
  });
  return { ...base, ...given, variants: merged };
}

/** True when bringing `row` in would leave `existing` as it is. */
export function saysTheSame(existing: Product, row: ProductRow): boolean {
  const [before, after] = [parseRow(rowOf(existing)), parseRow(row)];
  if (!before.ok || !after.ok) return false;
  return textOf(before.value.input) === textOf(after.value.input);
}

/** Text that is the same for the same content, in whatever order objects name it. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** One field of a product that would change, as texts to look at. */
export type FieldChange = { readonly field: string; readonly from: string; readonly to: string };

/** Characters of a value that a report shows. */
const MAX_SHOWN = 120;
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

function fieldsOf({ variants, ...row }: ProductRow): Map<string, unknown> {
  const fields = new Map(Object.entries(row));
  for (const { sku, ...variant } of variants ?? []) {
    for (const [name, value] of Object.entries(variant)) {
      // Stock is no part of the catalogue: an import only opens it.
      if (name !== 'stock') fields.set(`${sku} ${name}`, value);
    }
  }
  return fields;
}

/** What differs between two rows, field by field; variants by their SKUs. */
export function differences(before: ProductRow, after: ProductRow): FieldChange[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field) ?? null, fresh.get(field) ?? null];
    return textOf(from) === textOf(to) ? [] : [{ field, from: shown(from), to: shown(to) }];
  });
}
