import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf, rowsOfCsv, rowsOfNdjson } from './import-lines.ts';

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test('what is written as CSV is read back, commas, quotes and line ends in it', () => {
  const field = string({ unit: constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') });
  const records = array(array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  assert(
    property(records, constantFrom('\n', '\r\n'), (written, end) => {
      const text = written.map((fields) => fields.map(quoted).join(',')).join(end);
      const read = recordsOf(text);
      expect(read.ok && read.value.map((record) => record.fields)).toEqual(written);
    }),
  );
});

test('records are told by the line they begin on', () => {
  const read = recordsOf('a,b\n"1\n2",3\r\n\n4,5\n');
  expect(read).toEqual({
    ok: true,
    value: [
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1\n2', '3'] },
      { line: 5, fields: ['4', '5'] },
    ],
  });
  expect(recordsOf('a\n"b')).toEqual({ ok: false, reason: 'broken_csv', line: 2 });
});

test('a record with more fields than headers is refused, the rest is read', () => {
  const rows = rowsOfCsv('id,title\n1,a,b\n2,c\n');
  expect(rows).toMatchObject({
    ok: true,
    value: [
      { line: 2, value: { ok: false, errors: [{ detail: '3 fields under 2 headers' }] } },
      { line: 3, value: { ok: true, value: { id: '2', title: 'c' } } },
    ],
  });
});

test('lines of NDJSON keep their numbers past blank and broken ones', () => {
  expect(rowsOfNdjson('{"id":1}\r\n\n{oops\n[2]')).toMatchObject([
    { line: 1, value: { ok: true, value: { id: 1 } } },
    { line: 3, value: { ok: false } },
    { line: 4, value: { ok: true, value: [2] } },
  ]);
});
