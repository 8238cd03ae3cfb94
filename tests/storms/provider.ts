/** Stripe as the audit asks it and as it tells the shop: the real SDK over the sandbox. */
import { Stripe } from 'stripe';
import { STRIPE_KEY, WEBHOOK_SECRET } from '../../bench/platform.ts';
import type { Answer, StormShop } from './shop.ts';

/** The SDK with the merchant's key, its calls led to the sandbox. */
export function stripeOf(shop: StormShop): Stripe {
  const httpClient = Stripe.createFetchHttpClient((input: string | URL | Request, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return fetch(new URL(`/sandbox/api.stripe.com${pathname}${search}`, shop.origin), init);
  });
  return new Stripe(STRIPE_KEY, { httpClient, telemetry: false });
}

/** Payments with what was given back of each. */
export type Payment = { readonly intent: Stripe.PaymentIntent; readonly refunded: number };

/** Every payment there is at the provider, by the order that it is for. */
export async function paymentsByOrder(shop: StormShop): Promise<Map<string, Payment[]>> {
  const byOrder = new Map<string, Payment[]>();
  const query = { limit: 100, expand: ['data.latest_charge'] };
  for await (const intent of stripeOf(shop).paymentIntents.list(query)) {
    const charge = intent.latest_charge;
    const refunded = charge === null || typeof charge === 'string' ? 0 : charge.amount_refunded;
    const order = intent.metadata.order ?? '';
    byOrder.set(order, [...(byOrder.get(order) ?? []), { intent, refunded }]);
  }
  return byOrder;
}

/** Lets none of the sandbox's own webhooks reach the shop, so that only a storm's own do. */
export async function silence(shop: StormShop): Promise<void> {
  const rule = { host: 'webhooks', kind: 'drop', times: 1_000_000 };
  const { status } = await shop.post('/sandbox/control/faults', rule);
  if (status !== 201) throw new Error(`the sandbox took no fault: ${status}`);
}

/** Lets the sandbox's webhooks through again. */
export async function unsilence(shop: StormShop): Promise<void> {
  await shop.send({ method: 'DELETE', path: '/sandbox/control/faults' });
}

export type About = { readonly order: string; readonly payment: string };

let count = 0;

/** An event of a payment, or of its charge, as its endpoint is told it. */
export function eventOf(type: string, { order, payment }: About): string {
  const metadata = { order, shop: 'edgewise', environment: 'development' };
  const object = type.startsWith('charge.')
    ? { id: 'ch_storm', object: 'charge', payment_intent: payment, metadata }
    : { id: payment, object: 'payment_intent', status: type.split('.').at(-1), metadata };
  count += 1;
  return JSON.stringify({ id: `evt_storm_${count}`, object: 'event', type, data: { object } });
}

const signer = new Stripe(STRIPE_KEY);

/** Hands an event to the shop, signed as Stripe signs. */
export function deliver(shop: StormShop, payload: string): Promise<Answer<unknown>> {
  const secret = WEBHOOK_SECRET;
  const signature = signer.webhooks.generateTestHeaderString({ payload, secret });
  return shop.send({
    method: 'POST',
    path: '/api/webhooks/stripe',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body: payload,
  });
}
