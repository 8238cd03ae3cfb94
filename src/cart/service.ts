/** Use cases of a cart: what a shopper does, over the catalogue's copies and the stock's word. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Offer } from '../catalog/offer.ts';
import type { StockPort } from '../inventory/stock.ts';
import type { CartId, CouponCode, Sku } from '../kernel/ids.ts';
import { fail } from '../kernel/result.ts';
import type { Failure } from '../kernel/result.ts';
import type { Clock } from '../kernel/random.ts';
import type { Coupon } from '../pricing/coupons.ts';
import { emptyCart } from './cart.ts';
import type { CartState } from './cart.ts';
import type { CartAnswer, CartChange, CartKey, CartPort, CartRefusal, CartTerms } from './port.ts';
import { cartView } from './view.ts';
import type { CartView } from './view.ts';

export type CartDependencies = {
  readonly carts: CartPort;
  readonly catalogue: Pick<Catalogue, 'offers'>;
  readonly stock: Pick<StockPort, 'level'>;
  readonly coupons: { find(codes: readonly CouponCode[]): Promise<Coupon[]> };
  readonly clock: Clock;
};

export type CartUseRefusal =
  | Exclude<CartRefusal, { reason: 'ask_stock' }>
  | { reason: 'key_reused' }
  | { reason: 'unknown_sku'; sku: Sku };

export type CartUseAnswer =
  | { readonly ok: true; readonly view: CartView; readonly replayed: boolean }
  | Failure<CartUseRefusal>;

export type CartService = {
  view(id: CartId, terms: CartTerms): Promise<CartView>;
  add(
    id: CartId,
    terms: CartTerms,
    item: { sku: Sku; quantity: number },
    key: CartKey | null,
  ): Promise<CartUseAnswer>;
  setQuantity(
    id: CartId,
    terms: CartTerms,
    item: { sku: Sku; quantity: number },
  ): Promise<CartUseAnswer>;
  remove(id: CartId, terms: CartTerms, sku: Sku): Promise<CartUseAnswer>;
  applyCoupon(
    id: CartId,
    terms: CartTerms,
    code: CouponCode,
    key: CartKey | null,
  ): Promise<CartUseAnswer>;
  removeCoupon(id: CartId, terms: CartTerms, code: CouponCode): Promise<CartUseAnswer>;
  /** Takes another cart's lines over: quantities summed, capped by the stock, priced as of now. */
  merge(id: CartId, terms: CartTerms, from: CartId, key: CartKey | null): Promise<CartUseAnswer>;
};

/** The cart's use cases. */
export function cartService(dependencies: CartDependencies): CartService {
  const { carts, catalogue, coupons } = dependencies;
  const change = (id: CartId, terms: CartTerms, wanted: CartChange, key: CartKey | null = null) =>
    carts.change(id, terms, wanted, key).then(settled);
  return {
    view: (id, terms) => viewCart(dependencies, id, terms),
    add: (id, terms, item, key) => changeLine(dependencies, 'add', id, terms, item, key),
    setQuantity: (id, terms, item) => changeLine(dependencies, 'set', id, terms, item, null),
    remove: (id, terms, sku) => change(id, terms, { kind: 'remove', sku }),
    async applyCoupon(id, terms, code, key) {
      const [coupon] = await coupons.find([code]);
      return change(id, terms, { kind: 'apply_coupon', coupon: coupon ?? null }, key);
    },
    removeCoupon: (id, terms, code) => change(id, terms, { kind: 'remove_coupon', code }),
    async merge(id, terms, from, key) {
      const other = await carts.read(from);
      const lines = other?.lines ?? [];
      const offers = await catalogue.offers(
        lines.map((line) => line.sku),
        terms.market,
      );
      const merged = await Promise.all(
        lines.map(async (line) => mergedLine(dependencies, offers.get(line.sku), line)),
      );
      const known = merged.filter((line) => line !== null);
      const answer = await change(id, terms, { kind: 'merge', lines: known }, key);
      // What was taken over is in one place only, so that merging again adds nothing.
      if (answer.ok && lines.length > 0) await change(from, terms, { kind: 'empty' });
      return answer;
    },
  };
}

async function mergedLine(
  { stock }: CartDependencies,
  offer: Offer | undefined,
  line: { sku: Sku; quantity: number },
) {
  if (offer === undefined) return null;
  const { available } = await stock.level(line.sku);
  return { offer, quantity: line.quantity, available };
}

/** An answer that asks for the stock's word was given it, so that reason cannot be left. */
function settled(answer: CartAnswer): CartUseAnswer {
  if (!answer.ok && answer.reason === 'ask_stock') {
    return fail({ reason: 'out_of_stock', sku: answer.sku, available: 0 });
  }
  return answer;
}

/**
 * Puts a quantity into the cart. A copy that says "in stock" is believed for a few units, since
 * asking every SKU's object would double the cost of a cart; for more, or when it says "low" or
 * "out", the object is asked, so that the answer names the largest quantity there is.
 */
async function changeLine(
  { carts, catalogue, stock }: CartDependencies,
  kind: 'add' | 'set',
  id: CartId,
  terms: CartTerms,
  { sku, quantity }: { sku: Sku; quantity: number },
  key: CartKey | null,
): Promise<CartUseAnswer> {
  const offer = (await catalogue.offers([sku], terms.market)).get(sku);
  if (offer === undefined) return fail({ reason: 'unknown_sku', sku });
  if (offer.availability === 'in_stock') {
    const answer = await carts.change(id, terms, { kind, offer, quantity, available: null }, key);
    if (answer.ok || answer.reason !== 'ask_stock') return settled(answer);
  }
  const { available } = await stock.level(sku);
  return settled(await carts.change(id, terms, { kind, offer, quantity, available }, key));
}

/** The cart as it is now: prices whose lock has ended and the stock's buckets are brought up. */
async function viewCart(
  { carts, catalogue, clock }: CartDependencies,
  id: CartId,
  terms: CartTerms,
): Promise<CartView> {
  const now = clock();
  const state = (await carts.read(id)) ?? emptyCart(terms.market, now);
  if (state.lines.length === 0) return cartView(id, state, now, terms.prices);
  const offers = await catalogue.offers(
    state.lines.map((line) => line.sku),
    terms.market,
  );
  if (!needsRepricing(state, offers, now)) return cartView(id, state, now, terms.prices);
  const answer = await carts.change(id, terms, { kind: 'reprice', offers }, null);
  return answer.ok ? answer.view : cartView(id, state, now, terms.prices);
}

const needsRepricing = (state: CartState, offers: ReadonlyMap<Sku, Offer>, now: number): boolean =>
  state.lines.some((line) => {
    const offer = offers.get(line.sku);
    if (offer === undefined) return line.availability !== 'out_of_stock';
    return line.lockedUntil <= now || line.availability !== offer.availability;
  });
