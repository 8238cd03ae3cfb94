/**
 * Carts of three SKUs out of six, each with its lines in another order. Some pay; what the others
 * hold must all come back when their time is over.
 */
import { performance } from 'node:perf_hooks';
import { each, settled, times } from './crowd.ts';
import type { Answer, Checkout, Refusal, StormShop } from './shop.ts';
import { Shopper, pay } from './shopper.ts';
import { unless } from './storm.ts';
import type { Storm } from './storm.ts';

const SKUS = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `overlap-${letter}`);
const LINES = 3;
/** Every SKU is in half of the carts: a fifth of those who want it can have it. */
const CARTS_A_UNIT = 10;
const PAYING_EVERY = 3;
const HOLD_TTL_MS = 20_000;
/** An order's deadline is spread by a twentieth; then it voids its payment and gives back. */
const ENDED_WITHIN_MS = HOLD_TTL_MS * 1.05 + 60_000;

/** Three SKUs of the six, in an order; all such choices before one comes again. */
export function linesOf(cart: number): string[] {
  const left = [...SKUS];
  let code = cart;
  return times(LINES, () => {
    const [sku = ''] = left.splice(code % left.length, 1);
    code = Math.floor(code / (left.length + 1));
    return sku;
  });
}

async function fill(shop: StormShop, cart: number): Promise<Shopper> {
  const shopper = new Shopper(shop);
  for (const sku of linesOf(cart)) await shopper.add(sku);
  return shopper;
}

async function buy(shop: StormShop, shopper: Shopper, cart: number) {
  const answer: Answer<Checkout | Refusal> = await shopper.checkout();
  const pays = cart % PAYING_EVERY === 0 && 'order' in answer.body;
  if (pays && 'order' in answer.body) await pay(shop, answer.body.payment);
  return answer;
}

export const overlappingCarts: Storm = {
  name: 'overlapping carts',
  does: (carts) => `${carts} carts of 3 SKUs out of 6 in different orders; a third pays`,
  vars: { HOLD_TTL_MS: String(HOLD_TTL_MS) },
  full: 500,
  async run(shop, carts) {
    await shop.stock(SKUS, Math.ceil(carts / CARTS_A_UNIT));
    const shoppers = await each(
      times(carts, (cart) => cart),
      (cart) => fill(shop, cart),
    );
    const startedAt = performance.now();
    const answers = await Promise.all(shoppers.map((shopper, cart) => buy(shop, shopper, cart)));
    const placed = answers.flatMap(({ body }) => ('order' in body ? [body.order] : []));
    const refused = answers.filter(
      ({ status, body }) => status === 409 && 'type' in body && body.type === 'out_of_stock',
    ).length;
    const end = await settled(shop, placed, ENDED_WITHIN_MS);
    const terminalMs = performance.now() - startedAt;
    const stocks = await each(SKUS, (sku) => shop.stockOf(sku));
    const unpaid = placed.length - stocks.reduce((sum, { sold }) => sum + sold, 0) / LINES;
    return {
      answers,
      sold: placed.length - unpaid,
      refused,
      terminalMs,
      faults: [
        ...unless(placed.length + refused === carts, 'a cart was neither placed nor refused'),
        ...unless(unpaid > 0, 'no order was left unpaid, so nothing had to come back'),
        ...end.faults,
      ],
    };
  },
};
