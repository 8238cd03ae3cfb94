/** Every test card, by its `pm_card_…` id from the server and by its number from the browser. */
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idOf, manualPayment, openSandbox, refusal, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Confirms a new payment with a card's number, as the buyer's browser does. */
async function payByNumber(
  number: string,
  card: { exp_month?: number; exp_year?: number; cvc?: string } = {},
): Promise<Stripe.PaymentIntent> {
  const { id, client_secret } = await sandbox.stripe.paymentIntents.create(manualPayment());
  const details = { exp_month: 12, exp_year: 2034, cvc: '123', ...card };
  const form = new URLSearchParams({
    client_secret: client_secret ?? '',
    use_stripe_sdk: 'true',
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': String(details.exp_month),
    'payment_method_data[card][exp_year]': String(details.exp_year),
    'payment_method_data[card][cvc]': details.cvc,
  });
  return sandbox.browser.rawRequest(
    'POST',
    `/v1/payment_intents/${id}/confirm`,
    Object.fromEntries(form),
  );
}

/** Answers the 3-D Secure challenge a payment waits for. */
async function challenge(intent: Stripe.PaymentIntent, outcome: 'complete' | 'fail') {
  const body = { payment_intent: intent.id, client_secret: intent.client_secret ?? '', outcome };
  return sandbox.browser.rawRequest('POST', '/v1/3ds2/challenge_complete', body);
}

const APPROVED = [
  ['pm_card_visa', '4242424242424242', 'visa'],
  ['pm_card_visa_debit', '4000056655665556', 'visa'],
  ['pm_card_mastercard', '5555555555554444', 'mastercard'],
  ['pm_card_amex', '378282246310005', 'amex'],
  ['pm_card_discover', '6011111111111117', 'discover'],
] as const;

describe.each(APPROVED)('%s (%s)', (id, number, brand) => {
  test('is authorised by its id', async () => {
    const { paymentIntents, charges } = sandbox.stripe;
    const intent = await paymentIntents.create(
      manualPayment({ confirm: true, payment_method: id }),
    );
    expect(intent.status).toBe('requires_capture');
    expect(intent.amount_capturable).toBe(4999);
    expect(intent.amount_received).toBe(0);
    const charge = await charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ paid: true, captured: false, status: 'succeeded' });
    expect(charge.payment_method_details?.card?.brand).toBe(brand);
  });

  test('is authorised by its number, of which only four digits are kept in view', async () => {
    const intent = await payByNumber(number);
    expect(intent.status).toBe('requires_capture');
    const charges = await sandbox.stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data[0]?.payment_method_details?.card?.last4).toBe(number.slice(-4));
    expect(JSON.stringify(charges)).not.toContain(number);
  });
});

const DECLINED = [
  ['pm_card_visa_chargeDeclined', '4000000000000002', 'card_declined', 'generic_decline'],
  [
    'pm_card_chargeDeclinedInsufficientFunds',
    '4000000000009995',
    'card_declined',
    'insufficient_funds',
  ],
  ['pm_card_chargeDeclinedLostCard', '4000000000009987', 'card_declined', 'lost_card'],
  ['pm_card_chargeDeclinedStolenCard', '4000000000009979', 'card_declined', 'stolen_card'],
  ['pm_card_chargeDeclinedExpiredCard', '4000000000000069', 'expired_card', 'expired_card'],
  ['pm_card_chargeDeclinedIncorrectCvc', '4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
  [
    'pm_card_chargeDeclinedProcessingError',
    '4000000000000119',
    'processing_error',
    'processing_error',
  ],
] as const;

describe.each(DECLINED)('%s (%s)', (id, number, code, declineCode) => {
  test('is declined by its id, and the payment takes another card', async () => {
    const { paymentIntents, charges } = sandbox.stripe;
    const { id: intentId } = await paymentIntents.create(manualPayment());
    const error = await refusal(paymentIntents.confirm(intentId, { payment_method: id }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code: declineCode,
    });
    expect(error.payment_intent?.id).toBe(intentId);
    expect(error.payment_method?.card?.last4).toBe(number.slice(-4));
    const intent = await paymentIntents.retrieve(intentId);
    expect(intent.status).toBe('requires_payment_method');
    expect(intent.payment_method).toBeNull();
    expect(intent.last_payment_error).toMatchObject({ type: 'card_error', code });
    const charge = await charges.retrieve(error.charge ?? '');
    expect(charge).toMatchObject({ paid: false, status: 'failed', failure_code: code });
    const again = await paymentIntents.confirm(intentId, { payment_method: 'pm_card_visa' });
    expect(again.status).toBe('requires_capture');
    expect(again.last_payment_error).toBeNull();
  });

  test('is declined by its number', async () => {
    const error = await refusal(payByNumber(number));
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode });
    expect(error.payment_intent?.status).toBe('requires_payment_method');
  });
});

describe.each([
  ['pm_card_authenticationRequired', '4000002760003184'],
  ['pm_card_authenticationRequiredOnSetup', '4000002500003155'],
  ['pm_card_threeDSecure2Required', '4000000000003220'],
])('%s (%s)', (id, number) => {
  test('asks for 3-D Secure, and is authorised once it is passed', async () => {
    const intent = await payByNumber(number);
    expect(intent.status).toBe('requires_action');
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    expect(intent.amount_capturable ?? 0).toBe(0);
    await challenge(intent, 'complete');
    const after = await sandbox.stripe.paymentIntents.retrieve(intent.id);
    expect(after).toMatchObject({ status: 'requires_capture', next_action: null });
  });

  test('goes back to wanting a card when 3-D Secure is failed', async () => {
    const { paymentIntents } = sandbox.stripe;
    const intent = await paymentIntents.create(
      manualPayment({ confirm: true, payment_method: id }),
    );
    expect(intent.status).toBe('requires_action');
    const error = await refusal(challenge(intent, 'fail'));
    expect(error.code).toBe('payment_intent_authentication_failure');
    const after = await paymentIntents.retrieve(intent.id);
    expect(after.status).toBe('requires_payment_method');
    expect(after.last_payment_error?.code).toBe('payment_intent_authentication_failure');
    expect(after.latest_charge).toBeNull();
  });
});

test('a return address turns the challenge into a redirect, which leads back', async () => {
  const intent = await sandbox.stripe.paymentIntents.create(
    manualPayment({
      confirm: true,
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'http://localhost:8787/checkout/return?order=1',
    }),
  );
  expect(intent.next_action?.type).toBe('redirect_to_url');
  const url = intent.next_action?.redirect_to_url?.url ?? '';
  expect(url).toMatch(/^http:\/\/localhost:8787\/sandbox\/hooks\.stripe\.com\/3d_secure_2\/pi_/);
  const page = await sandbox.fetch(url);
  expect(await page.text()).toContain('id="challenge-complete"');
  const back = await sandbox.fetch(url, { method: 'POST', body: 'outcome=complete' });
  expect(back.status).toBe(303);
  const target = new URL(back.headers.get('location') ?? '');
  expect(target.pathname).toBe('/checkout/return');
  expect(Object.fromEntries(target.searchParams)).toEqual({
    order: '1',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  });
  const after = await sandbox.stripe.paymentIntents.retrieve(intent.id);
  expect(after.status).toBe('requires_capture');
});

test('a card may pass 3-D Secure and be declined all the same', async () => {
  const intent = await payByNumber('4000008400001629');
  const error = await refusal(challenge(intent, 'complete'));
  expect(error).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline' });
});

test('a challenge is answered once, and only with the client secret', async () => {
  const intent = await payByNumber('4000002760003184');
  const foreign = { ...intent, client_secret: `${intent.id}_secret_wrong` };
  expect((await refusal(challenge(foreign, 'complete'))).statusCode).toBe(404);
  await challenge(intent, 'complete');
  const error = await refusal(challenge(intent, 'complete'));
  expect(error.code).toBe('payment_intent_unexpected_state');
});

async function startProcessing(): Promise<Stripe.PaymentIntent> {
  const intent = await payByNumber('4000000000008112');
  expect(intent.status).toBe('processing');
  return sandbox.stripe.paymentIntents.retrieve(intent.id);
}

describe('a processing card', () => {
  test('stays processing, uncancellable, until it is settled', async () => {
    const intent = await startProcessing();
    expect(intent.processing?.type).toBe('card');
    const error = await refusal(sandbox.stripe.paymentIntents.cancel(intent.id));
    expect(error.code).toBe('payment_intent_unexpected_state');
    const path = `/stripe/payment_intents/${intent.id}/settle`;
    expect((await sandbox.control(path, { outcome: 'succeeded' })).status).toBe(200);
    const after = await sandbox.stripe.paymentIntents.retrieve(intent.id);
    expect(after).toMatchObject({ status: 'requires_capture', amount_capturable: 4999 });
    expect(after.processing).toBeNull();
    expect((await sandbox.control(path, {})).status).toBe(409);
  });

  test('settles as failed when it is told to', async () => {
    const intent = await startProcessing();
    await sandbox.control(`/stripe/payment_intents/${intent.id}/settle`, { outcome: 'failed' });
    const after = await sandbox.stripe.paymentIntents.retrieve(intent.id);
    expect(after.status).toBe('requires_payment_method');
    expect(after.last_payment_error?.decline_code).toBe('generic_decline');
    await sandbox.drain();
    expect(sandbox.types()).toContain('payment_intent.payment_failed');
  });

  test.each([
    ['4000000000008120', 'requires_capture'],
    ['4000000000008138', 'requires_payment_method'],
  ])('%s settles by itself to %s', async (number, status) => {
    const intent = await payByNumber(number);
    expect(intent.status).toBe('processing');
    await expect
      .poll(async () => (await sandbox.stripe.paymentIntents.retrieve(intent.id)).status, {
        timeout: 6_000,
        interval: 200,
      })
      .toBe(status);
  });
});

describe('card details', () => {
  test('a number that is no test card is declined as a real one', async () => {
    const error = await refusal(payByNumber('4111111111111111'));
    expect(error.decline_code).toBe('test_mode_live_card');
  });

  test.each([
    ['4242424242424241', {}, 'incorrect_number', 'number'],
    ['4242424242424242', { exp_month: 13 }, 'invalid_expiry_month', 'exp_month'],
    ['4242424242424242', { exp_year: 2020 }, 'invalid_expiry_year', 'exp_year'],
    ['4242424242424242', { cvc: '12' }, 'invalid_cvc', 'cvc'],
  ])('%s with %o is refused as %s, without a charge', async (number, card, code, param) => {
    const error = await refusal(payByNumber(number, card));
    expect(error).toMatchObject({ statusCode: 402, code, param });
    const charges = await sandbox.stripe.charges.list();
    expect(charges.data).toEqual([]);
  });
});
