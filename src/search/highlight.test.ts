import { expect, test } from 'vitest';
import { highlighted, snippetOf, stemsOf } from './highlight.ts';

const marks = (text: string, query: string) =>
  highlighted(text, stemsOf(query))
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
  const pieces = highlighted(text, stemsOf('lamp'));
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

test('a snippet is the part around the first match, cut at words', () => {
  const text = `${'word '.repeat(60)}lamp ${'word '.repeat(60)}`;
  const snippet = snippetOf(text, stemsOf('lamp')) ?? [];
  const whole = snippet.map((piece) => piece.text).join('');
  expect(whole).toMatch(/^… word .*lamp.* word …$/);
  expect(whole.length).toBeLessThan(180);
  expect(snippetOf(text, stemsOf('vase'))).toBeNull();
});
