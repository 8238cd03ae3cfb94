/** Webhooks: only Stripe's own are taken, and whatever they say, the provider is asked. */
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Buyer, call, orderOf, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';

const SECRET = 'whsec_test';

function sign(payload: string, secret = SECRET, at = Math.floor(Date.now() / 1000)): string {
  const mac = createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex');
  return `t=${at},v1=${mac}`;
}

const deliver = (payload: string, signature: string) =>
  call('POST', '/api/webhooks/stripe', {
    body: payload,
    headers: { 'stripe-signature': signature },
  });

async function placed() {
  const item = await stockProduct(unique('item'), { stock: 2 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { body } = await buyer.checkout('key');
  return { ...body, item };
}

const succeeded = (orderId: string, metadata: Record<string, string> = {}) =>
  JSON.stringify({
    id: unique('evt'),
    object: 'event',
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: 'pi_x',
        object: 'payment_intent',
        status: 'succeeded',
        metadata: { order: orderId, shop: 'edgewise', environment: 'development', ...metadata },
      },
    },
  });

test('an unsigned, forged, edited or old webhook is refused', async () => {
  const { order } = await placed();
  const payload = succeeded(order.id);
  const old = Math.floor(Date.now() / 1000) - 600;
  for (const [body, signature] of [
    [payload, ''],
    [payload, 't=1,v1=00'],
    [payload, sign(payload, 'whsec_other')],
    [payload, sign(payload, SECRET, old)],
    [payload.replace('succeeded', 'canceled'), sign(payload)],
  ] as const) {
    expect(await deliver(body, signature)).toMatchObject({
      status: 400,
      body: { type: 'bad_signature' },
    });
  }
  expect((await orderOf(order)).status).toBe('awaiting_payment');
});

test('a webhook that says "paid" of an unpaid order confirms nothing', async () => {
  const { order, item } = await placed();
  const payload = succeeded(order.id);
  expect(await deliver(payload, sign(payload))).toMatchObject({
    status: 200,
    body: { ours: true },
  });
  await env.ORDER.getByName(order.id).resolvePayment();
  expect((await orderOf(order)).status).toBe('awaiting_payment');
  expect(await stockOf(item)).toMatchObject({ sold: 0, reserved: 1 });
});

test("another shop's webhook is answered and left alone", async () => {
  const { order } = await placed();
  for (const metadata of [{ shop: 'other' }, { environment: 'production' }]) {
    const payload = succeeded(order.id, metadata);
    expect(await deliver(payload, sign(payload))).toMatchObject({
      status: 200,
      body: { ours: false },
    });
  }
  const bare = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payout.paid',
    data: { object: {} },
  });
  expect(await deliver(bare, sign(bare))).toMatchObject({ status: 200, body: { ours: false } });
});

test('one event fifty times at once settles the order once', async () => {
  const { order, payment, item } = await placed();
  await pay(payment);
  const payload = succeeded(order.id);
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => deliver(payload, sign(payload))),
  );
  expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
  const confirmed = await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  expect(confirmed.history.filter((entry) => entry.status === 'confirmed')).toHaveLength(1);
  expect(await stockOf(item)).toMatchObject({ on_hand: 1, sold: 1, reserved: 0 });
});
