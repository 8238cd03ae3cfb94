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
    sales: (seller, period, below, limit) => answerOf(stub(seller).sales(period, below, limit)),
    sale: (seller, orderId) => answerOf(stub(seller).sale(orderId)),
    totals: (seller, period) => answerOf(stub(seller).totals(period)),
    statements: (seller) => answerOf(stub(seller).statements()),
    state: (seller, until) => answerOf(stub(seller).state(until)),
    pay: (seller, sequence, reference) => answerOf(stub(seller).pay(sequence, reference)),
  };
}
