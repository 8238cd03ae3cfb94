/** What the shop sells in a run: little stock, and many who want it; and what they were told. */
import { servicesOf } from '../../../src/services.ts';
import type { CheckoutAnswer } from '../../../src/checkout/service.ts';
import { required } from '../../../src/kernel/assert.ts';
import { asCouponCode, asSku } from '../../../src/kernel/ids.ts';
import type { CartId, OrderId, Sku } from '../../../src/kernel/ids.ts';
import { Stream } from '../engine/random.ts';
import type { World } from '../world.ts';

export type OfferedCoupon = {
  readonly code: string;
  readonly totalLimit: number | null;
  readonly perCustomerLimit: number | null;
};

/** What a cart was told under a key. */
export type Told = { readonly order: string; readonly total: number };

/** How long shoppers keep coming: a crowd at the door, a busy half hour, a slow hour. */
const OPEN_FOR_MS = [60_000, 10 * 60_000, 20 * 60_000, 40 * 60_000] as const;
const SHOPPERS_A_SKU = 8;

export class Goods {
  readonly #world: World;
  readonly skus: readonly [Sku, ...Sku[]];
  /** Minor units. */
  readonly prices = new Map<string, number>();
  readonly coupons: readonly OfferedCoupon[] = [
    { code: 'ONCE', totalLimit: 1, perCustomerLimit: null },
    { code: 'THRICE', totalLimit: 3, perCustomerLimit: 1 },
    { code: 'EACH', totalLimit: null, perCustomerLimit: 1 },
    { code: 'ANY', totalLimit: null, perCustomerLimit: null },
    { code: 'FREE', totalLimit: 4, perCustomerLimit: null },
  ];
  readonly openForMs: number;
  readonly ids = new Set<OrderId>();
  readonly #told = new Map<string, Told>();

  constructor(world: World) {
    this.#world = world;
    const { seed, shoppers } = world.options;
    const draws = new Stream(seed, 'goods');
    this.openForMs = draws.pick(OPEN_FOR_MS);
    const count = Math.max(2, Math.ceil(shoppers / SHOPPERS_A_SKU));
    const names = Array.from({ length: count }, (_, index) => `SKU-${index + 1}`);
    const skus = names.map((name) => required(asSku(name), 'a SKU'));
    this.skus = [required(skus[0], 'a first SKU'), ...skus.slice(1)];
    for (const sku of skus) this.prices.set(sku, 100 * draws.between(5, 200));
  }

  /** Brings the catalogue, its stock and the coupons in, before anything goes wrong. */
  async open(): Promise<void> {
    const { catalogueAdmin, coupons } = servicesOf(this.#world.env);
    const draws = new Stream(this.#world.options.seed, 'stock');
    const lines = this.skus.map((sku, index) => ({
      line: index + 1,
      value: { ok: true as const, value: this.#row(sku, draws) },
    }));
    const imported = await catalogueAdmin.importOnce(lines, {
      ...{ defaultStock: null, dryRun: false, key: null, seller: null },
    });
    if (!imported.ok || !imported.value.body.includes('"failed":0')) {
      throw new Error(`the catalogue was refused: ${JSON.stringify(imported)}`);
    }
    for (const { code, totalLimit, perCustomerLimit } of this.coupons) {
      await coupons.create(
        {
          ...{ code: required(asCouponCode(code), 'a code'), kind: 'percent', currency: 'EUR' },
          ...{ value: code === 'FREE' ? 100 : 10, minimum: 0, startsAt: null, endsAt: null },
          ...{ totalLimit, perCustomerLimit, combinable: false, active: true, createdAt: 0 },
        },
        null,
      );
    }
  }

  #row(sku: Sku, draws: Stream) {
    return {
      ...{ id: sku, title: `Thing ${sku}`, category: 'Things > Some', currency: 'EUR' },
      price_minor: this.prices.get(sku),
      // From the last one of its kind to hardly enough.
      variants: [
        {
          sku,
          options: {},
          stock: draws.between(1, draws.pick([3, SHOPPERS_A_SKU, 2 * SHOPPERS_A_SKU])),
        },
      ],
    };
  }

  /** What somebody wants: one to four SKUs, the first ones more often. */
  wishes(draws: Stream): Sku[] {
    const wanted = new Set<Sku>();
    const lines = draws.pick([1, 1, 2, 2, 3, 4]);
    for (let line = 0; line < lines; line++) {
      const place = Math.floor(draws.next() ** 2 * this.skus.length);
      wanted.add(this.skus[place] ?? this.skus[0]);
    }
    return [...wanted];
  }

  /** The code somebody has, or null. */
  coupon(draws: Stream): string | null {
    if (!draws.chance(0.3)) return null;
    return draws.pick(['ONCE', 'THRICE', 'EACH', 'ANY', 'FREE']);
  }

  placed(id: OrderId): void {
    this.ids.add(id);
  }

  /** I8: the same key of the same cart is told the same order, every time. */
  told(cart: CartId, key: string, answer: CheckoutAnswer): void {
    if (answer.kind === 'refused' || !answer.answer.ok) return;
    const { id, total } = answer.answer.value.order;
    const now = { order: id, total: total.amount };
    const name = `${cart} ${key}`;
    const before = this.#told.get(name) ?? now;
    this.#told.set(name, before);
    const same = before.order === now.order && before.total === now.total;
    this.#world.holds(same, 'I8', id, `${name}: ${before.order}, then ${id}`);
  }

  get toldOf(): ReadonlyMap<string, Told> {
    return this.#told;
  }
}
