/** C21: a second key for the same cart, while the first one's order stands at each of its steps. */
import { afterEach, expect, test } from 'vitest';
import {
  holdCall,
  kill,
  orderObject,
  pause,
  recover,
  storedOrder,
  wake,
} from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { until } from '../support/shop.ts';
import type { Refusal } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';
import { SLOW_MS, paymentsOf, stripeControl } from '../support/stripe.ts';

afterEach(recover);

/** Brings the first order to a step; what is on its way then goes on once it is let go. */
type Reach = (buyer: Shopper) => Promise<(() => unknown) | undefined>;

const effectOf = async (buyer: Shopper): Promise<string | undefined> =>
  (await storedOrder(buyer.idOf()))?.state.effect?.step;

const doing = (buyer: Shopper, step: string) =>
  until(
    () => effectOf(buyer),
    (effect) => effect === step,
  );

const slow = (method: 'POST', path: string, contains?: string): Promise<void> =>
  addFault({
    ...{ host: 'api.stripe.com', method, path, kind: 'slow', delay_ms: SLOW_MS },
    ...(contains === undefined ? {} : { contains }),
  });

const reserving: Reach = async (buyer) => {
  const call = await holdCall(buyer.stock(), 'reserve', 'before');
  void buyer.checkout();
  await call.reached();
  return () => call.open();
};

const creating: Reach = async (buyer) => {
  await slow('POST', '/v1/payment_intents', buyer.idOf());
  void buyer.checkout();
  await doing(buyer, 'create_payment');
  return undefined;
};

const awaitingWith =
  (card: string | null): Reach =>
  async (buyer) => {
    await buyer.checkout();
    if (card !== null) await buyer.pay('key', card);
    return undefined;
  };

const committing: Reach = async (buyer) => {
  await buyer.checkout();
  const call = await holdCall(buyer.stock(), 'commit', 'before');
  await buyer.pay();
  await call.reached();
  return () => call.open();
};

const capturing: Reach = async (buyer) => {
  const { payment } = (await buyer.checkout()).body;
  await slow('POST', `/v1/payment_intents/${payment?.reference}/capture`);
  await buyer.pay();
  await doing(buyer, 'capture');
  return undefined;
};

const confirmed: Reach = async (buyer) => {
  await buyer.checkout();
  await buyer.pay();
  await wake(buyer.idOf(), ({ cartSettled }) => cartSettled);
  return undefined;
};

/** Each step of the first order, and what the second key is answered there. */
const STEPS: readonly (readonly [string, Reach, 201 | 409])[] = [
  ['placed', reserving, 201],
  ['reserved', creating, 201],
  ['awaiting its payment', awaitingWith(null), 201],
  ['challenged', awaitingWith('pm_card_threeDSecure2Required'), 201],
  ['processing', awaitingWith('pm_card_processing'), 409],
  ['authorized', committing, 409],
  ['committed', capturing, 409],
  ['confirmed', confirmed, 409],
];

/** Checks out with a second key at every step of a first order, and pays what can be paid. */
async function secondKeys(first: 'lives' | 'died'): Promise<Shopper[]> {
  const shoppers: Shopper[] = [];
  for (const [step, reach, expected] of STEPS) {
    const buyer = await shopper({ stock: 3, quantity: 1 });
    const letGo = await reach(buyer);
    if (first === 'died') await kill(orderObject(buyer.idOf()));
    const going = buyer.checkout<Refusal>('second');
    await pause(50);
    await letGo?.();
    expect([step, (await going).status]).toEqual([step, expected]);
    const [processing] = await paymentsOf(buyer.idOf());
    if (processing?.status === 'processing') {
      await stripeControl(`payment_intents/${processing.id}/settle`);
    }
    if (expected === 201) await buyer.pay('second');
    shoppers.push(buyer);
  }
  return shoppers;
}

/** The orders that were bought: the second's where it took the first one's place. */
async function boughtBy(shoppers: readonly Shopper[]): Promise<string[]> {
  const keys = STEPS.map(([, , expected]) => (expected === 201 ? 'second' : 'key'));
  return Promise.all(shoppers.map((buyer, index) => buyer.status(keys[index])));
}

test('C21 a second key at each step of a first order leaves one order to pay', async () => {
  const shoppers = await secondKeys('lives');
  expect(await broken({ shoppers })).toEqual([]);
  expect(new Set(await boughtBy(shoppers))).toEqual(new Set(['confirmed']));
});

test('C21 a second key after the first order died leaves one order to pay', async () => {
  const shoppers = await secondKeys('died');
  expect(await broken({ shoppers })).toEqual([]);
  expect(new Set(await boughtBy(shoppers))).toEqual(new Set(['confirmed']));
});
