import { array, asyncProperty, assert, constantFrom, nat, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv, writeCsv } from './csv.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const field = string({ unit: constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '\uFEFF') });
const filled = field.map((text) => `x${text}`);

test('what is written as CSV is read back, commas, quotes and line ends in it', async () => {
  await assert(
    asyncProperty(array(array(filled, { minLength: 2, maxLength: 4 })), async (written) => {
      const read = await readCsv(bytesOf(writeCsv(written)), true);
      expect(read.ok && read.value.map(({ fields }) => fields)).toEqual(written);
    }),
  );
});

test('a file that is cut anywhere is read as far as it is whole, and from there on', async () => {
  const records = array(array(filled, { minLength: 2, maxLength: 3 }), { minLength: 1 });
  await assert(
    asyncProperty(records, nat(), async (written, cut) => {
      const bytes = bytesOf(writeCsv(written));
      const first = await readCsv(bytes.subarray(0, cut % bytes.length), false);
      if (!first.ok) throw new Error('a beginning of CSV is CSV');
      const end = first.value.at(-1)?.end.bytes ?? 0;
      const rest = await readCsv(bytes.subarray(end), true);
      const fields = [...first.value, ...(rest.ok ? rest.value : [])].map((one) => one.fields);
      expect(fields).toEqual(written);
    }),
    { numRuns: 50 },
  );
});

test('records are told by the line they begin on, and broken ones by theirs', async () => {
  const read = await readCsv(bytesOf('\uFEFFa,b\r\n"1\n2",3\r\n\r\n4,5\r\n'), true);
  const told = read.ok ? read.value.map(({ line, fields }) => [line, ...fields]) : read;
  expect(told).toEqual([
    [1, 'a', 'b'],
    [2, '1\n2', '3'],
    [5, '4', '5'],
  ]);
  expect(await readCsv(bytesOf('a\n"b'), true)).toMatchObject({ reason: 'broken_csv', line: 2 });
  expect(await readCsv(bytesOf('a\n1"b\n'), true)).toMatchObject({ line: 2 });
});
