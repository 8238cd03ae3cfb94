/** PaymentIntents: their parameters, who may see them, and which acts each status allows. */
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idOf, manualPayment, openSandbox, refusal, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
let intents: Stripe['paymentIntents'];
beforeAll(async () => {
  sandbox = await openSandbox();
  intents = sandbox.stripe.paymentIntents;
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

describe('creation', () => {
  test('gives a payment that wants a card, with a client secret of its own', async () => {
    const intent = await intents.create(manualPayment({ metadata: { order: 'ord_1' } }));
    expect(intent).toMatchObject({
      object: 'payment_intent',
      amount: 4999,
      currency: 'eur',
      status: 'requires_payment_method',
      capture_method: 'manual',
      metadata: { order: 'ord_1' },
      livemode: false,
    });
    expect(intent.id).toMatch(/^pi_3\w{23}$/);
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_\\w{25}$`));
  });

  test.each([
    [{ amount: 49 }, 'amount_too_small', 'amount'],
    [{ amount: 29, currency: 'gbp' }, 'amount_too_small', 'amount'],
    [{ amount: 0 }, 'parameter_invalid_integer', 'amount'],
    [{ amount: -100 }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 12.5 }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 100_000_000 }, 'amount_too_large', 'amount'],
    [{ currency: 'xyz' }, undefined, 'currency'],
    [{ currency: '' }, 'parameter_invalid_empty', 'currency'],
    [{ capture_method: 'later' }, undefined, 'capture_method'],
    [{ payment_method: 'pm_unknown' }, 'resource_missing', 'payment_method'],
    [{ confirm: true }, 'parameter_missing', 'payment_method'],
    [{ allowed_payment_method_types: ['klarna'] }, undefined, 'allowed_payment_method_types'],
    [{ metadata: { order: 'x'.repeat(501) } }, undefined, 'metadata[order]'],
  ])('refuses %o', async (changes, code, param) => {
    const error = await refusal(intents.create(manualPayment(changes)));
    expect(error.type).toBe('StripeInvalidRequestError');
    expect(error.code).toBe(code);
    expect(error.param).toBe(param);
    expect((await intents.list()).data).toEqual([]);
  });

  // The version of the API that the SDK speaks took `payment_method_types` away.
  test.each(['colour', 'payment_method_types'])('refuses the unknown %s', async (name) => {
    const params = { amount: 1000, currency: 'eur', [name]: 'card' };
    const error = await refusal(sandbox.stripe.rawRequest('POST', '/v1/payment_intents', params));
    expect(error).toMatchObject({ code: 'parameter_unknown', param: name, statusCode: 400 });
    expect(error.doc_url).toBe('https://stripe.com/docs/error-codes/parameter-unknown');
    expect(error.request_log_url).toContain(error.requestId);
  });

  test('refuses a missing amount', async () => {
    const call = sandbox.stripe.rawRequest('POST', '/v1/payment_intents', { currency: 'eur' });
    expect(await refusal(call)).toMatchObject({ code: 'parameter_missing', param: 'amount' });
  });

  test('takes 30 pence, the least in pounds, and upper-case currencies', async () => {
    const intent = await intents.create(manualPayment({ amount: 30, currency: 'GBP' }));
    expect(intent).toMatchObject({ amount: 30, currency: 'gbp' });
  });

  test('captures at once unless told to wait', async () => {
    const intent = await intents.create({
      amount: 1000,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
      allowed_payment_method_types: ['card'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1000 });
  });

  test('wants a way back for a server that may be redirected', async () => {
    const call = intents.create({
      amount: 1000,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    expect((await refusal(call)).param).toBe('return_url');
  });
});

describe('keys', () => {
  test('no key at all is refused', async () => {
    const response = await sandbox.fetch('https://api.stripe.com/v1/payment_intents');
    expect(response.status).toBe(401);
    expect(response.headers.get('request-id')).toMatch(/^req_\w{14}$/);
  });

  test.each(['sk_live_abcdef', 'nonsense'])('%s is refused', async (key) => {
    const error = await refusal(sandbox.client(key).paymentIntents.list());
    expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
  });

  test('a publishable key may neither create, capture, cancel, refund nor list', async () => {
    const { paymentIntents, refunds } = sandbox.browser;
    const { id } = await intents.create(manualPayment());
    const calls = [
      () => paymentIntents.create(manualPayment()),
      () => paymentIntents.capture(id),
      () => paymentIntents.cancel(id),
      () => paymentIntents.list(),
      () => refunds.create({ payment_intent: id }),
    ];
    for (const call of calls) expect((await refusal(call())).code).toBe('secret_key_required');
  });

  test('a publishable key and the client secret show the payment but no metadata', async () => {
    const { id, client_secret } = await intents.create(manualPayment({ metadata: { cost: '12' } }));
    const seen = await sandbox.browser.paymentIntents.retrieve(id, {
      client_secret: client_secret ?? '',
    });
    expect(seen).toMatchObject({ id, amount: 4999, status: 'requires_payment_method' });
    expect(seen).not.toHaveProperty('metadata');
    expect(seen).not.toHaveProperty('latest_charge');
  });

  test('a publishable key without the client secret, or with another, sees nothing', async () => {
    const { id } = await intents.create(manualPayment());
    const { paymentIntents } = sandbox.browser;
    expect((await refusal(paymentIntents.retrieve(id))).statusCode).toBe(401);
    const wrong = paymentIntents.retrieve(id, { client_secret: `${id}_secret_wrong` });
    expect(await refusal(wrong)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    const pay = paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect((await refusal(pay)).statusCode).toBe(401);
  });

  test('a decline tells the browser nothing of the metadata either', async () => {
    const { id, client_secret } = await intents.create(manualPayment({ metadata: { cost: '12' } }));
    const body = { client_secret: client_secret ?? '', payment_method: 'pm_card_chargeDeclined' };
    const path = `/v1/payment_intents/${id}/confirm`;
    const error = await refusal(sandbox.browser.rawRequest('POST', path, body));
    expect(error.payment_intent?.id).toBe(id);
    expect(error.payment_intent).not.toHaveProperty('metadata');
  });
});

test('an unknown payment and an unknown route are 404', async () => {
  const missing = await refusal(intents.retrieve('pi_nowhere'));
  expect(missing).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  const route = await refusal(sandbox.stripe.rawRequest('GET', '/v1/nowhere'));
  expect(route.message).toBe('Unrecognized request URL (GET: /v1/nowhere).');
});

/** Brings a new payment to a status. */
async function inStatus(status: string): Promise<string> {
  const { id } = await intents.create(manualPayment());
  const pay = (card: string) => intents.confirm(id, { payment_method: card });
  switch (status) {
    case 'requires_confirmation':
      await intents.update(id, { payment_method: 'pm_card_visa' });
      break;
    case 'requires_action':
      await pay('pm_card_threeDSecure2Required');
      break;
    case 'processing':
      await pay('pm_card_processing');
      break;
    case 'requires_capture':
      await pay('pm_card_visa');
      break;
    case 'succeeded':
      await pay('pm_card_visa');
      await intents.capture(id);
      break;
    case 'canceled':
      await intents.cancel(id);
      break;
    default:
      break;
  }
  expect((await intents.retrieve(id)).status).toBe(status);
  return id;
}

/** What each act leads to, where it is legal. */
const LEGAL: Record<string, Record<string, string>> = {
  requires_payment_method: {
    confirm: 'requires_capture',
    cancel: 'canceled',
    update: 'requires_payment_method',
  },
  requires_confirmation: {
    confirm: 'requires_capture',
    cancel: 'canceled',
    update: 'requires_confirmation',
  },
  requires_action: {
    confirm: 'requires_capture',
    cancel: 'canceled',
    update: 'requires_action',
  },
  processing: {},
  requires_capture: { capture: 'succeeded', cancel: 'canceled' },
  succeeded: {},
  canceled: {},
};

const ACTS: Record<string, (id: string) => Promise<Stripe.PaymentIntent>> = {
  confirm: (id) => intents.confirm(id, { payment_method: 'pm_card_visa' }),
  capture: (id) => intents.capture(id),
  cancel: (id) => intents.cancel(id, { cancellation_reason: 'requested_by_customer' }),
  update: (id) => intents.update(id, { amount: 6000 }),
};

const CASES = Object.keys(LEGAL).flatMap((status) =>
  Object.keys(ACTS).map((act) => [act, status, LEGAL[status]?.[act]] as const),
);

describe('moves', () => {
  test.each(CASES)('%s in %s: %s', async (act, status, next) => {
    const id = await inStatus(status);
    const before = await intents.retrieve(id);
    const call = ACTS[act]?.(id) ?? Promise.resolve();
    if (next !== undefined) {
      expect(await call).toMatchObject({ status: next });
      return;
    }
    const error = await refusal(call);
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
    expect(error.payment_intent?.status).toBe(status);
    expect(await intents.retrieve(id)).toEqual(before);
  });

  test('confirming without a card is refused', async () => {
    const { id } = await intents.create(manualPayment());
    expect((await refusal(intents.confirm(id))).code).toBe('payment_intent_unexpected_state');
  });

  test('a capture takes all that was authorised', async () => {
    const id = await inStatus('requires_capture');
    const intent = await intents.capture(id, {}, { idempotencyKey: 'cap' });
    expect(intent).toMatchObject({ amount_capturable: 0, amount_received: 4999 });
    const charge = await sandbox.stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ captured: true, amount_captured: 4999, amount_refunded: 0 });
  });

  test('a capture may take less, and gives the rest up', async () => {
    const id = await inStatus('requires_capture');
    const intent = await intents.capture(id, { amount_to_capture: 3000 });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount: 4999,
      amount_capturable: 0,
      amount_received: 3000,
    });
  });

  test.each([
    [5000, 'amount_too_large'],
    [0, 'parameter_invalid_integer'],
  ])('a capture of %i is refused as %s', async (amount, code) => {
    const id = await inStatus('requires_capture');
    const error = await refusal(intents.capture(id, { amount_to_capture: amount }));
    expect(error).toMatchObject({ code, param: 'amount_to_capture' });
    expect((await intents.retrieve(id)).status).toBe('requires_capture');
  });

  test('a cancelled authorisation is released and says why', async () => {
    const id = await inStatus('requires_capture');
    const intent = await intents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(intent).toMatchObject({ cancellation_reason: 'abandoned', amount_capturable: 0 });
    expect(intent.canceled_at).toBeGreaterThanOrEqual(intent.created);
    const charge = await sandbox.stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ captured: false, refunded: true, amount_refunded: 4999 });
  });

  test('metadata are merged in any status, and removed by an empty value', async () => {
    const { id } = await intents.create(manualPayment({ metadata: { a: '1', b: '2' } }));
    await intents.cancel(id);
    const intent = await intents.update(id, { metadata: { b: '', c: '3' } });
    expect(intent.metadata).toEqual({ a: '1', c: '3' });
    expect((await intents.update(id, { metadata: '' })).metadata).toEqual({});
  });
});

describe('finding payments', () => {
  test('lists the newest first, page by page', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.unshift((await intents.create(manualPayment())).id);
    }
    const first = await intents.list({ limit: 2 });
    expect(first.data.map((intent) => intent.id)).toEqual(made.slice(0, 2));
    expect(first.has_more).toBe(true);
    const rest = await intents.list({ limit: 3, starting_after: made[1] ?? '' });
    expect(rest.data.map((intent) => intent.id)).toEqual(made.slice(2));
    expect(rest.has_more).toBe(false);
    const back = await intents.list({ limit: 2, ending_before: made[3] ?? '' });
    expect(back.data.map((intent) => intent.id)).toEqual(made.slice(1, 3));
    expect(back.has_more).toBe(true);
    const all: string[] = [];
    for await (const intent of intents.list({ limit: 2 })) all.push(intent.id);
    expect(all).toEqual(made);
    const cursor = intents.list({ starting_after: 'pi_nowhere' });
    expect((await refusal(cursor)).param).toBe('starting_after');
  });

  test('narrows a list by when payments were made', async () => {
    const { created } = await intents.create(manualPayment());
    const ids = async (range: Stripe.RangeQueryParam) =>
      (await intents.list({ created: range })).data.length;
    expect(await ids({ gte: created })).toBe(1);
    expect(await ids({ gt: created })).toBe(0);
    expect(await ids({ lt: created })).toBe(0);
    expect(await ids({ gte: created - 1, lte: created })).toBe(1);
  });

  test('searches by metadata, status and amount', async () => {
    const wanted = await intents.create(manualPayment({ metadata: { order: "ord_1'AND" } }));
    const other = await intents.create(manualPayment({ metadata: { order: 'ord_2' } }));
    const find = async (query: string) =>
      (await intents.search({ query })).data.map((intent) => intent.id);
    expect(await find(`metadata["order"]:"ord_1'AND"`)).toEqual([wanted.id]);
    expect(await find("metadata['order']:'ord_2' AND status:'requires_payment_method'")).toEqual([
      other.id,
    ]);
    expect(await find("-metadata['order']:'ord_2'")).toEqual([wanted.id]);
    expect(await find("metadata['order']:'ord_2' AND status:'succeeded'")).toEqual([]);
    expect(await find('amount>4999')).toEqual([]);
    expect(await find("amount>=4999 AND metadata['cart']:null")).toEqual([other.id, wanted.id]);
    expect((await refusal(intents.search({ query: 'order=1' }))).code).toBe('search_query_invalid');
    const page = await intents.search({ query: "currency:'eur'", limit: 1 });
    expect(page).toMatchObject({ has_more: true, next_page: other.id });
    const next = await intents.search({
      query: "currency:'eur'",
      limit: 1,
      page: page.next_page ?? '',
    });
    expect(next.data[0]?.id).toBe(wanted.id);
  });

  test('expands the charge and the payment method, and nothing unknown', async () => {
    const id = await inStatus('requires_capture');
    const intent = await intents.retrieve(id, { expand: ['latest_charge', 'payment_method'] });
    expect(intent.latest_charge).toMatchObject({ object: 'charge', payment_intent: id });
    expect(intent.payment_method).toMatchObject({ object: 'payment_method', type: 'card' });
    const list = await intents.list({ expand: ['data.latest_charge'] });
    expect(list.data[0]?.latest_charge).toMatchObject({ object: 'charge' });
    const error = await refusal(intents.retrieve(id, { expand: ['colour'] }));
    expect(error.message).toBe('This property cannot be expanded (colour).');
  });
});
