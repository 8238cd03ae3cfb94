/** Holds payments at the provider against orders, both ways. */
import type { OrderAudit } from '../orders/audit.ts';
import type { ListedPayment, PaymentSnapshot, RefundSnapshot } from '../payments/gateway.ts';
import { sum } from '../kernel/money.ts';
import type { Difference } from './difference.ts';

const isTaken = ({ status }: PaymentSnapshot): boolean => status === 'succeeded';
const isOver = ({ status }: PaymentSnapshot): boolean => status === 'canceled';

/**
 * A payment against the order that it names, from the provider's side. Null where the payment is
 * the order's own, which `ownPayment` looks at, or where nothing can come of it.
 */
export function strayPayment(
  { orderId, payment }: ListedPayment,
  order: OrderAudit | null,
): Difference | null {
  const about = { subject: payment.id, orderId };
  const cancel = { does: 'cancel_payment', payment: payment.id } as const;
  if (isOver(payment) || (order !== null && order.payment?.id === payment.id)) return null;
  if (order === null) {
    const reason = `The payment is ${payment.status}, and no order knows of it.`;
    return isTaken(payment)
      ? { ...about, kind: 'captured_without_order', reason, remedy: { does: 'tell' } }
      : { ...about, kind: 'payment_without_order', reason, remedy: cancel };
  }
  // Its id may be on its way into the order's rows.
  if (order.step === 'create_payment' || order.step === 'reserve') return null;
  const own = order.payment === null ? 'none' : order.payment.id;
  const reason = `The payment is ${payment.status}; the order's own is ${own}.`;
  return isTaken(payment)
    ? { ...about, kind: 'second_capture', reason, remedy: { does: 'tell' } }
    : { ...about, kind: 'payment_not_stored', reason, remedy: cancel };
}

const ENDED: readonly string[] = ['rejected', 'expired', 'cancelled'];

/** What came back of a payment, minor units: refunds that failed gave nothing back. */
export const givenBack = (refunds: readonly RefundSnapshot[]): number =>
  sum(refunds.filter(({ status }) => status !== 'failed').map(({ amount }) => amount));

/**
 * An order's own payment as the provider has it, and what came back of it. Only for an order at
 * rest: one with an effect in flight is about to know.
 */
export function ownPayment(
  order: OrderAudit,
  payment: PaymentSnapshot,
  refunds: readonly RefundSnapshot[],
): Difference | null {
  const about = { subject: payment.id, orderId: order.id };
  const says = `The payment is ${payment.status} with ${payment.received} taken`;
  if (order.status === 'awaiting_payment') {
    const moved = ['requires_capture', 'succeeded', 'canceled'].includes(payment.status);
    if (!moved) return null;
    const reason = `${says}; the order waits for it.`;
    return { ...about, kind: 'payment_not_noticed', reason, remedy: { does: 'resolve' } };
  }
  if (ENDED.includes(order.status)) return afterTheEnd(order, payment, refunds);
  if (order.status !== 'confirmed') return null;
  if (!isTaken(payment) || payment.received !== order.captured) {
    const reason = `${says}; the confirmed order has captured ${order.captured}.`;
    return { ...about, kind: 'confirmed_unpaid', reason, remedy: { does: 'tell' } };
  }
  return refundsOf(order, payment, refunds);
}

function afterTheEnd(
  order: OrderAudit,
  payment: PaymentSnapshot,
  refunds: readonly RefundSnapshot[],
): Difference | null {
  const about = { subject: payment.id, orderId: order.id };
  const reason = `The payment is ${payment.status}; the order is ${order.status}.`;
  if (isOver(payment)) return null;
  if (!isTaken(payment)) {
    const remedy = { does: 'cancel_payment', payment: payment.id } as const;
    return { ...about, kind: 'payable_after_end', reason, remedy };
  }
  const kept = payment.received - givenBack(refunds);
  if (kept > 0 && order.captured === 0) {
    return { ...about, kind: 'captured_after_end', reason, remedy: { does: 'reopen', payment } };
  }
  return refundsOf(order, payment, refunds);
}

function refundsOf(
  order: OrderAudit,
  payment: PaymentSnapshot,
  refunds: readonly RefundSnapshot[],
): Difference | null {
  const back = givenBack(refunds);
  if (back === order.refunded) return null;
  return {
    kind: 'refund_differs',
    subject: payment.id,
    orderId: order.id,
    reason: `The provider gave back ${back}, the order says ${order.refunded}.`,
    remedy: { does: 'check_money', refunded: back },
  };
}
