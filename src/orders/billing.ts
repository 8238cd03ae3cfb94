/** What bookkeeping needs of an order: its frozen document, when it was sold, and its refunds. */
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderDocument, OrderState, Refund } from './order.ts';

export type BilledOrder = {
  readonly document: OrderDocument;
  /** Grows with the order: of two readings the higher one is newer. */
  readonly version: number;
  /** Null for an order that was never confirmed: nothing was sold, so nothing is invoiced. */
  readonly confirmedAt: Milliseconds | null;
  /** All of them, in the order they were asked for. */
  readonly refunds: readonly Refund[];
};

/** The order as its invoice and its credit notes are written from. */
export const billedOrder = (document: OrderDocument, state: OrderState): BilledOrder => ({
  document,
  version: state.version,
  confirmedAt: state.history.find(({ status }) => status === 'confirmed')?.at ?? null,
  refunds: state.refunds,
});
