import { expect, test } from 'vitest';
import { expressionsOf } from './expression.ts';
import { termsOf } from './words.ts';

const synonyms = new Map([
  ['laptop', ['notebook']],
  ['sd card', ['secure digital card']],
]);
const all = (query: string, open = false) => expressionsOf(termsOf(query), synonyms, { open })?.all;

test.each([
  ['desk lamp', '"desk" AND "lamp"'],
  ['27 inch', '("27 inch" OR "27inch")'],
  ['laptop bag', '("laptop" OR "notebook") AND "bag"'],
  ['micro sd card', '"micro" AND (("sd" AND "card") OR "secure digital card")'],
  ['NEAR(a, b) OR "x', '"near" AND "a" AND "b" AND "or" AND "x"'],
])('%s asks for %s', (query, expected) => {
  expect(all(query)).toBe(expected);
});

test('the last word may be a beginning', () => {
  expect(all('desk la', true)).toBe('"desk" AND "la" *');
});

test('a text without a word asks for nothing', () => {
  expect(expressionsOf(termsOf('*"!'), synonyms)).toBeNull();
});
