/** Stripe away for a while: buyers are told so, orders wait, and all end well, paid once. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OrderRows } from '../../durable-objects/order-rows.ts';
import { stockClient } from '../../src/inventory/client.ts';
import { vaultOf } from '../../src/platform/vault.ts';
import { perform } from '../../src/orders/effects.ts';
import type { OrderView, PaymentView } from '../../src/orders/view.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/kernel/time.ts';
import { servicesOf } from '../../src/services.ts';
import { addFault, clearFaults, faults } from './support/inbox.ts';
import { paymentsOf } from './support/stripe.ts';
import { Buyer, call, orderOf, pay, stockOf, stockProduct, unique } from './support/shop.ts';
import type { CheckoutBody } from './support/shop.ts';
import { Visitor, textOf } from './support/visitor.ts';

const STRIPE = 'api.stripe.com';
/** As in platform/provider.ts: after so many failures in a row nothing is sent any more. */
const FAILURES_TO_OPEN = 8;

let passed = 0;
/** Lets `milliseconds` pass for the shop's clock, on top of what has passed already. */
function pass(milliseconds: number): void {
  vi.useRealTimers();
  passed += milliseconds;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + passed });
}

beforeEach(() => {
  // Whatever the test before has left of the breaker, it tries again by now.
  pass(MINUTE_MS);
});

afterEach(async () => {
  vi.useRealTimers();
  await clearFaults();
});

const alarm = (id: string) => runDurableObjectAlarm(env.ORDER.getByName(id));

type Order = CheckoutBody['order'];

async function place(item: string): Promise<CheckoutBody> {
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const reply = await buyer.checkout('key');
  expect(reply.status).toBe(201);
  return reply.body;
}

const resumed = async (order: Order): Promise<PaymentView | null> =>
  (
    await call<PaymentView | null>('POST', `/api/orders/${order.id}/payment`, {
      headers: { 'order-token': order.token, 'idempotency-key': 'resume' },
    })
  ).body;

/** The order once it is settled. Webhooks are too old for a clock that was moved on. */
async function settled(order: Order): Promise<OrderView> {
  await resumed(order);
  return orderOf(order);
}

/** The order's payments at Stripe that are taken, and those that could still be. */
async function taken(order: Order) {
  const statuses = (await paymentsOf(order.id)).map(({ status }) => status);
  const ended = ['succeeded', 'canceled'];
  return {
    paid: statuses.filter((status) => status === 'succeeded').length,
    open: statuses.filter((status) => !ended.includes(status)).length,
  };
}

async function pageOf(order: Order): Promise<string> {
  const visitor = new Visitor();
  const entry = await visitor.get(`/orders/${order.id}?token=${order.token}`);
  return textOf((await visitor.get(entry.location)).html);
}

test('orders placed while Stripe is down keep their stock and are paid once it is up', async () => {
  const item = await stockProduct(unique('item'), { stock: 20 });
  await addFault({ host: STRIPE, kind: 'fail', status: 503, times: 1_000 });
  const orders: Order[] = [];
  for (let count = 0; count < FAILURES_TO_OPEN + 4; count++) orders.push((await place(item)).order);
  expect(await faults()).toMatchObject([{ times: 1_000 - FAILURES_TO_OPEN }]);
  for (const order of orders) {
    expect(order).toMatchObject({ status: 'reserved', payment: { status: 'pending' } });
    expect(await resumed(order)).toMatchObject({ status: 'pending', next: { type: 'none' } });
  }
  expect(await stockOf(item)).toMatchObject({ reserved: 12, available: 8 });

  await clearFaults();
  // A failure that Stripe saved under a key is answered three times, then another key is taken.
  for (let tries = 0; tries < 4; tries++) {
    pass(20 * SECOND_MS);
    for (const order of orders) await alarm(order.id);
  }
  for (const order of orders) {
    expect((await pay(await resumed(order))).body.status).toBe('requires_capture');
  }
  for (const order of orders) {
    expect((await settled(order)).status).toBe('confirmed');
    expect(await taken(order)).toEqual({ paid: 1, open: 0 });
  }
  expect(await stockOf(item)).toMatchObject({ on_hand: 8, reserved: 0, sold: 12 });
});

test('who pays while Stripe cannot be asked hears "shortly" and is confirmed', async () => {
  const item = await stockProduct(unique('item'), { stock: 10 });
  const placed = [];
  for (let count = 0; count < 4; count++) placed.push(await place(item));
  for (const { order, payment } of placed) {
    const path = `/v1/payment_intents/${payment?.reference}`;
    await addFault({ host: STRIPE, kind: 'fail', status: 500, method: 'GET', path, times: 1_000 });
    await pay(payment);
    const shown = await resumed(order);
    expect(shown).toMatchObject({ status: 'confirming', next: { type: 'none' } });
    expect(await pageOf(order)).toContain('If you have paid, we’ll confirm shortly');
    expect((await orderOf(order)).status).toBe('awaiting_payment');
  }
  expect(await stockOf(item)).toMatchObject({ reserved: 4, sold: 0 });
  await clearFaults();
  pass(60 * SECOND_MS);
  for (const { order } of placed) {
    await alarm(order.id);
    expect((await orderOf(order)).status).toBe('confirmed');
    expect(await taken(order)).toEqual({ paid: 1, open: 0 });
  }
  expect(await stockOf(item)).toMatchObject({ on_hand: 6, reserved: 0, sold: 4 });
});

test('a capture that Stripe fails, saved under its key, is made once under the next', async () => {
  const item = await stockProduct(unique('item'), { stock: 2 });
  const { order, payment } = await place(item);
  const path = `/v1/payment_intents/${payment?.reference}/capture`;
  await addFault({ host: STRIPE, kind: 'fail', status: 500, path, times: 2 });
  await pay(payment);
  expect(await settled(order)).toMatchObject({
    status: 'committed',
    payment: { status: 'confirming' },
  });
  for (let tries = 0; tries < 3; tries++) {
    pass(30 * SECOND_MS);
    await alarm(order.id);
  }
  expect((await orderOf(order)).status).toBe('confirmed');
  expect(await taken(order)).toEqual({ paid: 1, open: 0 });
});

test('a stock object that hangs leaves the reservation unknown within its time limit', async () => {
  const item = await stockProduct(unique('item'), { stock: 3 });
  const { order } = await place(item);
  const driven = await runInDurableObject(env.ORDER.getByName(order.id), (_, { storage }) =>
    new OrderRows(storage.sql, vaultOf(env), order.id).load(),
  );
  if (driven === null || driven === 'superseded') throw new Error('the order is stored');
  const silent = new Proxy(env.SKU_STOCK, {
    get: () => () => ({ reserve: () => new Promise(() => undefined) }),
  });
  const ports = { ...servicesOf(env).effects, stock: stockClient(silent, 'weur') };
  const effect = { step: 'reserve' as const, version: 7, tries: 0, notBefore: 0 };
  const asked = Date.now();
  expect(await perform(effect, driven, ports)).toEqual({
    ...{ step: 'reserve', version: 7, result: 'unknown' },
  });
  expect(Date.now() - asked).toBeLessThan(8 * SECOND_MS);
  expect(await stockOf(item)).toMatchObject({ reserved: 1, available: 2 });
});
