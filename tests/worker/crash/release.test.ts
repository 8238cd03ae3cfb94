/** C15: orders that an older release stored, driven on by the present code. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, expect, test } from 'vitest';
import awaiting from '../../fixtures/release-0.1.0/awaiting.json';
import committing from '../../fixtures/release-0.1.0/committing.json';
import confirmed from '../../fixtures/release-0.1.0/confirmed.json';
import placed from '../../fixtures/release-0.1.0/placed.json';
import { orderObject, recover, storedOrder } from '../support/crash.ts';
import { broken } from '../support/invariants.ts';
import { restore } from '../support/release.ts';
import type { Scene } from '../support/release.ts';
import { until } from '../support/shop.ts';
import type { Shopper } from '../support/shopper.ts';

afterEach(recover);

/** The shopper of a scene, by the order's own id: its key is the recorder's. */
async function back(scene: Scene): Promise<Shopper> {
  const buyer = await restore(scene);
  expect(buyer.idOf()).toBe(scene.orderId);
  return buyer;
}

test('C15 an order that release 0.1.0 had placed is reserved, paid and confirmed', async () => {
  const buyer = await back(placed);
  // At the clock of the scene: by today's its deadline is over.
  await runDurableObjectAlarm(orderObject(buyer.idOf()));
  await until(
    () => buyer.status(),
    (status) => status === 'awaiting_payment',
  );
  expect(await buyer.stock().level()).toMatchObject({ reserved: 1 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
});

test('C15 an order that waited for its payment under release 0.1.0 is paid', async () => {
  const buyer = await back(awaiting);
  expect(await buyer.stock().level()).toMatchObject({ onHand: 3, reserved: 1 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer], coupons: awaiting.coupons })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
});

test('C15 an order that release 0.1.0 had half sold is sold and captured', async () => {
  const buyer = await back(committing);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
  expect(await buyer.stock(1).level()).toMatchObject({ onHand: 2, reserved: 0 });
});

test('C15 what release 0.1.0 had confirmed and not told is told, and leaves its cart', async () => {
  const buyer = await back(confirmed);
  expect((await storedOrder(buyer.idOf()))?.state.status).toBe('confirmed');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect((await buyer.cartState()).lines).toEqual([]);
});
