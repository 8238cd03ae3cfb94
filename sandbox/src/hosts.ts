/** Which provider a request is for: by host from the shop, by path from a browser. */

export const HOSTS = [
  'api.stripe.com',
  'js.stripe.com',
  'hooks.stripe.com',
  'api.sendgrid.com',
  'api.twilio.com',
  'challenges.cloudflare.com',
  'api.cloudflare.com',
  'accounts.google.com',
  'appleid.apple.com',
  'github.com',
  'api.github.com',
  'id.sandbox.example',
] as const;

export type Host = (typeof HOSTS)[number];

/** Narrows a host name to one of the providers that are stood in for. */
export function asHost(name: string | undefined): Host | null {
  return HOSTS.find((host) => host === name) ?? null;
}

export interface Addressed {
  readonly host: Host;
  /** The provider's own address: `/sandbox/{host}` is taken off. */
  readonly url: URL;
}

/** Finds the provider a URL addresses; null for the sandbox's own pages and for strangers. */
export function addressed(url: URL): Addressed | null {
  const direct = asHost(url.hostname);
  if (direct) return { host: direct, url };
  const match = /^\/sandbox\/([^/]+)(\/.*)?$/.exec(url.pathname);
  const host = asHost(match?.[1]);
  if (!host) return null;
  return { host, url: new URL(`https://${host}${match?.[2] ?? '/'}${url.search}`) };
}
