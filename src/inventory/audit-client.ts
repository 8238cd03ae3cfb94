/** Reaches the SkuStock objects for the reconciliation. */
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { StockAudits } from './audit.ts';
import type { StockPort } from './stock.ts';

/** Stock under audit, through the binding SKU_STOCK. */
export function stockAudits(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
  { reserve, commit, release, uncommit }: StockPort,
): StockAudits {
  const stub = (sku: Sku) => objectNamed(namespace, sku, region);
  return {
    audit: (sku, turn) => answerOf(stub(sku).audit(turn)),
    orderStock: (sku, orderId) => answerOf(stub(sku).orderStock(orderId)),
    reconcile: (sku) => answerOf(stub(sku).reconcile()),
    ...{ reserve, commit, release, uncommit },
  };
}
