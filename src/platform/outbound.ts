/**
 * The one way out: every call to a provider goes through the service binding OUTSIDE where it is
 * bound (development and tests) and through the global fetch otherwise.
 */

export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** The fetch that adapters are given. */
export function outboundFetch(env: Env): Fetch {
  const outside = env.OUTSIDE;
  if (outside !== undefined) return (input, init) => outside.fetch(input, init);
  return (input, init) => fetch(input, init);
}
