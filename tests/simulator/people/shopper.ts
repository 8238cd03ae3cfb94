/**
 * A shopper: fills a cart, places its order, and pays, tries to, gives up, pays late, comes back
 * with a second tab, or cancels.
 */
import { servicesOf } from '../../../src/services.ts';
import type { CheckoutAnswer } from '../../../src/checkout/service.ts';
import { required } from '../../../src/kernel/assert.ts';
import { asCartId, asCouponCode, asOrderId } from '../../../src/kernel/ids.ts';
import type { CartId, OrderId, Sku } from '../../../src/kernel/ids.ts';
import { DEFAULT_MARKET } from '../../../src/pricing/markets.ts';
import type { Card } from '../outside/payments.ts';
import type { Goods } from './goods.ts';
import { Person } from './person.ts';
import type { World } from '../world.ts';

const market = DEFAULT_MARKET;
/** Without a pass of any sale. */
const terms = { market, prices: [] };

const ADDRESS = {
  ...{ name: 'A Buyer', line1: 'Street 1', line2: null, city: 'Berlin', region: null },
  ...{ postalCode: '10115', country: 'DE' },
};

type Placed = { readonly id: OrderId; readonly secret: string | null };

export class Shopper extends Person {
  readonly #goods: Goods;
  readonly #cart: { readonly id: CartId; readonly secret: string };
  readonly #email: string;
  #keys = 0;

  constructor(world: World, number: number, goods: Goods) {
    super(world, 'shopper', `${number}`);
    this.#goods = goods;
    const id = required(asCartId(`cart-${String(number).padStart(8, '0')}`), 'a cart id');
    this.#cart = { id, secret: `secret-${number}` };
    // Some people come twice: coupons count by customer.
    this.#email = `buyer-${this.draws.chance(0.2) ? number % 5 : number}@example.com`;
  }

  get #services() {
    return servicesOf(this.world.env);
  }

  async run(): Promise<void> {
    await this.wait(this.draws.between(0, this.#goods.openForMs));
    if (!(await this.#fillCart())) return;
    // Some look around first, and find that others were quicker.
    if (this.draws.chance(0.4)) await this.wait(this.draws.exponential(120_000));
    if (this.draws.chance(0.12)) await this.#twoTabs();
    else await this.#buy(await this.#place());
    // Now and then somebody buys again from the same cart.
    if (this.draws.chance(0.08) && (await this.#fillCart())) await this.#buy(await this.#place());
  }

  async #fillCart(): Promise<boolean> {
    let filled = false;
    for (const sku of this.#goods.wishes(this.draws)) {
      const quantity = this.draws.chance(0.8) ? 1 : 2;
      const key = { key: this.#newKey(), fingerprint: `${sku} ${quantity}` };
      const item = { sku, quantity };
      const added = await this.ask('cart', () =>
        this.#services.cart.add(this.#cart.id, terms, item, key),
      );
      filled ||= added?.ok === true;
    }
    const code = this.#goods.coupon(this.draws);
    if (filled && code !== null) await this.#applyCoupon(code);
    return filled;
  }

  async #applyCoupon(text: string): Promise<void> {
    const code = required(asCouponCode(text), 'a code');
    const key = { key: this.#newKey(), fingerprint: text };
    await this.ask('cart', () => this.#services.cart.applyCoupon(this.#cart.id, terms, code, key));
  }

  #newKey(): string {
    return `key-${++this.#keys}`;
  }

  /** Quotes now and then, and places under one key until an answer comes. */
  async #place(key = this.#newKey()): Promise<Placed | null> {
    const delivery = { country: ADDRESS.country, method: null };
    const quote = this.draws.chance(0.5)
      ? await this.ask('quote', () => this.#services.checkout.quote(this.#cart.id, terms, delivery))
      : null;
    const quoted = quote?.ok === true ? quote.value : null;
    const answer = await this.ask('checkout', () =>
      this.#services.checkout.place({
        ...{ cart: this.#cart, market, key, fingerprint: 'order', email: this.#email },
        ...{ address: ADDRESS, shippingMethod: null, buyer: null, visitor: null },
        ...{ passes: [], billingAddress: null },
        ...{ quoteId: quoted?.quote_id ?? null, expectedTotal: quoted?.total ?? null },
      }),
    );
    return answer === null ? null : this.#told(key, answer);
  }

  #told(key: string, answer: CheckoutAnswer): Placed | null {
    this.#goods.told(this.#cart.id, key, answer);
    if (answer.kind === 'refused' || !answer.answer.ok) {
      const reason = answer.kind === 'refused' ? answer.reason : 'refused';
      this.note(`was refused: ${reason}`, this.#cart.id);
      return null;
    }
    const { order, payment } = answer.answer.value;
    const next = payment?.next;
    const secret = next?.type === 'client_secret' ? next.client_secret : null;
    if (secret !== null) this.world.payments.disclose(secret);
    const id = required(asOrderId(order.id), 'an order id');
    this.note(`placed an order of ${order.total.amount}`, id);
    this.#goods.placed(id);
    return { id, secret };
  }

  /** Two tabs place under two keys, at once or after one another, and each may pay. */
  async #twoTabs(): Promise<void> {
    const tab = async (wait: number): Promise<void> => {
      await this.wait(wait);
      await this.#buy(await this.#place());
    };
    const second = this.draws.chance(0.5) ? 0 : this.draws.between(0, 120_000);
    await Promise.all([tab(0), tab(second)]);
  }

  async #buy(placed: Placed | null): Promise<void> {
    if (placed === null) return;
    const { id, secret } = placed;
    if (secret !== null) await this.#payIfInTheMood(id, secret);
    if (!this.draws.chance(0.1)) return;
    await this.wait(this.draws.between(0, 600_000));
    const key = { key: this.#newKey(), fingerprint: 'cancel' };
    this.note('cancels', id);
    await this.ask('cancel', () => this.#services.orders.cancel(id, 'cancelled_by_buyer', key));
  }

  async #payIfInTheMood(id: OrderId, secret: string): Promise<void> {
    const mood = this.draws.next();
    if (mood < 0.12) return;
    // Most pay within a minute or two; some when their time is nearly, or just, over.
    const late = mood < 0.22;
    await this.wait(late ? this.draws.between(880_000, 960_000) : this.draws.exponential(60_000));
    await this.#pay(id, secret, 3);
  }

  async #pay(id: OrderId, secret: string, tries: number): Promise<void> {
    const card = this.draws.pick<Card>([
      ...(['good', 'good', 'good', 'good', 'good', 'good'] as const),
      ...(['declined', 'challenged', 'processing', 'processing_fails'] as const),
    ]);
    const { payments } = this.world;
    const status = await payments.confirm(secret, card).catch(() => null);
    this.note(`pays with a ${card} card: ${status}`, id);
    if (status === 'requires_action') {
      await this.wait(this.draws.exponential(20_000));
      const passes = this.draws.chance(0.8);
      await payments.answerChallenge(secret, passes).catch(() => null);
    }
    // Some close the window as soon as they have paid.
    if (this.draws.chance(0.4)) return;
    const shown = await this.ask('payment', () => this.#services.orders.resolvePayment(id));
    const open = shown?.payment?.next.type === 'client_secret';
    if (open && tries > 1 && this.draws.chance(0.7)) {
      await this.wait(this.draws.exponential(30_000));
      await this.#pay(id, secret, tries - 1);
    }
  }
}

export type { Sku };
