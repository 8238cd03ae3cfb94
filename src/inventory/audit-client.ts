/** Reaches the SkuStock objects for the reconciliation. */
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { StockAudits } from './audit.ts';

/** Stock under audit, through the binding SKU_STOCK. */
export function stockAudits(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
): StockAudits {
  const stub = (sku: Sku) => objectNamed(namespace, sku, region);
  return {
    audit: (sku, turn) => answerOf(stub(sku).audit(turn)),
    orderStock: (sku, orderId) => answerOf(stub(sku).orderStock(orderId)),
    reconcile: (sku) => answerOf(stub(sku).reconcile()),
    reserve: (sku, request) => answerOf(stub(sku).reserve(request)),
    commit: (sku, key) => answerOf(stub(sku).commit(key)),
    release: (sku, key) => answerOf(stub(sku).release(key)),
    uncommit: (sku, key) => answerOf(stub(sku).uncommit(key)),
  };
}
