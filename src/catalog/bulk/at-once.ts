/**
 * A short file brought in by the request that sends it: what is sound goes in, the rest is told. It
 * is read as a job reads its file, and its rows are written by the same function.
 */
import { utf8 } from '../../kernel/base64url.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import type { ImportOptions, KeyReused, Reply } from '../admin.ts';
import type { ImportLine } from '../import-lines.ts';
import type { Format } from './job.ts';
import type { BulkPorts } from './service.ts';
import { csvSlice, isPartial, ndjsonSlice } from './slices.ts';
import type { BadFile } from './slices.ts';
import { ATTEMPTS, rowFor, withProducts } from './working.ts';

/** Products of one request: some seconds of work, and well within a batch's time. */
const MAX_PRODUCTS = 500;

export type ShortFile = { readonly format: Format; readonly bytes: Uint8Array };

type Read = {
  readonly lines: readonly ImportLine[];
  /** True where rows name some fields of products, and are put into those there are. */
  readonly partial: boolean;
};

const bad = (detail: string) => fail<BadFile>({ reason: 'bad_file', detail });
const START = { at: 0, line: 0, header: null } as const;

async function readWhole(
  { readCsv, decode }: BulkPorts,
  { format, bytes }: ShortFile,
): Promise<Result<Read, BadFile>> {
  const text = decode(bytes);
  if (text === null) return bad('The file is not UTF-8.');
  const tooMany = bad(`Expected at most ${MAX_PRODUCTS} rows; send more to /api/admin/imports.`);
  if (format === 'ndjson') {
    const slice = ndjsonSlice(text, START, true, (part) => utf8(part).length, MAX_PRODUCTS);
    if (!slice.ok) return slice;
    return slice.value.next === null ? ok({ ...slice.value, partial: false }) : tooMany;
  }
  const records = await readCsv(bytes, true);
  if (!records.ok) return bad(`Line ${records.line}: ${records.detail}.`);
  const slice = csvSlice(records.value, START, true, MAX_PRODUCTS);
  if (!slice.ok) return slice;
  const { lines, header, next } = slice.value;
  return next === null ? ok({ lines, partial: isPartial(header) }) : tooMany;
}

/** Brings the file in, or in a dry run tells what that would do. */
export async function bringAtOnce(
  ports: BulkPorts,
  file: ShortFile,
  options: ImportOptions,
): Promise<Result<Reply, KeyReused | BadFile>> {
  const read = await readWhole(ports, file);
  if (!read.ok) return read;
  const { lines, partial } = read.value;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const rows = partial ? (await withProducts(ports, lines, options.seller)).map(rowFor) : lines;
    const done = await ports.admin.importOnce(rows, options);
    if (done.ok) return done;
    if (done.reason === 'key_reused') return fail<KeyReused>({ reason: 'key_reused' });
  }
  throw new Error('the products kept changing while they were written');
}
