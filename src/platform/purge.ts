/**
 * Telling caches to drop what carries a tag. It only hastens: what is cached ends by itself, so
 * without any of these caches nothing is wrong, and a purge that fails may be given up.
 */
import * as workers from 'cloudflare:workers';
import { z } from 'zod';
import type { Fetch } from './outbound.ts';

/** Drops every cached answer that carries one of the tags; throws where that was not done. */
export type Purge = (tags: readonly string[]) => Promise<void>;

type PlatformCache = Pick<CacheContext, 'purge'>;

/** The cache in front of the Worker, where the platform has one: `wrangler dev` does not. */
export const platformCache = (): PlatformCache | null => {
  // Where there is none the name may be missing, or hold an object that can do nothing.
  const cache = 'cache' in workers ? workers.cache : undefined;
  return typeof cache?.purge === 'function' ? cache : null;
};

/** Purges the platform's cache, as `find` has it; nothing where there is none. */
export const purgeOfPlatform =
  (find: () => PlatformCache | null = platformCache): Purge =>
  async (tags) => {
    const answer = await find()?.purge({ tags: [...tags] });
    if (answer?.success === false) throw new Error(`not purged: ${JSON.stringify(answer.errors)}`);
  };

const Answer = z.object({ success: z.boolean() });

export type Zone = { readonly zoneId: string; readonly token: string };

/**
 * Purges a zone by its API:
 * https://developers.cloudflare.com/api/resources/cache/methods/purge/.
 */
export const purgeOfZone =
  (fetcher: Fetch, { zoneId, token }: Zone): Purge =>
  async (tags) => {
    const url = `https://api.cloudflare.com/client/v4/zones/${zoneId}/purge_cache`;
    const response = await fetcher(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tags }),
    });
    const text = await response.text();
    const answer = response.ok ? Answer.safeParse(JSON.parse(text)) : null;
    if (answer?.data?.success !== true) {
      throw new Error(`not purged: ${response.status} ${text.slice(0, 200)}`);
    }
  };

/** Purges all of them; one that fails is told of when each was tried. */
export const purgeOfAll =
  (all: readonly Purge[]): Purge =>
  async (tags) => {
    const tried = await Promise.allSettled(all.map((purge) => purge(tags)));
    const failed = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join('; '));
  };
