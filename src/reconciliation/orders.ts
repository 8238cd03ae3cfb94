/** Holds an order against its row in the back office, and against the clock. */
import type { OrderId } from '../kernel/ids.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderAudit } from '../orders/audit.ts';
import type { OrderRow } from '../orders/events.ts';
import type { Difference } from './difference.ts';

/** An order's own alarm comes within seconds; the platform may be a few minutes late. */
export const STUCK_AFTER_MS = 10 * MINUTE_MS;

/** An order that should have acted by itself long ago. */
export function stuckOrder(order: OrderAudit, now: Milliseconds): Difference | null {
  if (order.dueAt === null || order.dueAt + STUCK_AFTER_MS > now) return null;
  const minutes = Math.floor((now - order.dueAt) / MINUTE_MS);
  const doing = order.step === null ? 'look at its payment' : `do its step ${order.step}`;
  return {
    kind: 'order_stuck',
    subject: order.id,
    orderId: order.id,
    reason: `The order is ${order.status} and was to ${doing} ${minutes} minutes ago.`,
    remedy: { does: 'wake' },
  };
}

/** The fields in which a row differs from the order's own. */
function differing(own: OrderRow, row: OrderRow): string[] {
  const wanted = new Map<string, unknown>(Object.entries(own));
  return Object.entries(row)
    .filter(([name, value]) => JSON.stringify(wanted.get(name)) !== JSON.stringify(value))
    .map(([name]) => name);
}

/** An order against its row. What is still in its outbox is on its way to the row. */
export function rowOfOrder(order: OrderAudit, row: OrderRow | null): Difference | null {
  if (order.untold > 0) return null;
  const about = { subject: order.id, orderId: order.id, remedy: { does: 'project' } } as const;
  if (row === null) {
    // What came to nothing before it was told of has no row.
    if (['placed', 'reserved', 'rejected'].includes(order.status)) return null;
    return { ...about, kind: 'row_missing', reason: `The ${order.status} order has no row.` };
  }
  const fields = differing(order.row, row);
  if (fields.length === 0) return null;
  return { ...about, kind: 'row_differs', reason: `The row is wrong in: ${fields.join(', ')}.` };
}

/** A row of an order that was never placed. */
export const rowOfNobody = (row: OrderRow, orderId: OrderId | null): Difference => ({
  kind: 'row_without_order',
  subject: row.id,
  orderId,
  reason: 'The list shows an order whose object knows nothing.',
  remedy: { does: 'tell' },
});
