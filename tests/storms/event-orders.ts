/**
 * Every order in which seven events can arrive, each to an order of its own, which is paid (or its
 * payment cancelled) somewhere between them. Whatever came first, the end is the same.
 */
import { performance } from 'node:perf_hooks';
import { each, settled, times } from './crowd.ts';
import { deliver, eventOf, silence, stripeOf, unsilence } from './provider.ts';
import type { Answer, StormShop } from './shop.ts';
import { pay, place } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

export const EVENTS = [
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'charge.refunded',
] as const;

/** How many orders of the seven events there are: 7! */
export const ORDERS_OF_EVENTS = 5_040;
/** One payment in so many is cancelled at the provider instead of paid. */
const CANCELLED_EVERY = 4;
/** A payment that moves after the last event which tells of it is found by the order's own poll. */
const ENDED_WITHIN_MS = 60_000;
/** Steps through all orders without meeting one twice, and far from one to the next. */
const STRIDE = 209;

/** The events in the order of this number, from 0 to 7! − 1. */
export function orderOfEvents(number: number): string[] {
  const left: string[] = [...EVENTS];
  let code = number;
  return EVENTS.map(() => {
    const [event = ''] = left.splice(code % left.length, 1);
    code = Math.floor(code / (left.length + 1));
    return event;
  });
}

type Told = { readonly answers: Answer<unknown>[]; readonly faults: readonly string[] };

/** Tells one order of the events, its payment moving before the one at `moves`. */
async function tell(shop: StormShop, number: number): Promise<Told> {
  const { order, payment } = await place(shop, 'permuted');
  const about = { order: order.id, payment: payment?.reference ?? '' };
  const cancelled = number % CANCELLED_EVERY === 0;
  const moves = Math.floor(number / CANCELLED_EVERY) % EVENTS.length;
  const answers: Answer<unknown>[] = [];
  for (const [at, type] of orderOfEvents(number).entries()) {
    if (at === moves && cancelled) await stripeOf(shop).paymentIntents.cancel(about.payment);
    else if (at === moves) await pay(shop, payment);
    answers.push(await deliver(shop, eventOf(type, about)));
  }
  const end = await settled(shop, [order], ENDED_WITHIN_MS);
  const { body } = await shop.orderOf(order);
  const expected = cancelled ? 'cancelled' : 'confirmed';
  const says = `${body.status} instead of ${expected} after ${orderOfEvents(number).join(', ')}`;
  return { answers, faults: [...end.faults, ...unless(body.status === expected, says)] };
}

export const eventOrders: Storm = {
  name: 'orders of events',
  does: (count) => `${count} of the ${ORDERS_OF_EVENTS} orders of seven webhook events`,
  full: ORDERS_OF_EVENTS,
  async run(shop, count) {
    await shop.stock(['permuted'], count);
    await silence(shop);
    const startedAt = performance.now();
    const told = await each(
      times(count, (index) => (index * STRIDE) % ORDERS_OF_EVENTS),
      (number) => tell(shop, number),
    );
    const terminalMs = performance.now() - startedAt;
    await unsilence(shop);
    const answers = told.flatMap((one) => one.answers);
    const { sold } = await shop.stockOf('permuted');
    const taken = answers.filter(({ status }) => status === 200).length;
    return {
      ...{ answers, sold, refused: 0, terminalMs },
      faults: [
        ...told.flatMap((one) => one.faults),
        ...unless(taken === answers.length, `${taken} of ${answers.length} events were taken`),
      ],
    };
  },
};
