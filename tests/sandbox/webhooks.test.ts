/** Webhooks: signed as Stripe signs them, retried, recorded, and made to misbehave. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { manualPayment, openSandbox, refusal, type Sandbox, WEBHOOK_SECRET } from './harness.ts';

let sandbox: Sandbox;
let intents: Stripe['paymentIntents'];
beforeAll(async () => {
  sandbox = await openSandbox();
  intents = sandbox.stripe.paymentIntents;
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const ATTEMPTS = z.object({ attempts: z.array(z.object({ status: z.number() })) });
const INBOX = z.object({
  items: z.array(
    z.object({
      events: z.array(
        z.object({
          type: z.string(),
          state: z.string(),
          attempts: z.array(z.object({ status: z.number(), atMs: z.number() })),
        }),
      ),
    }),
  ),
});

/** The events of the newest payment, as the inbox tells them. */
async function deliveries() {
  const answer = await sandbox.fetch('http://shop.test/sandbox/inbox.json?kind=payment');
  return INBOX.parse(await answer.json()).items[0]?.events ?? [];
}

async function authorised(): Promise<string> {
  const params = manualPayment({ confirm: true, payment_method: 'pm_card_visa' });
  return (await intents.create(params)).id;
}

describe('an event', () => {
  test('passes the SDK’s check of its signature, with the object as it was', async () => {
    const { id } = await intents.create(manualPayment({ metadata: { order: 'ord_1' } }));
    await sandbox.drain();
    const [first] = sandbox.received;
    const event = await Stripe.webhooks.constructEventAsync(
      first?.body ?? '',
      first?.signature ?? '',
      WEBHOOK_SECRET,
    );
    expect(event).toMatchObject({
      object: 'event',
      type: 'payment_intent.created',
      api_version: Stripe.API_VERSION,
      data: { object: { id, metadata: { order: 'ord_1' }, status: 'requires_payment_method' } },
    });
    expect(event.request?.id).toMatch(/^req_/);
    expect(await sandbox.stripe.events.retrieve(event.id)).toMatchObject({
      id: event.id,
      pending_webhooks: 0,
    });
  });

  test('fails that check with another secret, or if a byte of it is changed', async () => {
    await intents.create(manualPayment());
    await sandbox.drain();
    const { body = '', signature = '' } = sandbox.received[0] ?? {};
    const check = (text: string, secret: string) =>
      Stripe.webhooks.constructEventAsync(text, signature, secret);
    await expect(check(body, 'whsec_other')).rejects.toThrow(/signature/i);
    await expect(check(body.replace('4999', '1'), WEBHOOK_SECRET)).rejects.toThrow(/signature/i);
  });

  test('names the idempotency key of the request that caused it', async () => {
    await intents.create(manualPayment(), { idempotencyKey: 'pi:1' });
    const [event] = (await sandbox.stripe.events.list()).data;
    expect(event?.request?.idempotency_key).toBe('pi:1');
  });
});

describe('what is told', () => {
  test('of a payment captured by hand and refunded', async () => {
    const id = await authorised();
    await intents.capture(id);
    await sandbox.stripe.refunds.create({ payment_intent: id });
    await sandbox.drain();
    expect(sandbox.types().toSorted()).toEqual([
      'charge.captured',
      'charge.refunded',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'payment_intent.created',
      'payment_intent.succeeded',
      'refund.created',
    ]);
  });

  test('of a payment that was declined, challenged and given up', async () => {
    const { id } = await intents.create(manualPayment());
    await refusal(intents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }));
    await intents.confirm(id, { payment_method: 'pm_card_threeDSecure2Required' });
    await intents.cancel(id);
    await sandbox.drain();
    expect(sandbox.types().toSorted()).toEqual([
      'charge.failed',
      'payment_intent.canceled',
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.requires_action',
    ]);
  });

  test('of an authorisation that was given up: its release looks like a refund', async () => {
    await intents.cancel(await authorised());
    await sandbox.drain();
    expect(sandbox.types().slice(-2).toSorted()).toEqual([
      'charge.refunded',
      'payment_intent.canceled',
    ]);
  });

  test('of a payment that is processing', async () => {
    const { id } = await intents.create(manualPayment());
    await intents.confirm(id, { payment_method: 'pm_card_processing' });
    await sandbox.drain();
    expect(sandbox.types()).toContain('payment_intent.processing');
  });

  test('is listed newest first, by type and by what was delivered', async () => {
    sandbox.shop.answer = (event) => (event.type === 'charge.succeeded' ? 500 : 200);
    await authorised();
    await sandbox.drain();
    const { events } = sandbox.stripe;
    const types = async (params: Stripe.EventListParams) =>
      (await events.list(params)).data.map((event) => event.type);
    expect(await types({})).toEqual([
      'payment_intent.amount_capturable_updated',
      'charge.succeeded',
      'payment_intent.created',
    ]);
    expect(await types({ type: 'payment_intent.*' })).toHaveLength(2);
    expect(await types({ types: ['charge.succeeded', 'charge.failed'] })).toEqual([
      'charge.succeeded',
    ]);
    expect(await types({ delivery_success: false })).toEqual(['charge.succeeded']);
  });
});

describe('delivery', () => {
  test('does not keep the caller of the API waiting', async () => {
    sandbox.shop.answer = () => new Promise((resolve) => setTimeout(() => resolve(200), 1_000));
    const started = Date.now();
    await intents.create(manualPayment());
    expect(Date.now() - started).toBeLessThan(700);
    await sandbox.drain();
    expect(sandbox.types()).toEqual(['payment_intent.created']);
  });

  test.each([500, 404, 301])(
    'is tried again after a %i, ever later, until it is taken',
    async (status) => {
      let failures = 2;
      sandbox.shop.answer = () => {
        failures -= 1;
        return failures >= 0 ? status : 200;
      };
      await intents.create(manualPayment());
      await expect.poll(() => sandbox.received.length, { timeout: 8_000 }).toBe(3);
      await sandbox.drain();
      const [one, two, three] = sandbox.received;
      expect(new Set(sandbox.received.map((event) => event.id)).size).toBe(1);
      expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(450);
      expect((three?.at ?? 0) - (two?.at ?? 0)).toBeGreaterThanOrEqual(900);
      const [event] = await deliveries();
      expect(event?.state).toBe('delivered');
      expect(event?.attempts.map((attempt) => attempt.status)).toEqual([status, status, 200]);
    },
  );

  test('signs every attempt anew', async () => {
    const answers = [500, 500, 200];
    sandbox.shop.answer = () => answers.shift() ?? 200;
    await intents.create(manualPayment());
    await expect.poll(() => sandbox.received.length, { timeout: 8_000 }).toBe(3);
    const times = sandbox.received.map((event) => event.signature.slice(0, 12));
    expect(times[0]).not.toBe(times[2]);
  });

  test('outlives the sandbox: what was not taken comes after a restart, by itself', async () => {
    const persist = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const before = await openSandbox({ persist });
    before.shop.answer = () => 503;
    const { id } = await before.stripe.paymentIntents.create(manualPayment());
    await before.drain();
    expect(before.types()).toEqual(['payment_intent.created']);
    await before.close();
    const after = await openSandbox({ persist });
    await expect.poll(() => after.types(), { timeout: 12_000 }).toEqual(['payment_intent.created']);
    expect((await after.stripe.paymentIntents.retrieve(id)).id).toBe(id);
    await after.close();
    await rm(persist, { recursive: true });
  });

  test('under way at a reset is not remembered after it', async () => {
    sandbox.shop.answer = () => new Promise((resolve) => setTimeout(() => resolve(200), 300));
    await intents.create(manualPayment());
    await expect.poll(() => sandbox.received.length).toBe(1);
    await sandbox.control('/reset');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await sandbox.stripe.events.list()).data).toEqual([]);
  });

  test('leaves out what the endpoint did not ask for', async () => {
    const narrow = await openSandbox({ events: 'payment_intent.succeeded' });
    const { id } = await narrow.stripe.paymentIntents.create(
      manualPayment({ confirm: true, payment_method: 'pm_card_visa' }),
    );
    await narrow.stripe.paymentIntents.capture(id);
    await narrow.drain();
    expect(narrow.types()).toEqual(['payment_intent.succeeded']);
    await narrow.close();
  });
});

describe('faults', () => {
  test('a dropped event is never sent, but is there to be found', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'drop', event: 'payment_intent.created' });
    await authorised();
    await sandbox.drain();
    expect(sandbox.types()).not.toContain('payment_intent.created');
    expect((await sandbox.stripe.events.list()).data).toHaveLength(3);
    expect((await deliveries())[0]).toMatchObject({ state: 'dropped', attempts: [] });
  });

  test('a duplicated event comes as often as told', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'duplicate', copies: 3 });
    await intents.create(manualPayment());
    await sandbox.drain();
    expect(sandbox.received).toHaveLength(3);
    expect(new Set(sandbox.received.map((event) => event.id)).size).toBe(1);
  });

  test('a duplicated event comes all at once if told so', async () => {
    let [now, most] = [0, 0];
    sandbox.shop.answer = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 200));
      now -= 1;
      return 200;
    };
    await sandbox.fault({ host: 'webhooks', kind: 'duplicate', copies: 4, parallel: true });
    await intents.create(manualPayment());
    await sandbox.drain();
    expect(most).toBe(4);
  });

  test('a reordered event comes after the one that followed it', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'reorder', event: 'payment_intent.created' });
    const { id } = await intents.create(manualPayment());
    await intents.cancel(id);
    await sandbox.drain();
    await expect
      .poll(() => sandbox.types())
      .toEqual(['payment_intent.canceled', 'payment_intent.created']);
  });

  test('a reordered event that nothing follows comes in the end', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'reorder', delay_ms: 300 });
    await intents.create(manualPayment());
    await sandbox.drain();
    expect(sandbox.received).toEqual([]);
    await expect
      .poll(() => sandbox.types(), { timeout: 4_000 })
      .toEqual(['payment_intent.created']);
  });

  test('a delayed event comes when it was told to', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'delay', delay_ms: 800 });
    const started = Date.now();
    await intents.create(manualPayment());
    await expect.poll(() => sandbox.received.length, { timeout: 4_000 }).toBe(1);
    expect(Date.now() - started).toBeGreaterThanOrEqual(780);
  });

  test('strike the events that have a text in them, and only so often', async () => {
    await sandbox.fault({ host: 'webhooks', kind: 'drop', contains: 'ord_1', times: 1 });
    await intents.create(manualPayment({ metadata: { order: 'ord_2' } }));
    await intents.create(manualPayment({ metadata: { order: 'ord_1' } }));
    await intents.create(manualPayment({ metadata: { order: 'ord_1' } }));
    await sandbox.drain();
    expect(sandbox.received).toHaveLength(2);
  });
});

describe('sending again', () => {
  test('delivers an event as often as asked, whatever became of it', async () => {
    await intents.create(manualPayment());
    await sandbox.drain();
    const [event] = (await sandbox.stripe.events.list()).data;
    const path = `/stripe/events/${event?.id}/deliver`;
    const answer = await sandbox.control(path, { times: 3, parallel: true });
    const { attempts } = ATTEMPTS.parse(await answer.json());
    expect(attempts.map((attempt) => attempt.status)).toEqual([200, 200, 200]);
    expect(sandbox.received).toHaveLength(4);
    expect((await deliveries())[0]?.attempts).toHaveLength(4);
  });

  test('an unknown event is 404', async () => {
    expect((await sandbox.control('/stripe/events/evt_nowhere/deliver')).status).toBe(404);
  });
});
