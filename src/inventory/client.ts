/** Reaches the SkuStock objects: wraps their stubs behind the slice's port. */
import { objectNamed } from '../platform/objects.ts';
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import type { StockPort } from './stock.ts';

/** The stock as orders and merchants reach it, through the binding SKU_STOCK. */
export function stockClient(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
): StockPort {
  const stub = (sku: Sku) => objectNamed(namespace, sku, region);
  return {
    level: (sku) => stub(sku).level(),
    reserve: (sku, request) => stub(sku).reserve(request),
    extend: (sku, key, leaseUntil) => stub(sku).extend(key, leaseUntil),
    commit: (sku, key) => stub(sku).commit(key),
    release: (sku, key) => stub(sku).release(key),
    uncommit: (sku, key) => stub(sku).uncommit(key),
    adjust: (sku, adjustment) => stub(sku).adjust(adjustment),
    report: (sku) => stub(sku).report(),
  };
}
