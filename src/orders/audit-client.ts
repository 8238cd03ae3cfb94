/** Reaches the Order objects for the reconciliation. */
import type { Order } from '../../durable-objects/order.ts';
import type { OrderId } from '../kernel/ids.ts';
import { answerOf, objectNamed, sagaAnswerOf } from '../platform/objects.ts';
import type { OrderAudits } from './audit.ts';

/** Orders under audit, through the binding ORDER. */
export function orderAudits(namespace: DurableObjectNamespace<Order>, region: string): OrderAudits {
  const stub = (id: OrderId) => objectNamed(namespace, id, region);
  return {
    audit: (id) => answerOf(stub(id).audit()),
    wake: (id) => sagaAnswerOf(stub(id).wake()),
    flag: (id, attention) => sagaAnswerOf(stub(id).flag(attention)),
    reopen: (id, payment, attention) => answerOf(stub(id).reopen(payment, attention)),
  };
}
