/** One event of each order fifty times at once, and no other webhook. */
import { performance } from 'node:perf_hooks';
import { each, settled, times } from './crowd.ts';
import { deliver, eventOf, silence, unsilence } from './provider.ts';
import { pay, place } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

const COPIES = 50;
const CONFIRMED_WITHIN_MS = 30_000;

export const oneEvent: Storm = {
  name: 'one event 50×',
  does: (orders) => `one webhook event ${COPIES} times at once, for each of ${orders} orders`,
  full: 20,
  async run(shop, count) {
    await shop.stock(['repeated'], count);
    await silence(shop);
    const placed = await each(times(count, String), () => place(shop, 'repeated'));
    await each(placed, ({ payment }) => pay(shop, payment));
    const startedAt = performance.now();
    const events = placed.flatMap(({ order, payment }) => {
      const about = { order: order.id, payment: payment?.reference ?? '' };
      const event = eventOf('payment_intent.amount_capturable_updated', about);
      return times(COPIES, () => event);
    });
    const answers = await Promise.all(events.map((event) => deliver(shop, event)));
    const orders = placed.map(({ order }) => order);
    const end = await settled(shop, orders, CONFIRMED_WITHIN_MS);
    const terminalMs = performance.now() - startedAt;
    await unsilence(shop);
    const { sold } = await shop.stockOf('repeated');
    const taken = answers.filter(({ status }) => status === 200).length;
    return {
      ...{ answers, sold, refused: 0, terminalMs },
      faults: [
        ...unless(taken === answers.length, `${taken} of ${answers.length} events were taken`),
        ...unless(sold === count, `${sold} of ${count} paid orders were sold`),
        ...end.faults,
      ],
    };
  },
};
