/** Killed or unheard between the payment's making and its authorisation: C5 to C8. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, expect, test } from 'vitest';
import {
  clockTo,
  isAwaiting,
  kill,
  orderObject,
  recover,
  storedOrder,
  wake,
} from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { call, stockOf, until } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';
import { HANG_MS, SLOW_MS, paymentsOf, stripeControl } from '../support/stripe.ts';

afterEach(recover);

/** An order that died after the provider had made its payment, and before it was told so. */
async function diedWithoutItsPayment(): Promise<Shopper> {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  await addFault({
    ...{ host: 'api.stripe.com', method: 'POST', path: '/v1/payment_intents' },
    ...{ kind: 'timeout_after', contains: buyer.idOf(), delay_ms: HANG_MS },
  });
  const going = buyer.checkout();
  await until(
    () => paymentsOf(buyer.idOf()),
    ({ length }) => length === 1,
  );
  await kill(orderObject(buyer.idOf()));
  expect((await going).status).toBe(500);
  expect((await storedOrder(buyer.idOf()))?.state).toMatchObject({
    status: 'reserved',
    intent: null,
  });
  return buyer;
}

test('C5 a payment that was made and not stored is met again under its key', async () => {
  const buyer = await diedWithoutItsPayment();
  await wake(buyer.idOf(), isAwaiting);
  const payments = await paymentsOf(buyer.idOf());
  expect(payments).toHaveLength(1);
  expect((await buyer.placed()).payment?.reference).toBe(payments[0]?.id);
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C5 a payment whose id and key are both lost is never paid', async () => {
  const buyer = await diedWithoutItsPayment();
  await stripeControl('idempotency/prune');
  await wake(buyer.idOf(), isAwaiting);
  expect(await paymentsOf(buyer.idOf())).toHaveLength(2);
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  const statuses = (await paymentsOf(buyer.idOf())).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(['requires_payment_method', 'succeeded']);
});

test('C5 an order that ends without knowing its payment cancels what bears its name', async () => {
  const buyer = await diedWithoutItsPayment();
  clockTo(((await storedOrder(buyer.idOf()))?.document.deadline ?? 0) + 1);
  await wake(buyer.idOf());
  expect(await buyer.status()).toBe('expired');
  expect(await paymentsOf(buyer.idOf())).toMatchObject([{ status: 'canceled' }]);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

/** An order that waits for its payment, of which no webhook tells. */
async function unheard(fault: Record<string, unknown> = { kind: 'drop', times: 100 }) {
  const buyer = await shopper({ stock: 2, quantity: 1 });
  await addFault({ host: 'webhooks', contains: buyer.idOf(), ...fault });
  const reply = await buyer.checkout();
  expect(reply.status).toBe(201);
  return { buyer, order: reply.body.order };
}

test('C6 an order that died before it was paid is confirmed by its alarm alone', async () => {
  const { buyer } = await unheard();
  await kill(orderObject(buyer.idOf()));
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 1, sold: 1 });
});

test('C6 an order paid in its last second is confirmed at its deadline, not expired', async () => {
  const { buyer } = await unheard();
  const { deadline } = (await storedOrder(buyer.idOf()))?.document ?? { deadline: 0 };
  clockTo(deadline - 1_000);
  await buyer.pay();
  clockTo(deadline);
  await runDurableObjectAlarm(orderObject(buyer.idOf()));
  expect(await buyer.status()).toBe('confirmed');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C7 webhooks that come late, doubled or out of turn confirm an order once', async () => {
  const faults = [
    { kind: 'delay', delay_ms: 800, times: 100 },
    { kind: 'duplicate', copies: 8, parallel: true, times: 100 },
    { kind: 'reorder', times: 1 },
  ];
  const heard = await Promise.all(faults.map((fault) => unheard(fault)));
  const shoppers = heard.map(({ buyer }) => buyer);
  for (const buyer of shoppers) await buyer.pay();
  for (const buyer of shoppers) {
    await until(
      () => buyer.status(),
      (status) => status === 'confirmed',
    );
  }
  await stripeControl('webhooks/drain');
  expect(await broken({ shoppers })).toEqual([]);
});

test('C7 a webhook that comes after the order was cancelled changes nothing', async () => {
  const { buyer, order } = await unheard({ kind: 'delay', delay_ms: SLOW_MS, times: 100 });
  await buyer.pay();
  await wake(buyer.idOf());
  const cancelled = await call('POST', `/api/orders/${order.id}/cancel`, {
    headers: { 'order-token': order.token },
  });
  expect(cancelled.body).toMatchObject({ status: 'cancelled', payment: { status: 'refunded' } });
  await stripeControl('webhooks/drain');
  expect((await orderObject(order.id).resolvePayment())?.order.status).toBe('cancelled');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 2, sold: 0 });
});

test('C8 webhooks, the return page and the alarm at once meet one confirmed order', async () => {
  const { buyer, order } = await unheard({ kind: 'duplicate', copies: 5, parallel: true });
  clockTo((await storedOrder(order.id))?.alarmAt ?? 0);
  await buyer.pay();
  const headers = { 'order-token': order.token, 'idempotency-key': 'resume' };
  const returned = () => call('POST', `/api/orders/${order.id}/payment`, { headers });
  const [first, second] = await Promise.all([
    ...[returned(), returned()],
    runDurableObjectAlarm(orderObject(order.id)),
    orderObject(order.id).resolvePayment(),
  ]);
  expect([first, second]).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await stockOf(buyer.item())).toMatchObject({ sold: 1 });
});
