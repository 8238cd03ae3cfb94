/** What the numbers of shapes stand for: copies of a release are read by the same shape alone. */
import { z } from 'zod';
import { expect, test } from 'vitest';
import { SHAPE } from '../../src/catalog/document.ts';
import { DocumentSchema } from '../../src/catalog/wire.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import {
  CategorySchema,
  LinksSchema,
  ListSchema,
  SuggestionsSchema,
} from '../../src/search/wire.ts';

/** Shape → digest of the schemas of everything that copies hold. */
const SHAPES: Readonly<Record<number, string>> = { 1: 'e5e7b0e523cde78d' };

test('documents and lists have the shape that their number stands for', () => {
  const schemas = [DocumentSchema, ListSchema, CategorySchema, LinksSchema, SuggestionsSchema];
  const written = JSON.stringify(
    schemas.map((schema) => z.toJSONSchema(schema, { unrepresentable: 'any' })),
  );
  // Where this fails, count SHAPE on and write the new digest beside the new number.
  expect(sha256(written).slice(0, 16)).toBe(SHAPES[SHAPE]);
});
