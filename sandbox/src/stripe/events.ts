/** The events endpoints, and the PaymentMethod a payment was made with. */
import type { Stripe } from 'stripe';
import { type Call, requireSecretKey, type Result } from './call.ts';
import { noSuch } from './errors.ts';
import type { Delivery } from './ledger.ts';
import { page } from './lists.ts';
import { intentIdOf } from './payment.ts';

export function retrieveEvent(call: Call): Result {
  requireSecretKey(call);
  call.params.finish();
  const found = call.ledger.delivery(call.id);
  if (!found) throw noSuch('event', call.id);
  return { answer: asSeen(found.delivery) };
}

export function listEvents(call: Call): Result {
  requireSecretKey(call);
  const { params, ledger } = call;
  const type = params.text('type');
  const types = params.list('types');
  const delivered = params.flag('delivery_success');
  const wanted = type === undefined ? types : [type, ...types];
  const answer = page(params, {
    url: '/v1/events',
    kind: 'event',
    items: seen(ledger.deliveries(params.text('starting_after')), delivered),
    sorted: true,
    keep: (event) => wanted.length === 0 || wanted.some((one) => covers(one, event.type)),
  });
  return { answer };
}

export function retrieveMethod(call: Call): Result {
  requireSecretKey(call);
  call.params.finish();
  const intent = intentIdOf(call.id);
  const payment = intent === null ? null : call.ledger.payment(intent);
  const shown = payment?.cards.find((one) => one.method.id === call.id);
  if (!shown) throw noSuch('PaymentMethod', call.id);
  return { answer: shown.method };
}

/** `payment_intent.*` covers every event of a PaymentIntent. */
function covers(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function* seen(
  deliveries: Iterable<Delivery>,
  delivered: boolean | undefined,
): Generator<Stripe.Event> {
  for (const delivery of deliveries) {
    const success = delivery.state === 'delivered';
    if (delivered === undefined || delivered === success) yield asSeen(delivery);
  }
}

/** An event shows how many endpoints have yet to take it. */
function asSeen(delivery: Delivery): Stripe.Event {
  return { ...delivery.event, pending_webhooks: delivery.state === 'delivered' ? 0 : 1 };
}
