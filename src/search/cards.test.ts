import { expect, test } from 'vitest';
import { Cards, cardOf } from './cards.ts';

/** A card that is told from others by its title. */
const card = (title: string, version = 1, excerpt = '') =>
  cardOf(JSON.stringify({ title }), excerpt, version);

test('a card is shown only as of when the index says that its product is', () => {
  const cards = new Cards();
  cards.put('EUR', 1, card('one', 1));
  expect(cards.get('EUR', 1, 1)?.title).toBe('one');
  expect(cards.get('EUR', 1, 2)).toBeUndefined();
  expect(cards.get('USD', 1, 1)).toBeUndefined();
  cards.put('EUR', 1, card('two', 2));
  expect(cards.get('EUR', 1, 2)?.title).toBe('two');
});

test('a card of a build from before there were badges has none', () => {
  expect(card('one').json).toBe('{"badges":[],"title":"one"}');
});

test.each([
  ['é', 10_000_000],
  ['–', 5_000_000],
])('what was put in first goes when there is too much, in letters such as %s', (letter, length) => {
  const cards = new Cards();
  for (const id of [1, 2, 3]) cards.put('EUR', id, card('', 1, letter.repeat(length)));
  expect([1, 2, 3].map((id) => cards.get('EUR', id, 1) !== undefined)).toEqual([false, true, true]);
  cards.put('EUR', 3, card('small'));
  cards.put('EUR', 4, card('', 1, letter.repeat(length)));
  expect([2, 3, 4].map((id) => cards.get('EUR', id, 1) !== undefined)).toEqual([true, true, true]);
});
