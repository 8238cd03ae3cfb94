/**
 * The browser that returns from paying, the webhook and the order's own alarm meet at one moment.
 * Every fourth order has only its alarm.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { each, settled, times } from './crowd.ts';
import { deliver, eventOf, silence, unsilence } from './provider.ts';
import { POLL_MS } from './shop.ts';
import type { Answer, Checkout, StormShop } from './shop.ts';
import { pay, place } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

/** So long before its alarm an order is paid. */
const BEFORE_MS = 100;
const ALONE_EVERY = 4;
const CONFIRMED_WITHIN_MS = 30_000;

async function meet(shop: StormShop, { order, payment }: Checkout, alone: boolean, at: number) {
  await pause(Math.max(0, at - BEFORE_MS - performance.now()));
  await pay(shop, payment);
  if (alone) return [];
  await pause(Math.max(0, at - performance.now()));
  const about = { order: order.id, payment: payment?.reference ?? '' };
  const type = 'payment_intent.amount_capturable_updated';
  const headers = { 'order-token': order.token, 'idempotency-key': 'return' };
  const resume = () => shop.post(`/api/orders/${order.id}/payment`, {}, headers);
  const answers: Answer<unknown>[] = await Promise.all([
    ...[resume(), resume(), shop.orderOf(order)],
    ...times(3, () => deliver(shop, eventOf(type, about))),
  ]);
  return answers;
}

export const threeCallers: Storm = {
  name: 'three callers',
  does: (orders) => `browser return, webhook and alarm at once, for each of ${orders} orders`,
  full: 60,
  async run(shop, count) {
    await shop.stock(['met'], count);
    await silence(shop);
    const startedAt = performance.now();
    const met = await each(
      times(count, (index) => index),
      async (index) => {
        const placed = await place(shop, 'met');
        const alarmAt = performance.now() + POLL_MS;
        const answers = await meet(shop, placed, index % ALONE_EVERY === 0, alarmAt);
        return { order: placed.order, answers };
      },
      count,
    );
    const orders = met.map(({ order }) => order);
    const end = await settled(shop, orders, CONFIRMED_WITHIN_MS);
    const terminalMs = performance.now() - startedAt;
    await unsilence(shop);
    const answers = met.flatMap((one) => one.answers);
    const { sold } = await shop.stockOf('met');
    return {
      ...{ answers, sold, refused: 0, terminalMs },
      faults: [
        ...unless(
          answers.every(({ status }) => status === 200),
          'a caller was not answered with 200',
        ),
        ...unless(sold === count, `${sold} of ${count} paid orders were sold`),
        ...end.faults,
      ],
    };
  },
};
