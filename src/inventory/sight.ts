/**
 * What of a SKU's stock its reader may see. Staff see all. A seller sees every hold and movement,
 * since their stock is theirs to count, but of orders only those that are in their book: an order
 * that is not paid yet is its buyer's alone.
 */
import type { OrderId } from '../kernel/ids.ts';
import type { Hold, Movement, StockReport } from './stock.ts';

type Hidden<T> = Omit<T, 'orderId'> & { readonly orderId: OrderId | null };
type InLane = { readonly lane?: number };

/** A report in which an order that is not its reader's has no id. */
export type StockSight = Omit<StockReport, 'holds' | 'movements'> & {
  readonly holds: readonly (Hidden<Hold> & InLane)[];
  readonly movements: readonly (Movement & InLane)[];
};

/** The orders that a report names, each once. */
export const ordersIn = ({ holds, movements }: StockReport): readonly OrderId[] => [
  ...new Set([...holds, ...movements].flatMap(({ orderId }) => orderId ?? [])),
];

/** The report as who may open only `own` orders sees it; `own` is null for who may open all. */
export function seenBy(report: StockReport, own: ReadonlySet<string> | null): StockSight {
  if (own === null) return report;
  return {
    ...report,
    holds: report.holds.map((hold) => ({
      ...hold,
      orderId: own.has(hold.orderId) ? hold.orderId : null,
    })),
    movements: report.movements.map((movement) =>
      movement.orderId === null || own.has(movement.orderId)
        ? movement
        : // The id of an order's movement is made of the order's.
          { ...movement, orderId: null, id: `${movement.kind}:${movement.sequence}` },
    ),
  };
}
