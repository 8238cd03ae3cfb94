import { expect, test } from 'vitest';
import type { Offer } from '../catalog/offer.ts';
import { required } from '../kernel/assert.ts';
import { asCouponCode, asOrderId, asSku } from '../kernel/ids.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { Coupon } from '../pricing/coupons.ts';
import {
  addToLine,
  applyCoupon,
  beginOrder,
  emptyCart,
  mergeLines,
  removeCoupon,
  removeLine,
  reprice,
  setLine,
  settleOrder,
  subtotalOf,
} from './cart.ts';
import type { CartState, MergedLine } from './cart.ts';

const LOCK_MS = 1_000;
const at = (now: number) => ({ now, priceLockMs: LOCK_MS });

const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);
const order = (text: string): OrderId => required(asOrderId(`order-${text}`), 'an order id');

const offer = (name: string, changes: Partial<Offer> = {}): Offer => ({
  ...{ sku: sku(name), productId: name, slug: name, title: `The ${name}`, options: { Size: 'L' } },
  ...{ image: `/media/${name}.webp`, category: ['home'], sellerId: 'house', currency: 'EUR' },
  ...{ price: 1_000, availability: 'in_stock', version: 1 },
  ...changes,
});

const coupon = (code: string, changes: Partial<Coupon> = {}): Coupon => ({
  ...{ code: required(asCouponCode(code), 'a code'), kind: 'percent', value: 10, currency: 'EUR' },
  ...{ minimum: 0, startsAt: null, endsAt: null, totalLimit: null, perCustomerLimit: null },
  ...{ combinable: true, active: true },
  ...changes,
});

const EMPTY = emptyCart({ id: 'eu', currency: 'EUR' }, 5);

/** A cart with so many of each, put in at `now`. */
const cartOf = (quantities: Record<string, number>, now = 10): CartState =>
  Object.entries(quantities).reduce((state, [name, quantity]) => {
    const set = setLine(state, offer(name), quantity, 1_000, at(now));
    if (!set.ok) throw new Error(set.reason);
    return set.value;
  }, EMPTY);

const quantitiesOf = (state: CartState) =>
  Object.fromEntries(state.lines.map((line) => [line.sku, line.quantity]));

/** What another cart brings along. */
const incoming = (name: string, quantity: number, available: number): MergedLine => ({
  ...{ offer: offer(name), quantity, available },
});

/** Why a coupon is refused, null where it is taken. */
const couponRefused = (state: CartState, candidate: Coupon | null) => {
  const result = applyCoupon(state, candidate, at(20));
  return result.ok ? null : result.reason;
};

test('a new cart is empty, in the currency of its market', () => {
  expect(EMPTY).toEqual({
    ...{ market: 'eu', currency: 'EUR', lines: [], coupons: [], orders: [], updatedAt: 5 },
  });
});

test('a line keeps what the buyer saw and for how long it holds', () => {
  const { lines, updatedAt } = cartOf({ lamp: 2 }, 10);
  expect(updatedAt).toBe(10);
  expect(lines).toEqual([
    {
      ...{ sku: 'lamp', title: 'The lamp', slug: 'lamp', image: '/media/lamp.webp' },
      ...{ options: { Size: 'L' }, sellerId: 'house', quantity: 2, unitPrice: 1_000 },
      ...{ lockedUntil: 10 + LOCK_MS, availability: 'in_stock' },
    },
  ]);
});

test('a price is kept until its lock ends and is the offer’s from then on', () => {
  const cart = cartOf({ lamp: 1, cup: 1 }, 10);
  const dearer = offer('lamp', { price: 1_500 });
  const priceAt = (now: number) => {
    const set = setLine(cart, dearer, 2, null, at(now));
    return set.ok
      ? set.value.lines.map(({ unitPrice, lockedUntil }) => [unitPrice, lockedUntil])
      : [];
  };
  expect(priceAt(1_009)).toEqual([
    [1_000, 1_010],
    [1_000, 1_010],
  ]);
  expect(priceAt(1_010)).toEqual([
    [1_500, 2_010],
    [1_000, 1_010],
  ]);
});

/** Why a quantity of a lamp is refused, or that it is set. */
const setReason = (quantity: number, available: number | null, changes: Partial<Offer> = {}) => {
  const result = setLine(EMPTY, offer('lamp', changes), quantity, available, at(1));
  return result.ok ? 'set' : result.reason;
};

test('what a copy does not vouch for is asked of the stock', () => {
  expect(setReason(5, null)).toBe('set');
  expect(setReason(6, null)).toBe('ask_stock');
  expect(setReason(1, null, { availability: 'low_stock' })).toBe('ask_stock');
  expect(setReason(6, 6)).toBe('set');
  expect(setReason(1, 1, { availability: 'out_of_stock' })).toBe('set');
  expect(setReason(7, 6)).toBe('out_of_stock');
  expect(setReason(1_000, 5_000)).toBe('set');
  expect(setReason(1_001, 5_000)).toBe('quantity_too_large');
});

const setting = (available: number | null, quantity = 3) =>
  setLine(EMPTY, offer('lamp'), quantity, available, at(1));

test('a refused quantity says how many there are, never fewer than none', () => {
  expect(setting(2)).toEqual({ ok: false, reason: 'out_of_stock', sku: 'lamp', available: 2 });
  expect(setting(-4)).toMatchObject({ available: 0 });
  expect(setting(null, 1_001)).toEqual({ ok: false, reason: 'quantity_too_large', most: 1_000 });
  expect(setting(null, 6)).toEqual({ ok: false, reason: 'ask_stock', sku: 'lamp' });
});

test('a cart takes a hundred lines, and more of what it has', () => {
  const names = Array.from({ length: 100 }, (_, index) => [`thing-${index}`, 1] as const);
  const full = cartOf(Object.fromEntries(names));
  expect(full.lines).toHaveLength(100);
  expect(setLine(full, offer('one-more'), 1, null, at(1))).toEqual({
    ...{ ok: false, reason: 'too_many_lines', most: 100 },
  });
  expect(setLine(full, offer('thing-7'), 2, null, at(1)).ok).toBe(true);
});

test('adding counts what is there already; taking out leaves the others', () => {
  const cart = cartOf({ lamp: 2, cup: 1 });
  const more = addToLine(cart, offer('lamp'), 3, 10, at(20));
  expect(more.ok && quantitiesOf(more.value)).toEqual({ lamp: 5, cup: 1 });
  const fresh = addToLine(cart, offer('mug'), 3, 10, at(20));
  expect(fresh.ok && quantitiesOf(fresh.value)).toEqual({ lamp: 2, cup: 1, mug: 3 });
  expect(addToLine(cart, offer('lamp'), 3, 4, at(20)).ok).toBe(false);
  const less = removeLine(cart, sku('lamp'), at(30));
  expect([quantitiesOf(less), less.updatedAt]).toEqual([{ cup: 1 }, 30]);
});

test('a merged cart sums quantities up to the stock and to the most a line takes', () => {
  const merged = mergeLines(
    cartOf({ lamp: 2, cup: 4, mug: 990 }),
    [
      ...[incoming('lamp', 3, 100), incoming('cup', 3, 5), incoming('mug', 20, 5_000)],
      ...[incoming('pot', 2, 0), incoming('jug', 2, 9)],
    ],
    at(20),
  );
  expect(quantitiesOf(merged)).toEqual({ lamp: 5, cup: 5, mug: 1_000, jug: 2 });
  const short = cartOf({ cup: 4 });
  expect(mergeLines(short, [incoming('cup', 3, 3)], at(20))).toBe(short);
});

test('a merge skips the line that is one too many and takes the others', () => {
  const names = Array.from({ length: 100 }, (_, index) => [`thing-${index}`, 1] as const);
  const full = cartOf(Object.fromEntries(names));
  const others = ['new', 'thing-3'].map((name) => {
    return { offer: offer(name), quantity: 1, available: 9 };
  });
  const merged = mergeLines(full, others, at(20));
  expect(merged.lines).toHaveLength(100);
  expect(quantitiesOf(merged)['thing-3']).toBe(2);
});

test('a cart is priced anew where a lock ended, and only there', () => {
  const cart = cartOf({ lamp: 1, cup: 1 }, 10);
  const offers = new Map([
    [sku('lamp'), offer('lamp', { price: 1_500 })],
    [sku('cup'), offer('cup')],
  ]);
  expect(reprice(cart, offers, at(1_009))).toBe(cart);
  expect(reprice(cart, offers, at(1_010)).lines.map((line) => line.unitPrice)).toEqual([
    1_500, 1_000,
  ]);
});

test('a locked price stays while the availability follows the offer', () => {
  const cart = cartOf({ lamp: 3 }, 10);
  const scarce = new Map([[sku('lamp'), offer('lamp', { price: 9, availability: 'low_stock' })]]);
  const repriced = reprice(cart, scarce, at(20));
  expect(repriced.lines).toMatchObject([
    { quantity: 3, unitPrice: 1_000, availability: 'low_stock' },
  ]);
});

test('a line without an offer is out of stock, and told once', () => {
  const cart = cartOf({ lamp: 1, cup: 1 }, 10);
  const gone = reprice(cart, new Map([[sku('cup'), offer('cup')]]), at(20));
  expect(gone.lines.map((line) => line.availability)).toEqual(['out_of_stock', 'in_stock']);
  expect(reprice(gone, new Map([[sku('cup'), offer('cup')]]), at(20))).toBe(gone);
});

test('the subtotal is each price times its quantity', () => {
  expect(subtotalOf(EMPTY)).toBe(0);
  expect(subtotalOf(cartOf({ lamp: 2, cup: 3 }))).toBe(5_000);
});

test('a coupon is in a cart once, and gone when it is taken out', () => {
  const cart = cartOf({ lamp: 1 });
  const once = applyCoupon(cart, coupon('TEN'), at(20));
  if (!once.ok) throw new Error(once.reason);
  expect(once.value.updatedAt).toBe(20);
  const twice = applyCoupon(once.value, coupon('TEN', { value: 20 }), at(30));
  expect(twice.ok && twice.value.coupons).toEqual([coupon('TEN', { value: 20 })]);
  const both = applyCoupon(once.value, coupon('OTHER'), at(30));
  if (!both.ok) throw new Error(both.reason);
  expect(both.value.coupons.map(({ code }) => code)).toEqual(['TEN', 'OTHER']);
  const left = removeCoupon(both.value, coupon('TEN').code, at(40));
  expect([left.coupons.map(({ code }) => code), left.updatedAt]).toEqual([['OTHER'], 40]);
});

test('a coupon is refused where it is unknown, too dear, alone or one too many', () => {
  const cart = cartOf({ lamp: 1 });
  expect(couponRefused(cart, null)).toBe('coupon_unknown');
  expect(couponRefused(cart, coupon('DEAR', { minimum: 1_001 }))).toBe('coupon_minimum');
  expect(couponRefused(cart, coupon('FAIR', { minimum: 1_000 }))).toBeNull();
  const full = { ...cart, coupons: ['A', 'B', 'C', 'D', 'E'].map((code) => coupon(code)) };
  expect(couponRefused(full, coupon('F'))).toBe('coupon_not_combinable');
  expect(couponRefused(full, coupon('E'))).toBeNull();
  expect(couponRefused(full, coupon('E', { combinable: false }))).toBe('coupon_not_combinable');
});

test('a cart has one open order; another takes its place once it is named as ended', () => {
  const first = beginOrder(cartOf({ lamp: 1 }), order('one'), null, 20);
  if (!first.ok) throw new Error(first.reason);
  expect(first.value.orders).toEqual([{ id: order('one'), settled: false }]);
  expect(first.value.updatedAt).toBe(20);
  expect(beginOrder(first.value, order('one'), null, 30)).toMatchObject({ reason: 'known_order' });
  for (const named of [null, order('two')]) {
    expect(beginOrder(first.value, order('two'), named, 30)).toEqual({
      ...{ ok: false, reason: 'other_order', open: order('one') },
    });
  }
  expect(beginOrder(cartOf({ lamp: 1 }), order('two'), order('one'), 30).ok).toBe(true);
  const second = beginOrder(first.value, order('two'), order('one'), 30);
  expect(second.ok && second.value.orders).toEqual([
    { id: order('one'), settled: true },
    { id: order('two'), settled: false },
  ]);
});

test('an empty cart opens no order', () => {
  expect(beginOrder(EMPTY, order('one'), null, 20)).toEqual({ ok: false, reason: 'cart_empty' });
});

test('what an order bought leaves the cart once', () => {
  const begun = beginOrder(cartOf({ lamp: 3, cup: 1, mug: 1 }), order('one'), null, 20);
  if (!begun.ok) throw new Error(begun.reason);
  const cart = { ...begun.value, coupons: [coupon('TEN')] };
  const bought = [
    { sku: sku('lamp'), quantity: 2 },
    { sku: sku('cup'), quantity: 1 },
  ];
  const settled = settleOrder(cart, order('one'), bought, 30);
  expect(quantitiesOf(settled)).toEqual({ lamp: 1, mug: 1 });
  expect(settled).toMatchObject({ updatedAt: 30, coupons: cart.coupons });
  expect(settled.orders).toEqual([{ id: order('one'), settled: true }]);
  expect(settleOrder(settled, order('one'), bought, 40)).toBe(settled);
  const waiting = { ...settled, orders: [...settled.orders, { id: order('two'), settled: false }] };
  expect(settleOrder(waiting, order('one'), bought, 40)).toBe(waiting);
  const rest = [
    { sku: sku('lamp'), quantity: 1 },
    { sku: sku('mug'), quantity: 5 },
  ];
  const empty = settleOrder(settled, order('two'), rest, 50);
  expect(empty).toMatchObject({ lines: [], coupons: [] });
  expect(empty.orders.map(({ id }) => id)).toEqual([order('one'), order('two')]);
});

test('a cart remembers its twenty latest orders', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    id: order(`no-${index}`),
    settled: true,
  }));
  const cart = { ...cartOf({ lamp: 1 }), orders: many };
  const begun = beginOrder(cart, order('new'), null, 20);
  expect(begun.ok && begun.value.orders.map(({ id }) => id)).toEqual([
    ...many.slice(1).map(({ id }) => id),
    order('new'),
  ]);
  const settled = settleOrder(cart, order('old'), [], 20);
  expect(settled.orders).toHaveLength(20);
  expect(settled.orders.at(-1)).toEqual({ id: order('old'), settled: true });
});
