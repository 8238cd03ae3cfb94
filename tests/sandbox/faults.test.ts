/** Faults on order, at every provider. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { manualPayment, openSandbox, refusal, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const STRIPE = { host: 'api.stripe.com' };
const FAULTS = z.object({ faults: z.array(z.object({ kind: z.string(), times: z.number() })) });

const create = (params = {}) => sandbox.stripe.paymentIntents.create(manualPayment(params));
const count = async () => (await sandbox.stripe.paymentIntents.list()).data.length;

/** How long a call takes, in milliseconds, however it ends. */
async function timed(call: () => Promise<unknown>): Promise<number> {
  const started = Date.now();
  await call().catch(() => null);
  return Date.now() - started;
}

describe('at Stripe', () => {
  test('fail answers an error without acting', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', status: 503, message: 'Down for a moment' });
    const error = await refusal(create());
    expect(error).toMatchObject({ type: 'StripeAPIError', statusCode: 503 });
    expect(error.message).toBe('Down for a moment');
    expect(await count()).toBe(0);
  });

  test('fail can name its code', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', status: 429, code: 'lock_timeout' });
    expect(await refusal(create())).toMatchObject({ statusCode: 429, code: 'lock_timeout' });
  });

  test('fail with an effect acts, and answers an error all the same', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', effect: 'done' });
    expect((await refusal(create())).statusCode).toBe(500);
    expect(await count()).toBe(1);
  });

  test('timeout_before breaks the connection off without acting', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'timeout_before', delay_ms: 200 });
    const took = await timed(async () => {
      expect((await refusal(create())).type).toBe('StripeConnectionError');
    });
    expect(took).toBeGreaterThanOrEqual(190);
    expect(await count()).toBe(0);
  });

  test('timeout_after acts, and then breaks the connection off', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'timeout_after', delay_ms: 200 });
    const options = { idempotencyKey: 'k' };
    const call = sandbox.stripe.paymentIntents.create(manualPayment(), options);
    expect((await refusal(call)).type).toBe('StripeConnectionError');
    expect(await count()).toBe(1);
    const again = await sandbox.stripe.paymentIntents.create(manualPayment(), options);
    expect(again.lastResponse.headers).toMatchObject({});
    expect(await count()).toBe(1);
  });

  test('a hang ends by the caller’s own time limit, having acted', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'timeout_after', delay_ms: 5_000 });
    const call = sandbox.stripe.paymentIntents.create(manualPayment(), { timeout: 300 });
    expect((await refusal(call)).message).toContain('aborted due to timeout');
    expect(await count()).toBe(1);
  });

  test('slow answers late', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'slow', delay_ms: 300 });
    expect(await timed(create)).toBeGreaterThanOrEqual(290);
    expect(await timed(create)).toBeLessThan(290);
    expect(await count()).toBe(2);
  });

  test('rate_limit answers 429 without acting', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'rate_limit' });
    const error = await refusal(create());
    expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
    expect(await count()).toBe(0);
  });

  test('a rule strikes only its method and its route', async () => {
    const path = '/v1/payment_intents/*/capture';
    await sandbox.fault({ ...STRIPE, kind: 'fail', method: 'POST', path });
    const { id } = await create({ confirm: true, payment_method: 'pm_card_visa' });
    await sandbox.stripe.paymentIntents.retrieve(id);
    expect((await refusal(sandbox.stripe.paymentIntents.capture(id))).statusCode).toBe(500);
    expect((await sandbox.stripe.paymentIntents.capture(id)).status).toBe('succeeded');
  });

  test('a rule strikes only requests with its text in them', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', contains: 'ord_1' });
    await create({ metadata: { order: 'ord_2' } });
    expect((await refusal(create({ metadata: { order: 'ord_1' } }))).statusCode).toBe(500);
  });

  test('a rule lets some pass, strikes so often, and is gone', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', method: 'POST', skip: 1, times: 2 });
    const outcomes: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      outcomes.push(
        await create().then(
          () => 200,
          () => 500,
        ),
      );
    }
    expect(outcomes).toEqual([200, 500, 500, 200, 200]);
  });
});

describe('at the others', () => {
  test('the card form’s script can be made to fail', async () => {
    await sandbox.fault({ host: 'js.stripe.com', kind: 'fail', status: 503 });
    const url = 'http://shop.test/sandbox/js.stripe.com/v3/';
    expect((await sandbox.fetch(url)).status).toBe(503);
    expect((await sandbox.fetch(url)).status).toBe(200);
  });

  test.each([
    [
      'api.sendgrid.com',
      '/v3/mail/send',
      { errors: [{ message: 'down', field: null, help: null }] },
    ],
    [
      'api.twilio.com',
      '/2010-04-01/Accounts/ACtest/Messages.json',
      { code: 20500, message: 'down', status: 503 },
    ],
  ])('%s answers an error of its own shape', async (host, path, shape) => {
    await sandbox.fault({ host, kind: 'fail', status: 503, message: 'down' });
    const answer = await sandbox.fetch(`https://${host}${path}`, { method: 'POST', body: '' });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject(shape);
  });

  test.each(['timeout_before', 'timeout_after'])(
    '%s breaks a mail’s connection off',
    async (kind) => {
      await sandbox.fault({ host: 'api.sendgrid.com', kind, delay_ms: 100 });
      const call = sandbox.fetch('https://api.sendgrid.com/v3/mail/send', {
        method: 'POST',
        headers: { authorization: 'Bearer SG.test', 'content-type': 'application/json' },
        body: JSON.stringify({
          personalizations: [{ to: [{ email: 'ann@example.test' }] }],
          from: { email: 'shop@example.test' },
          subject: 'Hello',
          content: [{ type: 'text/plain', value: 'Hello' }],
        }),
      });
      await expect(call).rejects.toThrow('dropped this connection');
      const inbox = await sandbox.fetch('http://shop.test/sandbox/inbox.json?kind=mail');
      const { items } = z.object({ items: z.array(z.unknown()) }).parse(await inbox.json());
      expect(items).toHaveLength(kind === 'timeout_after' ? 1 : 0);
    },
  );
});

describe('the control API', () => {
  test('lists the rules that are left, and removes them', async () => {
    await sandbox.fault({ ...STRIPE, kind: 'fail', method: 'POST', times: 3 });
    await sandbox.fault({ host: 'api.twilio.com', kind: 'slow', delay_ms: 1 });
    await refusal(create());
    const list = async () =>
      FAULTS.parse(await (await sandbox.control('/faults', {}, 'GET')).json()).faults;
    expect(await list()).toMatchObject([
      { kind: 'fail', times: 2 },
      { kind: 'slow', times: 1 },
    ]);
    await sandbox.control('/faults', {}, 'DELETE');
    expect(await list()).toEqual([]);
    await create();
  });

  test.each([
    { host: 'api.example.com', kind: 'fail' },
    { host: 'api.stripe.com', kind: 'explode' },
    { host: 'api.stripe.com', kind: 'slow', delay_ms: 1e9 },
    { host: 'webhooks', kind: 'drop', colour: 'red' },
  ])('refuses %o', async (rule) => {
    expect((await sandbox.control('/faults', rule)).status).toBe(400);
  });

  test('refuses what is not JSON, and knows no other route', async () => {
    const url = 'http://shop.test/sandbox/control/faults';
    expect((await sandbox.fetch(url, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await sandbox.control('/nowhere')).status).toBe(404);
    expect((await sandbox.control('/stripe/nowhere')).status).toBe(404);
  });

  test('a reset empties payments, events, keys, messages and rules', async () => {
    await sandbox.stripe.paymentIntents.create(manualPayment(), { idempotencyKey: 'k' });
    await sandbox.fault({ ...STRIPE, kind: 'fail' });
    await sandbox.control('/reset');
    expect(await count()).toBe(0);
    expect((await sandbox.stripe.events.list()).data).toEqual([]);
    const other = manualPayment({ amount: 700 });
    const made = await sandbox.stripe.paymentIntents.create(other, { idempotencyKey: 'k' });
    expect(made.amount).toBe(700);
  });
});
