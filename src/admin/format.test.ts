import { expect, test } from 'vitest';
import { decimal } from '../kernel/money.ts';
import { counted, minorOf, price, wholeOf, words } from './format.ts';

test.each([
  ['19.99', 1_999],
  ['19,9', 1_990],
  ['19', 1_900],
  [' 0.05 ', 5],
  ['0', 0],
  ['10000000', 1_000_000_000],
])('%j is an amount', (text, minor) => {
  expect(minorOf(text, 'EUR')).toBe(minor);
});

test.each(['', '-1', '1.999', '1,234.50', '1e3', '€5', '10000000.01', 'five', '.5'])(
  '%j is no amount',
  (text) => {
    expect(minorOf(text, 'EUR')).toBeNull();
  },
);

test('what a form shows of an amount is read back as the same amount', () => {
  for (const amount of [0, 1, 10, 99, 100, 1_999, 123_456]) {
    expect(minorOf(decimal({ amount, currency: 'EUR' }), 'EUR')).toBe(amount);
  }
});

test('whole numbers may carry a sign and nothing else', () => {
  expect(['12', '+12', ' -3 '].map(wholeOf)).toEqual([12, 12, -3]);
  expect(['1.5', '', '--1', '1e3', 'many'].map(wholeOf)).toEqual([null, null, null, null, null]);
});

test('amounts, counts and statuses are written as people write them', () => {
  expect(price({ amount: 123_456, currency: 'EUR' })).toBe('€1,234.56');
  expect([counted(1, 'line'), counted(1_200, 'line')]).toEqual(['1 line', '1,200 lines']);
  expect(words('partially_shipped')).toBe('Partially shipped');
});
