/** What is wrong with input, by JSON pointer; becomes a problem document at the edge. */
import { fail } from '../kernel/result.ts';
import type { Failure } from '../kernel/result.ts';

export type FieldFault = { readonly pointer: string; readonly detail: string };
export type InvalidInput = { readonly reason: 'invalid_input'; readonly errors: FieldFault[] };

/** Refuses input for these reasons. */
export const invalid = (errors: readonly FieldFault[]): Failure<InvalidInput> =>
  fail<InvalidInput>({ reason: 'invalid_input', errors: [...errors] });
