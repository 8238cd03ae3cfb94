import { expect, test } from 'vitest';
import fc from 'fast-check';
import { PART_SIZE, partRange, partsOf } from './parts.ts';

test('every row number is in exactly one part', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.maxSafeNat(), (products, random) => {
      const parts = partsOf(products);
      const row = random % 2 ** 52;
      const holding = Array.from({ length: parts }, (_, index) =>
        partRange(index + 1, parts),
      ).filter((range) => range !== null && range.from <= row && row < range.before);
      expect(holding).toHaveLength(1);
    }),
  );
});

test('parts grow with the catalogue, by doubling', () => {
  expect([0, 1, PART_SIZE, PART_SIZE + 1, 19_406].map(partsOf)).toEqual([1, 1, 1, 2, 4]);
});

test('there is no part but the ones there are', () => {
  expect([0, 3, 1.5, Number.NaN].map((part) => partRange(part, 2))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
