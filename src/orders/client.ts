/** Reaches the Order objects: wraps their stubs behind the slice's port. */
import type { Order } from '../../durable-objects/order.ts';
import type { OrderId } from '../kernel/ids.ts';
import { answerOf, objectNamed, sagaAnswerOf } from '../platform/objects.ts';
import type { OrderPort } from './port.ts';

/** Orders as the rest of the shop reaches them, through the binding ORDER. */
export function orderClient(namespace: DurableObjectNamespace<Order>, region: string): OrderPort {
  const stub = (id: OrderId) => objectNamed(namespace, id, region);
  return {
    place: (id, request) => sagaAnswerOf(stub(id).place(request)),
    replay: (id, fingerprint) => sagaAnswerOf(stub(id).replay(fingerprint)),
    view: (id) => answerOf(stub(id).view()),
    isOf: (id, buyer) => answerOf(stub(id).isOf(buyer)),
    billed: (id) => answerOf(stub(id).billed()),
    forStaff: (id) => answerOf(stub(id).forStaff()),
    resolvePayment: (id) => sagaAnswerOf(stub(id).resolvePayment()),
    checkMoney: (id) => sagaAnswerOf(stub(id).checkMoney()),
    supersede: (id) => sagaAnswerOf(stub(id).supersede()),
    cancel: (id, cause, once) => sagaAnswerOf(stub(id).cancel(cause, once)),
    refund: (id, request, once) => sagaAnswerOf(stub(id).refund(request, once)),
    ship: (id, request, once) => sagaAnswerOf(stub(id).ship(request, once)),
    changeShipment: (id, shipment, change) =>
      sagaAnswerOf(stub(id).changeShipment(shipment, change)),
    askReturn: (id, request, once) => sagaAnswerOf(stub(id).askReturn(request, once)),
    changeReturn: (id, returned, change) => sagaAnswerOf(stub(id).changeReturn(returned, change)),
    flag: (id, attention) => sagaAnswerOf(stub(id).flag(attention)),
    clearAttention: (id, clearance) => sagaAnswerOf(stub(id).clearAttention(clearance)),
    verdict: (key) => answerOf(stub(key.orderId).verdict(key)),
  };
}
