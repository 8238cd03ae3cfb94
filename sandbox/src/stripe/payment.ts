/** One payment: its PaymentIntent and everything that hangs on it, stored as one row. */
import type { Stripe } from 'stripe';
import type { Settlement } from './cards.ts';

/** A card shown to the payment: Stripe's object of it, and the number that object hides. */
export interface Presented {
  readonly method: Stripe.PaymentMethod;
  readonly number: string;
}

export interface Payment {
  /** The part of every id after its prefix: `pi_{core}`, `ch_{core}{n}`, `re_{core}{n}`. */
  readonly core: string;
  readonly intent: Stripe.PaymentIntent;
  readonly charges: Stripe.Charge[];
  readonly refunds: Stripe.Refund[];
  readonly cards: Presented[];
  readonly disputes: Stripe.Dispute[];
  /** A `processing` payment or refunds that end by themselves, and when. */
  settles: (Settlement & { readonly atMs: number }) | null;
}

/** What happened to a payment: an event's type and a snapshot of the object it is about. */
export type Happening =
  | { readonly about: 'intent'; readonly type: IntentEvent; readonly object: Stripe.PaymentIntent }
  | { readonly about: 'charge'; readonly type: ChargeEvent; readonly object: Stripe.Charge }
  | { readonly about: 'refund'; readonly type: RefundEvent; readonly object: Stripe.Refund }
  | { readonly about: 'dispute'; readonly type: DisputeEvent; readonly object: Stripe.Dispute };

export type IntentEvent =
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded';
export type ChargeEvent =
  | 'charge.captured'
  | 'charge.failed'
  | 'charge.pending'
  | 'charge.refunded'
  | 'charge.succeeded';
export type RefundEvent =
  | 'charge.refund.updated'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated';
export type DisputeEvent =
  | 'charge.dispute.closed'
  | 'charge.dispute.created'
  | 'charge.dispute.funds_reinstated'
  | 'charge.dispute.funds_withdrawn'
  | 'charge.dispute.updated';

/** Collects what happens to one payment in one call, with snapshots taken at the time. */
export class Diary {
  readonly happenings: Happening[] = [];

  intent(type: IntentEvent, object: Stripe.PaymentIntent): void {
    this.happenings.push({ about: 'intent', type, object: structuredClone(object) });
  }

  charge(type: ChargeEvent, object: Stripe.Charge): void {
    this.happenings.push({ about: 'charge', type, object: structuredClone(object) });
  }

  refund(type: RefundEvent, object: Stripe.Refund): void {
    this.happenings.push({ about: 'refund', type, object: structuredClone(object) });
  }

  dispute(type: DisputeEvent, object: Stripe.Dispute): void {
    this.happenings.push({ about: 'dispute', type, object: structuredClone(object) });
  }
}

/** The id of a payment's n-th object of a kind, for example `ch_…0`. */
export function childId(payment: Payment, prefix: string, index: number): string {
  return `${prefix}_${payment.core}${index.toString(36)}`;
}

/** The PaymentIntent id inside the id of one of its objects. */
export function intentIdOf(id: string): string | null {
  const match = /^[a-z]+_([0-9A-Za-z]{24})[0-9a-z]+$/.exec(id);
  return match?.[1] === undefined ? null : `pi_${match[1]}`;
}

export function latestCharge(payment: Payment): Stripe.Charge | null {
  return payment.charges.at(-1) ?? null;
}
