/** What providers of identities have in common: how they are called, how their refusals read. */
import { customFetch } from 'oauth4webapi';
import type { CustomFetchOptions } from 'oauth4webapi';
import { fail } from '../../kernel/result.ts';
import type { Failure, Ok } from '../../kernel/result.ts';
import { log } from '../../platform/log.ts';
import type { Fetch } from '../../platform/outbound.ts';
import type { IdentityRefusal } from '../identity.ts';

/** The provider does not answer, or has trouble of its own. */
export class ProviderAway extends Error {}

export type ProviderFetch = {
  readonly fetch: Fetch;
  /** A provider's address as a browser reaches it: in development, the stand-in's. */
  readonly browserUrl: (url: string) => string;
};

/** The same as the library's option. */
export const throughFetch = (fetcher: Fetch) => ({
  [customFetch]: (url: string, { method, headers, body }: CustomFetchOptions<Method, Body>) =>
    fetcher(url, { method, headers, ...(body === undefined ? {} : { body }) }),
});
type Method = 'GET' | 'POST';
type Body = URLSearchParams | undefined;

/** A fetch that tells trouble of the provider's from an answer of its. */
export const awayOrAnswer =
  (fetcher: Fetch): Fetch =>
  async (input, init) => {
    const response = await fetcher(input, init).catch((error: unknown) => {
      throw new ProviderAway(String(error));
    });
    if (response.status >= 500 || response.status === 429) {
      throw new ProviderAway(`answered ${response.status}`);
    }
    return response;
  };

/** Runs what may throw: for the library every answer that is not sound is an error. */
export async function answered<T>(
  ask: () => Promise<Ok<T> | Failure<IdentityRefusal>>,
): Promise<Ok<T> | Failure<IdentityRefusal>> {
  try {
    return await ask();
  } catch (error) {
    const away = error instanceof ProviderAway;
    const reason = error instanceof Error ? error.message : 'unknown';
    log('warn', 'identity_refused', { away: String(away), reason });
    return fail({ reason: away ? 'provider_away' : 'identity_refused' });
  }
}
