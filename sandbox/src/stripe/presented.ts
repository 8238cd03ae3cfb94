/** Reads the card a call presents, and the addresses that come with it. */
import type { Stripe } from 'stripe';
import { cardById, cardByNumber, type TestCard } from './cards.ts';
import { noSuch, Refusal } from './errors.ts';
import type { CardInUse } from './machine.ts';
import { newMethod } from './objects.ts';
import type { Params } from './params.ts';
import { childId, type Payment } from './payment.ts';

/** The card of `payment_method` or `payment_method_data`; null if the call names neither. */
export function readCard(payment: Payment, params: Params, now: number): CardInUse | null {
  const id = params.text('payment_method');
  if (id !== undefined) return known(payment, id, now);
  if (!params.has('payment_method_data')) return null;
  params.choice('payment_method_data[type]', ['card']);
  params.ignore('payment_method_data[allow_redisplay]', 'payment_method_data[metadata]');
  params.ignore('payment_method_data[radar_options]');
  const number = params.required('payment_method_data[card][number]').replaceAll(/[ -]/g, '');
  const month = params.integer('payment_method_data[card][exp_month]') ?? 0;
  const year = fullYear(params.integer('payment_method_data[card][exp_year]') ?? 0);
  const cvc = params.text('payment_method_data[card][cvc]');
  const card = cardByNumber(number);
  if (!card) throw wrongCard('incorrect_number', 'Your card number is incorrect.', 'number');
  checkExpiry(month, year, now);
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw wrongCard('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  const billing = readBilling(params);
  return present(payment, card, { expMonth: month, expYear: year, billing }, now);
}

function known(payment: Payment, id: string, now: number): CardInUse {
  const shown = payment.cards.find((one) => one.method.id === id);
  const again = shown ? cardByNumber(shown.number) : null;
  if (shown && again) return { card: again, method: shown.method };
  const card = cardById(id);
  if (!card) throw noSuch('PaymentMethod', id, 'payment_method');
  const expYear = new Date(now * 1000).getUTCFullYear() + 1;
  return present(payment, card, { expMonth: 12, expYear, billing: NO_BILLING }, now);
}

function present(
  payment: Payment,
  card: TestCard,
  entry: Parameters<typeof newMethod>[2],
  now: number,
): CardInUse {
  const method = newMethod(childId(payment, 'pm', payment.cards.length), card, entry, now);
  payment.cards.push({ method, number: card.number });
  return { card, method };
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function checkExpiry(month: number, year: number, now: number): void {
  if (month < 1 || month > 12) {
    throw wrongCard(
      'invalid_expiry_month',
      "Your card's expiration month is invalid.",
      'exp_month',
    );
  }
  const today = new Date(now * 1000);
  const thisYear = today.getUTCFullYear();
  if (year < thisYear || year > thisYear + 50) {
    throw wrongCard('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  if (year === thisYear && month < today.getUTCMonth() + 1) {
    throw wrongCard(
      'invalid_expiry_month',
      "Your card's expiration month is invalid.",
      'exp_month',
    );
  }
}

/** A card whose details are wrong never reaches a bank: 402, and no charge is made. */
function wrongCard(code: string, message: string, param: string): Refusal {
  return new Refusal(402, { type: 'card_error', code, message, param }, true);
}

const NO_BILLING: Stripe.PaymentMethod.BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

function readBilling(params: Params): Stripe.PaymentMethod.BillingDetails {
  const prefix = 'payment_method_data[billing_details]';
  return {
    address: readAddress(params, `${prefix}[address]`),
    email: params.text(`${prefix}[email]`) ?? null,
    name: params.text(`${prefix}[name]`) ?? null,
    phone: params.text(`${prefix}[phone]`) ?? null,
    tax_id: params.text(`${prefix}[tax_id]`) ?? null,
  };
}

function readAddress(params: Params, prefix: string): Stripe.Address {
  return {
    city: params.text(`${prefix}[city]`) ?? null,
    country: params.text(`${prefix}[country]`) ?? null,
    line1: params.text(`${prefix}[line1]`) ?? null,
    line2: params.text(`${prefix}[line2]`) ?? null,
    postal_code: params.text(`${prefix}[postal_code]`) ?? null,
    state: params.text(`${prefix}[state]`) ?? null,
  };
}

/** `shipping[…]`, of which Stripe requires the name and an address. */
export function readShipping(params: Params): Stripe.PaymentIntent.Shipping | null {
  if (!params.has('shipping')) return null;
  return {
    name: params.required('shipping[name]'),
    address: {
      ...readAddress(params, 'shipping[address]'),
      line1: params.required('shipping[address][line1]'),
    },
    carrier: params.text('shipping[carrier]') ?? null,
    phone: params.text('shipping[phone]') ?? null,
    tracking_number: params.text('shipping[tracking_number]') ?? null,
  };
}
