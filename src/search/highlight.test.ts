import { expect, test } from 'vitest';
import { assert, constantFrom, array, property } from 'fast-check';
import { highlighted, snippetOf, soughtOf } from './highlight.ts';

const marks = (text: string, query: string) =>
  highlighted(text, soughtOf(query))
    .filter(({ match }) => match)
    .map((piece) => piece.text);

test.each([
  ['A desk lamp and two Lamps', 'lamp', ['lamp', 'Lamps']],
  ['Écran plat', 'ecran', ['Écran']],
  ['Rechargeable batteries, one battery', 'battery', ['batteries', 'battery']],
  ['Nothing here', 'lamp', []],
])('in %j, %j marks %j', (text, query, expected) => {
  expect(marks(text, query)).toEqual(expected);
});

test('pieces put together are the text', () => {
  const text = 'A lamp, <b>a lamp</b> & lamps';
  const pieces = highlighted(text, soughtOf('lamp'));
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

test('a snippet is the part around the first match, cut at words', () => {
  const text = `${'word '.repeat(60)}lamp ${'word '.repeat(60)}`;
  const snippet = snippetOf(text, soughtOf('lamp')) ?? [];
  const whole = snippet.map((piece) => piece.text).join('');
  expect(whole).toMatch(/^… word .*lamp.* word …$/);
  expect(whole.length).toBeLessThan(180);
  expect(snippetOf(text, soughtOf('vase'))).toBeNull();
});

const WORDS = ['lamp', 'Lamps', 'clamp', 'lamping', 'la', 'battery', 'BATTERIES', 'cat5e', 'x2'];

test('a plain text is marked as any other is', () => {
  const texts = array(constantFrom(...WORDS, ' ', '-', '_', '.', '(', 'lamp2', '™', '– '), {
    maxLength: 12,
  });
  const queries = array(constantFrom(...WORDS), { minLength: 1, maxLength: 3 });
  assert(
    property(texts, queries, (parts, words) => {
      const text = parts.join('');
      const sought = soughtOf(words.join(' '));
      // The letter at its end keeps a text from being plain and stands in no word of the query.
      const other = highlighted(`${text} ж`, sought);
      const joined = other.map((piece) => (piece.match ? `[${piece.text}]` : piece.text)).join('');
      const own = highlighted(text, sought);
      const marked = own.map((piece) => (piece.match ? `[${piece.text}]` : piece.text)).join('');
      expect(`${marked} ж`).toBe(joined);
    }),
  );
});
