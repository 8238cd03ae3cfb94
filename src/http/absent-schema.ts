/** What may be missing of an answer, so that the API's document tells it. */
import { z } from '@hono/zod-openapi';

/**
 * The schema of a field that is there or not, and never `undefined`. What makes the document asks
 * a schema whether it takes `undefined` to know which fields are required; parsing an object does
 * not ask.
 */
export function mayBeAbsent<S extends z.ZodType>(schema: S): z.ZodExactOptional<S> {
  const field = schema.exactOptional();
  const { safeParse } = field;
  return Object.assign(field, {
    safeParse: (value: unknown) =>
      value === undefined ? { success: true as const, data: value } : safeParse(value),
  });
}

/**
 * The schema, or null. What makes the document takes `nullable()` on a named schema for a property
 * of the name, or for nothing; a union is told as it is.
 */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);
