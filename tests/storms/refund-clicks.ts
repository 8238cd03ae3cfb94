/**
 * Two clicks on "refund" at once: under one key they are one refund; under two, at most one finds
 * money that is still there.
 */
import { performance } from 'node:perf_hooks';
import type { OrderView } from '../../src/orders/view.ts';
import { each, settled, times } from './crowd.ts';
import type { Answer, Checkout, Refusal, StormShop } from './shop.ts';
import { pay, place } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

const SETTLED_WITHIN_MS = 30_000;

type Click = Answer<OrderView | Refusal>;

async function confirmedOrder(shop: StormShop): Promise<Checkout['order']> {
  const { order, payment } = await place(shop, 'returned');
  await pay(shop, payment);
  const { faults } = await settled(shop, [order], SETTLED_WITHIN_MS);
  if (faults.length > 0) throw new Error(faults.join());
  return order;
}

/** Both clicks at once, each with its key. */
const clicks = (shop: StormShop, id: string, keys: readonly string[]): Promise<Click[]> =>
  Promise.all(
    keys.map((key) =>
      shop.staff<OrderView | Refusal>('POST', `/orders/${id}/refunds`, { reason: 'late' }, key),
    ),
  );

/** What two clicks should have come to: the statuses of their answers, in any order. */
function clickFaults(id: string, answers: readonly Click[], wanted: readonly number[]): string[] {
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  return unless(
    statuses.join() === wanted.join(),
    `order ${id}: refunds answered ${statuses.join()}`,
  );
}

export const refundClicks: Storm = {
  name: 'two refund clicks',
  does: (orders) => `two refunds at once of ${orders} orders, half under one key, half under two`,
  full: 40,
  async run(shop, count) {
    await shop.stock(['returned'], count);
    const orders = await each(times(count, String), () => confirmedOrder(shop));
    const startedAt = performance.now();
    const clicked = await Promise.all(
      orders.map(async ({ id }, index) => {
        const same = index % 2 === 0;
        const answers = await clicks(shop, id, same ? ['click', 'click'] : ['first', 'second']);
        return { answers, faults: clickFaults(id, answers, same ? [200, 200] : [200, 409]) };
      }),
    );
    const terminalMs = performance.now() - startedAt;
    const views = await each(orders, (order) => shop.orderOf(order));
    const answers = clicked.flatMap((one) => one.answers);
    return {
      ...{ answers, sold: (await shop.stockOf('returned')).sold, terminalMs },
      refused: answers.filter(({ status }) => status === 409).length,
      faults: [
        ...clicked.flatMap((one) => one.faults),
        ...views.flatMap(({ body }) => [
          ...unless(body.refunds.length === 1, `order ${body.id}: ${body.refunds.length} refunds`),
          ...unless(body.status === 'refunded', `order ${body.id} is ${body.status}`),
        ]),
      ],
    };
  },
};
