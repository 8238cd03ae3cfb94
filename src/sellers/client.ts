/** Reaches the SellerBook objects: wraps their stubs behind the slice's port. */
import type { SellerBook } from '../../durable-objects/seller-book.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { SellerBookPort } from './port.ts';

/** Books as the rest of the shop reaches them, through the binding SELLER_BOOK. */
export function sellerBooks(
  namespace: DurableObjectNamespace<SellerBook>,
  region: string,
): SellerBookPort {
  const stub = (seller: string) => objectNamed(namespace, seller, region);
  return {
    take: (seller, sale, version) => answerOf(stub(seller).take(sale, version)),
    known: (seller, orderIds) => answerOf(stub(seller).known(orderIds)),
    sales: (seller, period, below, limit) => answerOf(stub(seller).sales(period, below, limit)),
    totals: (seller, period) => answerOf(stub(seller).totals(period)),
    statements: (seller, below, limit) => answerOf(stub(seller).statements(below, limit)),
    statement: (seller, sequence) => answerOf(stub(seller).statement(sequence)),
    lines: (seller, sequence, above, limit) => answerOf(stub(seller).lines(sequence, above, limit)),
    state: (seller, until) => answerOf(stub(seller).state(until)),
    pay: (seller, sequence, reference) => answerOf(stub(seller).pay(sequence, reference)),
  };
}
