/** One slice of a bulk job: which products it is about, what is wrong, what changes. */
import { utf8 } from '../../kernel/base64url.ts';
import { isRecord } from '../../kernel/record.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import type { ImportReport } from '../admin-shapes.ts';
import type { ImportLine } from '../import-lines.ts';
import type { ProductRow } from '../input.ts';
import { ownRow } from '../own-rows.ts';
import { productIdOf, rowNumberOf } from '../product.ts';
import type { Product } from '../product.ts';
import { edited, matches } from './edit.ts';
import type { BulkEdit } from './edit.ts';
import type { Counts, Job, Note, Place, SliceOutcome } from './job.ts';
import { differences, fullRow, mergedRow, newRow, saysTheSame } from './merging.ts';
import type { BulkPorts } from './service.ts';
import type { PartialRow } from './shopify.ts';
import {
  BYTES_A_SLICE,
  csvSlice,
  MOST_BYTES_A_SLICE,
  ndjsonSlice,
  PRODUCTS_A_SLICE,
} from './slices.ts';
import type { BadFile, FileSlice } from './slices.ts';

/** Faults and changes that a report lists; all are counted. */
const MAX_NOTES = 1_000;
/** Of a product, of which one with hundreds of variants changes thousands. */
const MAX_FIELDS = 50;
/** How often a slice is read anew before it is left for later: others write the same products. */
export const ATTEMPTS = 5;
/** Products of a slice that is done again: those that were made within it meanwhile are too. */
const MOST_AGAIN = 10 * PRODUCTS_A_SLICE;

type FileSource = Extract<Job['source'], { kind: 'file' }>;

export type Slice = { readonly outcome: SliceOutcome; readonly notes: readonly Note[] };

const bad = (detail: string) => fail<BadFile>({ reason: 'bad_file', detail });

/** The products of a part of a file. */
async function partOf(
  { files, readCsv }: BulkPorts,
  { id, place }: Job,
  { format, size }: FileSource,
  length: number,
): Promise<Result<FileSlice, BadFile>> {
  const part = await files.read(id, place.at, length, size);
  if (part.lost) return bad('The file is no longer there; send it again.');
  if (part.text === null) {
    const after = `After line ${place.line} the file is not UTF-8.`;
    return bad(`${after} Save it as “CSV UTF-8” and send it again.`);
  }
  if (format === 'ndjson') {
    return ndjsonSlice(part.text, place, part.final, (text) => utf8(text).length);
  }
  const records = await readCsv(part.bytes, part.final);
  if (records.ok) return csvSlice(records.value, place, part.final);
  return bad(`Line ${place.line + records.line}: ${records.detail}.`);
}

async function linesOf(ports: BulkPorts, job: Job, source: FileSource) {
  const slice = await partOf(ports, job, source, BYTES_A_SLICE);
  if (slice.ok || slice.reason === 'bad_file') return slice;
  return partOf(ports, job, source, MOST_BYTES_A_SLICE);
}

const given = ({ value }: ImportLine): PartialRow | null =>
  value.ok && isRecord(value.value) ? value.value : null;

/** A line with the product it is about, as it was read. */
type Found = { readonly line: ImportLine; readonly existing: Product | null };
type FoundSlice = { readonly found: readonly Found[]; readonly next: Place | null };

/**
 * The product of each line: by its id, else by its slug, which may have been made its id. Another
 * seller's is not there for who may change their own only.
 */
export async function withProducts(
  { byIds, bySlugs, digest }: Pick<BulkPorts, 'byIds' | 'bySlugs' | 'digest'>,
  lines: readonly ImportLine[],
  seller: string | null,
): Promise<Found[]> {
  const names = lines.map((line) => {
    const { id, slug } = given(line) ?? {};
    if (typeof id === 'string') return { id: productIdOf(id, digest), slug: null };
    return typeof slug === 'string'
      ? { id: productIdOf(slug, digest), slug }
      : { id: null, slug: null };
  });
  const [known, standing] = await Promise.all([
    byIds(names.flatMap(({ id }) => id ?? [])),
    bySlugs(names.flatMap(({ slug }) => slug ?? [])),
  ]);
  const mine = ({ sellerId }: Product): boolean => seller === null || sellerId === seller;
  const ids = new Map(known.filter(mine).map((product) => [product.id, product]));
  const slugs = new Map(standing.filter(mine).map((product) => [product.slug, product]));
  return lines.map((line, index) => {
    const { id = null, slug = null } = names[index] ?? {};
    return { line, existing: slugs.get(slug ?? '') ?? ids.get(id ?? '') ?? null };
  });
}

async function fileSlice(
  ports: BulkPorts,
  job: Job,
  source: FileSource,
): Promise<Result<FoundSlice, BadFile>> {
  const slice = await linesOf(ports, job, source);
  if (!slice.ok) return slice;
  const { lines, next } = slice.value;
  const { seller } = job;
  const own = lines.map(({ value, ...line }): ImportLine => ({
    ...line,
    value: value.ok ? ownRow(value.value, seller) : value,
  }));
  return ok({ found: await withProducts(ports, own, seller), next });
}

/**
 * The next products of an edit. Where a slice that is written ends is kept before it is: one that
 * is done again after a crash is about the same rows, whatever was made or removed meanwhile.
 */
async function editSlice({ log, productsAfter }: BulkPorts, job: Job, edit: BulkEdit) {
  const { at, line, last } = job.place;
  const limit = last === undefined ? PRODUCTS_A_SLICE : MOST_AGAIN;
  const products = await productsAfter(at, limit, last);
  const final = products.at(-1);
  const end = last ?? (final === undefined ? null : rowNumberOf(final.id));
  if (end === null) return ok<FoundSlice>({ found: [], next: null });
  const isKept = last !== undefined || job.phase !== 'writing';
  if (!isKept) await log.place({ ...job, place: { ...job.place, last: end } });
  const found = products.flatMap((existing, index): Found[] => {
    if (!matches(existing, edit.filter)) return [];
    const value = ok(edited(existing, edit.change));
    return [{ existing, line: { line: line + index + 1, value } }];
  });
  const next = { at: end, line: line + products.length, header: null };
  return ok<FoundSlice>({ found, next });
}

/** The row a line asks for, with what is there already. */
export function rowFor({ line, existing }: Found): ImportLine {
  const row = given(line);
  if (row === null) return line;
  const value = existing === null ? ok(newRow(row)) : mergedRow(existing, row);
  return { ...line, value, version: existing?.version ?? null };
}

const skusIn = (row: PartialRow): string[] => {
  const variants = row['variants'];
  if (!Array.isArray(variants)) return [];
  return variants.flatMap((variant: unknown) => {
    const sku = isRecord(variant) ? variant['sku'] : null;
    return typeof sku === 'string' ? [`SKU ${sku}`] : [];
  });
};

/** Faults of lines that name an id or a SKU which another line has named. */
async function namedTwice({ log }: BulkPorts, job: Job, lines: readonly ImportLine[]) {
  const names = lines.flatMap((line) => {
    const row = given(line);
    if (row === null) return [];
    const id = row['id'];
    const own = typeof id === 'string' ? [`id ${id}`] : [];
    return [...own, ...new Set(skusIn(row))].map((name) => ({ name, line: line.line }));
  });
  const taken = names.length === 0 ? [] : await log.takenNames(job.id, names);
  return new Map(
    taken.map(({ name, line, first }) => [line, `The ${name} is named on line ${first} already`]),
  );
}

const idOf = (line: ImportLine): string => {
  const id = given(line)?.['id'];
  return typeof id === 'string' ? id.slice(0, 128) : '';
};

function changeText(existing: Product | null, row: ProductRow): string {
  const fields = existing === null ? [] : differences(fullRow(existing), row);
  const more = fields.length - MAX_FIELDS;
  const rest = more > 0 ? [{ field: '…', from: '', to: `${more} more` }] : [];
  return JSON.stringify([...fields.slice(0, MAX_FIELDS), ...rest]);
}

type Brought = { readonly counts: Counts; readonly notes: readonly Note[] };

/** Brings lines in, or in a dry run finds out what that would do; null if they are outdated. */
async function bring(ports: BulkPorts, job: Job, found: readonly Found[]): Promise<Brought | null> {
  const { admin, rowOfValue } = ports;
  const rows = found.map((one) => ({ ...one, line: rowFor(one) }));
  const twice =
    job.source.kind === 'edit'
      ? new Map<number, string>()
      : await namedTwice(
          ports,
          job,
          rows.map(({ line }) => line),
        );
  const changing: ImportLine[] = [];
  const notes: Note[] = [];
  for (const { line, existing } of rows) {
    const detail = twice.get(line.line);
    if (detail !== undefined) {
      notes.push({ line: line.line, kind: 'fault', id: idOf(line), text: detail });
      continue;
    }
    const row = line.value.ok ? rowOfValue(line.value.value) : line.value;
    if (row.ok && existing !== null && saysTheSame(existing, row.value)) continue;
    changing.push(line);
    if (row.ok && job.phase === 'checking') {
      const text = changeText(existing, row.value);
      notes.push({ line: line.line, kind: 'change', id: idOf(line), text });
    }
  }
  const done = await admin.importOnce(changing, {
    defaultStock: null,
    dryRun: job.phase === 'checking',
    key: { key: `job/${job.id}/${job.step}`, fingerprint: '' },
    seller: job.seller,
  });
  if (!done.ok && done.reason === 'stale') return null;
  if (!done.ok) throw new Error('a slice has a key of its own');
  const report: ImportReport = JSON.parse(done.value.body);
  for (const { line, id = '', pointer, detail } of report.errors) {
    notes.push({ line, kind: 'fault', id, text: `${pointer} ${detail}`.trim() });
  }
  const failed = report.failed + twice.size;
  const { created, updated } = report;
  const unchanged = found.length - created - updated - failed;
  return { counts: { created, updated, unchanged, failed }, notes };
}

/** Of what a slice found, what the report has room for. */
function listed({ checked: { created, updated, failed } }: Job, notes: readonly Note[]): Note[] {
  const faulty = new Set(notes.flatMap(({ kind, line }) => (kind === 'fault' ? [line] : [])));
  return notes.filter(({ kind, line }) =>
    kind === 'fault' ? failed < MAX_NOTES : !faulty.has(line) && created + updated < MAX_NOTES,
  );
}

/**
 * Does the next slice of a running job. Done again after a crash, it counts once; where others have
 * written the same products since they were read, it is read and done again.
 */
export async function nextSlice(ports: BulkPorts, job: Job): Promise<Slice> {
  const { source } = job;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const slice =
      source.kind === 'file'
        ? await fileSlice(ports, job, source)
        : await editSlice(ports, job, source.edit);
    if (!slice.ok) return { outcome: { problem: slice.detail }, notes: [] };
    const { found, next } = slice.value;
    const brought = await bring(ports, job, found);
    if (brought !== null) {
      return { outcome: { counts: brought.counts, next }, notes: listed(job, brought.notes) };
    }
  }
  throw new Error('the products kept changing while they were written');
}
