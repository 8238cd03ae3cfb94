/**
 * The outside world's stand-in: Stripe, SendGrid, Twilio, Turnstile, a zone's cache and identity
 * providers, with state, signed webhooks, an inbox to look at, and faults on order. For development
 * and tests; never deployed. sandbox/README.md lists its addresses, its controls and its cards.
 */
import { account, challenges, identities, postbox, zones } from './control.ts';
import type { Env } from './env.ts';
import { orBreakOff } from './faults.ts';
import { type Addressed, addressed } from './hosts.ts';
import { pages } from './pages.tsx';

export { Postbox } from './postbox.ts';
export { Identities } from './identity/identities.ts';
export { Challenges } from './turnstile/challenges.ts';
export { Zones } from './zone/zones.ts';
export { StripeAccount } from './stripe/account.ts';

export default {
  async fetch(request, env, context): Promise<Response> {
    const provider = addressed(new URL(request.url));
    if (!provider) return pages.fetch(request, env, context);
    return orBreakOff(await callProvider(env, request, provider));
  },
} satisfies ExportedHandler<Env>;

function callProvider(env: Env, request: Request, { host, url }: Addressed): Promise<Response> {
  const call = new Request(url, request);
  switch (host) {
    case 'api.stripe.com':
    case 'hooks.stripe.com':
    case 'js.stripe.com':
      return account(env).fetch(call);
    case 'api.sendgrid.com':
    case 'api.twilio.com':
      return postbox(env).fetch(call);
    case 'challenges.cloudflare.com':
      return challenges(env).fetch(call);
    case 'api.cloudflare.com':
      return zones(env).fetch(call);
    case 'accounts.google.com':
    case 'appleid.apple.com':
    case 'github.com':
    case 'api.github.com':
    case 'id.sandbox.example':
      return identities(env).fetch(call);
  }
}
