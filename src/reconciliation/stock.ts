/** Holds a SKU's stock against the orders that have some of it, and against its own ledger. */
import type { OrderStock, StockAudit } from '../inventory/audit.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { OrderAudit } from '../orders/audit.ts';
import type { OrderStatus } from '../orders/machine.ts';
import type { Difference, Remedy } from './difference.ts';

/** What an order at rest has of its SKUs; null where that depends on how it came there. */
const HAS = {
  placed: null,
  reserved: 'held',
  awaiting_payment: 'held',
  authorized: null,
  committed: 'sold',
  confirmed: 'sold',
  needs_attention: null,
  rejected: 'nothing',
  expired: 'nothing',
  cancelled: 'nothing',
} as const satisfies Readonly<Record<OrderStatus, 'held' | 'sold' | 'nothing' | null>>;

type About = { readonly subject: string; readonly orderId: OrderId };

/** Stock of an order that was never placed. */
export function stockOfNobody(sku: Sku, orderId: OrderId, stock: OrderStock): Difference | null {
  const about = { subject: sku, orderId };
  if (stock.sold > 0) {
    const reason = `${stock.sold} were sold to an order that was never placed.`;
    return { ...about, kind: 'sale_of_unknown_order', reason, remedy: { does: 'tell' } };
  }
  if (stock.held === 0) return null;
  const reason = `${stock.held} are held for an order that was never placed.`;
  const remedy: Remedy = { does: 'release', sku, round: stock.round };
  return { ...about, kind: 'hold_of_unknown_order', reason, remedy };
}

/** What an order at rest has of one SKU against what it should have. */
export function stockOfOrder(order: OrderAudit, sku: Sku, stock: OrderStock): Difference | null {
  const about = { subject: sku, orderId: order.id };
  const wanted = order.demand.find((line) => line.sku === sku)?.quantity ?? 0;
  const has = HAS[order.status];
  if (has === null) return null;
  if (has === 'nothing' || wanted === 0) return leftOver(about, sku, order, stock);
  const { held, sold } = stock;
  const right = has === 'held' ? held === wanted && sold === 0 : sold === wanted && held === 0;
  if (right) return null;
  const reason = `The ${order.status} order wants ${wanted}; ${held} are held, ${sold} sold.`;
  const round = order.round;
  if (has === 'held' && held === 0 && sold === 0) {
    return { ...about, kind: 'hold_missing', reason, remedy: { does: 'reserve', sku, round } };
  }
  if (has === 'sold' && sold === 0) {
    const remedy: Remedy =
      held === wanted ? { does: 'commit', sku, round: stock.round } : { does: 'tell' };
    return { ...about, kind: 'sale_missing', reason, remedy };
  }
  return { ...about, kind: 'quantity_differs', reason, remedy: { does: 'tell' } };
}

function leftOver(
  about: About,
  sku: Sku,
  order: OrderAudit,
  { held, sold, round }: OrderStock,
): Difference | null {
  if (sold > 0) {
    const reason = `${sold} are still sold to an order that is ${order.status}.`;
    return {
      ...about,
      kind: 'sale_of_ended_order',
      reason,
      remedy: { does: 'uncommit', sku, round },
    };
  }
  if (held === 0) return null;
  const reason = `${held} are still held for an order that is ${order.status}.`;
  return { ...about, kind: 'hold_of_ended_order', reason, remedy: { does: 'release', sku, round } };
}

/** A SKU's sums and links against each other. */
export function stockSums(audit: StockAudit): Difference[] {
  const { sku, carried, reserved, warehouses, brokenAt } = audit;
  const about = { subject: sku, orderId: null };
  const found: Difference[] = [];
  if (carried !== reserved) {
    const reason = `${carried} are carried as reserved; the holds come to ${reserved}.`;
    found.push({ ...about, kind: 'reserved_sum', reason, remedy: { does: 'sum', sku } });
  }
  for (const { warehouse, onHand, moved } of warehouses) {
    if (onHand === moved) continue;
    const reason = `${onHand} are on hand in ${warehouse}; its movements come to ${moved}.`;
    found.push({ ...about, kind: 'ledger_sum', reason, remedy: { does: 'tell' } });
  }
  if (brokenAt !== null) {
    const reason = `Line ${brokenAt} of the ledger does not follow from the one before it.`;
    found.push({ ...about, kind: 'ledger_edited', reason, remedy: { does: 'tell' } });
  }
  return found;
}
