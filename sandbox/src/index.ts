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
import { account, control, postbox } from './control.ts';
import type { Env } from './env.ts';
import { type Addressed, addressed } from './hosts.ts';
import { inboxJson } from './inbox.ts';

export { Postbox } from './postbox.ts';
export { StripeAccount } from './stripe/account.ts';

const CONTROL = '/sandbox/control';

export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url);
    const provider = addressed(url);
    if (provider) return callProvider(env, request, provider);
    if (url.pathname.startsWith(`${CONTROL}/`)) {
      return control(env, request, url.pathname.slice(CONTROL.length));
    }
    if (url.pathname === '/sandbox/inbox.json') return inboxJson(env, url.searchParams);
    const detail = `The sandbox stands in for no ${url.hostname}${url.pathname}.`;
    return Response.json({ title: 'Not found', status: 404, detail }, { status: 404 });
  },
} satisfies ExportedHandler<Env>;

function callProvider(env: Env, request: Request, { host, url }: Addressed): Promise<Response> {
  const call = new Request(url, request);
  switch (host) {
    case 'api.stripe.com':
    case 'hooks.stripe.com':
      return account(env).fetch(call);
    case 'api.sendgrid.com':
    case 'api.twilio.com':
      return postbox(env).fetch(call);
    case 'js.stripe.com':
      return Promise.resolve(new Response('Not found', { status: 404 }));
  }
}
