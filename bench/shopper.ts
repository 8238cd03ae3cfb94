/** What shoppers ask of the shop over HTTP, as pieces of work. A wrong answer ends the run. */
import { randomUUID } from 'node:crypto';
import type { Connection, Reply } from './connections.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

export class WrongAnswer extends Error {}

/** The reply, if it has the status; else the run ends with what it said. */
export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply;
  throw new WrongAnswer(`${reply.status} instead of ${status}: ${reply.text.slice(0, 400)}`);
}

export async function get(connection: Connection, path: string): Promise<Reply> {
  return expectStatus(await connection.call({ method: 'GET', path }), 200);
}

/** Adds one unit; a cart is made where `cart` is empty. Answers the cart's token. */
export async function addToCart(
  connection: Connection,
  sku: string,
  cart: string,
): Promise<string> {
  const headers = cart === '' ? JSON_TYPE : { ...JSON_TYPE, 'cart-token': cart };
  const body = JSON.stringify({ sku, quantity: 1 });
  const call = { method: 'POST' as const, path: '/api/cart/items', headers, body };
  const reply = expectStatus(await connection.call(call), 200);
  return cart === '' ? (reply.headers.get('cart-token') ?? '') : cart;
}

/** What a shopper sends to check out. */
export const CHECKOUT = JSON.stringify({
  email: 'ada@example.com',
  shipping_address: {
    name: 'Ada Lovelace',
    line1: 'Unter den Linden 1',
    city: 'Berlin',
    postal_code: '10117',
    country: 'DE',
  },
});

type Placed = {
  readonly order: { readonly id: string; readonly token: string };
  readonly payment: {
    readonly reference: string;
    readonly next: { readonly client_secret: string; readonly publishable_key: string };
  };
};

/** Places the cart's order and pays it with a test card, as Stripe.js would. */
export async function buy(connection: Connection, cart: string): Promise<Placed['order']> {
  const headers = { ...JSON_TYPE, 'cart-token': cart, 'idempotency-key': randomUUID() };
  const placed = expectStatus(
    await connection.call({ method: 'POST', path: '/api/checkout', headers, body: CHECKOUT }),
    201,
  );
  const { order, payment }: Placed = JSON.parse(placed.text);
  const form = new URLSearchParams({
    client_secret: payment.next.client_secret,
    payment_method: 'pm_card_visa',
    key: payment.next.publishable_key,
  });
  const paid = await connection.call({
    method: 'POST',
    path: `/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  expectStatus(paid, 200);
  return order;
}

/** Wait before each look at the order after paying: long enough that one look does. */
const LOOK_AFTER_MS = 1_000;
const LOOKS = 50;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Waits until the order is confirmed. */
export async function confirmed(
  connection: Connection,
  { id, token }: Placed['order'],
): Promise<void> {
  let last = '';
  for (let look = 0; look < LOOKS; look++) {
    await pause(LOOK_AFTER_MS);
    const headers = { 'order-token': token };
    const call = { method: 'GET' as const, path: `/api/orders/${id}`, headers };
    const reply = expectStatus(await connection.call(call), 200);
    const { status }: { status: string } = JSON.parse(reply.text);
    if (status === 'confirmed') return;
    last = status;
  }
  throw new WrongAnswer(`order ${id} is still ${last}`);
}

/** A new cart of two lines, bought and confirmed. */
export async function order(
  connection: Connection,
  skus: readonly [string, string],
): Promise<void> {
  const cart = await addToCart(connection, skus[0], '');
  await addToCart(connection, skus[1], cart);
  await confirmed(connection, await buy(connection, cart));
}
