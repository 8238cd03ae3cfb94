/**
 * What two who tell of the same thing can disagree about, and what is done about it: mended where
 * the owner's word makes it safe, else shown to people with the reason and what they can do.
 */
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { PaymentSnapshot } from '../payments/gateway.ts';

export const DIFFERENCE_KINDS = [
  'payment_without_order',
  'captured_without_order',
  'payment_not_stored',
  'second_capture',
  'payment_not_noticed',
  'payable_after_end',
  'captured_after_end',
  'confirmed_unpaid',
  'refund_differs',
  'order_stuck',
  'hold_of_ended_order',
  'hold_of_unknown_order',
  'hold_missing',
  'sale_of_ended_order',
  'sale_of_unknown_order',
  'sale_missing',
  'quantity_differs',
  'reserved_sum',
  'ledger_sum',
  'ledger_edited',
  'row_missing',
  'row_differs',
  'row_without_order',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What people are told to do, should mending it not be safe or not succeed. */
export const ACTIONS: Readonly<Record<DifferenceKind, string>> = {
  payment_without_order: 'Cancel the payment at the provider.',
  captured_without_order: 'Find out who paid and for what; refund the payment at the provider.',
  payment_not_stored: 'Cancel the payment at the provider.',
  second_capture: 'Refund the payment that the order does not name, at the provider.',
  payment_not_noticed: 'Open the order; if it does not move, look its payment up at the provider.',
  payable_after_end: 'Cancel the payment at the provider.',
  captured_after_end: 'Cancel the order: that refunds what was taken.',
  confirmed_unpaid: 'Do not ship. Look the payment up; cancel the order if it is not paid.',
  refund_differs: 'Compare the refunds with those at the provider, and make up the difference.',
  order_stuck: 'Open the order; if it does not move, look for it in the log.',
  hold_of_ended_order: 'Nothing is sold wrongly; the hold ends with its lease.',
  hold_of_unknown_order: 'Nothing is sold wrongly; the hold ends with its lease.',
  hold_missing: 'The buyer may lose the pieces; if they are paid for, the order reserves again.',
  sale_of_ended_order: 'Count the pieces; correct the stock by a movement.',
  sale_of_unknown_order: 'Count the pieces; correct the stock by a movement.',
  sale_missing: 'Count the pieces; correct the stock by a movement, or cancel the order.',
  quantity_differs: 'Count the pieces; correct the stock by a movement, or cancel the order.',
  reserved_sum: 'The sum is made anew; if it is wrong again, look for the SKU in the log.',
  ledger_sum: 'Count the pieces; correct the stock by a movement.',
  ledger_edited: 'Compare the ledger with the journal: somebody has written to it.',
  row_missing: 'Rebuild the list of orders from the journal.',
  row_differs: 'Rebuild the list of orders from the journal.',
  row_without_order: 'Look for the order in the journal; the list shows what no object knows.',
};

export type Remedy =
  /** Cancels a payment that nobody may pay any more, under a key of this payment's own. */
  | { readonly does: 'cancel_payment'; readonly payment: string }
  /** Lets the order ask about its payment. */
  | { readonly does: 'resolve' }
  /** Lets the order ask about its refunds, which should then come to this. */
  | { readonly does: 'check_money'; readonly refunded: number }
  /** Lets the order do what its alarm would. */
  | { readonly does: 'wake' }
  /** Shows an ended order to people, with money that it was paid. */
  | { readonly does: 'reopen'; readonly payment: PaymentSnapshot }
  /** Repeats a step of the saga at one SKU, under the order's own round. */
  | {
      readonly does: 'reserve' | 'commit' | 'release' | 'uncommit';
      readonly sku: Sku;
      readonly round: number;
    }
  /** Sums a SKU's holds anew. */
  | { readonly does: 'sum'; readonly sku: Sku }
  /** Writes the order's row as the order has it. */
  | { readonly does: 'project' }
  /** Nothing that is safe to do: people are told. */
  | { readonly does: 'tell' };

export type Difference = {
  readonly kind: DifferenceKind;
  /** What it is about: a payment's id, a SKU, an order's id. */
  readonly subject: string;
  readonly orderId: OrderId | null;
  /** What each side says. */
  readonly reason: string;
  readonly remedy: Remedy;
};

export const OUTCOMES = ['mended', 'needs_attention', 'left'] as const;
/** `left`: somebody did not answer, so it is looked at again. */
export type DifferenceOutcome = (typeof OUTCOMES)[number];

export type SettledDifference = Pick<Difference, 'kind' | 'subject' | 'orderId' | 'reason'> & {
  readonly outcome: DifferenceOutcome;
};
