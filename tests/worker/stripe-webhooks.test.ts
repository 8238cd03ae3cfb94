/** Webhooks: only Stripe's own are taken, and whatever they say, the provider is asked. */
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deliver as handOver } from './support/events.ts';
import { addFault } from './support/inbox.ts';
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

const moneyEvent = (type: string, object: Record<string, unknown>) =>
  JSON.stringify({ id: unique('evt'), object: 'event', type, data: { object } });

/** A refund with this metadata, of a payment that is not there. */
const refundOf = (metadata: Record<string, string>) => ({
  ...{ id: 're_1', object: 'refund', payment_intent: 'pi_nowhere', metadata },
});

test('a refund or a dispute is ours, another shop’s, or its payment tells whose', async () => {
  const { order } = await placed();
  const ours = { order: order.id, shop: 'edgewise', environment: 'development', refund: 'rf_9' };
  const cases: [string, Record<string, unknown>, boolean | null][] = [
    ['refund.updated', refundOf(ours), true],
    ['refund.failed', refundOf(ours), true],
    ['refund.created', refundOf(ours), false],
    ['refund.updated', refundOf({ ...ours, shop: 'other' }), false],
    ['refund.updated', refundOf({ ...ours, environment: 'production' }), false],
    ['refund.created', refundOf({}), null],
    ['charge.dispute.created', refundOf({}), null],
    ['charge.dispute.created', { ...refundOf({}), payment_intent: null }, false],
    ['charge.refunded', refundOf(ours), false],
  ];
  for (const [type, object, known] of cases) {
    const payload = moneyEvent(type, object);
    const reply = await deliver(payload, sign(payload));
    expect({ type, object, ...reply }).toMatchObject({ status: 200, body: { ours: known } });
  }
});

const about = (paymentId: string) => ({ about: 'money', paymentId, eventId: 'evt_1' });

test('a refund of no payment of ours is done with, one nobody knows comes again', async () => {
  const queue = 'edgewise-payment-webhooks';
  expect(await handOver(queue, [about('pi_nowhere')])).toMatchObject({ acked: 1, retried: [] });
  const path = '/v1/payment_intents/pi_busy';
  await addFault({ host: 'api.stripe.com', path, kind: 'rate_limit' });
  const { acked, retried } = await handOver(queue, [about('pi_busy'), about('pi_busy')]);
  expect([acked, retried.length]).toEqual([0, 2]);
  // A message of the first release says only whose payment it is about.
  const { order } = await placed();
  const old = await handOver(queue, [{ orderId: order.id, eventId: 'evt_2' }]);
  expect(old).toMatchObject({ acked: 1, retried: [] });
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
