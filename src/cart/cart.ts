/**
 * A cart: lines at the price their buyer saw, for as long as the lock lasts. Pure steps from one
 * state to the next; the object keeps the result.
 */
import { LOW_STOCK_AT, MAX_QUANTITY } from '../catalog/availability.ts';
import type { Availability, Offer } from '../catalog/offer.ts';
import type { CouponCode, OrderId, Sku } from '../kernel/ids.ts';
import { money, sum } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { MAX_COUPONS, combine, couponRefusal } from '../pricing/coupons.ts';
import type { Coupon, CouponRefusal } from '../pricing/coupons.ts';

/** Lines of one cart. */
export const MAX_LINES = 100;
/** Orders a cart remembers having made, to subtract each once and to answer replays. */
const MAX_ORDERS = 20;

export type CartLine = {
  readonly sku: Sku;
  readonly title: string;
  readonly slug: string;
  readonly image: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly sellerId: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly lockedUntil: Milliseconds;
  readonly availability: Availability;
};

export type CartOrder = { readonly id: OrderId; readonly settled: boolean };

export type CartState = {
  readonly market: string;
  readonly currency: Currency;
  readonly lines: readonly CartLine[];
  readonly coupons: readonly Coupon[];
  /** Orders made of this cart, oldest first; at most the last one is open. */
  readonly orders: readonly CartOrder[];
  readonly updatedAt: Milliseconds;
};

export type CartContext = { readonly now: Milliseconds; readonly priceLockMs: Milliseconds };

export type LineRefusal =
  | { reason: 'out_of_stock'; sku: Sku; available: number }
  /** More than a copy vouches for: ask the stock and come again with its answer. */
  | { reason: 'ask_stock'; sku: Sku }
  | { reason: 'quantity_too_large'; most: number }
  | { reason: 'too_many_lines'; most: number }
  | { reason: 'unknown_line' };

export const emptyCart = (
  market: { id: string; currency: Currency },
  now: Milliseconds,
): CartState => ({
  market: market.id,
  currency: market.currency,
  lines: [],
  coupons: [],
  orders: [],
  updatedAt: now,
});

const lineOf = (
  offer: Offer,
  quantity: number,
  before: CartLine | undefined,
  context: CartContext,
): CartLine => {
  const locked = before !== undefined && before.lockedUntil > context.now;
  return {
    sku: offer.sku,
    title: offer.title,
    slug: offer.slug,
    image: offer.image,
    options: offer.options,
    sellerId: offer.sellerId,
    quantity,
    unitPrice: locked ? before.unitPrice : offer.price,
    lockedUntil: locked ? before.lockedUntil : context.now + context.priceLockMs,
    availability: offer.availability,
  };
};

/**
 * Puts a SKU at a quantity.
 * @param quantity the line's new quantity, ≥ 1
 * @param available what the SKU's object says it has; null when only the copy was looked at
 */
export function setLine(
  state: CartState,
  offer: Offer,
  quantity: number,
  available: number | null,
  context: CartContext,
): Result<CartState, LineRefusal> {
  if (quantity > MAX_QUANTITY) {
    return fail({ reason: 'quantity_too_large', most: MAX_QUANTITY });
  }
  if (available === null && (offer.availability !== 'in_stock' || quantity > LOW_STOCK_AT)) {
    return fail({ reason: 'ask_stock', sku: offer.sku });
  }
  if (available !== null && quantity > available) {
    return fail({ reason: 'out_of_stock', sku: offer.sku, available: Math.max(0, available) });
  }
  const before = state.lines.find((line) => line.sku === offer.sku);
  if (before === undefined && state.lines.length >= MAX_LINES) {
    return fail({ reason: 'too_many_lines', most: MAX_LINES });
  }
  const line = lineOf(offer, quantity, before, context);
  const lines =
    before === undefined
      ? [...state.lines, line]
      : state.lines.map((candidate) => (candidate.sku === offer.sku ? line : candidate));
  return ok({ ...state, lines, updatedAt: context.now });
}

/** Adds to what the cart already has of a SKU. */
export const addToLine = (
  state: CartState,
  offer: Offer,
  quantity: number,
  available: number | null,
  context: CartContext,
): Result<CartState, LineRefusal> => {
  const before = state.lines.find((line) => line.sku === offer.sku)?.quantity ?? 0;
  return setLine(state, offer, before + quantity, available, context);
};

/** Takes a line out; a cart without it is the same cart. */
export const removeLine = (state: CartState, sku: Sku, context: CartContext): CartState => ({
  ...state,
  lines: state.lines.filter((line) => line.sku !== sku),
  updatedAt: context.now,
});

/** A line of another cart that is taken over. */
export type MergedLine = {
  readonly offer: Offer;
  readonly quantity: number;
  readonly available: number;
};

/** Takes another cart's lines over: quantities summed, capped by the stock, priced as of now. */
export function mergeLines(
  state: CartState,
  incoming: readonly MergedLine[],
  context: CartContext,
): CartState {
  let merged = state;
  for (const { offer, quantity, available } of incoming) {
    const before = merged.lines.find((line) => line.sku === offer.sku)?.quantity ?? 0;
    const wanted = Math.min(before + quantity, available, MAX_QUANTITY);
    if (wanted <= before) continue;
    const set = setLine(merged, offer, wanted, available, context);
    if (set.ok) merged = set.value;
  }
  return merged;
}

/** Prices lines anew whose lock has ended, and takes over what offers now say of the stock. */
export function reprice(
  state: CartState,
  offers: ReadonlyMap<Sku, Offer>,
  context: CartContext,
): CartState {
  let changed = false;
  const lines = state.lines.map((line) => {
    const offer = offers.get(line.sku);
    if (offer === undefined) {
      if (line.availability === 'out_of_stock') return line;
      changed = true;
      return { ...line, availability: 'out_of_stock' as const };
    }
    const locked = line.lockedUntil > context.now;
    if (locked && line.availability === offer.availability) return line;
    changed = true;
    return lineOf(offer, line.quantity, line, context);
  });
  return changed ? { ...state, lines } : state;
}

export const subtotalOf = (state: CartState): number =>
  sum(state.lines.map((line) => line.unitPrice * line.quantity));

/** Adds a coupon, or says why it does not hold. One already there changes nothing. */
export function applyCoupon(
  state: CartState,
  coupon: Coupon | null,
  context: CartContext,
): Result<CartState, CouponRefusal> {
  const subtotal = money(subtotalOf(state), state.currency);
  if (coupon === null) return fail({ reason: 'coupon_unknown' });
  const refusal = couponRefusal(coupon, subtotal, context.now);
  if (refusal !== null) return fail(refusal);
  const others = state.coupons.filter((known) => known.code !== coupon.code);
  const coupons = [...others, coupon];
  if (!combine(coupons) || coupons.length > MAX_COUPONS) {
    return fail({ reason: 'coupon_not_combinable' });
  }
  return ok({ ...state, coupons, updatedAt: context.now });
}

export const removeCoupon = (
  state: CartState,
  code: CouponCode,
  context: CartContext,
): CartState => ({
  ...state,
  coupons: state.coupons.filter((coupon) => coupon.code !== code),
  updatedAt: context.now,
});

/** The order this cart has open, or null. */
const openOrder = (state: CartState): OrderId | null =>
  state.orders.find((order) => !order.settled)?.id ?? null;

export type BeginRefusal =
  | { reason: 'cart_empty' }
  | { reason: 'known_order' }
  | { reason: 'other_order'; open: OrderId };

/**
 * Opens an order on this cart. It has at most one: another must have ended first, and is named in
 * `replacing` by who has seen it end.
 */
export function beginOrder(
  state: CartState,
  orderId: OrderId,
  replacing: OrderId | null,
  now: Milliseconds,
): Result<CartState, BeginRefusal> {
  if (state.orders.some((order) => order.id === orderId)) return fail({ reason: 'known_order' });
  if (state.lines.length === 0) return fail({ reason: 'cart_empty' });
  const open = openOrder(state);
  if (open !== null && open !== replacing) return fail({ reason: 'other_order', open });
  const ended = state.orders.map((order) => ({ ...order, settled: true }));
  const orders = [...ended, { id: orderId, settled: false }].slice(-MAX_ORDERS);
  return ok({ ...state, orders, updatedAt: now });
}

/** Takes what a confirmed order bought out of the cart: once, however often it is told. */
export function settleOrder(
  state: CartState,
  orderId: OrderId,
  bought: readonly { readonly sku: Sku; readonly quantity: number }[],
  now: Milliseconds,
): CartState {
  if (state.orders.some((order) => order.id === orderId && order.settled)) return state;
  const quantities = new Map(bought.map((line) => [line.sku, line.quantity]));
  const lines = state.lines
    .map((line) => ({ ...line, quantity: line.quantity - (quantities.get(line.sku) ?? 0) }))
    .filter((line) => line.quantity > 0);
  const others = state.orders.filter((order) => order.id !== orderId);
  const orders = [...others, { id: orderId, settled: true }].slice(-MAX_ORDERS);
  const coupons = lines.length === 0 ? [] : state.coupons;
  return { ...state, lines, orders, coupons, updatedAt: now };
}
