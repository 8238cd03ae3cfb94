/**
 * Products in the columns that Shopify uses: a record for each variant and each further picture,
 * those of one `Handle` after one another. What those columns cannot say stands as JSON in two
 * columns of our own, so that a file that was exported brings back exactly what it was made of.
 */
import { decimal, money } from '../../kernel/money.ts';
import { isRecord } from '../../kernel/record.ts';
import { DEFAULT_MARKET } from '../../pricing/markets.ts';
import { namesOfPath, isSlug, slugOf } from '../slugs.ts';
import type { ProductRow, VariantRow } from '../input.ts';
import { asWritten, harmless } from './formula.ts';
import { htmlOf, textOf } from './html-text.ts';

const { currency } = DEFAULT_MARKET;
const OPTIONS = [1, 2, 3, 4, 5] as const;
export const ID = 'Edgewise Id';
const DETAILS = 'Edgewise Details';
const VARIANT_DETAILS = 'Edgewise Variant Details';

/** The columns of an export, in Shopify's order; ours stand last. */
export const COLUMNS: readonly string[] = [
  ...['Handle', 'Title', 'Body (HTML)', 'Vendor', 'Type', 'Tags', 'Published'],
  ...OPTIONS.flatMap((option) => [`Option${option} Name`, `Option${option} Value`]),
  ...['Variant SKU', 'Variant Inventory Qty', 'Variant Price', 'Variant Compare At Price'],
  ...[
    'Variant Barcode',
    'Image Src',
    'Image Position',
    'Image Alt Text',
    'Variant Image',
    'Status',
  ],
  ...[ID, DETAILS, VARIANT_DETAILS],
];

/** What Shopify calls the only variant of a product without options. */
const ONLY = { name: 'Title', value: 'Default Title' } as const;
const UNSORTED = 'Uncategorised';

export type Cells = Readonly<Record<string, string>>;
/** A row as a file gives it: fields it does not name are not in it. */
export type PartialRow = Readonly<Record<string, unknown>>;

const text = (value: string | null | undefined): string => harmless(value ?? '');

const priceText = (amount: number | null | undefined): string =>
  amount === null || amount === undefined ? '' : decimal(money(amount, currency));

const optionNames = (variants: readonly VariantRow[]): string[] => [
  ...new Set(variants.flatMap(({ options }) => Object.keys(options ?? {}))),
];

function variantCells(variant: VariantRow, names: readonly string[], first: boolean): Cells {
  const options = variant.options ?? {};
  const none = names.length === 0;
  const cells = OPTIONS.flatMap((option, index): [string, string][] => {
    const name = none && index === 0 ? ONLY.name : names[index];
    if (name === undefined) return [];
    const value = none ? ONLY.value : (options[name] ?? '');
    return [
      [`Option${option} Name`, first ? text(name) : ''],
      [`Option${option} Value`, text(value)],
    ];
  });
  return {
    ...Object.fromEntries(cells),
    'Variant SKU': text(variant.sku),
    'Variant Price': priceText(variant.price_minor),
    'Variant Compare At Price': priceText(variant.compare_at_minor),
    'Variant Barcode': text(variant.gtin),
    'Variant Image': text(variant.image),
  };
}

function productCells(row: ProductRow): Cells {
  const published = row.status === 'published';
  return {
    Title: text(row.title),
    'Body (HTML)': text(htmlOf(row.description ?? '')),
    Vendor: text(row.brand),
    Type: text(row.category),
    Tags: text((row.tags ?? []).join(', ')),
    Published: published ? 'true' : 'false',
    Status: published ? 'active' : 'draft',
    [ID]: text(row.id),
  };
}

const canonical = (value: unknown): string => JSON.stringify(value ?? null);

/** Fields of `row` that were read back as something else, or not at all. */
function lost(row: object, back: PartialRow, leave: ReadonlySet<string>): string {
  const entries = Object.entries(row).filter(
    ([name, value]) => !leave.has(name) && canonical(value) !== canonical(back[name]),
  );
  return entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries));
}

/** Of the first variant, which says it itself. */
const SAID_BY_VARIANTS = new Set([
  ...['variants', 'price_minor', 'compare_at_minor', 'price_schedule', 'currency'],
]);
const NOTHING: ReadonlySet<string> = new Set();

/** The records of a product, each as long as `COLUMNS`. Every variant names its own price. */
export function recordsOf(row: ProductRow): string[][] {
  const variants = row.variants ?? [];
  const images = row.images ?? [];
  const names = optionNames(variants).slice(0, OPTIONS.length);
  const handle = text(row.slug ?? row.id);
  const cells = Array.from({ length: Math.max(variants.length, images.length) }, (_, index) => {
    const variant = variants[index];
    const image = images[index];
    return {
      Handle: handle,
      ...(index === 0 ? productCells(row) : {}),
      ...(variant === undefined ? {} : variantCells(variant, names, index === 0)),
      ...(image === undefined
        ? {}
        : {
            'Image Src': text(image.url),
            'Image Position': String(index + 1),
            'Image Alt Text': text(image.alt),
          }),
    };
  });
  const back = rowOfCells(cells);
  const variantsBack = variantsOf(cells);
  return cells.map((plain, index) => {
    const variant = variants[index];
    const all: Cells = {
      ...plain,
      ...(index === 0 ? { [DETAILS]: lost(row, back, SAID_BY_VARIANTS) } : {}),
      ...(variant === undefined
        ? {}
        : { [VARIANT_DETAILS]: lost(variant, variantsBack[index] ?? {}, NOTHING) }),
    };
    return COLUMNS.map((column) => all[column] ?? '');
  });
}

/** An amount in minor units; what is none stays as it is, to be refused by its field. */
function minorOf(cell: string): unknown {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(cell.trim());
  if (match === null) return cell.trim() === '' ? null : cell;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Fields of `cells` whose columns the file has; an empty cell empties its field. */
function fieldsOf(
  cells: Cells,
  columns: Readonly<Record<string, readonly [field: string, read: (cell: string) => unknown]>>,
): [string, unknown][] {
  return Object.entries(columns).flatMap(([column, [field, read]]): [string, unknown][] => {
    const cell = cells[column];
    return cell === undefined ? [] : [[field, read(asWritten(cell))]];
  });
}

const orNull = (cell: string): string | null => (cell === '' ? null : cell);
const tagsOf = (cell: string): string[] =>
  cell
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

const VARIANT_COLUMNS = {
  'Variant Price': ['price_minor', minorOf],
  'Variant Compare At Price': ['compare_at_minor', minorOf],
  'Variant Barcode': ['gtin', orNull],
  'Variant Image': ['image', orNull],
} as const;

const PRODUCT_COLUMNS = {
  Title: ['title', (cell: string) => cell],
  'Body (HTML)': ['description', textOf],
  Vendor: ['brand', orNull],
  Tags: ['tags', tagsOf],
} as const;

/** The JSON of one of our own columns; a text that is none is told as a field nobody knows. */
function detailsOf(cell: string | undefined): PartialRow {
  if (cell === undefined || cell === '') return {};
  try {
    const value: unknown = JSON.parse(cell);
    return isRecord(value) ? value : { [DETAILS]: cell };
  } catch {
    return { [DETAILS]: cell };
  }
}

/** What a record has in it if it is a variant's and not a further picture's. */
const OF_VARIANT = [
  ...Object.keys(VARIANT_COLUMNS),
  ...['Variant SKU', 'Option1 Value', VARIANT_DETAILS],
];

const isVariant = (cells: Cells, index: number): boolean =>
  index === 0 || OF_VARIANT.some((column) => (cells[column] ?? '') !== '');

/** What a variant is called apart by, if the file has columns for it. */
function optionsOf(first: Cells, cells: Cells): PartialRow {
  const columns = OPTIONS.flatMap((option) => {
    const name = first[`Option${option} Name`];
    const isThere = name !== undefined && first[`Option${option} Value`] !== undefined;
    return isThere ? [{ name: asWritten(name), column: `Option${option} Value` }] : [];
  });
  if (columns.length === 0) return {};
  const options = columns.flatMap(({ name, column }): [string, string][] => {
    const value = asWritten(cells[column] ?? '');
    const only = name === ONLY.name && value === ONLY.value;
    return name === '' || value === '' || only ? [] : [[name, value]];
  });
  return { options: Object.fromEntries(options) };
}

/** The variants of a product; one whose record names no SKU has none. */
function variantsOf(records: readonly Cells[]): PartialRow[] {
  const [first = {}] = records;
  return records.filter(isVariant).map((cells) => {
    const sku = asWritten(cells['Variant SKU'] ?? '');
    const stock = cells['Variant Inventory Qty'] ?? '';
    return {
      ...(sku === '' ? {} : { sku }),
      ...optionsOf(first, cells),
      ...Object.fromEntries(fieldsOf(cells, VARIANT_COLUMNS)),
      ...(/^\d+$/.test(stock) ? { stock: Number(stock) } : {}),
      ...detailsOf(cells[VARIANT_DETAILS]),
    };
  });
}

/** A product's price is its first variant's. */
function variantFields(records: readonly Cells[]): PartialRow {
  const [first = {}] = records;
  if (!OF_VARIANT.some((column) => first[column] !== undefined)) return {};
  const variants = variantsOf(records);
  if (first['Variant Price'] === undefined) return { variants };
  return { price_minor: variants[0]?.['price_minor'] ?? null, currency, variants };
}

function imagesOf(records: readonly Cells[]): unknown[] {
  const images = records.flatMap((cells, index) => {
    const url = asWritten(cells['Image Src'] ?? '');
    const place = Number(cells['Image Position'] || index + 1);
    return url === '' ? [] : [{ place, url, alt: asWritten(cells['Image Alt Text'] ?? '') }];
  });
  return images.toSorted((a, b) => a.place - b.place).map(({ url, alt }) => ({ url, alt }));
}

function statusOf(cells: Cells): PartialRow {
  const { Published: published, Status: status } = cells;
  if (published === undefined && status === undefined) return {};
  const isOut = /^(false|no|0)$/i.test(published ?? '') || /^(draft|archived)$/i.test(status ?? '');
  return { status: isOut ? 'draft' : 'published' };
}

/** `Type` holds our path; a file of Shopify's own may have its category only. */
function categoryOf(cells: Cells): PartialRow {
  const { Type: type, 'Product Category': category } = cells;
  if (type === undefined && category === undefined) return {};
  const given = asWritten(type ?? '') || asWritten(category ?? '');
  return { category: namesOfPath(given).length === 0 ? UNSORTED : given };
}

/** The row that the records of one product say; columns the file does not have are not in it. */
export function rowOfCells(records: readonly Cells[]): PartialRow {
  const [first = {}] = records;
  const handle = asWritten(first['Handle'] ?? '');
  const id = asWritten(first[ID] ?? '');
  return {
    ...(id === '' ? {} : { id }),
    slug: isSlug(handle) ? handle : slugOf(handle),
    ...Object.fromEntries(fieldsOf(first, PRODUCT_COLUMNS)),
    ...categoryOf(first),
    ...statusOf(first),
    ...(first['Image Src'] === undefined ? {} : { images: imagesOf(records) }),
    ...variantFields(records),
    ...detailsOf(first[DETAILS]),
  };
}
