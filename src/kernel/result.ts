/**
 * The outcome of something that may fail for a reason the caller must handle. Plain objects, so
 * that a result survives Durable Object RPC, which turns class instances into errors.
 */

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Failure<F extends { reason: string }> = { readonly ok: false } & F;
export type Result<T, F extends { reason: string }> = Ok<T> | Failure<F>;

/** Wraps a success. */
export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

/** Wraps an expected failure; `failure.reason` says which. */
export const fail = <const F extends { reason: string }>(failure: F): Failure<F> => ({
  ok: false,
  ...failure,
});
