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

const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

export function readSpec(params: Params): IntentSpec {
  const currency = readCurrency(params);
  const amount = readAmount(params, currency);
  const methods = readMethods(params);
  params.ignore('payment_method_options', 'off_session', 'mandate_data');
  params.ignore('error_on_requires_action', 'statement_descriptor', 'on_behalf_of');
  return {
    amount,
    currency,
    ...methods,
    captureMethod:
      params.choice('capture_method', ['automatic', 'automatic_async', 'manual']) ??
      'automatic_async',
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
  readonly paymentMethodTypes: string[];
}

/** Either named types or automatic ones, which are Stripe's default since 2023. */
function readMethods(params: Params): Methods {
  const types = params.list('payment_method_types');
  const automatic = params.flag('automatic_payment_methods[enabled]');
  const redirects =
    params.choice('automatic_payment_methods[allow_redirects]', ['always', 'never']) ?? 'always';
  if (types.length > 0 && automatic) {
    throw badParameter(
      'You may only specify one of these parameters: automatic_payment_methods, ' +
        'payment_method_types.',
      'automatic_payment_methods',
    );
  }
  const unknown = types.find((type) => type !== 'card');
  if (unknown !== undefined) {
    throw badParameter(
      `The payment method type "${unknown}" is invalid. Please ensure the provided type is ` +
        'activated in your dashboard and your account is enabled for any preview features.',
      'payment_method_types',
    );
  }
  const usesAutomatic = types.length === 0 && automatic !== false;
  return {
    automaticPaymentMethods: usesAutomatic ? { allow_redirects: redirects, enabled: true } : null,
    paymentMethodTypes: ['card'],
  };
}
