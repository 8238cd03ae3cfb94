/** Errors as RFC 9457 problem documents: a stable `type` slug, and for bad input the fields. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export const ProblemDocument = z
  .looseObject({
    type: z.string().openapi({ example: 'out_of_stock' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .openapi('Problem');

export type FieldError = { pointer: string; detail: string };

/** An answer's entry in the API document. */
export const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemDocument } },
});

/** A JSON answer's entry in the API document. */
export const jsonResponse = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const titleOf = (type: string): string => {
  const words = type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const PROBLEM_HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };

/**
 * Answers with a problem document.
 * @param type a stable slug such as `out_of_stock`
 * @param extra members of this type, such as `available`
 */
export function problem<S extends ContentfulStatusCode>(
  c: Context,
  status: S,
  type: string,
  detail: string,
  extra: Record<string, unknown> = {},
) {
  const requestId: string = c.get('requestId') ?? '';
  const document = { type, title: titleOf(type), status, detail, request_id: requestId, ...extra };
  return c.json(document, status, PROBLEM_HEADERS);
}

/** Seconds after which what was away is worth another try. */
export const TRY_AGAIN_S = 5;

/**
 * 503 for trouble that passes by itself. Whether the request took effect is not known; sent again
 * with the same `Idempotency-Key` it takes effect once.
 */
export function tryAgain(
  c: Context,
  detail = 'A part of the shop does not answer right now; send the same request again shortly.',
  type = 'try_again',
) {
  c.header('Retry-After', String(TRY_AGAIN_S));
  return problem(c, 503, type, detail);
}

/** JSON Pointer (RFC 6901) of a path into the input. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

type Issue = { path: PropertyKey[]; message: string; code?: string; keys?: string[] };

/** 400 `invalid_input`, naming each refused field by pointer; `part` says where it was. */
export function invalidInput(c: Context, issues: readonly Issue[], part = 'json') {
  const errors = issues.flatMap((issue): FieldError[] => {
    const unknown = issue.code === 'unrecognized_keys' ? (issue.keys ?? []) : [null];
    return unknown.map((key) => ({
      pointer: pointerOf(key === null ? issue.path : [...issue.path, key]),
      detail: key === null ? issue.message : 'Unknown field',
    }));
  });
  const named = errors.map((error) => error.pointer || '/').join(', ');
  return invalidFields(c, errors, `The ${part === 'json' ? 'body' : part} is not valid: ${named}`);
}

/** 400 `invalid_input` for fields that a service refused. */
export const invalidFields = (c: Context, errors: readonly FieldError[], detail?: string) =>
  problem(
    c,
    400,
    'invalid_input',
    detail ?? errors.map((error) => `${error.pointer}: ${error.detail}`).join('; '),
    { errors },
  );
