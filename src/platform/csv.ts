/**
 * CSV (RFC 4180) by the library `csv-parse` and `csv-stringify`. A part of a file is read as far as
 * it holds whole records; the reader is told where the last of them ended, to go on from there.
 */
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

export type CsvRecord = {
  /** The line it begins on, counted from 1 at the beginning of the part. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Bytes and lines of the part up to its end. */
  readonly end: { readonly bytes: number; readonly lines: number };
};

export type BrokenCsv = {
  readonly reason: 'broken_csv';
  readonly line: number;
  readonly detail: string;
};

/** One record, in characters; the reader takes ever longer over longer ones. */
const MAX_RECORD = 256 * 1024;

const DETAILS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'The quotes opened on this line are never closed',
  INVALID_OPENING_QUOTE: 'A quote stands inside a field that is not quoted',
  CSV_MAX_RECORD_SIZE: 'A record is longer than 256 kB',
  CSV_INVALID_CLOSING_QUOTE: 'Something follows the quote that closes a field',
};

type Parsed = { readonly info: { bytes: number; lines: number }; readonly record: string[] };

const linesIn = (fields: readonly string[]): number =>
  fields.reduce((lines, field) => lines + field.split('\n').length - 1, 0);

function recordOf({ info: { bytes, lines }, record }: Parsed): CsvRecord {
  return { line: lines - linesIn(record), fields: record, end: { bytes, lines } };
}

/**
 * The whole records of a part of a CSV file, which begins with a record.
 * @param final true where the file ends with it, so that the last record needs no line end
 */
export const readCsv = (
  part: Uint8Array,
  final: boolean,
): Promise<Result<CsvRecord[], BrokenCsv>> =>
  new Promise((resolve) => {
    const records: CsvRecord[] = [];
    const parser = parse({
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
    });
    parser.on('readable', () => {
      for (let next: Parsed | null = parser.read(); next !== null; next = parser.read()) {
        records.push(recordOf(next));
      }
    });
    parser.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      const line = 'lines' in error ? Number(error.lines) : 1;
      resolve(fail({ reason: 'broken_csv', line, detail: DETAILS[code] ?? 'This is not CSV' }));
    });
    parser.on('end', () => resolve(ok(records)));
    if (final) parser.end(part);
    // What has been read by then is what is whole; a later turn lets `readable` come first.
    else parser.write(part, () => setTimeout(() => resolve(ok(records)), 0));
  });

/** Records as CSV text, each with a line end. */
export const writeCsv = (records: readonly (readonly string[])[]): string =>
  stringify(
    records.map((fields) => [...fields]),
    // The library quotes what holds a whole delimiter; half of one ends a line for others too.
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
