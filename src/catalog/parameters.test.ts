import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { pairsIn } from './parameters.ts';

const PARTS = [
  'q',
  '=',
  '&',
  '+',
  '%20',
  '%C3%A9',
  '%2B',
  '%3D',
  '%26',
  'é',
  '%',
  '%C3',
  '%zz',
  '',
];

test('a query is read as URLSearchParams reads it, or left to that', () => {
  let read = 0;
  const queries = array(constantFrom(...PARTS), { maxLength: 8 }).map((parts) => parts.join(''));
  assert(
    property(queries, string(), (query, plain) => {
      const whole = `${query}${encodeURIComponent(plain)}`;
      const pairs = pairsIn(whole);
      if (pairs === null) return;
      read += 1;
      expect(pairs).toEqual([...new URLSearchParams(whole)]);
    }),
  );
  expect(read).toBeGreaterThan(20);
  expect(pairsIn('q=%C3')).toBeNull();
});
