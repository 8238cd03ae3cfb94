/** Stripe's rules, each held by the adapter: what a 429, a 500, a time-out and a lost key mean. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import type { OrderId } from '../../src/kernel/ids.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { stripeGateway, stripeLedger, stripeSdk } from '../../src/payments/adapters/stripe.ts';
import { outboundFetch } from '../../src/platform/outbound.ts';
import { guardedProvider } from '../../src/platform/provider.ts';
import { addFault, clearFaults } from './support/inbox.ts';
import { paymentsOf, refundsOf, stripeControl, stripePost } from './support/stripe.ts';
import { unique } from './support/shop.ts';

const HOST = 'api.stripe.com';
const MARKS = { shopId: 'edgewise', environment: 'development' };
const limits = { name: 'stripe', timeoutMs: 1_000, writesPerSecond: null };

const sdk = () => stripeSdk('sk_test_sandbox', guardedProvider(outboundFetch(env), limits).fetch);
const gateway = stripeGateway(sdk(), MARKS);

afterEach(clearFaults);

const newOrder = (): OrderId => required(asOrderId(unique('rule-order')), 'an order id');

const create = (orderId: OrderId, attempt = 1) =>
  gateway.create({ orderId, attempt, amount: 1_000, currency: 'EUR', description: 'Order' });

/** A payment of a new order, made. */
async function made(): Promise<{ orderId: OrderId; id: string }> {
  const orderId = newOrder();
  const answer = await create(orderId);
  if (!answer.ok) throw new Error(answer.reason);
  return { orderId, id: answer.value.id };
}

/** One whose money is authorised. */
async function authorised() {
  const payment = await made();
  await stripePost(`payment_intents/${payment.id}/confirm`, {
    ...{ payment_method: 'pm_card_visa', return_url: 'https://shop.example/' },
  });
  return payment;
}

async function captured() {
  const payment = await authorised();
  const taken = await gateway.capture(payment.id, 1_000, `cap:${payment.orderId}`);
  if (!taken.ok) throw new Error(taken.reason);
  return payment;
}

const one = async ({ orderId }: { orderId: OrderId }) =>
  required((await paymentsOf(orderId))[0], 'the order has a payment');

/** Each call that changes something: how it is made, where, and whether it has taken effect. */
const CALLS = [
  {
    name: 'capture',
    path: (id: string) => `/v1/payment_intents/${id}/capture`,
    prepare: authorised,
    call: (id: string, _order: OrderId, key: string) => gateway.capture(id, 1_000, key),
    happened: async (payment: { orderId: OrderId }) =>
      (await one(payment)).amount_received === 1_000,
  },
  {
    name: 'cancel',
    path: (id: string) => `/v1/payment_intents/${id}/cancel`,
    prepare: made,
    call: (id: string, _order: OrderId, key: string) => gateway.cancel(id, key),
    happened: async (payment: { orderId: OrderId }) => (await one(payment)).status === 'canceled',
  },
] as const;

describe.each(CALLS)('$name', ({ path, prepare, call, happened }) => {
  const strike = (id: string, fault: Record<string, unknown>) =>
    addFault({ host: HOST, method: 'POST', path: path(id), ...fault });

  test('429 was not executed, and the same key may go again', async () => {
    const payment = await prepare();
    await strike(payment.id, { kind: 'rate_limit' });
    const key = unique('key');
    expect(await call(payment.id, payment.orderId, key)).toMatchObject({ reason: 'unknown' });
    expect(await happened(payment)).toBe(false);
    expect(await call(payment.id, payment.orderId, key)).toMatchObject({ ok: true });
    expect(await happened(payment)).toBe(true);
  });

  test('a 500 is saved under its key: that key gets it again, another goes through', async () => {
    const payment = await prepare();
    await strike(payment.id, { kind: 'fail', status: 500 });
    const key = unique('key');
    for (let count = 0; count < 2; count++) {
      expect(await call(payment.id, payment.orderId, key)).toMatchObject({ reason: 'unknown' });
    }
    expect(await happened(payment)).toBe(false);
    expect(await call(payment.id, payment.orderId, unique('key'))).toMatchObject({ ok: true });
    expect(await happened(payment)).toBe(true);
  });

  test('after a lost answer the same key tells what was done', async () => {
    const payment = await prepare();
    await strike(payment.id, { kind: 'timeout_after', delay_ms: 0 });
    const key = unique('key');
    expect(await call(payment.id, payment.orderId, key)).toMatchObject({ reason: 'unknown' });
    expect(await happened(payment)).toBe(true);
    expect(await call(payment.id, payment.orderId, key)).toMatchObject({ ok: true });
  });

  test('a call that hangs ends within its limit, as unknown', async () => {
    const payment = await prepare();
    await strike(payment.id, { kind: 'slow', delay_ms: 4_000 });
    const asked = Date.now();
    const answer = await call(payment.id, payment.orderId, unique('key'));
    expect(answer).toMatchObject({ reason: 'unknown' });
    expect(Date.now() - asked).toBeLessThan(3_000);
  });

  test('a key that is in use, and keys of ours that are wrong, are no refusal', async () => {
    const payment = await prepare();
    for (const status of [409, 401, 403]) {
      await strike(payment.id, { kind: 'fail', status, type: 'invalid_request_error' });
      const answer = await call(payment.id, payment.orderId, unique('key'));
      expect(answer).toMatchObject({ reason: 'unknown' });
    }
  });
});

test('a payment is made once under its key, however often its answer is lost', async () => {
  const orderId = newOrder();
  const lost = { host: HOST, method: 'POST', path: '/v1/payment_intents', contains: orderId };
  await addFault({ ...lost, kind: 'timeout_after', delay_ms: 0, times: 2 });
  expect(await create(orderId)).toMatchObject({ reason: 'unknown' });
  expect(await create(orderId)).toMatchObject({ reason: 'unknown' });
  expect(await create(orderId)).toMatchObject({ ok: true });
  expect(await paymentsOf(orderId)).toHaveLength(1);
});

test('a payment whose 500 was saved is made under the next attempt, and only there', async () => {
  const orderId = newOrder();
  const fails = { host: HOST, method: 'POST', path: '/v1/payment_intents', contains: orderId };
  await addFault({ ...fails, kind: 'fail', status: 500 });
  expect(await create(orderId)).toMatchObject({ reason: 'unknown' });
  expect(await create(orderId)).toMatchObject({ reason: 'unknown' });
  expect(await create(orderId, 2)).toMatchObject({ ok: true });
  expect(await paymentsOf(orderId)).toHaveLength(1);
});

test('two calls under one key at once make one payment', async () => {
  const orderId = newOrder();
  const slow = { host: HOST, method: 'POST', path: '/v1/payment_intents', contains: orderId };
  await addFault({ ...slow, kind: 'slow', delay_ms: 300 });
  const answers = await Promise.all([create(orderId), create(orderId)]);
  expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
  expect(answers.every((answer) => answer.ok || answer.reason === 'unknown')).toBe(true);
  expect(await paymentsOf(orderId)).toHaveLength(1);
});

test('a capture under a key that Stripe has forgotten takes nothing twice', async () => {
  const payment = await captured();
  await stripeControl('idempotency/prune', { older_than_ms: 0 });
  const again = await gateway.capture(payment.id, 1_000, `cap:${payment.orderId}`);
  expect(again).toMatchObject({ reason: 'refused', code: 'payment_intent_unexpected_state' });
  expect((await one(payment)).amount_received).toBe(1_000);
});

test('what Stripe does not do for good is refused: unknown, unpaid, taken', async () => {
  expect(await gateway.fetch('pi_nobody')).toMatchObject({ reason: 'refused' });
  const unpaid = await made();
  expect(await gateway.capture(unpaid.id, 1_000, unique('key'))).toMatchObject({
    ...{ reason: 'refused', code: 'payment_intent_unexpected_state' },
  });
  const taken = await captured();
  expect(await gateway.cancel(taken.id, unique('key'))).toMatchObject({ reason: 'refused' });
});

test("a refund is made once under its id, and found among its payment's", async () => {
  const { orderId, id } = await captured();
  const asked = { orderId, refundId: 'rf_9', paymentId: id, amount: 400, attempt: 0 };
  await addFault({
    ...{ host: HOST, path: '/v1/refunds', contains: id, kind: 'timeout_after', delay_ms: 0 },
    method: 'POST',
  });
  expect(await gateway.refund(asked)).toMatchObject({ reason: 'unknown' });
  expect(await gateway.refund(asked)).toMatchObject({ ok: true });
  expect(await refundsOf(id)).toHaveLength(1);
  expect(await gateway.refunds(id)).toMatchObject({
    value: [{ refundId: 'rf_9', amount: 400, status: 'succeeded' }],
  });
});

test("the account's books are read by page, without other shops' payments", async () => {
  const [first, second] = [await made(), await made()];
  await stripePost('payment_intents', {
    ...{ amount: '500', currency: 'eur', 'metadata[shop]': 'another' },
    ...{ 'metadata[order]': first.orderId, 'metadata[environment]': 'development' },
  });
  const window = { from: Date.now() - HOUR_MS, until: Date.now() + HOUR_MS, after: null };
  const page = await stripeLedger(sdk(), MARKS).page(window);
  if (!page.ok) throw new Error(page.reason);
  const ids = page.value.payments.map(({ payment }) => payment.id);
  expect(ids).toContain(first.id);
  expect(ids.indexOf(second.id)).toBeLessThan(ids.indexOf(first.id));
  expect(page.value.payments.every(({ orderId }) => orderId !== null)).toBe(true);
  const named = page.value.payments.filter(({ orderId }) => orderId === first.orderId);
  expect(named).toHaveLength(1);
  const later = await stripeLedger(sdk(), MARKS).page({ ...window, after: second.id });
  expect(later.ok && later.value.payments.some(({ payment }) => payment.id === first.id)).toBe(
    true,
  );
  const old = { ...window, from: 0, until: Date.now() - HOUR_MS };
  expect(await stripeLedger(sdk(), MARKS).page(old)).toMatchObject({
    value: { payments: [], next: null },
  });
});
