/**
 * The outside world's stand-in: Stripe, SendGrid and Twilio as the shop meets them, with state,
 * signed webhooks, an inbox to look at, and faults on order. For development and tests; never
 * deployed.
 *
 * # Routing
 *
 * A request whose host is a provider's is that provider: so the shop calls it, through its service
 * binding OUTSIDE. On any other host `/sandbox/{host}/{path}` is that provider: so a browser calls
 * it through the dev server. Hosts: api.stripe.com, js.stripe.com, hooks.stripe.com,
 * api.sendgrid.com, api.twilio.com.
 *
 * - `GET /sandbox/` shows mails, text messages and payments; `/sandbox/inbox.json` is the same as
 *   JSON, narrowed by `?kind=mail|sms|payment` and `?to=`.
 * - `POST /sandbox/control/faults` adds a rule (see faults.ts), GET lists, DELETE removes them all:
 *   `{"host": "api.stripe.com", "path": "/v1/payment_intents/*\/capture", "kind": "timeout_after",
 *   "times": 1, "delay_ms": 500}`; kinds are fail, timeout_before, timeout_after, slow and
 *   rate_limit. For `"host": "webhooks"` they are duplicate, reorder, delay and drop.
 * - `POST /sandbox/control/reset` empties everything.
 * - `POST /sandbox/control/stripe/…`: `payment_intents/{id}/settle` and `refunds/{id}/settle`
 *   `{outcome}`, `events/{id}/deliver` `{times, parallel}`, `disputes` `{payment_intent, reason,
 *   amount}`, `idempotency/prune` `{older_than_ms}`, `webhooks/drain` (waits until all are sent).
 *
 * # Cards
 *
 * Stripe's own test cards by number or `pm_card_…` id (see stripe/cards.ts), and three of this
 * sandbox's: 4000000000008112 (`pm_card_processing`) stays `processing` until it is settled through
 * the control API, 4000000000008120 (`pm_card_processingThenSuccess`) and 4000000000008138
 * (`pm_card_processingThenFailure`) settle by themselves after three seconds.
 */
import { account, postbox } from './control.ts';
import type { Env } from './env.ts';
import { type Addressed, addressed } from './hosts.ts';
import { pages } from './pages.tsx';

export { Postbox } from './postbox.ts';
export { StripeAccount } from './stripe/account.ts';

export default {
  fetch(request, env, context): Response | Promise<Response> {
    const provider = addressed(new URL(request.url));
    return provider ? callProvider(env, request, provider) : pages.fetch(request, env, context);
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
  }
}
