/**
 * Answers anyone may have and any cache may keep. Their handlers read neither cookie nor
 * `Authorization`, since a cache hit never asks; a test holds every public route to that.
 */
import type { Context } from 'hono';
import { PAGE_MS } from '../kernel/freshness.ts';
import { SECOND_MS } from '../kernel/time.ts';
import { sha256 } from '../platform/crypto.ts';
import type { AppEnv } from './app-env.ts';

const CACHE_CONTROL = `public, max-age=${PAGE_MS / SECOND_MS}`;

export type PublicBody = {
  readonly text: string;
  readonly etag: string;
  readonly contentType: string;
  /** Which tier the body came from. */
  readonly tier: string;
  /** What a cache may be told to drop it by, with commas between them. */
  readonly tags: string;
};

/** True when `header` (If-None-Match) names `etag`; weak and strong count the same (RFC 9110). */
export const matchesEtag = (header: string, etag: string): boolean =>
  header === etag ||
  header.trim() === '*' ||
  header.split(',').some((entry) => entry.trim().replace(/^W\//, '') === etag);

/** Sends a body made before, or 304 to a client that has it. Nothing is parsed or hashed here. */
export function publicAnswer(c: Context<AppEnv>, body: PublicBody): Response {
  const headers = {
    'content-type': body.contentType,
    'cache-control': CACHE_CONTROL,
    etag: body.etag,
    'server-timing': `tier;desc="${body.tier}"`,
    'cache-tag': body.tags,
  };
  const known = c.req.header('if-none-match');
  if (known !== undefined && matchesEtag(known, body.etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body.text, { headers });
}

export type PublicText = Pick<PublicBody, 'text' | 'contentType' | 'tags'> & {
  readonly maxAgeS: number;
};

/** Sends a public text that was made for this answer. */
export function publicText(
  c: Context<AppEnv>,
  { text, contentType, maxAgeS, tags }: PublicText,
): Response {
  const etag = `"${sha256(text).slice(0, 32)}"`;
  const headers = {
    'content-type': contentType,
    'cache-control': `public, max-age=${maxAgeS}`,
    'cache-tag': tags,
    etag,
  };
  const known = c.req.header('if-none-match');
  const has = known !== undefined && matchesEtag(known, etag);
  return new Response(has ? null : text, { status: has ? 304 : 200, headers });
}
