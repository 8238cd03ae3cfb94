/** The PaymentIntents endpoints. */
import type { Stripe } from 'stripe';
import { randomText } from '../ids.ts';
import { type Call, changed, paymentOf, requireSecretKey, type Result, viewOf } from './call.ts';
import { CAPTURE_METHODS, readAmount, readSpec, WITHOUT_EFFECT } from './create-params.ts';
import { badParameter, missingParameter, unexpectedState } from './errors.ts';
import { page } from './lists.ts';
import * as machine from './machine.ts';
import { newIntent } from './objects.ts';
import type { Params } from './params.ts';
import { Diary, type Payment } from './payment.ts';
import { readCard, readShipping } from './presented.ts';

export function create(call: Call): Result {
  requireSecretKey(call);
  const { params, now } = call;
  const spec = readSpec(params);
  const core = call.ledger.nextCore();
  const intent = newIntent(`pi_${core}`, randomText(25), spec, now);
  const payment: Payment = {
    core,
    intent,
    charges: [],
    refunds: [],
    cards: [],
    disputes: [],
    settles: null,
  };
  const card = readCard(payment, params, now);
  const confirms = params.flag('confirm') ?? false;
  const next = readNextAction(call, payment);
  params.finish();
  if (confirms && !card) throw missingParameter('payment_method');
  if (confirms) requireReturnUrl(call, payment);
  if (card) machine.attach(payment, card);
  const diary = new Diary();
  diary.intent('payment_intent.created', intent);
  if (!confirms || !card) return changed(call, payment, diary);
  const error = machine.confirm(payment, { presented: card, now, challenge: next }, diary);
  return changed(call, payment, diary, error);
}

export function retrieve(call: Call): Result {
  const { intent } = paymentOf(call);
  call.params.finish();
  return { answer: viewOf(call.publishable, intent) };
}

export function update(call: Call): Result {
  requireSecretKey(call);
  const { params, now } = call;
  const payment = paymentOf(call);
  const { intent } = payment;
  const metadata = params.metadata(intent.metadata);
  const description = params.text('description');
  const receipt = params.clearable('receipt_email');
  const method = params.choice('capture_method', CAPTURE_METHODS);
  const amount = params.has('amount') ? readAmount(params, intent.currency) : undefined;
  const shipping = readShipping(params);
  const card = readCard(payment, params, now);
  params.ignore(...WITHOUT_EFFECT);
  params.finish();
  if (amount !== undefined || method || card || shipping) machine.requireStatus(payment, 'update');
  intent.metadata = metadata;
  if (description !== undefined) intent.description = description;
  if (receipt !== undefined) intent.receipt_email = receipt;
  if (amount !== undefined) intent.amount = amount;
  if (method) intent.capture_method = method;
  if (shipping) intent.shipping = shipping;
  if (card) machine.attach(payment, card);
  return changed(call, payment, new Diary());
}

export function confirm(call: Call): Result {
  const { params, now } = call;
  const payment = paymentOf(call);
  const { intent } = payment;
  const receipt = params.clearable('receipt_email');
  const method = params.choice('capture_method', CAPTURE_METHODS);
  const shipping = readShipping(params);
  const next = readNextAction(call, payment);
  params.ignore(...WITHOUT_EFFECT);
  if (intent.status === 'succeeded') {
    throw unexpectedState(
      'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
        'previously confirmed.',
      intent,
    );
  }
  machine.requireStatus(payment, 'confirm');
  const card = readCard(payment, params, now) ?? machine.cardInUse(payment);
  params.finish();
  if (!card) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can " +
        'either update the PaymentIntent with a payment method and then confirm it again, or ' +
        'confirm it again directly with a payment method.',
      intent,
    );
  }
  if (!call.publishable) requireReturnUrl(call, payment);
  if (receipt !== undefined) intent.receipt_email = receipt;
  if (method) intent.capture_method = method;
  if (shipping) intent.shipping = shipping;
  const diary = new Diary();
  const error = machine.confirm(payment, { presented: card, now, challenge: next }, diary);
  return changed(call, payment, diary, error);
}

export function capture(call: Call): Result {
  requireSecretKey(call);
  const { params } = call;
  const payment = paymentOf(call);
  const amount = params.integer('amount_to_capture');
  const metadata = params.metadata(payment.intent.metadata);
  params.ignore('final_capture', ...WITHOUT_EFFECT);
  params.finish();
  machine.requireStatus(payment, 'capture');
  if (amount !== undefined && amount < 1) {
    throw badParameter(
      'This value must be greater than or equal to 1.',
      'amount_to_capture',
      'parameter_invalid_integer',
    );
  }
  payment.intent.metadata = metadata;
  const diary = new Diary();
  machine.capture(payment, amount ?? payment.intent.amount_capturable, call.now, diary);
  return changed(call, payment, diary);
}

export function cancel(call: Call): Result {
  requireSecretKey(call);
  const { params, now } = call;
  const payment = paymentOf(call);
  const reason = params.choice('cancellation_reason', [
    'abandoned',
    'duplicate',
    'fraudulent',
    'requested_by_customer',
  ]);
  params.finish();
  machine.requireStatus(payment, 'cancel');
  const diary = new Diary();
  machine.cancel(payment, reason ?? null, now, diary);
  return changed(call, payment, diary);
}

export function list(call: Call): Result {
  requireSecretKey(call);
  const { params, ledger } = call;
  const customer = params.text('customer');
  params.ignore('customer_account');
  const items = intents(ledger.payments(params.text('starting_after')));
  const answer = page(params, {
    url: '/v1/payment_intents',
    kind: 'payment_intent',
    items,
    sorted: true,
    keep: (intent) => customer === undefined || intent.customer === customer,
  });
  return { answer };
}

function* intents(payments: Iterable<Payment>): Generator<Stripe.PaymentIntent> {
  for (const payment of payments) yield payment.intent;
}

/** Automatic payment methods may redirect, so Stripe asks a server for the way back. */
function requireReturnUrl(call: Call, payment: Payment): void {
  const {
    automatic_payment_methods: automatic,
    allowed_payment_method_types: allowed,
    id,
  } = payment.intent;
  if (!automatic?.enabled || automatic.allow_redirects === 'never' || allowed) return;
  if (call.params.has('return_url')) return;
  throw badParameter(
    `This PaymentIntent (${id}) is configured to accept payment methods enabled in your ` +
      'Dashboard. Because some of these payment methods might redirect your customer off of ' +
      "your page, you must provide a `return_url`. If you don't want to accept redirect-based " +
      'payment methods, set `automatic_payment_methods[enabled]` to `true` and ' +
      '`automatic_payment_methods[allow_redirects]` to `never` when creating Payment Intents.',
    'return_url',
  );
}

/** The challenge's page on the dev server, or a dialog where Stripe.js runs. */
function readNextAction(call: Call, payment: Payment): Stripe.PaymentIntent.NextAction {
  const { params } = call;
  const { id, client_secret: secret } = payment.intent;
  const inPage = params.flag('use_stripe_sdk') ?? false;
  const returnUrl = readUrl(params, 'return_url');
  const path = `/3d_secure_2/${id}?client_secret=${secret ?? ''}`;
  if (inPage || !returnUrl) {
    const sdk = { type: 'three_d_secure_redirect', stripe_js: `https://hooks.stripe.com${path}` };
    return { type: 'use_stripe_sdk', use_stripe_sdk: sdk };
  }
  const url = new URL(`/sandbox/hooks.stripe.com${path}`, returnUrl).href;
  return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl.href, url } };
}

function readUrl(params: Params, name: string): URL | null {
  const text = params.text(name);
  if (text === undefined) return null;
  if (!URL.canParse(text)) throw badParameter('Not a valid URL', name, 'url_invalid');
  return new URL(text);
}
