/** A SKU's stock as staff see it (api.md). */
import { rfc3339 } from '../kernel/time.ts';
import type { StockSight } from './sight.ts';
import type { LanesReport } from './stock.ts';

/** Where in a hot SKU a row stands: home's rows, and all rows of other SKUs, say nothing. */
const inLane = ({ lane }: { readonly lane?: number }) => (lane === undefined ? {} : { lane });

const lanesView = ({ open, epoch, regions, inTransit, places }: LanesReport) => ({
  open,
  epoch,
  regions: [...regions],
  in_transit: inTransit,
  places: places.map(({ lane, onHand, reserved, available }) => ({
    lane,
    on_hand: onHand,
    reserved,
    available,
  })),
});

/** The report in the API's shape; an order that its reader may not open has no id. */
export const stockView = (report: StockSight) => ({
  sku: report.sku,
  on_hand: report.onHand,
  reserved: report.reserved,
  available: report.available,
  sold: report.sold,
  gate:
    report.gate === null
      ? null
      : {
          sale: report.gate.sale,
          opens_at: rfc3339(report.gate.from),
          closes_at: rfc3339(report.gate.until),
          quantity: report.gate.quantity,
          taken: report.gate.taken,
        },
  warehouses: report.warehouses.map(({ warehouse, onHand, reserved }) => ({
    warehouse,
    on_hand: onHand,
    reserved,
    available: onHand - reserved,
  })),
  holds: report.holds.map((hold) => ({
    order_id: hold.orderId,
    round: hold.round,
    warehouse: hold.warehouse,
    quantity: hold.quantity,
    lease_until: rfc3339(hold.leaseUntil),
    ...inLane(hold),
  })),
  movements: report.movements.map((movement) => ({
    sequence: movement.sequence,
    id: movement.id,
    at: rfc3339(movement.at),
    kind: movement.kind,
    warehouse: movement.warehouse,
    delta: movement.delta,
    order_id: movement.orderId,
    reason: movement.reason,
    hash: movement.hash,
    ...inLane(movement),
  })),
  ...(report.lanes === undefined ? {} : { lanes: lanesView(report.lanes) }),
});
