import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './page.ts';

test('a cursor gives back the keys it was made of', () => {
  const keys = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)));
  fc.assert(
    fc.property(keys, (list) => {
      expect(decodeCursor(encodeCursor(list))).toEqual(list);
    }),
  );
});

test('what is no cursor of ours is null', () => {
  for (const text of ['!', 'AA', 'e30', 'W1tdXQ', '']) expect(decodeCursor(text)).toBeNull();
});
