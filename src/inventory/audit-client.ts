/** Reaches the SkuStock objects for the reconciliation: home, and the lanes of a hot SKU. */
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import { orderStockIn, wholeAudit } from './audit.ts';
import type { StockAudits } from './audit.ts';
import { everyLane, placeName } from './routing.ts';
import type { LaneMap } from './routing.ts';
import type { StockPort } from './stock.ts';

/** Asks every lane there ever was; none of a SKU without. */
const inLanes = <T>(lanes: LaneMap | undefined, ask: (lane: number) => Promise<T>) =>
  Promise.all(lanes === undefined ? [] : everyLane(lanes).map(ask));

/** Stock under audit, through the binding SKU_STOCK. */
export function stockAudits(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
  { reserve, commit, release, uncommit }: StockPort,
): StockAudits {
  const stub = (sku: Sku, lane = 0) => objectNamed(namespace, placeName(sku, lane), region);
  return {
    async audit(sku, turn) {
      const { lanes, ...home } = await answerOf(stub(sku).audit(turn));
      const rest = await inLanes(lanes, (lane) => answerOf(stub(sku, lane).audit(turn)));
      return wholeAudit([home, ...rest]);
    },
    async orderStock(sku, orderId) {
      const { lanes, ...home } = await answerOf(stub(sku).orderStock(orderId));
      const rest = await inLanes(lanes, (lane) => answerOf(stub(sku, lane).orderStock(orderId)));
      return orderStockIn([home, ...rest]);
    },
    async reconcile(sku) {
      const { lanes } = await answerOf(stub(sku).audit(0));
      const rest = await inLanes(lanes, (lane) => answerOf(stub(sku, lane).reconcile()));
      return sum([await answerOf(stub(sku).reconcile()), ...rest]);
    },
    ...{ reserve, commit, release, uncommit },
  };
}
