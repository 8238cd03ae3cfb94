/** Someone with a cart, goods in it and an own mail address: what a crash test happens to. */
import { env } from 'cloudflare:workers';
import { parseCartToken } from '../../../src/http/tokens.ts';
import type { CartToken } from '../../../src/http/tokens.ts';
import type { CartState } from '../../../src/cart/cart.ts';
import { required } from '../../../src/kernel/assert.ts';
import type { Sku } from '../../../src/kernel/ids.ts';
import type { Placed } from '../../../src/orders/port.ts';
import { sha256 } from '../../../src/platform/crypto.ts';
import { servicesOf } from '../../../src/services.ts';
import { orderObject } from './crash.ts';
import { Buyer, pay, stockProduct, unique } from './shop.ts';
import type { CheckoutBody, Reply } from './shop.ts';

export const PRICE = 1_000;

export type Goods = { readonly sku: Sku; readonly quantity: number };

export class Shopper {
  readonly buyer = new Buyer();
  readonly email: string;
  readonly goods: readonly Goods[];
  /** Keys under which this shopper has ever checked out. */
  readonly keys = new Set<string>();

  constructor(goods: readonly Goods[], email = `${unique('shopper')}@example.com`) {
    this.goods = goods;
    this.email = email;
  }

  /** Someone who has been here before. */
  static known(goods: readonly Goods[], { token, email }: { token: string; email: string }) {
    const known = new Shopper(goods, email);
    known.buyer.token = token;
    return known;
  }

  get #cart(): CartToken {
    const token = parseCartToken(servicesOf(env).tokenKeys, this.buyer.token);
    return required(token, 'a cart that was added to has a token');
  }

  /** The object that owns the cart. */
  get cart() {
    return env.CART.getByName(this.#cart.id);
  }

  async cartState(): Promise<CartState> {
    return required(await this.cart.read(), 'a cart that was added to exists');
  }

  async fill(): Promise<this> {
    for (const { sku, quantity } of this.goods) {
      const added = await this.buyer.add(sku, quantity);
      if (added.status !== 200) throw new Error(JSON.stringify(added.body));
    }
    return this;
  }

  /** The order that a key names: who knows the cart's secret may compute it beforehand. */
  idOf(key = 'key'): string {
    return sha256(`order:${this.#cart.secret}:${key}`).slice(0, 32);
  }

  checkout<T = CheckoutBody>(key = 'key'): Promise<Reply<T>> {
    this.keys.add(key);
    return this.buyer.checkout<T>(key, { email: this.email });
  }

  /** A SKU of this shopper's goods, and the object that owns its stock. */
  item(line = 0): Sku {
    return required(this.goods[line], 'a line of the cart').sku;
  }

  stock(line = 0) {
    return env.SKU_STOCK.getByName(this.item(line));
  }

  /** The order as it stands, and how to pay it. */
  async placed(key = 'key'): Promise<Placed> {
    return required(await orderObject(this.idOf(key)).view(), 'the order was placed');
  }

  async status(key = 'key'): Promise<string> {
    return (await this.placed(key)).order.status;
  }

  async pay(key = 'key', card?: string): Promise<string> {
    const { payment } = await this.placed(key);
    return (await pay(payment, card)).body.status;
  }
}

/** A shopper with each quantity of an own product in the cart, of which there are `stock`. */
export async function shopper(
  ...wanted: readonly { stock: number; quantity: number }[]
): Promise<Shopper> {
  const goods = await Promise.all(
    wanted.map(async ({ stock, quantity }) => ({
      sku: await stockProduct(unique('item'), { stock, price: PRICE }),
      quantity,
    })),
  );
  return new Shopper(goods).fill();
}
