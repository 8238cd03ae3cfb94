/** One code for one use, in a hundred carts that check out at once; its use dies with its order. */
import { performance } from 'node:perf_hooks';
import type { OrderView } from '../../src/orders/view.ts';
import { each, settled, times } from './crowd.ts';
import type { StormShop } from './shop.ts';
import { Shopper, pay, placedIn } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

const CODE = 'ONLYONCE';
const PERCENT = 25;
const PRICE = 4_000;
const OFF = (PRICE * PERCENT) / 100;
const ENDED_WITHIN_MS = 30_000;

async function holder(shop: StormShop): Promise<Shopper> {
  const shopper = new Shopper(shop);
  await shopper.add('couponed');
  await shopper.apply(CODE);
  return shopper;
}

/** The winner's order is cancelled, so the next who asks has the code. */
async function passOn(shop: StormShop, winner: { id: string; token: string }): Promise<string[]> {
  const before = await shop.usesOf(CODE);
  const next = await holder(shop);
  const headers = { 'order-token': winner.token };
  await shop.post<OrderView>(`/api/orders/${winner.id}/cancel`, {}, headers);
  const ended = await settled(shop, [winner], ENDED_WITHIN_MS);
  const between = await shop.usesOf(CODE);
  const { order, payment } = placedIn(await next.checkout());
  await pay(shop, payment);
  const { faults } = await settled(shop, [order], ENDED_WITHIN_MS);
  const uses = [before, between, await shop.usesOf(CODE)];
  return [
    ...unless(uses.join() === '1,0,1', `the code was used ${uses.join()} times over its life`),
    ...unless(order.discount.amount === OFF, 'the next buyer got no discount'),
    ...ended.faults,
    ...faults,
  ];
}

export const singleUseCoupon: Storm = {
  name: 'a single-use coupon',
  does: (buyers) => `${buyers} checkouts at once with one single-use code`,
  full: 100,
  async run(shop, count) {
    await shop.stock(['couponed'], count + 1, PRICE);
    const coupon = { code: CODE, kind: 'percent', value: PERCENT, total_limit: 1 };
    await shop.staff('POST', '/coupons', coupon);
    const shoppers = await each(times(count, String), () => holder(shop));
    const startedAt = performance.now();
    const answers = await Promise.all(shoppers.map((shopper) => shopper.checkout()));
    const placed = answers.flatMap(({ body }) => ('order' in body ? [body.order] : []));
    const refused = answers.filter(
      ({ status, body }) => status === 409 && 'type' in body && body.type === 'coupon_refused',
    ).length;
    const [winner] = placed;
    const faults = winner === undefined ? ['nobody got the code'] : await passOn(shop, winner);
    return {
      ...{ answers, sold: (await shop.stockOf('couponed')).sold, refused },
      terminalMs: performance.now() - startedAt,
      faults: [
        ...unless(placed.length === 1, `${placed.length} orders with the code`),
        ...unless(winner?.discount.amount === OFF, 'the winner has no discount'),
        ...unless(refused === count - 1, `${refused} were told that the code is used`),
        ...faults,
      ],
    };
  },
};
