/** A buyer and a merchant for the tests: the shop by its own routes, Stripe as a browser does. */
import { env, exports } from 'cloudflare:workers';
import { asSku } from '../../../src/kernel/ids.ts';
import type { Sku } from '../../../src/kernel/ids.ts';
import { required } from '../../../src/kernel/assert.ts';
import type { CartView } from '../../../src/cart/view.ts';
import type { OrderView, PaymentView } from '../../../src/orders/view.ts';

const ORIGIN = 'http://localhost';

export type Reply<T> = { status: number; headers: Headers; body: T };

/** Sends a request to the shop; a body that is no string goes as JSON. */
export async function call<T = unknown>(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply<T>> {
  const { body, headers = {} } = options;
  const response = await exports.default.fetch(`${ORIGIN}${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  });
  const text = await response.text();
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  };
}

export const ADMIN = { authorization: 'Bearer test-admin-key' };

export const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);

let counter = 0;
/** A name no other test of this file uses. */
export const unique = (prefix: string): string => `${prefix}-${++counter}`;

/** A published product of one SKU with `stock` units, written as the catalogue keeps it. */
export async function stockProduct(
  name: string,
  options: { price?: number; stock: number; warehouse?: string },
): Promise<Sku> {
  const id = 1_000 + ++counter;
  const db = env.CATALOG_DB;
  await db.batch([
    db
      .prepare(
        `INSERT INTO product (id, external_id, slug, title, category, description, tags, attributes,
           images, rating_average, rating_count, sales, seller_id, status, version, created_at,
           digest)
         VALUES (?1, ?2, ?2, ?2, 'test', '', '[]', '{}', '[]', 0, 0, 0, 'house', 'published', 1, 1,
           '')`,
      )
      .bind(id, name),
    db
      .prepare(
        `INSERT INTO variant (sku, product_id, position, options, availability)
         VALUES (?1, ?2, 0, '{}', 'low_stock')`,
      )
      .bind(name, id),
    db
      .prepare(`INSERT INTO price (sku, currency, amount) VALUES (?1, 'EUR', ?2)`)
      .bind(name, options.price ?? 1_000),
  ]);
  if (options.stock > 0) {
    const moved = await call('POST', `/api/admin/stock/${name}/movements`, {
      headers: ADMIN,
      body: {
        id: 'initial',
        delta: options.stock,
        reason: 'initial',
        ...(options.warehouse === undefined ? {} : { warehouse: options.warehouse }),
      },
    });
    if (moved.status !== 200) throw new Error(`stock of ${name}: ${JSON.stringify(moved.body)}`);
  }
  return sku(name);
}

export type StockBody = {
  on_hand: number;
  reserved: number;
  available: number;
  sold: number;
  holds: { order_id: string }[];
};

/** The stock as staff see it. */
export const stockOf = async (name: string): Promise<StockBody> =>
  (await call<StockBody>('GET', `/api/admin/stock/${name}`, { headers: ADMIN })).body;

export const ADDRESS = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};

/** What a refused request is answered with, as far as tests look at it. */
export type Refusal = { type: string; errors?: { pointer: string }[]; available?: number };

export type CheckoutBody = { order: OrderView & { token: string }; payment: PaymentView | null };

/** One buyer with one cart. */
export class Buyer {
  token = '';

  async add(item: Sku | string, quantity: number): Promise<Reply<CartView>> {
    const reply = await call<CartView>('POST', '/api/cart/items', {
      body: { sku: item, quantity },
      headers: this.headers(),
    });
    this.token = reply.headers.get('cart-token') ?? this.token;
    return reply;
  }

  headers(): Record<string, string> {
    return this.token === '' ? {} : { 'cart-token': this.token };
  }

  cart(): Promise<Reply<CartView>> {
    return call<CartView>('GET', '/api/cart', { headers: this.headers() });
  }

  checkout<T = CheckoutBody>(
    key: string,
    changes: Record<string, unknown> = {},
  ): Promise<Reply<T>> {
    return call<T>('POST', '/api/checkout', {
      headers: { ...this.headers(), 'idempotency-key': key },
      body: { email: 'ada@example.com', shipping_address: ADDRESS, ...changes },
    });
  }
}

/** Confirms a payment with a test card as Stripe.js would, with the publishable key. */
export async function pay(
  payment: PaymentView | null,
  card = 'pm_card_visa',
): Promise<Reply<{ status: string }>> {
  const next = payment?.next;
  if (payment === null || next?.type !== 'client_secret') throw new Error('nothing to pay');
  const form = new URLSearchParams({
    client_secret: next.client_secret,
    payment_method: card,
    key: next.publishable_key,
  });
  const url = `https://api.stripe.com/v1/payment_intents/${payment.reference}/confirm`;
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${next.publishable_key}` },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The order as its buyer sees it. */
export const orderOf = async (order: { id: string; token: string }): Promise<OrderView> =>
  (
    await call<OrderView>('GET', `/api/orders/${order.id}`, {
      headers: { 'order-token': order.token },
    })
  ).body;

/** Looks again until the condition holds; throws the last value seen when it never does. */
export async function until<T>(
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  milliseconds = 10_000,
): Promise<T> {
  // By a clock that no test sets.
  const end = performance.now() + milliseconds;
  let value = await look();
  while (!holds(value)) {
    if (performance.now() > end) throw new Error(`never held; last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    value = await look();
  }
  return value;
}
