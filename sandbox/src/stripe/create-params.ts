/** Reads and checks the parameters that make a PaymentIntent. */
import type { Stripe } from 'stripe';
import { badParameter } from './errors.ts';
import type { IntentSpec } from './objects.ts';
import type { Params } from './params.ts';
import { readShipping } from './presented.ts';

/** The least Stripe charges, in minor units, where it is not 50. */
const MINIMUM_AMOUNT: Record<string, number> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};
const USUAL_MINIMUM_AMOUNT = 50;
const MAXIMUM_AMOUNT = 99_999_999;

export const CAPTURE_METHODS = ['automatic', 'automatic_async', 'manual'] as const;

/**
 * Parameters of the API that change nothing for a card paid in a sandbox: taken, and forgotten.
 * The last two are Stripe.js's own.
 */
export const WITHOUT_EFFECT = [
  'amount_details',
  'amount_to_confirm',
  'application_fee_amount',
  'currency',
  'customer',
  'customer_account',
  'error_on_requires_action',
  'excluded_payment_method_types',
  'hooks',
  'mandate',
  'mandate_data',
  'off_session',
  'on_behalf_of',
  'payment_details',
  'payment_method_configuration',
  'payment_method_options',
  'radar_options',
  'setup_future_usage',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_data',
  'transfer_group',
  'client_context',
  'expected_payment_method_type',
] as const;

const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

export function readSpec(params: Params): IntentSpec {
  const currency = readCurrency(params);
  const amount = readAmount(params, currency);
  const methods = readMethods(params);
  params.ignore(...WITHOUT_EFFECT);
  return {
    amount,
    currency,
    ...methods,
    captureMethod: params.choice('capture_method', CAPTURE_METHODS) ?? 'automatic_async',
    confirmationMethod:
      params.choice('confirmation_method', ['automatic', 'manual']) ?? 'automatic',
    metadata: params.metadata(),
    description: params.text('description') ?? null,
    receiptEmail: params.text('receipt_email') ?? null,
    customer: params.text('customer') ?? null,
    shipping: readShipping(params),
    statementDescriptorSuffix: params.text('statement_descriptor_suffix') ?? null,
    setupFutureUsage: params.choice('setup_future_usage', ['off_session', 'on_session']) ?? null,
    transferGroup: params.text('transfer_group') ?? null,
  };
}

function readCurrency(params: Params): string {
  const currency = params.required('currency').toLowerCase();
  if (CURRENCIES.has(currency)) return currency;
  const known = [...CURRENCIES].toSorted().join(', ');
  throw badParameter(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${known}`,
    'currency',
  );
}

/** `amount`, in minor units, within Stripe's limits. */
export function readAmount(params: Params, currency: string): number {
  params.required('amount');
  const amount = params.integer('amount') ?? 0;
  if (amount < 1) {
    throw badParameter('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  }
  if (amount > MAXIMUM_AMOUNT) {
    const most = `Amount must be no more than ${MAXIMUM_AMOUNT} ${currency}`;
    throw badParameter(most, 'amount', 'amount_too_large');
  }
  const least = MINIMUM_AMOUNT[currency] ?? USUAL_MINIMUM_AMOUNT;
  if (amount < least) {
    const message = `Amount must be at least ${least} ${currency}`;
    throw badParameter(message, 'amount', 'amount_too_small');
  }
  return amount;
}

interface Methods {
  readonly automaticPaymentMethods: Stripe.PaymentIntent.AutomaticPaymentMethods | null;
  readonly allowedTypes: string[] | null;
}

/** Automatic payment methods, Stripe's default, and the list that may narrow them. */
function readMethods(params: Params): Methods {
  const allowed = params.list('allowed_payment_method_types');
  const automatic = params.flag('automatic_payment_methods[enabled]') ?? true;
  const redirects =
    params.choice('automatic_payment_methods[allow_redirects]', ['always', 'never']) ?? 'always';
  if (allowed.length > 0 && !allowed.includes('card')) {
    throw badParameter(
      'None of the allowed_payment_method_types can be used with this PaymentIntent. The sandbox ' +
        'takes cards only.',
      'allowed_payment_method_types',
    );
  }
  return {
    automaticPaymentMethods: automatic ? { allow_redirects: redirects, enabled: true } : null,
    allowedTypes: allowed.length > 0 ? allowed : null,
  };
}
