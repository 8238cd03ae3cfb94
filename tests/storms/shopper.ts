/** One of the crowd: a cart, a checkout, and a card as Stripe.js would use it. */
import { CHECKOUT } from '../../bench/shopper.ts';
import type { PaymentView } from '../../src/orders/view.ts';
import type { Answer, Checkout, Refusal, StormShop } from './shop.ts';

export class Shopper {
  readonly #shop: StormShop;
  #cart = '';

  constructor(shop: StormShop) {
    this.#shop = shop;
  }

  #headers(): Record<string, string> {
    return this.#cart === '' ? {} : { 'cart-token': this.#cart };
  }

  async add(sku: string): Promise<void> {
    const item = { sku, quantity: 1 };
    const reply = await this.#shop.post('/api/cart/items', item, this.#headers());
    if (reply.status !== 200) throw new Error(`adding ${sku}: ${JSON.stringify(reply.body)}`);
    this.#cart = reply.headers.get('cart-token') ?? this.#cart;
  }

  async apply(code: string): Promise<void> {
    const reply = await this.#shop.post('/api/cart/coupons', { code }, this.#headers());
    if (reply.status !== 200) throw new Error(`code ${code}: ${JSON.stringify(reply.body)}`);
  }

  /** Places the cart's order; one that is placed is kept for the audit. */
  async checkout(key = 'key'): Promise<Answer<Checkout | Refusal>> {
    const reply = await this.#shop.send<Checkout | Refusal>({
      method: 'POST',
      path: '/api/checkout',
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': key },
        ...this.#headers(),
      },
      body: CHECKOUT,
    });
    if ('order' in reply.body) {
      const { id, token } = reply.body.order;
      this.#shop.orders.push({ id, token });
    }
    return reply;
  }
}

/** The placed order of an answer; throws what a refusal said. */
export function placedIn({ status, body }: Answer<Checkout | Refusal>): Checkout {
  if ('order' in body) return body;
  throw new Error(`no order: ${status} ${JSON.stringify(body)}`);
}

/** Puts one SKU into a new cart and places its order. */
export async function place(shop: StormShop, sku: string): Promise<Checkout> {
  const shopper = new Shopper(shop);
  await shopper.add(sku);
  return placedIn(await shopper.checkout());
}

/** Pays with a test card that is accepted. */
export async function pay(shop: StormShop, payment: PaymentView | null): Promise<Answer<unknown>> {
  const next = payment?.next;
  if (payment === null || next?.type !== 'client_secret') throw new Error('nothing to pay');
  const form = new URLSearchParams({
    client_secret: next.client_secret,
    payment_method: 'pm_card_visa',
    key: next.publishable_key,
  });
  return shop.send({
    method: 'POST',
    path: `/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
}
