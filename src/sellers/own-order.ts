/**
 * An order as a seller sees it: their lines, where those go to, and the shipments that carry no
 * others. Who bought it is told by the address only, and what others sold in it not at all.
 */
import type { Money } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { OrderDocument } from '../orders/order.ts';
import type { LineUnits } from '../orders/refund-amounts.ts';
import type { AddressView, LineStatus, OrderView } from '../orders/view.ts';

export type OwnOrder = {
  id: string;
  number: string;
  placed_at: string;
  lines: {
    line_id: string;
    sku: string;
    title: string;
    options: Record<string, string>;
    quantity: number;
    unit_price: Money;
    line_total: Money;
    status: LineStatus;
    /** Units that no shipment carries yet. */
    unshipped: number;
  }[];
  shipping_address: AddressView;
  shipping_method: { id: string; label: string };
  shipments: OrderView['shipments'];
};

/** The ids of a seller's lines. */
export const ownLines = (document: OrderDocument, seller: string): ReadonlySet<string> =>
  new Set(document.lines.flatMap((line) => (line.sellerId === seller ? line.lineId : [])));

const isOwn = (own: ReadonlySet<string>, lines: readonly { readonly line_id: string }[]): boolean =>
  lines.every(({ line_id: id }) => own.has(id));

/** What of an order is a seller's; null where nothing is. */
export function ownOrder(order: OrderView, own: ReadonlySet<string>): OwnOrder | null {
  if (own.size === 0) return null;
  const carried = (lineId: string): number =>
    order.shipments
      .filter(({ status }) => status !== 'cancelled')
      .flatMap(({ lines }) => lines.filter((line) => line.line_id === lineId))
      .reduce((units, line) => units + line.quantity, 0);
  return {
    id: order.id,
    number: order.number,
    placed_at: order.placed_at,
    lines: order.lines
      .filter((line) => own.has(line.line_id))
      .map(({ line_id, sku, title, options, quantity, unit_price, line_total, status }) => ({
        ...{ line_id, sku, title, options, quantity, unit_price, line_total, status },
        unshipped: quantity - carried(line_id),
      })),
    shipping_address: order.shipping_address,
    shipping_method: order.shipping_method,
    shipments: order.shipments.filter(({ lines }) => isOwn(own, lines)),
  };
}

export type OwnRefusal = { readonly reason: 'unknown_line'; readonly lineId: string };

/** What a shipment of a seller's holds: the lines they name, else all of theirs that are left. */
export function ownUnits(
  order: OwnOrder,
  asked: readonly LineUnits[] | null,
): Result<readonly LineUnits[], OwnRefusal> {
  const left = order.lines
    .filter(({ unshipped }) => unshipped > 0)
    .map(({ line_id: lineId, unshipped: quantity }) => ({ lineId, quantity }));
  if (asked === null) return ok(left);
  const foreign = asked.find(({ lineId }) => !order.lines.some((line) => line.line_id === lineId));
  return foreign === undefined
    ? ok(asked)
    : fail({ reason: 'unknown_line', lineId: foreign.lineId });
}
