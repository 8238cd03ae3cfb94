import { expect, test } from 'vitest';
import { productTags, staleTags } from './cache-tags.ts';

test('a product carries a tag of its own, which any cache can read', () => {
  expect(productTags('brass-lamp')).toBe('products,product:brass-lamp');
  expect(productTags('лампа')).toMatch(/^[\x21-\x7e]+$/);
});

test('few changed products are dropped by name, many all together', () => {
  expect(staleTags(['a', 'b', 'a'])).toEqual(['lists', 'product:a', 'product:b']);
  const many = Array.from({ length: 29 }, (_, index) => `p${index}`);
  expect(staleTags(many)).toHaveLength(30);
  expect(staleTags([...many, 'one-more'])).toEqual(['lists', 'products']);
});
