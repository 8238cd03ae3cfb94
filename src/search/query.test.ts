import { expect, test } from 'vitest';
import { encodeCursor } from '../kernel/page.ts';
import { required } from '../kernel/assert.ts';
import { parametersOf } from '../catalog/parameters.ts';
import { listKey, parseListQuery } from './query.ts';

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
  const cursor = encodeCursor(['price', 'all', null, 1_000, 42]);
  const parsed = required(parse(`sort=price&cursor=${cursor}`), 'an outcome');
  expect(parsed).toMatchObject({
    ok: true,
    value: { place: { matching: 'all', corrected: null, after: [1_000, 42] } },
  });
  for (const query of [
    `cursor=${cursor}`,
    `sort=-price&cursor=${cursor}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', null, '1000', 42])}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', null, 1_000])}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', null, 1_000, null])}`,
    `sort=price&cursor=${encodeCursor(['price', 'some', null, 1_000, 42])}`,
    `sort=price&cursor=${encodeCursor(['price', 'all', 'other words', 1_000, 42])}`,
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

test('prices are ranges, any of them, within the bounds named besides', () => {
  const parsed = required(
    parse('price=1000-2499&price=5000-9999&min_price=1500&max_price=6000'),
    'an outcome',
  );
  const prices = parsed.ok ? parsed.value.filter.prices : [];
  expect(prices).toEqual([
    { least: 1_500, most: 2_499 },
    { least: 5_000, most: 6_000 },
  ]);
  for (const query of ['price=cheap', 'price=20-10', 'min_price=20&max_price=10']) {
    expect(parse(query)).toMatchObject({ ok: false });
  }
});

test('attributes are values or ranges of numbers', () => {
  const parsed = required(parse('attr.Width=10..25&attr.width=..5&attr.Width=Wide'), 'an outcome');
  expect(parsed.ok ? parsed.value.filter.attributes : []).toEqual([
    {
      name: 'width',
      values: ['wide'],
      ranges: [
        { least: null, most: 5 },
        { least: 10, most: 25 },
      ],
    },
  ]);
});
