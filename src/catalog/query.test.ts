import { expect, test } from 'vitest';
import { encodeCursor } from '../kernel/page.ts';
import { required } from '../kernel/assert.ts';
import { listKey, parametersOf, parseListQuery } from './query.ts';

const parse = (query: string) => parseListQuery(parametersOf(new URLSearchParams(query)));
const keyOf = (query: string): string => {
  const parsed = parse(query);
  return parsed.ok ? listKey(parsed.value) : 'refused';
};

test('the same question is the same key, however it is spelt', () => {
  const key = keyOf('brand=Tolva&brand=N%C3%B8rre&category=Lighting+%3E+Lamps&q=Desk++Lamp');
  for (const same of [
    'q=desk+lamp&category=lighting/lamps&brand=n%C3%B8rre&brand=tolva',
    'category=lighting%2Flamps&brand=Tolva&brand=N%C3%B8rre&brand=Tolva&q=+DESK+lamp+&utm=1',
    'brand=Tolva&brand=N%C3%B8rre&category=Lighting>Lamps&q=desk+lamp&limit=20&sort=relevance',
  ]) {
    expect(keyOf(same)).toBe(key);
  }
  expect(keyOf('')).not.toBe(key);
});

test('attribute filters are in one order and case', () => {
  expect(keyOf('attr.Watts=7&attr.Colour=Brass&attr.colour=')).toBe(
    keyOf('attr.colour=brass&attr.watts=7'),
  );
});

test('a cursor goes on only in the order it came from', () => {
  const cursor = encodeCursor(['price', 'all', 1_000, 42]);
  const parsed = required(parse(`sort=price&cursor=${cursor}`), 'an outcome');
  expect(parsed).toMatchObject({ ok: true, value: { after: [1_000, 42] } });
  for (const query of [
    `cursor=${cursor}`,
    `sort=-price&cursor=${cursor}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', '1000', 42])}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', 1_000])}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', 1_000, null])}`,
    `sort=price&cursor=${encodeCursor(['price', 'some', 1_000, 42])}`,
  ]) {
    expect(parse(query)).toMatchObject({ ok: false, errors: [{ pointer: '/cursor' }] });
  }
});

test('every refused parameter is named at once', () => {
  const parsed = parse('limit=0&sort=x&market=y&min_price=-1&in_stock=2');
  const pointers = parsed.ok ? [] : parsed.errors.map((error) => error.pointer);
  expect(pointers.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    '/in_stock',
    '/limit',
    '/market',
    '/min_price',
    '/sort',
  ]);
});
