/** Ten buyers for each unit of one SKU, all at the same moment; the winners pay at once too. */
import { performance } from 'node:perf_hooks';
import { each, settled, times } from './crowd.ts';
import type { Order } from './shop.ts';
import { Shopper, pay } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

const BUYERS_A_UNIT = 10;
const CONFIRMED_WITHIN_MS = 60_000;

export const hotSku: Storm = {
  name: 'one hot SKU',
  does: (units) => `${units * BUYERS_A_UNIT} checkouts at once for a stock of ${units}`,
  full: 100,
  async run(shop, units) {
    await shop.stock(['hot'], units);
    const shoppers = times(units * BUYERS_A_UNIT, () => new Shopper(shop));
    await each(shoppers, (shopper) => shopper.add('hot'));
    const startedAt = performance.now();
    const answers = await Promise.all(shoppers.map((shopper) => shopper.checkout()));
    const placed = answers.flatMap(({ body }) => ('order' in body ? [body] : []));
    const refused = answers.filter(
      ({ status, body }) => status === 409 && 'type' in body && body.type === 'out_of_stock',
    ).length;
    const orders: Order[] = placed.map(({ order }) => order);
    const paid = await Promise.all(placed.map(({ payment }) => pay(shop, payment)));
    const end = await settled(shop, orders, CONFIRMED_WITHIN_MS);
    const terminalMs = performance.now() - startedAt;
    return {
      answers,
      sold: (await shop.stockOf('hot')).sold,
      refused,
      terminalMs,
      faults: [
        ...unless(placed.length === units, `${placed.length} orders for ${units} units`),
        ...unless(refused === shoppers.length - units, `${refused} were told "out of stock"`),
        ...unless(
          paid.every(({ status }) => status === 200),
          'a payment was refused',
        ),
        ...end.faults,
      ],
    };
  },
};
