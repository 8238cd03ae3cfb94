/** Reaches the Order objects: wraps their stubs behind the slice's port. */
import type { Order } from '../../durable-objects/order.ts';
import type { OrderId } from '../kernel/ids.ts';
import { objectNamed } from '../platform/objects.ts';
import type { OrderPort } from './port.ts';

/** Orders as the rest of the shop reaches them, through the binding ORDER. */
export function orderClient(namespace: DurableObjectNamespace<Order>, region: string): OrderPort {
  const stub = (id: OrderId) => objectNamed(namespace, id, region);
  return {
    place: (id, request) => stub(id).place(request),
    replay: (id, fingerprint) => stub(id).replay(fingerprint),
    view: (id) => stub(id).view(),
    billed: (id) => stub(id).billed(),
    resolvePayment: (id) => stub(id).resolvePayment(),
    supersede: (id) => stub(id).supersede(),
    cancel: (id, cause, once) => stub(id).cancel(cause, once),
    refund: (id, request, once) => stub(id).refund(request, once),
    ship: (id, request, once) => stub(id).ship(request, once),
    changeShipment: (id, shipment, change) => stub(id).changeShipment(shipment, change),
    flag: (id, attention) => stub(id).flag(attention),
    verdict: (key) => stub(key.orderId).verdict(key),
  };
}
