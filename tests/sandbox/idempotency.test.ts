/** Stripe's memory of idempotency keys. */
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { manualPayment, openSandbox, refusal, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
let intents: Stripe['paymentIntents'];
beforeAll(async () => {
  sandbox = await openSandbox();
  intents = sandbox.stripe.paymentIntents;
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const headersOf = (made: Stripe.Response<unknown>): Record<string, string> =>
  Object.fromEntries(new Headers(made.lastResponse.headers));

test('the same request under the same key is answered again, and acts once', async () => {
  const options = { idempotencyKey: 'pi:ord_1:1' };
  const first = await intents.create(manualPayment({ metadata: { a: '1', b: '2' } }), options);
  const again = await intents.create(manualPayment({ metadata: { b: '2', a: '1' } }), options);
  expect(again).toEqual(first);
  expect(headersOf(first)['idempotent-replayed']).toBeUndefined();
  expect(headersOf(again)).toMatchObject({
    'idempotent-replayed': 'true',
    'idempotency-key': 'pi:ord_1:1',
    'original-request': headersOf(first)['request-id'],
  });
  expect((await intents.list()).data).toHaveLength(1);
  await sandbox.drain();
  expect(sandbox.types()).toEqual(['payment_intent.created']);
});

test('another request under the same key is refused', async () => {
  await intents.create(manualPayment(), { idempotencyKey: 'k' });
  const other = await refusal(
    intents.create(manualPayment({ amount: 5000 }), { idempotencyKey: 'k' }),
  );
  expect(other).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  expect(other.message).toContain("other than 'k'");
});

test('the same key at another endpoint is refused', async () => {
  const { id } = await intents.create(manualPayment(), { idempotencyKey: 'k' });
  const error = await refusal(intents.cancel(id, {}, { idempotencyKey: 'k' }));
  expect(error.type).toBe('StripeIdempotencyError');
  expect((await intents.retrieve(id)).status).toBe('requires_payment_method');
});

test('a key still in use is answered 409, and the request goes on', async () => {
  await sandbox.fault({ host: 'api.stripe.com', kind: 'slow', delay_ms: 400 });
  const options = { idempotencyKey: 'k' };
  const slow = intents.create(manualPayment(), options);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const error = await refusal(intents.create(manualPayment(), options));
  expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  const made = await slow;
  expect((await intents.create(manualPayment(), options)).id).toBe(made.id);
});

test('a saved 500 is given again, though nothing is wrong any more', async () => {
  await sandbox.fault({ host: 'api.stripe.com', kind: 'fail', status: 500 });
  const options = { idempotencyKey: 'k' };
  const first = await refusal(intents.create(manualPayment(), options));
  expect(first).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
  const again = await refusal(intents.create(manualPayment(), options));
  expect(again.statusCode).toBe(500);
  expect(again.headers?.['idempotent-replayed']).toBe('true');
  expect((await intents.list()).data).toEqual([]);
  expect((await intents.create(manualPayment(), { idempotencyKey: 'k2' })).status).toBe(
    'requires_payment_method',
  );
});

test('a decline is kept, so that only a new key tries the card again', async () => {
  const { id } = await intents.create(manualPayment());
  const card = { payment_method: 'pm_card_chargeDeclined' };
  const pay = () => refusal(intents.confirm(id, card, { idempotencyKey: 'k' }));
  const first = await pay();
  expect((await pay()).charge).toBe(first.charge);
  expect((await sandbox.stripe.charges.list()).data).toHaveLength(1);
});

test('an act the status did not allow is kept as well', async () => {
  const { id } = await intents.create(manualPayment());
  const options = { idempotencyKey: 'cap' };
  await refusal(intents.capture(id, {}, options));
  await intents.confirm(id, { payment_method: 'pm_card_visa' });
  const error = await refusal(intents.capture(id, {}, options));
  expect(error.headers?.['idempotent-replayed']).toBe('true');
  expect((await intents.capture(id, {}, { idempotencyKey: 'cap2' })).status).toBe('succeeded');
});

test('a request refused for its parameters leaves its key free', async () => {
  const options = { idempotencyKey: 'k' };
  await refusal(intents.create(manualPayment({ amount: 1 }), options));
  expect((await intents.create(manualPayment(), options)).amount).toBe(4999);
});

test('a rate-limited request leaves its key free', async () => {
  await sandbox.fault({ host: 'api.stripe.com', kind: 'rate_limit' });
  const options = { idempotencyKey: 'k' };
  expect((await refusal(intents.create(manualPayment(), options))).statusCode).toBe(429);
  expect((await intents.create(manualPayment(), options)).amount).toBe(4999);
});

test('a pruned key acts anew', async () => {
  const options = { idempotencyKey: 'k' };
  const first = await intents.create(manualPayment(), options);
  await sandbox.control('/stripe/idempotency/prune', { older_than_ms: 60_000 });
  expect((await intents.create(manualPayment(), options)).id).toBe(first.id);
  // Some time later, as a day is to Stripe.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await sandbox.control('/stripe/idempotency/prune', {});
  expect((await intents.create(manualPayment(), options)).id).not.toBe(first.id);
});

test('a key of more than 255 characters is refused', async () => {
  const options = { idempotencyKey: 'k'.repeat(256) };
  const error = await refusal(intents.create(manualPayment(), options));
  expect(error.statusCode).toBe(400);
});

test('reads take no notice of a key', async () => {
  const options = { idempotencyKey: 'k' };
  const { id } = await intents.create(manualPayment());
  await intents.retrieve(id, {}, options);
  await intents.cancel(id, {}, options);
  expect((await intents.retrieve(id, {}, options)).status).toBe('canceled');
});

test('the SDK’s own retries of a lost answer act once', async () => {
  await sandbox.fault({ host: 'api.stripe.com', kind: 'timeout_after', delay_ms: 0, times: 2 });
  const stripe = sandbox.client('sk_test_sandbox', { maxNetworkRetries: 3 });
  const made = await stripe.paymentIntents.create(manualPayment());
  const { data } = await intents.list();
  expect(data.map((intent) => intent.id)).toEqual([made.id]);
});
