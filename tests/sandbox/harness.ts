/**
 * Runs the bundled sandbox in miniflare, with a shop that only takes webhooks, and speaks to it
 * with the real stripe SDK. Each test file opens one and resets it between tests.
 */
import { convertV4MiniflareOptions, Miniflare, Response as MiniflareResponse } from 'miniflare';
import { Stripe } from 'stripe';
import { bundleSandbox } from '../../sandbox/bundle.mjs';

export const WEBHOOK_SECRET = 'whsec_test';

export interface Received {
  readonly type: string;
  readonly id: string;
  readonly body: string;
  readonly signature: string;
  readonly at: number;
}

interface Options {
  readonly events?: string;
  /** A folder to keep the state in, for tests that restart the sandbox. */
  readonly persist?: string;
}

export class Sandbox {
  readonly #miniflare: Miniflare;
  /** Called by the merchant's server. */
  readonly stripe: Stripe;
  /** Called by the buyer's browser. */
  readonly browser: Stripe;
  readonly received: Received[];
  /** The shop's answer to a webhook; tests replace it. */
  readonly shop: { answer: (event: Received) => number | Promise<number> };

  constructor(miniflare: Miniflare, received: Received[], shop: Sandbox['shop']) {
    this.#miniflare = miniflare;
    this.received = received;
    this.shop = shop;
    this.stripe = this.client('sk_test_sandbox');
    this.browser = this.client('pk_test_sandbox');
  }

  client(key: string, options: Partial<Stripe.StripeConfig> = {}): Stripe {
    const httpClient = Stripe.createFetchHttpClient(this.fetch);
    return new Stripe(key, { httpClient, maxNetworkRetries: 0, ...options });
  }

  /** A fetch that ends in the sandbox, whatever the host. */
  fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', headers, body, signal } = init;
    const url = input instanceof Request ? input.url : String(input);
    const response = await this.#miniflare.dispatchFetch(url, {
      method,
      headers: [...new Headers(headers)],
      body: typeof body === 'string' ? body : null,
      redirect: 'manual',
      ...(signal ? { signal } : {}),
    });
    const answer = await response.arrayBuffer();
    if (response.status === BROKEN_OFF) throw new TypeError(new TextDecoder().decode(answer));
    const bare = response.status === 204 || response.status === 304;
    return new Response(bare ? null : answer, {
      status: response.status,
      headers: [...response.headers],
    });
  };

  async control(path: string, input: object = {}, method = 'POST'): Promise<Response> {
    const init = method === 'GET' ? { method } : { method, body: JSON.stringify(input) };
    return this.fetch(`http://shop.test/sandbox/control${path}`, init);
  }

  /** Adds a fault; fails the test if the sandbox does not take it. */
  async fault(rule: object): Promise<void> {
    const answer = await this.control('/faults', rule);
    if (answer.status !== 201) throw new Error(await answer.text());
  }

  /** Waits until every webhook that is due was sent. */
  async drain(): Promise<void> {
    await this.control('/stripe/webhooks/drain');
  }

  /** The types of the webhooks that arrived, in order. */
  types(): string[] {
    return this.received.map((event) => event.type);
  }

  async reset(): Promise<void> {
    await this.drain();
    await this.control('/reset');
    this.received.length = 0;
    this.shop.answer = () => 200;
  }

  async close(): Promise<void> {
    await this.#miniflare.dispose();
  }
}

/** Told to the test by the caller's Worker when a connection broke off: no HTTP server sends it. */
const BROKEN_OFF = 599;

/** Calls the sandbox through a service binding, as the shop does, and tells if it broke off. */
const CALLER = {
  name: 'caller',
  modules: true,
  compatibilityDate: '2026-09-01',
  serviceBindings: { OUTSIDE: 'edgewise-sandbox' },
  script: `export default {
    async fetch(request, env) {
      try {
        const answer = await env.OUTSIDE.fetch(request);
        const body = await answer.arrayBuffer();
        return new Response(body.byteLength > 0 ? body : null, answer);
      } catch (error) {
        return new Response(error.message, { status: ${BROKEN_OFF} });
      }
    },
  }`,
};

export async function openSandbox(options: Options = {}): Promise<Sandbox> {
  const received: Received[] = [];
  const shop: Sandbox['shop'] = { answer: () => 200 };
  const { events = '*', persist } = options;
  const worker = await bundleSandbox({ webhookSecret: WEBHOOK_SECRET, events });
  const takeWebhook = async (request: Request) => {
    const body = await request.text();
    const event: { id: string; type: string } = JSON.parse(body);
    const signature = request.headers.get('stripe-signature') ?? '';
    const arrived = { type: event.type, id: event.id, body, signature, at: Date.now() };
    received.push(arrived);
    return new MiniflareResponse('', { status: await shop.answer(arrived) });
  };
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      workers: [CALLER, { ...worker, serviceBindings: { SHOP: takeWebhook } }],
    }),
    ...(persist === undefined ? {} : { resourcePersistencePath: persist }),
  });
  await miniflare.ready;
  return new Sandbox(miniflare, received, shop);
}

/** A payment as the shop makes it: captured later, without redirects. */
export function manualPayment(
  changes: Partial<Stripe.PaymentIntentCreateParams> = {},
): Stripe.PaymentIntentCreateParams {
  return {
    amount: 4999,
    currency: 'eur',
    capture_method: 'manual',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...changes,
  };
}

/** The error a call is refused with; fails the test if it is not refused by Stripe. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was not refused.');
}

/** The id of something that may have been expanded. */
export function idOf(value: string | { id: string } | null): string {
  return typeof value === 'string' ? value : (value?.id ?? '');
}
