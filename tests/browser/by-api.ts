/** What journeys begin with, made by the API: paid orders, sellers with goods, people at work. */
import { Secret, TOTP } from 'otpauth';
import { vi } from 'vitest';
import { ask, linkTo, origin, SETTLE_MS } from './shop.ts';

const ADDRESS = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};

type Headers = Record<string, string>;
const ADMIN: Headers = { authorization: 'Bearer dev-admin-key' };

async function post(path: string, body: unknown, headers: Headers): Promise<Response> {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}`);
  return response;
}

async function posted<T>(path: string, body: unknown, headers: Headers): Promise<T> {
  const answer: T = await (await post(path, body, headers)).json();
  return answer;
}

type Placed = {
  order: { id: string; number: string };
  payment: { reference: string; next: { client_secret: string; publishable_key: string } };
};
type Item = { sku: string; quantity: number };

/** An order paid with a test card, once the back office's list has heard of it. */
export async function paidOrder(email: string, items: readonly Item[]): Promise<Placed['order']> {
  let cart: Headers = {};
  for (const item of items) {
    const added = await post('/api/cart/items', item, cart);
    cart = { 'cart-token': added.headers.get('cart-token') ?? cart['cart-token'] ?? '' };
  }
  const { order, payment } = await posted<Placed>(
    '/api/checkout',
    { email, shipping_address: ADDRESS },
    { ...cart, 'idempotency-key': 'one-order' },
  );
  const { client_secret: secret, publishable_key: key } = payment.next;
  const path = `/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`;
  await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams({ client_secret: secret, payment_method: 'pm_card_visa', key }),
  });
  await vi.waitFor(() => confirmed(order.number), { timeout: SETTLE_MS, interval: 250 });
  return order;
}

/** The list is a copy: events come to it through two queues. */
async function confirmed(number: string): Promise<void> {
  const list = await ask<{ items: { status: string }[] }>(`/api/admin/orders?q=${number}`);
  const status = list.items[0]?.status;
  if (status !== 'confirmed') throw new Error(`order ${number} is ${status}`);
}

/** Takes in a seller with one lamp; somebody is invited to sell for them. */
export async function sellerWithLamp(id: string, email: string): Promise<void> {
  const seller = { id, name: `House of ${id}`, commission_percent: 10, email };
  await post('/api/admin/sellers', seller, ADMIN);
  const lamp = {
    ...{ id: `${id}-lamp`, title: `Lamp of ${id}`, category: 'Lighting' },
    ...{ price_minor: 4_000, currency: 'EUR', seller_id: id, stock: 9 },
  };
  await post('/api/admin/products', lamp, ADMIN);
}

export const PASSWORD = 'a lamp and a chair';

/** Accepts an invitation and sets an app up; answers a recovery code to sign in with. */
export async function atWork(email: string): Promise<string> {
  const link = new URL(await linkTo(email, '/admin/invitation'), origin);
  const token = link.searchParams.get('token') ?? '';
  await post('/api/auth/accept-invitation', { token, name: 'Ada', password: PASSWORD }, {});
  const session = await posted<{ access_token: string }>(
    '/api/auth/login',
    { email, password: PASSWORD },
    {},
  );
  const headers = { authorization: `Bearer ${session.access_token}` };
  const factor = '/api/me/second-factor/app';
  const { secret } = await posted<{ secret: string }>(factor, {}, headers);
  const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
  const done = await posted<{ recovery_codes: string[] }>(`${factor}/confirm`, { code }, headers);
  return done.recovery_codes[0] ?? '';
}
