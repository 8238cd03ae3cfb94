import { expect, test } from 'vitest';
import { rowsOfCsv } from './import-lines.ts';

test('a record with more fields than headers is refused, the rest is read', () => {
  const rows = rowsOfCsv([
    { line: 1, fields: ['id', 'title'] },
    { line: 2, fields: ['1', 'a', 'b'] },
    { line: 3, fields: ['2', 'c'] },
  ]);
  expect(rows).toMatchObject([
    { line: 2, value: { ok: false, errors: [{ detail: '3 fields under 2 headers' }] } },
    { line: 3, value: { ok: true, value: { id: '2', title: 'c' } } },
  ]);
});
