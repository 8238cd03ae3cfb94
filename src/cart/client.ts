/** Reaches the Cart objects: wraps their stubs behind the slice's port. */
import type { Cart } from '../../durable-objects/cart.ts';
import type { CartId } from '../kernel/ids.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { CartPort } from './port.ts';

/** Carts as the rest of the shop reaches them, through the binding CART. */
export function cartClient(namespace: DurableObjectNamespace<Cart>, region: string): CartPort {
  const stub = (id: CartId) => objectNamed(namespace, id, region);
  return {
    read: (id) => answerOf(stub(id).read()),
    change: (id, { market, prices }, change, key) =>
      answerOf(stub(id).change(market, change, key, prices)),
    begin: (id, orderId, replacing) => answerOf(stub(id).begin(orderId, replacing)),
    settle: (id, orderId, bought) => answerOf(stub(id).settle(orderId, bought)),
  };
}
