/** Composes the ways to the providers: one each, so that the trouble of one is not another's. */
import { SECOND_MS } from './kernel/time.ts';
import type { Config } from './platform/config.ts';
import { outboundFetch } from './platform/outbound.ts';
import { guardedProvider } from './platform/provider.ts';
import type { Provider } from './platform/provider.ts';
import { purgeOfAll, purgeOfPlatform, purgeOfZone } from './platform/purge.ts';
import type { Purge } from './platform/purge.ts';

export type Providers = {
  readonly stripe: Provider;
  readonly sendgrid: Provider;
  readonly twilio: Provider;
  readonly turnstile: Provider;
  /** The zone's API. */
  readonly cloudflare: Provider;
  /** One for all of them: nothing but signing in with them waits for it. */
  readonly identity: Provider;
};

/** A visitor waits for this with a form just sent; past it the limits must do. */
const CAPTCHA_TIMEOUT_MS = 3 * SECOND_MS;

/** They answer in about a second; a buyer who waits for a payment waits no longer than this. */
const TIMEOUT_MS = 10 * SECOND_MS;

/** The providers over the shop's one way out. */
export function providersOf(env: Env, config: Config): Providers {
  const fetcher = outboundFetch(env);
  const provider = (name: string, writesPerSecond: number | null, timeoutMs = TIMEOUT_MS) =>
    guardedProvider(fetcher, { name, timeoutMs, writesPerSecond });
  return {
    stripe: provider('stripe', config.stripe.writesPerSecond),
    sendgrid: provider('sendgrid', null),
    twilio: provider('twilio', null),
    identity: provider('identity', null),
    cloudflare: provider('cloudflare', null),
    turnstile: provider('turnstile', null, CAPTCHA_TIMEOUT_MS),
  };
}

/** What is told of changes: the platform's cache where there is one, and the zone that is set. */
export const purgeOf = ({ zone }: Config, { cloudflare }: Providers): Purge =>
  purgeOfAll([purgeOfPlatform(), ...(zone === null ? [] : [purgeOfZone(cloudflare.fetch, zone)])]);
