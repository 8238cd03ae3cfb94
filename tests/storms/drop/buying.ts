/** A cart, a checkout and a card, for one unit of one SKU: in a drop or in an ordinary shop. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Order, Checkout } from '../shop.ts';
import type { Door, Replied } from './door.ts';

/** How a waiting order is looked at, and for how long: its webhook takes a moment. */
const LOOK_MS = 1_000;
const LOOKS = 120;

export type CheckoutAnswer = Partial<Checkout> & { readonly type?: string };

/** Who buys: no two share an e-mail address or a street, since a sale counts by both. */
export type Buyer = { readonly number: number; readonly headers: Record<string, string> };

export const emailOf = (number: number): string => `shopper-${number}@drop.example`;

/** A cart with one unit; its token. Null while others hold all there is. */
export async function cartOf(
  door: Door,
  sku: string,
  headers: Buyer['headers'],
): Promise<string | null> {
  const item = { sku, quantity: 1 };
  const reply = await door.post<{ type?: string }>('/api/cart/items', item, headers);
  if (reply.body.type === 'out_of_stock') return null;
  if (reply.status !== 200) throw new Error(`a cart: ${reply.status} ${reply.body.type ?? ''}`);
  return reply.headers.get('cart-token') ?? '';
}

/** Places the order of a cart. */
export function checkout(
  door: Door,
  { number, headers }: Buyer,
  cart: string,
  key: string,
): Promise<Replied<CheckoutAnswer>> {
  const body = {
    email: emailOf(number),
    shipping_address: {
      ...{ name: 'Ada Lovelace', line1: `Street ${number}`, city: 'Berlin' },
      ...{ postal_code: '10117', country: 'DE' },
    },
  };
  const all = { ...headers, 'cart-token': cart, 'idempotency-key': key };
  return door.post<CheckoutAnswer>('/api/checkout', body, all);
}

/** Pays with a card that is accepted; the answer's status. */
export async function pay(door: Door, payment: Checkout['payment']): Promise<number> {
  const next = payment?.next;
  if (payment === null || next?.type !== 'client_secret') throw new Error('nothing to pay');
  const form = new URLSearchParams({
    client_secret: next.client_secret,
    payment_method: 'pm_card_visa',
    key: next.publishable_key,
  });
  const reply = await door.send({
    method: 'POST',
    path: `/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  return reply.status;
}

/** The status in which an order has come to rest; the last one seen where it does not. */
export async function restOf(door: Door, { id, token }: Order): Promise<string> {
  let status = '';
  for (let look = 0; look < LOOKS; look++) {
    await pause(LOOK_MS);
    const seen = await door.get<{ status?: string }>(`/api/orders/${id}`, { 'order-token': token });
    status = seen.body.status ?? '';
    if (status === 'confirmed' || status === 'expired' || status === 'cancelled') break;
  }
  return status;
}
