/** Composes the ways to the providers: one each, so that the trouble of one is not another's. */
import { SECOND_MS } from './kernel/time.ts';
import type { Config } from './platform/config.ts';
import { outboundFetch } from './platform/outbound.ts';
import { guardedProvider } from './platform/provider.ts';
import type { Provider } from './platform/provider.ts';

export type Providers = {
  readonly stripe: Provider;
  readonly sendgrid: Provider;
  readonly twilio: Provider;
};

/** They answer in about a second; a buyer who waits for a payment waits no longer than this. */
const TIMEOUT_MS = 10 * SECOND_MS;

/** The providers over the shop's one way out. */
export function providersOf(env: Env, config: Config): Providers {
  const fetcher = outboundFetch(env);
  const provider = (name: string, writesPerSecond: number | null): Provider =>
    guardedProvider(fetcher, { name, timeoutMs: TIMEOUT_MS, writesPerSecond });
  return {
    stripe: provider('stripe', config.stripe.writesPerSecond),
    sendgrid: provider('sendgrid', null),
    twilio: provider('twilio', null),
  };
}
