/** Reaches the SkuStock objects: wraps their stubs behind the slice's ports. */
import { answerOf, objectNamed } from '../platform/objects.ts';
import { isOverloaded } from '../platform/trouble.ts';
import type { SkuStock } from '../../durable-objects/sku-stock.ts';
import type { Sku } from '../kernel/ids.ts';
import { fail } from '../kernel/result.ts';
import type { EscrowPort } from './escrow.ts';
import { placeName, routedStock } from './routing.ts';
import type { ReserveAnswer, StockObject } from './routing.ts';
import type { ReturnIntake, StockLanes, StockPort } from './stock.ts';

/** An owner that says so is left alone: it is not asked again at once. */
function leftAlone(error: unknown): ReserveAnswer {
  if (isOverloaded(error)) return fail({ reason: 'overloaded' });
  throw error;
}

const object = (stub: DurableObjectStub<SkuStock>): StockObject => ({
  level: () => answerOf(stub.level()),
  reserve: (request, asked) => answerOf(stub.reserve(request, asked)).catch(leftAlone),
  extend: (key, leaseUntil) => answerOf(stub.extend(key, leaseUntil)),
  commit: (key) => answerOf(stub.commit(key)),
  release: (key) => answerOf(stub.release(key)),
  uncommit: (key) => answerOf(stub.uncommit(key)),
  adjust: (adjustment) => answerOf(stub.adjust(adjustment)),
  takeBack: (goods) => answerOf(stub.takeBack(goods)),
  report: () => answerOf(stub.report()),
  setLanes: (regions) => answerOf(stub.setLanes(regions)),
  setGate: (gate) => answerOf(stub.setGate(gate)),
  gateTaken: () => answerOf(stub.gateTaken()),
  liftGate: (sale) => answerOf(stub.liftGate(sale)),
});

/** The stock as orders and merchants reach it, through the binding SKU_STOCK. */
export function stockClient(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
): StockPort & ReturnIntake & StockLanes {
  const places = {
    home: (sku: Sku) => object(objectNamed(namespace, sku, region)),
    lane: (sku: Sku, lane: number, hint = region) =>
      object(objectNamed(namespace, placeName(sku, lane), hint)),
  };
  return routedStock(places, () => Date.now());
}

/** How a hot SKU's home and lanes reach each other. */
export function escrowClient(
  namespace: DurableObjectNamespace<SkuStock>,
  region: string,
): EscrowPort {
  const place = (sku: Sku, lane: number) => objectNamed(namespace, placeName(sku, lane), region);
  return {
    draw: (sku, draw) => answerOf(place(sku, 0).draw(draw)),
    offer: (sku, lane) => answerOf(place(sku, 0).offer(lane)),
    recall: (sku, lane, recall) => answerOf(place(sku, lane).recall(recall)),
  };
}
