/** The next products of a file: as many as one slice takes, and never half of one. */
import { required } from '../../kernel/assert.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { invalid } from '../faults.ts';
import type { ImportLine } from '../import-lines.ts';
import { jsonOf, rowsOfCsv } from '../import-lines.ts';
import type { Place } from './job.ts';
import { COLUMNS, rowOfCells } from './shopify.ts';
import type { Cells } from './shopify.ts';

/** Products of one slice: one batch of writing, and some hundred milliseconds. */
export const PRODUCTS_A_SLICE = 100;
/** Bytes read at once: some hundred products; and where not one of them ends within these. */
export const BYTES_A_SLICE = 256 * 1024;
export const MOST_BYTES_A_SLICE = 1024 * 1024;
/** More than any shop's export has; a line of a million commas is a mistake. */
const MAX_COLUMNS = 1_000;

export type FileRecord = {
  readonly line: number;
  readonly fields: readonly string[];
  readonly end: { readonly bytes: number; readonly lines: number };
};

/** CSV that cannot be read on; the line is counted within the part that was read. */
export type BrokenPart = {
  readonly reason: 'broken_csv';
  readonly line: number;
  readonly detail: string;
};
/** `too_long`: no product ends in the part that was read. */
export type BadFile = { readonly reason: 'bad_file' | 'too_long'; readonly detail: string };
export type FileSlice = { readonly lines: readonly ImportLine[]; readonly next: Place | null };

/** The columns of a CSV file: what its records belong together by, and what they say. */
type Columns = {
  /** Names the product a record is of. */
  readonly key: string;
  readonly linesOf: (header: readonly string[], group: Group, before: number) => ImportLine[];
};

const bad = (detail: string) => fail<BadFile>({ reason: 'bad_file', detail });

const tooLong = (detail: string) => fail<BadFile>({ reason: 'too_long', detail });

/** Shopify's columns, and those of a row's own fields; the first that a header has. */
const COLUMN_SETS: readonly Columns[] = [
  { key: 'Handle', linesOf: (header, group, before) => [lineOf(header, group, before)] },
  { key: 'id', linesOf: rowsOf },
];

const columnsIn = (header: readonly string[]): Columns | undefined =>
  COLUMN_SETS.find(({ key }) => header.includes(key));

/** True where a file's rows say only what their columns name, and are put into what there is. */
export const isPartial = (header: readonly string[] | null): boolean =>
  header !== null && columnsIn(header)?.key === 'Handle';

/** The header of a file, or why it can be none. */
export function headerOf(fields: readonly string[]): Result<readonly string[], BadFile> {
  const names = fields.map((name) => name.trim());
  if (names.length > MAX_COLUMNS) {
    return bad(`The first line names ${names.length} columns; at most ${MAX_COLUMNS} are read.`);
  }
  if (columnsIn(names) === undefined) {
    return bad('The first line names no column “Handle” and none “id”.');
  }
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  return twice === undefined ? ok(names) : bad(`The first line names “${twice}” twice.`);
}

const known = new Set(COLUMNS);
const isRead = (name: string): boolean => known.has(name) || name === 'Product Category';

function cellsOf(header: readonly string[], fields: readonly string[]): Cells {
  const pairs = header.flatMap((name, index) =>
    isRead(name) ? [[name, fields[index] ?? '']] : [],
  );
  return Object.fromEntries(pairs);
}

type Group = { readonly handle: string; readonly records: FileRecord[] };

function groupsOf(records: readonly FileRecord[], column: number): Group[] {
  const groups: Group[] = [];
  for (const record of records) {
    const handle = record.fields[column] ?? '';
    const last = groups.at(-1);
    if (last?.handle === handle) last.records.push(record);
    else groups.push({ handle, records: [record] });
  }
  return groups;
}

function lineOf(header: readonly string[], { handle, records }: Group, before: number): ImportLine {
  const line = before + (records[0]?.line ?? 0);
  const wide = records.find(({ fields }) => fields.length > header.length);
  if (wide !== undefined) {
    const fields = `${wide.fields.length} fields under ${header.length} columns`;
    const detail = `Line ${before + wide.line}: ${fields}`;
    return { line, value: invalid([{ pointer: '', detail }]) };
  }
  if (handle === '')
    return { line, value: invalid([{ pointer: '/Handle', detail: 'It is empty' }]) };
  return { line, value: ok(rowOfCells(records.map(({ fields }) => cellsOf(header, fields)))) };
}

/** Products of records whose columns are a row's fields, under the lines of the file. */
function rowsOf(header: readonly string[], { records }: Group, before: number): ImportLine[] {
  const rows = rowsOfCsv([{ line: 0, fields: header }, ...records]);
  return rows.map(({ line, value }) => ({ line: before + line, value }));
}

/**
 * What a slice of a CSV file holds: at most `limit` products, the last of which is the next
 * slice's unless it is `final`.
 */
export function csvSlice(
  records: readonly FileRecord[],
  place: Place,
  final: boolean,
  limit = PRODUCTS_A_SLICE,
): Result<FileSlice & { readonly header: readonly string[] }, BadFile> {
  const [first] = records;
  if (first === undefined && place.at === 0) {
    return bad(final ? 'The file is empty.' : 'The first line is too long.');
  }
  const named = place.header === null ? headerOf(first?.fields ?? []) : ok(place.header);
  if (!named.ok) return named;
  const header = named.value;
  const body = place.header === null ? records.slice(1) : records;
  const columns = required(columnsIn(header), 'a header names what its records belong together by');
  const groups = groupsOf(body, header.indexOf(columns.key));
  const whole = final ? groups : groups.slice(0, -1);
  const taken = whole.slice(0, limit);
  const last = taken.at(-1)?.records.at(-1) ?? (place.header === null ? first : undefined);
  if (last === undefined && !final) {
    return tooLong(`A product after line ${place.line} is too long.`);
  }
  const lines = taken.flatMap((group) => columns.linesOf(header, group, place.line));
  if (final && taken.length === groups.length) return ok({ lines, header, next: null });
  const at = place.at + (last?.end.bytes ?? 0);
  return ok({ lines, header, next: { at, line: place.line + (last?.end.lines ?? 0), header } });
}

/** The same of NDJSON. */
export function ndjsonSlice(
  text: string,
  place: Place,
  final: boolean,
  bytesOf: (text: string) => number,
  limit = PRODUCTS_A_SLICE,
): Result<FileSlice, BadFile> {
  const parts = text.split('\n');
  const whole = final ? parts : parts.slice(0, -1);
  if (whole.length === 0) return tooLong(`Line ${place.line + 1} is too long.`);
  const taken = whole.slice(0, limit);
  const lines = taken.flatMap((content, index): ImportLine[] => {
    const json = place.at === 0 && index === 0 ? content.replace(/^\uFEFF/, '') : content;
    return json.trim() === '' ? [] : [{ line: place.line + index + 1, value: jsonOf(json) }];
  });
  if (final && taken.length === parts.length) return ok({ lines, next: null });
  const at = place.at + bytesOf(`${taken.join('\n')}\n`);
  return ok({ lines, next: { at, line: place.line + taken.length, header: null } });
}
