/**
 * What of an order is each seller's: what was captured for their lines and what was paid back of
 * it. Shipping stays with the shop. A refund that names no lines is borne by all of them and the
 * shipping, in proportion to what was paid for each, so that no cent is lost or borne twice.
 */
import { split, sum } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderDocument, Refund } from '../orders/order.ts';
import { paidFor } from '../orders/refund-amounts.ts';

/** Amounts in minor units, with the tax that buyers paid. */
export type Share = {
  readonly seller: string;
  readonly orderId: string;
  readonly number: string;
  readonly soldAt: Milliseconds;
  readonly currency: Currency;
  readonly captured: number;
  readonly refunded: number;
};

/** What a refund takes from each line, in their order. */
function borneBy(document: OrderDocument, refund: Refund): number[] {
  const paid = document.lines.map((line) => paidFor(line, document));
  const named = document.lines.map(({ lineId }) =>
    sum(refund.lines.filter((part) => part.lineId === lineId).map(({ amount }) => amount)),
  );
  const rest = document.total - sum(paid);
  const shared = split(refund.amount - sum(named), [...paid, rest]);
  return named.map((amount, index) => amount + (shared[index] ?? 0));
}

/** The shares of all who sold something in an order; none for an order that was never confirmed. */
export function sharesOf({ document, confirmedAt, refunds }: BilledOrder): Share[] {
  if (confirmedAt === null) return [];
  const paidBack = refunds
    .filter(({ status }) => status === 'succeeded')
    .map((refund) => borneBy(document, refund));
  const sellers = [...new Set(document.lines.map(({ sellerId }) => sellerId))];
  return sellers.map((seller) => {
    const own = document.lines.flatMap((line, index) => (line.sellerId === seller ? index : []));
    const captured = own.flatMap((index) => {
      const line = document.lines[index];
      return line === undefined ? [] : paidFor(line, document);
    });
    return {
      ...{ seller, orderId: document.id, number: document.number, soldAt: confirmedAt },
      currency: document.currency,
      captured: sum(captured),
      refunded: sum(paidBack.flatMap((borne) => own.map((index) => borne[index] ?? 0))),
    };
  });
}
