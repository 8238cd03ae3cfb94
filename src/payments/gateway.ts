/**
 * The port to a payment provider. Every call has three outcomes: done, refused for good, or unknown
 * (timed out, a server error: it may or may not have taken effect). Unknown is never read as
 * refused.
 */
import type { OrderId } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** A payment's states, as Stripe names them. */
export const PAYMENT_STATUSES = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A payment as the provider has it now. */
export type PaymentSnapshot = {
  readonly id: string;
  readonly status: PaymentStatus;
  readonly amount: number;
  readonly currency: string;
  /** Authorised and not yet captured, minor units. */
  readonly capturable: number;
  /** Captured, minor units, refunds not deducted. */
  readonly received: number;
  readonly clientSecret: string;
  /** Why the last attempt to pay failed, in words the provider meant for the buyer. */
  readonly failure: { readonly code: string; readonly message: string } | null;
};

export type RefundSnapshot = {
  readonly id: string;
  /** The shop's own id of it; null for one that was made elsewhere. */
  readonly refundId: string | null;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount: number;
  readonly at: Milliseconds;
};

/** `inquiry`: the bank asks and takes nothing yet; `closed`: it has taken nothing. */
export const DISPUTE_STATUSES = [
  'inquiry',
  'open',
  'under_review',
  'won',
  'lost',
  'closed',
] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** A payment that its cardholder's bank takes back, or asks about. */
export type DisputeSnapshot = {
  readonly id: string;
  readonly status: DisputeStatus;
  readonly amount: number;
  /** In the provider's word, such as `fraudulent`. */
  readonly reason: string;
  readonly at: Milliseconds;
  /** Until when it can be answered. */
  readonly dueBy: Milliseconds | null;
};

export type GatewayFailure =
  | { readonly reason: 'refused'; readonly code: string; readonly detail: string }
  | { readonly reason: 'unknown'; readonly detail: string };

export type Answer<T> = Result<T, GatewayFailure>;

export type NewPayment = {
  readonly orderId: OrderId;
  readonly attempt: number;
  readonly amount: number;
  readonly currency: Currency;
  readonly description: string;
};

export type NewRefund = {
  readonly orderId: OrderId;
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: number;
  /** A later attempt has another key, once the earlier are known to have made nothing. */
  readonly attempt: number;
};

/** A payment of this shop, with the order that its metadata name. */
export type ListedPayment = {
  /** Null where it names none. */
  readonly orderId: OrderId | null;
  readonly payment: PaymentSnapshot;
};

export type PaymentWindow = {
  /** Made from then on and before then, milliseconds since the epoch, to the second. */
  readonly from: Milliseconds;
  readonly until: Milliseconds;
  /** The last payment of the page before, or null for the first page. */
  readonly after: string | null;
};

/** What the provider has on its books, whoever asked for it. */
export type PaymentLedger = {
  /** One page of the window, newest first; payments of other shops are left out. */
  page(
    window: PaymentWindow,
  ): Promise<Answer<{ payments: readonly ListedPayment[]; next: string | null }>>;
};

export type PaymentGateway = {
  readonly name: string;
  /** Makes a payment that is authorised now and captured later; idempotent by order and attempt. */
  create(payment: NewPayment): Promise<Answer<PaymentSnapshot>>;
  fetch(id: string): Promise<Answer<PaymentSnapshot>>;
  /** Takes the authorised money. `key` names the try: providers may keep a failed answer to one. */
  capture(id: string, amount: number, key: string): Promise<Answer<PaymentSnapshot>>;
  cancel(id: string, key: string): Promise<Answer<PaymentSnapshot>>;
  refund(refund: NewRefund): Promise<Answer<RefundSnapshot>>;
  /** All refunds of a payment, whoever made them: keys are forgotten in time, refunds are not. */
  refunds(paymentId: string): Promise<Answer<readonly RefundSnapshot[]>>;
  disputes(paymentId: string): Promise<Answer<readonly DisputeSnapshot[]>>;
  /** Payments of an order that the provider knows, newest first. */
  find(orderId: OrderId): Promise<Answer<readonly PaymentSnapshot[]>>;
};
