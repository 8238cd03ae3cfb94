/**
 * A product's form and the row it stands for, both ways. Fields are named by their place in the
 * row (`variants/0/sku`), so that what the catalogue refuses by pointer finds its field.
 */
import { adminProductOf, rowOf } from '../catalog/admin-shapes.ts';
import type { VariantRow } from '../catalog/input.ts';
import type { Product } from '../catalog/product.ts';
import { decimal, money } from '../kernel/money.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { typed } from './form.ts';
import type { Values } from './form.ts';
import { minorOf, wholeOf } from './format.ts';

const { currency } = DEFAULT_MARKET;

/** Empty rows below the variants there are. */
const SPARE_ROWS = 3;

/** The field of a variant: `variants/0/sku`. */
export const variantField = (index: number, name: string): string => `variants/${index}/${name}`;

/** An amount as a field shows it. */
export const amountText = (amount: number | null | undefined): string =>
  amount === null || amount === undefined ? '' : decimal(money(amount, currency));

const optionsText = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

/** The form's values for a product that exists. */
export function valuesOfProduct(product: Product): Values {
  const row = rowOf(product);
  const variants = (row.variants ?? []).flatMap((variant, index) => [
    [variantField(index, 'sku'), variant.sku],
    [variantField(index, 'options'), optionsText(variant.options ?? {})],
    [variantField(index, 'price_minor'), amountText(variant.price_minor)],
  ]);
  return {
    title: row.title,
    slug: row.slug ?? '',
    brand: row.brand ?? '',
    category: row.category,
    description: row.description ?? '',
    price_minor: amountText(row.price_minor),
    compare_at_minor: amountText(row.compare_at_minor),
    tags: (row.tags ?? []).join(', '),
    status: row.status ?? 'draft',
    ...Object.fromEntries(variants),
  };
}

const ROW = /^variants\/(\d{1,3})\//;
const VARIANT_FIELDS = ['sku', 'options', 'price_minor', 'stock'] as const;

/** The variant rows that hold anything, in the form's order. */
function rowsIn(values: Values): number[] {
  const filled = Object.entries(values).filter(([, text]) => text.trim() !== '');
  const indexes = filled.flatMap(([name]) => ROW.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(indexes)].toSorted((a, b) => a - b);
}

/** Closes gaps between the variant rows, so that a row's number is its place in the list. */
export function compacted(values: Values): Values {
  const others = Object.entries(values).filter(([name]) => !ROW.test(name));
  const rows = rowsIn(values).flatMap((from, to) =>
    VARIANT_FIELDS.map((name) => [variantField(to, name), values[variantField(from, name)] ?? '']),
  );
  return Object.fromEntries([...others, ...rows]);
}

/** How many variant rows the form shows. */
export const rowsShown = (values: Values): number => rowsIn(values).length + SPARE_ROWS;

const OPTION = /^([^:]+):(.+)$/;

/** `Colour: Brass, Size: S` as options, or null where it is not written so. */
function optionsOf(text: string): Record<string, string> | null {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  const pairs = parts.filter((part) => part !== '').map((part) => OPTION.exec(part));
  const known = pairs.flatMap((pair) =>
    pair === null ? [] : [[(pair[1] ?? '').trim(), (pair[2] ?? '').trim()]],
  );
  return known.length === pairs.length ? Object.fromEntries(known) : null;
}

type Errors = Record<string, string>;

const AMOUNT_HINT = 'An amount such as 19.99';

/** A typed amount in minor units; null for an empty field. What is no amount is put in `errors`. */
function amountIn(values: Values, name: string, errors: Errors): number | null {
  const text = typed(values, name);
  const amount = text === undefined ? null : minorOf(text, currency);
  if (text !== undefined && amount === null) errors[name] = AMOUNT_HINT;
  return amount;
}

/** Opening stock of a variant that is new. */
function stockIn(values: Values, name: string, errors: Errors): { stock?: number } {
  const text = typed(values, name);
  if (text === undefined) return {};
  const stock = wholeOf(text);
  if (stock === null || stock < 0) {
    errors[name] = 'A whole number of 0 or more';
    return {};
  }
  return { stock };
}

/** What the form does not show of a variant stays as it was, by its SKU. */
function variantIn(values: Values, index: number, before: readonly VariantRow[], errors: Errors) {
  const field = (name: string): string => variantField(index, name);
  const sku = typed(values, field('sku')) ?? '';
  const options = optionsOf(values[field('options')] ?? '');
  if (options === null) errors[field('options')] = 'Write options as Colour: Brass, Size: S';
  const known = before.find((variant) => variant.sku === sku);
  const price = amountIn(values, field('price_minor'), errors);
  const compareAt = known?.price_minor === price ? known.compare_at_minor : undefined;
  return {
    sku,
    options: options ?? {},
    gtin: known?.gtin ?? null,
    image: known?.image ?? null,
    ...(price === null
      ? {}
      : {
          price_minor: price,
          compare_at_minor: compareAt ?? null,
          price_schedule: known?.price_schedule ?? [],
        }),
    ...stockIn(values, field('stock'), errors),
  };
}

export type ReadForm = { readonly row: Record<string, unknown>; readonly errors: Errors };

/**
 * The row that a form asks for, and what cannot be read of it. The rest of its checking is the
 * catalogue's business.
 * @param before the product that is edited; null for a new one
 */
export function rowOfForm(values: Values, before: Product | null): ReadForm {
  const errors: Errors = {};
  const price = amountIn(values, 'price_minor', errors);
  if (price === null) errors['price_minor'] = AMOUNT_HINT;
  const known = before === null ? [] : (rowOf(before).variants ?? []);
  const variants = rowsIn(values).map((index) => variantIn(values, index, known, errors));
  const tags = (values['tags'] ?? '').split(',').map((tag) => tag.trim());
  const row = {
    title: values['title'] ?? '',
    slug: typed(values, 'slug') ?? null,
    brand: typed(values, 'brand') ?? null,
    category: values['category'] ?? '',
    description: values['description'] ?? '',
    price_minor: price ?? 0,
    compare_at_minor: amountIn(values, 'compare_at_minor', errors),
    tags: tags.filter((tag) => tag !== ''),
    status: values['status'] ?? 'draft',
    ...(variants.length === 0 ? {} : { variants }),
  };
  if (before !== null) return { row, errors };
  const id = values['id'] ?? '';
  return { row: { ...row, id, currency, ...stockIn(values, 'stock', errors) }, errors };
}

/** The prices of a product's variants, from the lowest. */
export function priceRange(product: Product): { low: number; high: number } {
  const amounts = adminProductOf(product).variants.map((variant) => variant.price_minor);
  return { low: Math.min(...amounts), high: Math.max(...amounts) };
}
