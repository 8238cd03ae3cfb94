import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { categorySlugOf, isSlug, namesOfPath, slugOf } from './slugs.ts';

test.each([
  ['Écran 27″ (4K)', 'ecran-27-4k'],
  ['  Nørre  ', 'nørre'],
  ['C&A', 'c-a'],
  ['日本 茶', '日本-茶'],
  ['©!', ''],
])('%s becomes %s', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test('a long title is cut between words', () => {
  const slug = slugOf('word '.repeat(40));
  expect(slug.length).toBeLessThanOrEqual(80);
  expect(slug).toMatch(/^word(-word)*$/);
});

test('a slug of any text is empty or valid, and its own slug', () => {
  assert(
    property(string({ unit: 'grapheme' }), (text) => {
      const slug = slugOf(text);
      expect(slug === '' || isSlug(slug)).toBe(true);
      expect(slugOf(slug)).toBe(slug);
    }),
  );
});

test('a path of names becomes a path of slugs', () => {
  expect(categorySlugOf(namesOfPath(' Lighting > Desk  lamps '))).toBe('lighting/desk-lamps');
  expect(categorySlugOf(namesOfPath(' > '))).toBeNull();
  expect(categorySlugOf(['Good', '!!'])).toBeNull();
});
