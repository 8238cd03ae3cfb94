/** The sandbox Worker's bindings and variables, as wrangler.toml and bundle.mjs declare them. */
import type { Postbox } from './postbox.ts';
import type { Identities } from './identity/identities.ts';
import type { Challenges } from './turnstile/challenges.ts';
import type { Zones } from './zone/zones.ts';
import type { StripeAccount } from './stripe/account.ts';

export interface Env {
  /** The one Stripe test account: payments, events, idempotency keys, webhook deliveries. */
  readonly STRIPE: DurableObjectNamespace<StripeAccount>;
  /** Every mail and text message the shop sent. */
  readonly POSTBOX: DurableObjectNamespace<Postbox>;
  /** Turnstile's tokens. */
  readonly CHALLENGES: DurableObjectNamespace<Challenges>;
  /** Who people are to Google, Apple, GitHub and a provider of our own. */
  readonly IDENTITIES: DurableObjectNamespace<Identities>;
  /** Zones whose cache is purged. */
  readonly ZONES: DurableObjectNamespace<Zones>;
  /** The shop, for webhooks; without it (a test of the sandbox alone) nothing is delivered. */
  readonly SHOP?: Fetcher;
  /** Signs webhooks, as the endpoint's `whsec_…` does. */
  readonly STRIPE_WEBHOOK_SECRET?: string;
  /** The endpoint's enabled events, comma separated; `*` or nothing means all. */
  readonly STRIPE_WEBHOOK_EVENTS?: string;
}
