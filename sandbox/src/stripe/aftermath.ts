/** Builders of what comes after a payment: refunds, disputes, and the events that tell of it. */
import type { Stripe } from 'stripe';
import { childId, type Happening, type Payment } from './payment.ts';

/** The API version the SDK of this repository pins; events are rendered in it. */
export const API_VERSION = '2026-10-28.endive';

export interface RefundSpec {
  readonly amount: number;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  readonly metadata: Record<string, string>;
  readonly status: 'pending' | 'succeeded';
}

export function newRefund(
  payment: Payment,
  charge: Stripe.Charge,
  spec: RefundSpec,
  created: number,
): Stripe.Refund {
  const index = payment.refunds.length;
  return {
    id: childId(payment, 're', index),
    object: 'refund',
    amount: spec.amount,
    balance_transaction: childId(payment, 'txnr', index),
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
    },
    metadata: spec.metadata,
    payment_intent: payment.intent.id,
    payment_method: charge.payment_method,
    reason: spec.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: spec.status,
    transfer_reversal: null,
  };
}

/** Days a merchant has to answer a dispute. */
const EVIDENCE_WITHIN_S = 9 * 24 * 3600;

export function newDispute(
  payment: Payment,
  charge: Stripe.Charge,
  reason: string,
  amount: number,
  created: number,
): Stripe.Dispute {
  return {
    id: childId(payment, 'du', payment.disputes.length),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: created + EVIDENCE_WITHIN_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: payment.intent.id,
    reason,
    status: 'needs_response',
  };
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The event that tells of a happening; the switch is what lets the types follow. */
export function newEvent(
  id: string,
  happening: Happening,
  request: Stripe.Event.Request,
  created: number,
): Stripe.Event {
  const base = {
    id,
    object: 'event',
    api_version: API_VERSION,
    created,
    livemode: false,
    pending_webhooks: 1,
    request,
  } as const;
  switch (happening.about) {
    case 'intent':
      return { ...base, type: happening.type, data: { object: happening.object } };
    case 'charge':
      return { ...base, type: happening.type, data: { object: happening.object } };
    case 'refund':
      return { ...base, type: happening.type, data: { object: happening.object } };
    case 'dispute':
      return { ...base, type: happening.type, data: { object: happening.object } };
  }
}
