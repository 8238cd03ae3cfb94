import { expect, test } from 'vitest';
import { summaryIn } from '../catalog/document.ts';
import { Cards } from './cards.ts';

/** A card that is told from others by its title. */
const card = (title: string, version = 1, length = 1) => ({
  summary: summaryIn(JSON.stringify({ title })),
  excerpt: '',
  version,
  length,
});

test('a card is shown only as of when the index says that its product is', () => {
  const cards = new Cards();
  cards.put('EUR/1', card('one', 1));
  expect(cards.get('EUR/1', 1)?.summary.title).toBe('one');
  expect(cards.get('EUR/1', 2)).toBeUndefined();
  cards.put('EUR/1', card('two', 2));
  expect(cards.get('EUR/1', 2)?.summary.title).toBe('two');
});

test('what was put in first goes when there is too much', () => {
  const cards = new Cards();
  for (const key of ['a', 'b', 'c']) cards.put(key, card(key, 1, 5_000_000));
  expect(['a', 'b', 'c'].map((key) => cards.get(key, 1) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);
});
