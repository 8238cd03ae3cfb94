/**
 * Writes down what this release stores of orders that died at four steps; not a test of the shop.
 * Run by `npm run record:release`, which keeps the lines it logs.
 */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import { log } from '../../../src/platform/log.ts';
import { drain, holdCall, kill, orderObject, recover } from '../support/crash.ts';
import type { HeldCall } from '../support/crash.ts';
import { record } from '../support/release.ts';
import { ADMIN, call, until } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';

afterEach(recover);

const ONE = { stock: 3, quantity: 1 };

async function keep(scene: string, buyer: Shopper, codes: readonly string[] = []): Promise<void> {
  log('warn', 'recorded', { scene, stored: JSON.stringify(await record(buyer, codes)) });
}

/** Kills the order while one of its calls is on its way. */
async function dieAt(buyer: Shopper, held: HeldCall): Promise<void> {
  await held.reached();
  await kill(orderObject(buyer.idOf()));
  held.lose();
}

test('placed: the order is written, nothing is reserved', async () => {
  const buyer = await shopper(ONE);
  const held = await holdCall(buyer.stock(), 'reserve', 'before');
  const going = buyer.checkout();
  await dieAt(buyer, held);
  expect((await going).status).toBe(500);
  await keep('placed', buyer);
});

test('awaiting: stock and a code are held, the payment is made', async () => {
  const buyer = await shopper(ONE);
  const coupon = { code: 'ONCE', kind: 'percent', value: 10, total_limit: 1 };
  await call('POST', '/api/admin/coupons', { headers: ADMIN, body: coupon });
  const headers = buyer.buyer.headers();
  await call('POST', '/api/cart/coupons', { headers, body: { code: 'ONCE' } });
  expect((await buyer.checkout()).status).toBe(201);
  await kill(orderObject(buyer.idOf()));
  await keep('awaiting', buyer, ['ONCE']);
});

test('committing: paid, one of two SKUs is sold', async () => {
  const buyer = await shopper(ONE, ONE);
  expect((await buyer.checkout()).status).toBe(201);
  const held = await holdCall(buyer.stock(1), 'commit', 'before');
  await buyer.pay();
  await held.reached();
  await until(
    async () => buyer.stock().level(),
    ({ onHand }) => onHand === 2,
  );
  await dieAt(buyer, held);
  await keep('committing', buyer);
});

test('confirmed: captured, neither told nor gone from the cart', async () => {
  const buyer = await shopper(ONE);
  expect((await buyer.checkout()).status).toBe(201);
  await drain(orderObject(buyer.idOf()));
  const held = await holdCall(buyer.cart, 'settle', 'before');
  await buyer.pay();
  await dieAt(buyer, held);
  expect(await env.ORDER.getByName(buyer.idOf()).view()).toMatchObject({
    order: { status: 'confirmed' },
  });
  await keep('confirmed', buyer);
});
