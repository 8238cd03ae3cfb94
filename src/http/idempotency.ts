/**
 * `Idempotency-Key` (api.md): parsed here, recorded by the owner of the effect in the commit of the
 * effect. A key is stored only as part of a digest, so its content never matters.
 */
import type { Context } from 'hono';
import { sha256 } from '../platform/crypto.ts';
import { problem } from './problem.ts';

export type IdempotencyKey = {
  readonly key: string;
  /** Digest of method, path, query and body: the same key with another one is refused. */
  readonly fingerprint: string;
};

const MAX_KEY_LENGTH = 255;

/** The request's key, null without one, or `invalid` when it is empty or over 255 characters. */
export async function idempotencyKeyOf(c: Context): Promise<IdempotencyKey | null | 'invalid'> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (key.length < 1 || key.length > MAX_KEY_LENGTH) return 'invalid';
  const body = await c.req.text();
  const { search } = new URL(c.req.url);
  return { key, fingerprint: sha256(`${c.req.method}\n${c.req.path}${search}\n${body}`) };
}

/** 400 for a POST that must carry a key and does not. */
export const keyRequired = (c: Context) =>
  problem(c, 400, 'idempotency_key_required', 'Send an Idempotency-Key of 1 to 255 characters.');

/** 422 for a key that was used with another body. */
export const keyReused = (c: Context) =>
  problem(c, 422, 'idempotency_key_reused', 'This Idempotency-Key was used with another body.');

/** 409 for a key whose first request is still running. */
export const keyInUse = (c: Context) =>
  problem(c, 409, 'idempotency_key_in_use', 'A request with this Idempotency-Key is running.');

/** Marks an answer as the one given before. */
export const markReplayed = (c: Context): void => c.header('Idempotency-Replayed', 'true');
