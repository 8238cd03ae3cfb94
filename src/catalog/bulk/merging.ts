/**
 * What a file's row makes of the product there is: fields the file does not name stay. Variants are
 * matched by SKU, else by options or place; those that a file of variants leaves out are gone.
 */
import { isRecord } from '../../kernel/record.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { rowOf } from '../admin-shapes.ts';
import { invalid } from '../faults.ts';
import type { FieldFault, InvalidInput } from '../faults.ts';
import { parseRow } from '../input.ts';
import type { ProductRow, VariantRow } from '../input.ts';
import type { Product } from '../product.ts';
import type { PartialRow } from './shopify.ts';

/** The row of a product, each variant naming its own price and schedule. */
export function fullRow(product: Product): ProductRow {
  const row = rowOf(product);
  const { price_minor, compare_at_minor, price_schedule } = row;
  const common = { price_minor, compare_at_minor, price_schedule };
  return { ...row, variants: (row.variants ?? []).map((variant) => ({ ...common, ...variant })) };
}

type Named = { readonly variant: PartialRow; readonly index: number };

/** Finds the variants there are that a file means. */
function finderOf(known: readonly VariantRow[], given: readonly PartialRow[]) {
  const bySku = new Map(known.map((variant) => [variant.sku, variant]));
  const named = new Set(given.map((variant) => variant['sku']));
  const free = known.filter(({ sku }) => !named.has(sku));
  const aligned = known.length === given.length;
  return ({ variant, index }: Named): VariantRow | 'unclear' | undefined => {
    const { sku, options } = variant;
    if (sku !== undefined) return typeof sku === 'string' ? bySku.get(sku) : undefined;
    const there = known[index];
    const place = aligned && there !== undefined && free.includes(there) ? there : undefined;
    // Nothing but its place tells which variant it is; a list of another length tells nothing.
    if (options === undefined) return place ?? 'unclear';
    const same = free.find((one) => textOf(one.options ?? {}) === textOf(options));
    return same ?? (known.length === 1 ? place : undefined);
  };
}

const nameOf = (base: string, { length }: readonly unknown[], index: number): string =>
  length === 1 ? base : `${base}-${index + 1}`;

const UNCLEAR = 'Name a SKU or options: the product has another number of variants';

/**
 * The row to bring in: that of `existing` with what `given` names in place. A variant without a SKU
 * is the one with its options or, where it names none, the one in its place.
 */
export function mergedRow(existing: Product, given: PartialRow): Result<PartialRow, InvalidInput> {
  const { variants } = given;
  if (!Array.isArray(variants)) return ok({ ...rowOf(existing), ...given });
  const base = fullRow(existing);
  const find = finderOf(base.variants ?? [], variants.filter(isRecord));
  const faults: FieldFault[] = [];
  const merged = variants.map((variant: unknown, index) => {
    if (!isRecord(variant)) return variant;
    const there = find({ variant, index });
    if (there === 'unclear') faults.push({ pointer: `/variants/${index}`, detail: UNCLEAR });
    if (there === 'unclear' || there === undefined) {
      return { sku: nameOf(existing.slug, variants, index), ...variant };
    }
    return { ...there, ...variant };
  });
  return faults.length > 0 ? invalid(faults) : ok({ ...base, ...given, variants: merged });
}

/** The row of a product that is new: its id is its slug, and a variant without a SKU its own. */
export function newRow(given: PartialRow): PartialRow {
  const { slug, variants } = given;
  const row = { id: slug, ...given };
  if (!Array.isArray(variants) || typeof slug !== 'string') return row;
  const named = variants.map((variant: unknown, index) =>
    isRecord(variant) ? { sku: nameOf(slug, variants, index), ...variant } : variant,
  );
  return { ...row, variants: named };
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
    isRecord(member)
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
