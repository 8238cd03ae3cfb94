import { expect, test } from 'vitest';
import { csvSlice, headerOf, ndjsonSlice } from './slices.ts';
import type { FileRecord } from './slices.ts';

const START = { at: 0, line: 0, header: null };

test('lines of NDJSON keep their numbers past blank and broken ones', () => {
  const slice = ndjsonSlice('{"id":1}\r\n\n{oops\n[2]', START, true, (text) => text.length);
  expect(slice).toMatchObject({
    value: {
      lines: [
        { line: 1, value: { ok: true, value: { id: 1 } } },
        { line: 3, value: { ok: false } },
        { line: 4, value: { ok: true, value: [2] } },
      ],
      next: null,
    },
  });
});

/** Records of one line each, ten bytes long. */
const recordsOf = (...records: readonly (readonly string[])[]): FileRecord[] =>
  records.map((fields, index) => ({
    ...{ line: index + 1, fields },
    end: { bytes: 10 * (index + 1), lines: index + 1 },
  }));

test('a file of a row’s own columns is cut between products, and its lines counted on', () => {
  const records = recordsOf(
    ['id', 'title', 'sku'],
    ...[
      ['A', 'Lamp', 'A-1'],
      ['A', 'Lamp', 'A-2'],
      ['B', 'Vase', ''],
    ],
  );
  const first = csvSlice(records, START, false);
  expect(first).toMatchObject({
    value: {
      lines: [
        { line: 2, value: { value: { id: 'A', variants: [{ sku: 'A-1' }, { sku: 'A-2' }] } } },
      ],
      next: { at: 30, line: 3, header: ['id', 'title', 'sku'] },
    },
  });
  const next = { at: 30, line: 3, header: ['id', 'title', 'sku'] };
  expect(csvSlice(recordsOf(['B', 'Vase', '']), next, true)).toMatchObject({
    value: { lines: [{ line: 4, value: { value: { id: 'B', title: 'Vase' } } }], next: null },
  });
});

test('a header names the products’ handles or ids, and no column twice', () => {
  expect(headerOf(['title', 'Title'])).toMatchObject({ detail: expect.stringContaining('“id”') });
  expect(headerOf(['id', 'title', 'title'])).toMatchObject({ reason: 'bad_file' });
  expect(headerOf([' Handle '])).toEqual({ ok: true, value: ['Handle'] });
});
