/** Builders of Stripe's objects, whole: the SDK's own types prove that no field is missing. */
import type { Stripe } from 'stripe';
import type { Decline, TestCard } from './cards.ts';
import { childId, type Payment } from './payment.ts';

export interface IntentSpec {
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'automatic_async' | 'manual';
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly automaticPaymentMethods: Stripe.PaymentIntent.AutomaticPaymentMethods | null;
  readonly allowedTypes: string[] | null;
  readonly metadata: Record<string, string>;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly customer: string | null;
  readonly shipping: Stripe.PaymentIntent.Shipping | null;
  readonly statementDescriptorSuffix: string | null;
  readonly setupFutureUsage: 'off_session' | 'on_session' | null;
  readonly transferGroup: string | null;
}

export function newIntent(
  id: string,
  secret: string,
  spec: IntentSpec,
  created: number,
): Stripe.PaymentIntent {
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: spec.allowedTypes,
    amount: spec.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: spec.automaticPaymentMethods,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: spec.captureMethod,
    client_secret: `${id}_secret_${secret}`,
    confirmation_method: spec.confirmationMethod,
    created,
    currency: spec.currency,
    customer: spec.customer,
    customer_account: null,
    description: spec.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: spec.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: spec.receiptEmail,
    review: null,
    setup_future_usage: spec.setupFutureUsage,
    shipping: spec.shipping,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: spec.statementDescriptorSuffix,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: spec.transferGroup,
  };
}

export interface CardEntry {
  readonly expMonth: number;
  readonly expYear: number;
  readonly billing: Stripe.PaymentMethod.BillingDetails;
}

export function newMethod(
  id: string,
  card: TestCard,
  entry: CardEntry,
  created: number,
): Stripe.PaymentMethod {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: entry.billing,
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
      country: card.country,
      display_brand: card.brand,
      exp_month: entry.expMonth,
      exp_year: entry.expYear,
      fingerprint: fingerprint(card),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}

export type ChargeResult = 'succeeded' | 'pending' | Decline;

/** A charge attempted for the payment's whole amount with its present card. */
export function newCharge(
  payment: Payment,
  card: TestCard,
  method: Stripe.PaymentMethod,
  result: ChargeResult,
  created: number,
): Stripe.Charge {
  const { intent } = payment;
  const decline = typeof result === 'string' ? null : result;
  const captured = result === 'succeeded' && intent.capture_method !== 'manual';
  return {
    id: childId(payment, 'ch', payment.charges.length),
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured ? childId(payment, 'txn', payment.charges.length) : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'EDGEWISE',
    captured,
    created,
    currency: intent.currency,
    customer: typeof intent.customer === 'string' ? intent.customer : null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcome(result),
    paid: result === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(payment, card, method, created) },
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline ? 'failed' : result === 'succeeded' ? 'succeeded' : 'pending',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

/** An authorisation on a card holds for seven days before Stripe gives it up. */
const CAPTURE_WITHIN_S = 7 * 24 * 3600;

function cardDetails(
  payment: Payment,
  card: TestCard,
  method: Stripe.PaymentMethod,
  created: number,
): Stripe.Charge.PaymentMethodDetails.Card {
  const manual = payment.intent.capture_method === 'manual';
  return {
    amount_authorized: payment.intent.amount,
    authorization_code: '539284',
    brand: card.brand,
    ...(manual ? { capture_before: created + CAPTURE_WITHIN_S } : {}),
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: method.card?.exp_month ?? 12,
    exp_year: method.card?.exp_year ?? 2030,
    extended_authorization: { status: 'disabled' },
    fingerprint: fingerprint(card),
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.number.slice(-4),
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: '104102978678771',
    overcapture: { maximum_amount_capturable: payment.intent.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

function outcome(result: ChargeResult): Stripe.Charge.Outcome {
  const decline = typeof result === 'string' ? null : result;
  return {
    advice_code: decline ? 'try_again_later' : null,
    network_advice_code: decline ? '02' : null,
    network_decline_code: decline ? '05' : null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline ? (decline.declineCode ?? decline.code) : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: decline ? 'The bank did not return any further details.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  };
}

/** Stripe gives the same card the same fingerprint everywhere in an account. */
function fingerprint(card: TestCard): string {
  return `fp${card.number.slice(-14)}`;
}
