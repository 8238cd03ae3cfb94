/**
 * Checkout's use cases: quote a cart, and place one order for it under an idempotency key. The
 * order object does the rest; see `orders/saga.ts`.
 */
import type { CartPort, CartTerms } from '../cart/port.ts';
import type { CartState } from '../cart/cart.ts';
import { atSalePrice, salePriceFor } from '../cart/sale-goods.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { required } from '../kernel/assert.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { CartId, CouponCode, OrderId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { jitter } from '../kernel/random.ts';
import type { Clock, Digest, Random } from '../kernel/random.ts';
import type { Seal } from '../kernel/seal.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Money } from '../kernel/money.ts';
import { buyerDigest } from '../orders/buyer.ts';
import type { Address, OrderDocument } from '../orders/order.ts';
import type { OrderPort, PlaceAnswer } from '../orders/port.ts';
import type { Coupon } from '../pricing/coupons.ts';
import type { Door, DoorRefusal } from '../waiting-room/door.ts';
import type { Market } from '../pricing/markets.ts';
import type { Backpressure } from './backpressure.ts';
import { orderDocument, orderNumber, priceCart, quoteView } from './checkout.ts';
import type { Delivery, PriceTables, PricedCart, PricingRefusal, QuoteView } from './checkout.ts';
import { readQuote, writeQuote } from './quotes.ts';

/** How long a quote may be quoted back, at most; the price lock may end sooner. */
const QUOTE_TTL_MS = 15 * MINUTE_MS;
/** Spread of the orders' deadlines, so that orders made at once do not expire at once. */
const DEADLINE_JITTER = 0.05;
/** Rounds in which a cart's other order is made to give way; two tabs need one. */
const MAX_SUPERSEDES = 3;

export type CheckoutDependencies = {
  readonly carts: CartPort;
  readonly catalogue: Pick<Catalogue, 'freshOffers'>;
  readonly coupons: { find(codes: readonly CouponCode[]): Promise<Coupon[]> };
  readonly orders: Pick<OrderPort, 'place' | 'replay' | 'supersede'>;
  readonly tables: PriceTables;
  readonly seal: Seal;
  readonly digest: Digest;
  /** Digest under a key: names a buyer where the e-mail address must not appear. */
  readonly buyerOf: Digest;
  /** Finds out which sale's goods an order has, and what lets it have them. */
  readonly door: Door;
  /** Which SKUs are to be left alone for a moment. */
  readonly pressure: Backpressure;
  /** Digest of a delivery address, however it was typed. */
  readonly addressOf: (parts: readonly string[]) => string;
  readonly random: Random;
  readonly clock: Clock;
  readonly holdTtlMs: number;
  readonly returnWindowMs: number;
};

export type PlaceRequest = {
  readonly cart: { readonly id: CartId; readonly secret: string };
  readonly market: Market;
  readonly key: string;
  readonly fingerprint: string;
  readonly email: string;
  /** Who is signed in (`orders/buyer.ts`), whatever address was typed; null for a guest. */
  readonly buyer: string | null;
  readonly address: Address;
  /** Null where it is the delivery address. */
  readonly billingAddress: Address | null;
  readonly shippingMethod: string | null;
  readonly quoteId: string | null;
  readonly expectedTotal: Money | null;
  /** The browser, as tickets and passes name it, and the passes it holds. */
  readonly visitor: string | null;
  readonly passes: readonly string[];
};

export type CheckoutRefusal =
  | PricingRefusal
  | DoorRefusal
  | { reason: 'price_changed'; quote: QuoteView }
  | { reason: 'order_in_payment'; order: OrderId }
  | { reason: 'quote_invalid' }
  | { reason: 'overloaded' };

export type CheckoutAnswer =
  | { readonly kind: 'placed'; readonly id: OrderId; readonly answer: PlaceAnswer }
  | ({ readonly kind: 'refused' } & CheckoutRefusal);

export type CheckoutService = {
  quote(
    cart: CartId,
    terms: CartTerms,
    delivery: Delivery,
  ): Promise<Result<QuoteView, PricingRefusal>>;
  place(request: PlaceRequest): Promise<CheckoutAnswer>;
};

/** The checkout's use cases. */
export const checkoutService = (dependencies: CheckoutDependencies): CheckoutService => ({
  async quote(cart, { market, prices }, delivery) {
    const state = await dependencies.carts.read(cart);
    if (state === null) return fail({ reason: 'cart_empty' });
    const held = atSalePrice(state, salePriceFor(state, prices));
    const priced = await price(dependencies, held, market, delivery);
    return priced.ok ? ok(quoted(dependencies, priced.value)) : priced;
  },
  place: (request) => place(dependencies, request),
});

async function price(
  { catalogue, coupons, tables, clock }: CheckoutDependencies,
  state: CartState,
  market: Market,
  delivery: Delivery,
): Promise<Result<PricedCart, PricingRefusal>> {
  const skus = state.lines.map((line) => line.sku);
  const codes = state.coupons.map((coupon) => coupon.code);
  // With the database down, what a cart has locked can still be bought at the locked price.
  const [offers, known] = await Promise.all([
    catalogue.freshOffers(skus, market).catch(() => null),
    codes.length === 0 ? [] : coupons.find(codes).catch(() => state.coupons),
  ]);
  // In the order the buyer gave them, as they stand now: a code may have been changed or ended.
  const current = codes.flatMap((code) => known.filter((coupon) => coupon.code === code));
  return priceCart({ ...state, coupons: current }, market, offers, delivery, tables, clock());
}

function quoted({ seal, clock }: CheckoutDependencies, priced: PricedCart): QuoteView {
  const now = clock();
  const expiresAt = Math.min(now + QUOTE_TTL_MS, Math.max(priced.lockedUntil, now + MINUTE_MS));
  const id = writeQuote(seal, { total: priced.breakdown.total, expiresAt });
  return quoteView(priced, id, expiresAt);
}

/** The order's id: the same buyer's same key always names the same order. */
const orderIdOf = (digest: Digest, secret: string, key: string): OrderId =>
  required(asOrderId(digest(`order:${secret}:${key}`).slice(0, 32)), 'digests are ids');

type Agreed = {
  readonly priced: PricedCart;
  readonly buyer: string;
  readonly entry: OrderDocument['entry'];
};

/** Asks the sales' door, prices the cart, and holds it against what the buyer was told. */
async function agreed(
  dependencies: CheckoutDependencies,
  request: PlaceRequest,
  state: CartState,
): Promise<Result<Agreed, CheckoutRefusal>> {
  const { address, shippingMethod, market, quoteId, expectedTotal } = request;
  const buyer = request.buyer ?? buyerDigest(request.email, dependencies.buyerOf);
  const entered = await dependencies.door.enter({
    ...{ passes: request.passes, visitor: request.visitor, account: request.buyer },
    ...{ lines: state.lines, buyer },
    address: dependencies.addressOf([address.line1, address.postalCode, address.country]),
  });
  if (!entered.ok) return entered;
  const { entry, price: sale } = entered.value;
  const delivery = { country: address.country, method: shippingMethod };
  const priced = await price(dependencies, atSalePrice(state, sale), market, delivery);
  if (!priced.ok) return priced;
  const { total } = priced.value.breakdown;
  const quote = quoteId === null ? null : readQuote(dependencies.seal, quoteId);
  if (quoteId !== null && quote === null) return fail({ reason: 'quote_invalid' });
  const quotedTotal = quote?.total ?? total;
  const expected = expectedTotal ?? { amount: quotedTotal, currency: market.currency };
  const same = expected.amount === total && expected.currency === market.currency;
  if (!same || quotedTotal !== total) {
    return fail({ reason: 'price_changed', quote: quoted(dependencies, priced.value) });
  }
  const skus = priced.value.lines.map((line) => line.sku);
  // Whom a sale let in is served before whoever only comes.
  if (entry === null && dependencies.pressure.holds(skus)) {
    return fail({ reason: 'overloaded' });
  }
  return ok({ priced: priced.value, buyer, entry });
}

async function place(
  dependencies: CheckoutDependencies,
  request: PlaceRequest,
): Promise<CheckoutAnswer> {
  const { carts, orders, digest } = dependencies;
  const id = orderIdOf(digest, request.cart.secret, request.key);
  let replacing: OrderId | null = null;
  for (let round = 0; round <= MAX_SUPERSEDES; round++) {
    const begun = await carts.begin(request.cart.id, id, replacing);
    if (begun.ok) return placeBegun(dependencies, request, id, begun.value);
    if (begun.reason === 'cart_empty') return { kind: 'refused', ...begun };
    if (begun.reason === 'known_order') {
      const answer = await orders.replay(id, request.fingerprint);
      if (answer !== null) return { kind: 'placed', id, answer };
      // Opened by a call that died before it placed the order: this one goes on.
      const state = required(await carts.read(request.cart.id), 'a cart with an order exists');
      return placeBegun(dependencies, request, id, state);
    }
    // Only a request that would be placed makes the cart's other order give way.
    const state = required(await carts.read(request.cart.id), 'a cart with an order exists');
    const checked = await agreed(dependencies, request, state);
    if (!checked.ok) return { kind: 'refused', ...checked };
    const { open } = begun;
    if ((await orders.supersede(open)) === 'in_payment') {
      return { kind: 'refused', reason: 'order_in_payment', order: open };
    }
    replacing = open;
  }
  return { kind: 'refused', reason: 'order_in_payment', order: replacing ?? id };
}

async function placeBegun(
  dependencies: CheckoutDependencies,
  request: PlaceRequest,
  id: OrderId,
  state: CartState,
): Promise<CheckoutAnswer> {
  const { orders, digest, clock, random, holdTtlMs, returnWindowMs, pressure } = dependencies;
  const checked = await agreed(dependencies, request, state);
  // The cart keeps the order open: its key may have placed it meanwhile, or may do so yet, and
  // another key's order supersedes it.
  if (!checked.ok) return { kind: 'refused', ...checked };
  const { priced, buyer, entry } = checked.value;
  const { email, address } = request;
  const placedAt = clock();
  const document = orderDocument(priced, {
    id,
    number: orderNumber(digest(`number:${id}`)),
    cartId: request.cart.id,
    email,
    buyer,
    address,
    billingAddress: request.billingAddress,
    entry,
    placedAt,
    deadline: placedAt + jitter(holdTtlMs, DEADLINE_JITTER, random),
    returnWindowMs,
  });
  const answer = await orders.place(id, { document, fingerprint: request.fingerprint });
  if (!answer.ok && answer.reason === 'overloaded') pressure.note(answer.skus);
  return { kind: 'placed', id, answer };
}
