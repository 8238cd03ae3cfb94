/** C20: Stripe is busy, fails or does not answer at each call that an order makes. */
import { afterEach, expect, test } from 'vitest';
import { isAwaiting, recover, wake } from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { ADMIN, call } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';

afterEach(recover);

/** Every way in which a call's outcome is not known, or known not to have happened. */
const TROUBLES = [
  { kind: 'rate_limit' },
  { kind: 'fail', status: 500 },
  { kind: 'fail', status: 500, effect: 'done' },
  { kind: 'timeout_before', delay_ms: 1 },
  { kind: 'timeout_after', delay_ms: 1 },
] as const;

type Step = (buyer: Shopper, trouble: (where: Record<string, string>) => Promise<void>) => unknown;

/** One shopper for each trouble, all of them at the same call; what is left is settled. */
async function troubled(step: Step): Promise<Shopper[]> {
  const shoppers: Shopper[] = [];
  for (const fault of TROUBLES) {
    const buyer = await shopper({ stock: 1, quantity: 1 });
    // Twice, so that the first retry meets it too.
    const trouble = (where: Record<string, string>) =>
      addFault({ host: 'api.stripe.com', times: 2, ...where, ...fault });
    await step(buyer, trouble);
    shoppers.push(buyer);
  }
  expect(await broken({ shoppers })).toEqual([]);
  return shoppers;
}

const statusesOf = (shoppers: readonly Shopper[]): Promise<string[]> =>
  Promise.all(shoppers.map((buyer) => buyer.status()));

const all = (status: string): string[] => TROUBLES.map(() => status);

const payment = async (buyer: Shopper): Promise<string> =>
  `/v1/payment_intents/${(await buyer.placed()).payment?.reference}`;

/** An order that waits for its payment, of which no webhook tells. */
async function open(buyer: Shopper): Promise<void> {
  await addFault({ host: 'webhooks', kind: 'drop', contains: buyer.idOf(), times: 100 });
  expect((await buyer.checkout()).status).toBe(201);
}

test('C20 create: an order whose payment is made in trouble is paid once', async () => {
  const shoppers = await troubled(async (buyer, trouble) => {
    await addFault({ host: 'webhooks', kind: 'drop', contains: buyer.idOf(), times: 100 });
    await trouble({ method: 'POST', path: '/v1/payment_intents', contains: buyer.idOf() });
    expect((await buyer.checkout()).status).toBeLessThan(500);
    await wake(buyer.idOf(), isAwaiting);
    await buyer.pay();
  });
  expect(await statusesOf(shoppers)).toEqual(all('confirmed'));
});

test('C20 fetch: an order whose payment cannot be asked about is confirmed later', async () => {
  const shoppers = await troubled(async (buyer, trouble) => {
    await open(buyer);
    await trouble({ method: 'GET', path: await payment(buyer) });
    await buyer.pay();
  });
  expect(await statusesOf(shoppers)).toEqual(all('confirmed'));
});

test('C20 capture: an order whose capture is in trouble is charged once', async () => {
  const shoppers = await troubled(async (buyer, trouble) => {
    await open(buyer);
    await trouble({ method: 'POST', path: `${await payment(buyer)}/capture` });
    await buyer.pay();
  });
  expect(await statusesOf(shoppers)).toEqual(all('confirmed'));
});

test('C20 cancel: an unpaid order keeps its stock until its payment is void', async () => {
  const shoppers = await troubled(async (buyer, trouble) => {
    await open(buyer);
    await trouble({ method: 'POST', path: `${await payment(buyer)}/cancel` });
  });
  expect(await statusesOf(shoppers)).toEqual(all('expired'));
});

test('C20 refund: a cancelled order gives its money back once', async () => {
  const shoppers = await troubled(async (buyer, trouble) => {
    await open(buyer);
    await buyer.pay();
    await wake(buyer.idOf());
    const { payment: paid } = await buyer.placed();
    await trouble({ method: 'POST', path: '/v1/refunds', contains: paid?.reference ?? '' });
    const path = `/api/admin/orders/${buyer.idOf()}/cancel`;
    const headers = { ...ADMIN, 'idempotency-key': 'cancel' };
    expect((await call('POST', path, { headers })).status).toBe(200);
  });
  expect(await statusesOf(shoppers)).toEqual(all('cancelled'));
});
