/** Reaches the SkuStock objects: wraps their stubs behind the slice's port. */
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import type { ReturnIntake, StockPort } from './stock.ts';

/** The stock as orders and merchants reach it, through the binding SKU_STOCK. */
export function stockClient(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
): StockPort & ReturnIntake {
  const stub = (sku: Sku) => objectNamed(namespace, sku, region);
  return {
    level: (sku) => answerOf(stub(sku).level()),
    reserve: (sku, request) => answerOf(stub(sku).reserve(request)),
    extend: (sku, key, leaseUntil) => answerOf(stub(sku).extend(key, leaseUntil)),
    commit: (sku, key) => answerOf(stub(sku).commit(key)),
    release: (sku, key) => answerOf(stub(sku).release(key)),
    uncommit: (sku, key) => answerOf(stub(sku).uncommit(key)),
    adjust: (sku, adjustment) => answerOf(stub(sku).adjust(adjustment)),
    takeBack: (sku, goods) => answerOf(stub(sku).takeBack(goods)),
    report: (sku) => answerOf(stub(sku).report()),
    setGate: (sku, gate) => answerOf(stub(sku).setGate(gate)),
    gateTaken: (sku) => answerOf(stub(sku).gateTaken()),
    liftGate: (sku, sale) => answerOf(stub(sku).liftGate(sale)),
  };
}
