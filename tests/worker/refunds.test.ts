/** Money given back: once for each request, whatever happens meanwhile. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { OrderView } from '../../src/orders/view.ts';
import {
  ADMIN,
  Buyer,
  call,
  orderOf,
  pay,
  stockOf,
  stockProduct,
  unique,
  until,
} from './support/shop.ts';

/** Makes Stripe misbehave for the refunds of one payment. */
async function disturbRefunds(payment: string, fault: Record<string, unknown>): Promise<void> {
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(
    'http://localhost/sandbox/control/faults',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ host: 'api.stripe.com', method: 'POST', path: '/v1/refunds', contains: payment },
        ...fault,
      }),
    },
  );
  if (!response.ok) throw new Error(await response.text());
}

/** A confirmed order of 1,000 and 490 for its way, with its payment's id. */
async function confirmed() {
  const item = await stockProduct(unique('item'), { stock: 1 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { order, payment } = (await buyer.checkout('key')).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const path = `/api/admin/orders/${order.id}`;
  const ask = (action: string, key: string, body?: unknown) =>
    call<OrderView>('POST', `${path}/${action}`, {
      headers: { ...ADMIN, 'idempotency-key': key },
      body,
    });
  return {
    item,
    order,
    payment: required(payment?.reference, 'a payment'),
    refund: (key: string, amount?: number) => ask('refunds', key, { amount, reason: 'late' }),
    cancel: (key: string) => ask('cancel', key),
    ship: (key: string) => ask('shipments', key, {}),
  };
}

test('a refund asked twice under one key while another is made is made once', async () => {
  const { order, payment, refund } = await confirmed();
  await disturbRefunds(payment, { kind: 'slow', delay_ms: 500 });
  const first = refund('a', 100);
  await until(
    () => orderOf(order),
    ({ refunds }) => refunds.length === 1,
  );
  const replies = await Promise.all([first, refund('b', 200), refund('b', 200)]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { refunds } = await orderOf(order);
  expect(refunds.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(refunds.map(({ amount }) => amount.amount)).toEqual([100, 200]);
});

test('a cancellation makes the refund that the provider put off', async () => {
  const { order, payment, refund, cancel, item } = await confirmed();
  await disturbRefunds(payment, { kind: 'rate_limit' });
  expect((await refund('a')).body.refunds).toMatchObject([{ status: 'pending' }]);
  expect((await cancel('b')).body.status).toBe('cancelled');
  const ended = await orderOf(order);
  expect(ended.payment.status).toBe('refunded');
  expect(ended.refunds).toMatchObject([{ amount: { amount: 1_490 }, status: 'succeeded' }]);
  expect(await stockOf(item)).toMatchObject({ on_hand: 1, sold: 0 });
});

test('a cancellation refunds the rest beside a part that the provider put off', async () => {
  const { order, payment, refund, cancel } = await confirmed();
  await disturbRefunds(payment, { kind: 'rate_limit' });
  await refund('a', 400);
  await cancel('b');
  const ended = await orderOf(order);
  expect(ended.payment.status).toBe('refunded');
  expect(ended.refunds).toMatchObject([
    { amount: { amount: 400 }, status: 'succeeded' },
    { amount: { amount: 1_090 }, status: 'succeeded' },
  ]);
});

test('a refund that the provider refuses is shown, and the order goes on', async () => {
  const { order, payment, refund, ship } = await confirmed();
  await disturbRefunds(payment, { kind: 'fail', status: 400 });
  expect((await refund('a', 100)).body).toMatchObject({
    status: 'confirmed',
    refunds: [{ status: 'failed' }],
  });
  expect((await refund('b', 100)).status).toBe(200);
  expect((await ship('c')).status).toBe(200);
  expect((await orderOf(order)).refunds.map(({ status }) => status)).toEqual([
    'failed',
    'succeeded',
  ]);
});

test('staff cancels again after the provider refused the refund', async () => {
  const { order, payment, cancel, item } = await confirmed();
  await disturbRefunds(payment, { kind: 'fail', status: 400 });
  expect((await cancel('a')).body.status).toBe('needs_attention');
  expect((await cancel('b')).body.status).toBe('cancelled');
  expect((await orderOf(order)).payment.status).toBe('refunded');
  expect(await stockOf(item)).toMatchObject({ on_hand: 1, sold: 0 });
});

test('a refund whose answer was lost is looked up before it is asked for again', async () => {
  const { order, payment, refund, cancel } = await confirmed();
  // Stripe keeps this answer for the key: asked again, it would say so for a day.
  await disturbRefunds(payment, { kind: 'fail', status: 500, effect: 'done' });
  await refund('a', 400);
  await cancel('b');
  const ended = await orderOf(order);
  expect(ended.status).toBe('cancelled');
  expect(ended.refunds.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
});
