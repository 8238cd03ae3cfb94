/**
 * What files say into rows: a line of NDJSON, and records of CSV whose headers are the fields of a
 * row; `attributes.<name>`, `options.<name>` and `rating.average` reach into it. A record is one
 * variant; records of the same `id` after one another are one product.
 */
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { invalid } from './faults.ts';
import type { InvalidInput } from './faults.ts';

/** One row of an import: what it says, or why it could not be read. */
export type ImportLine = {
  readonly line: number;
  readonly value: Result<unknown, InvalidInput>;
  /** Of the product it was made from, null for none: it is written while that is still so. */
  readonly version?: number | null;
};

type CsvRecord = { readonly line: number; readonly fields: readonly string[] };

/** Fields of a row that belong to the variant when the record names a SKU. */
const OF_VARIANT = new Set(['sku', 'options', 'stock', 'image']);
const NUMBERS = new Set(['price_minor', 'compare_at_minor', 'stock', 'sales', 'average', 'count']);
/** Several values of one field are separated by this. */
const SEPARATOR = '|';

const isNumber = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);

function attributeOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return isNumber(text) && text.length <= 15 ? Number(text) : text;
}

function valueOf(name: string, text: string): unknown {
  if (NUMBERS.has(name)) return isNumber(text) ? Number(text) : text;
  const parts = text.split(SEPARATOR).map((part) => part.trim());
  if (name === 'tags') return parts.filter((part) => part !== '');
  if (name === 'images') return parts.map((url) => ({ url, alt: '' }));
  return text;
}

type Fields = Map<string, unknown>;

/** Name → value of one record; what stands after a dot becomes an object's member. */
function fieldsOf(header: readonly string[], record: CsvRecord): Fields {
  const fields: Fields = new Map();
  const groups = new Map<string, Fields>();
  for (const [index, text] of record.fields.entries()) {
    const name = header[index] ?? '';
    if (name === '' || text === '') continue;
    const dot = name.indexOf('.');
    if (dot < 0) {
      fields.set(name, valueOf(name, text));
      continue;
    }
    const group = name.slice(0, dot);
    const member = name.slice(dot + 1);
    const members: Fields = groups.get(group) ?? new Map();
    members.set(member, group === 'attributes' ? attributeOf(text) : valueOf(member, text));
    groups.set(group, members);
  }
  for (const [group, members] of groups) fields.set(group, Object.fromEntries(members));
  return fields;
}

type Group = { readonly line: number; readonly fields: Fields; readonly variants: unknown[] };

/** The value of each product, under the line its first record stands on. */
export function rowsOfCsv(records: readonly CsvRecord[]): ImportLine[] {
  const [head, ...body] = records;
  const header = (head?.fields ?? []).map((name) => name.trim());
  const groups: Group[] = [];
  const wrong: ImportLine[] = [];
  for (const record of body) {
    if (record.fields.length > header.length) {
      const detail = `${record.fields.length} fields under ${header.length} headers`;
      wrong.push({ line: record.line, value: invalid([{ pointer: '', detail }]) });
      continue;
    }
    const fields = fieldsOf(header, record);
    const last = groups.at(-1);
    const variant = fields.has('sku') ? takeVariant(fields) : null;
    const joins =
      variant !== null && last !== undefined && last.fields.get('id') === fields.get('id');
    if (joins) {
      // A price of its own stands on the record; without one it is the product's.
      const own = [...fields].filter(([name]) => name.endsWith('_minor'));
      last.variants.push({ ...Object.fromEntries(own), ...variant });
    } else groups.push({ line: record.line, fields, variants: variant === null ? [] : [variant] });
  }
  const rows = groups.map(({ line, fields, variants }) => ({
    line,
    value: ok({ ...Object.fromEntries(fields), ...(variants.length === 0 ? {} : { variants }) }),
  }));
  return [...rows, ...wrong].toSorted((a, b) => a.line - b.line);
}

function takeVariant(fields: Fields): Record<string, unknown> {
  const taken: [string, unknown][] = [];
  for (const name of OF_VARIANT) {
    const value = fields.get(name);
    if (value === undefined) continue;
    fields.delete(name);
    taken.push([name, value]);
  }
  const gtin = fields.get('gtin');
  if (gtin !== undefined) taken.push(['gtin', gtin]);
  fields.delete('gtin');
  return Object.fromEntries(taken);
}

/** The value of one line of NDJSON. */
export function jsonOf(content: string): Result<unknown, InvalidInput> {
  try {
    const value: unknown = JSON.parse(content);
    return ok(value);
  } catch {
    return invalid([{ pointer: '', detail: 'The line is not valid JSON' }]);
  }
}
