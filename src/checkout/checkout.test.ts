import { expect, test } from 'vitest';
import { emptyCart, setLine } from '../cart/cart.ts';
import { atSalePrice } from '../cart/sale-goods.ts';
import type { CartState } from '../cart/cart.ts';
import type { Offer } from '../catalog/offer.ts';
import { required } from '../kernel/assert.ts';
import { asCartId, asCouponCode, asOrderId, asSaleId, asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import type { Coupon } from '../pricing/coupons.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { standardRates } from '../pricing/tax.ts';
import { tariffTable } from '../shipping/methods.ts';
import { orderDocument, orderNumber, priceCart, quoteView } from './checkout.ts';
import type { Delivery, PricedCart } from './checkout.ts';

const NOW = 1_000;
const LOCK_MS = 500;
const TABLES = { taxes: standardRates, carriage: tariffTable };
const GERMANY: Delivery = { country: 'DE', method: null };

const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);

const offer = (name: string, price: number, changes: Partial<Offer> = {}): Offer => ({
  ...{ sku: sku(name), productId: name, slug: name, title: `The ${name}`, options: { Size: 'L' } },
  ...{ image: null, category: ['home'], sellerId: 'house', currency: 'EUR', price },
  ...{ availability: 'in_stock', version: 1 },
  ...changes,
});

const coupon = (changes: Partial<Coupon> = {}): Coupon => ({
  ...{ code: required(asCouponCode('TEN'), 'a code'), kind: 'percent', value: 10 },
  ...{ currency: 'EUR', minimum: 0, startsAt: null, endsAt: null, totalLimit: null },
  ...{ perCustomerLimit: null, combinable: true, active: true },
  ...changes,
});

/** Two lamps at 10 euros and a cup at 5, put in at `NOW`. */
function cart(coupons: readonly Coupon[] = []): CartState {
  const context = { now: NOW, priceLockMs: LOCK_MS };
  const one = setLine(emptyCart(DEFAULT_MARKET, 1), offer('lamp', 1_000), 2, null, context);
  const two = one.ok ? setLine(one.value, offer('cup', 500), 1, null, context) : one;
  if (!two.ok) throw new Error(two.reason);
  return { ...two.value, coupons };
}

const offersOf = (...offers: Offer[]) => new Map(offers.map((each) => [each.sku, each]));
const SAME = offersOf(offer('lamp', 1_000), offer('cup', 500));

const price = (
  state: CartState,
  changes: { offers?: ReadonlyMap<Sku, Offer> | null; delivery?: Delivery; now?: number } = {},
) => {
  const { offers = SAME, delivery = GERMANY, now = NOW + 1 } = changes;
  return priceCart(state, DEFAULT_MARKET, offers, delivery, TABLES, now);
};

const priced = (...asked: Parameters<typeof price>): PricedCart => {
  const result = price(...asked);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};

test('a cart is priced with its goods, the cheapest way and the tax it contains', () => {
  const { breakdown, method, taxRate, lockedUntil } = priced(cart());
  expect(breakdown).toMatchObject({ subtotal: 2_500, discount: 0, shipping: 490, total: 2_990 });
  expect(breakdown.tax).toBe(477);
  expect([method.id, taxRate, lockedUntil]).toEqual(['standard', 1_900, NOW + LOCK_MS]);
});

test('a pass locks its goods at the price of its sale, and for as long as it lasts', () => {
  const sale = {
    ...{ skus: [sku('lamp')], each: { amount: 700, currency: 'EUR' } as const },
    until: NOW + LOCK_MS / 2,
  };
  const held = atSalePrice(cart(), sale);
  const inside = priced(held);
  expect(inside.lines.map(({ unitPrice }) => unitPrice)).toEqual([700, 500]);
  expect([inside.breakdown.subtotal, inside.lockedUntil]).toEqual([1_900, sale.until]);
  // Also while the database is away.
  expect(priced(held, { offers: null }).breakdown.subtotal).toBe(1_900);
  expect(priced(held, { now: sale.until }).breakdown.subtotal).toBe(2_500);
  expect(atSalePrice(cart(), null)).toEqual(cart());
});

test('free delivery is counted from the goods before a coupon', () => {
  const dear = offersOf(offer('lamp', 2_500), offer('cup', 500));
  const late = { offers: dear, now: NOW + LOCK_MS };
  const { breakdown } = priced(cart([coupon()]), late);
  expect(breakdown).toMatchObject({ subtotal: 5_500, discount: 550, shipping: 0, total: 4_950 });
});

test('a locked price is sold at until its lock ends; words are the offer’s at once', () => {
  const offers = offersOf(
    offer('lamp', 1_200, { title: 'The new lamp', slug: 'new', sellerId: 'other' }),
    offer('cup', 500),
  );
  const at = (now: number) => priced(cart(), { offers, now }).lines[0];
  const words = { title: 'The new lamp', slug: 'new', sellerId: 'other', quantity: 2 };
  expect(at(NOW + LOCK_MS - 1)).toMatchObject({ ...words, unitPrice: 1_000 });
  expect(at(NOW + LOCK_MS)).toMatchObject({ ...words, unitPrice: 1_200 });
});

test('without a catalogue the prices that are locked are sold at, and no others', () => {
  expect(priced(cart(), { offers: null }).breakdown.subtotal).toBe(2_500);
  expect(price(cart(), { offers: null, now: NOW + LOCK_MS })).toEqual({
    ...{ ok: false, reason: 'catalogue_unavailable' },
  });
  const [first, ...others] = cart().lines.map((line) => ({ ...line, lockedUntil: NOW }));
  const mixed = { ...cart(), lines: [...cart().lines.slice(1), required(first, 'a line')] };
  expect(others).toHaveLength(1);
  expect(price(mixed, { offers: null }).ok).toBe(false);
  expect(priced(mixed).lockedUntil).toBe(NOW);
});

test('lines that are no longer sold are named', () => {
  expect(price(cart(), { offers: offersOf(offer('cup', 500)) })).toEqual({
    ...{ ok: false, reason: 'not_for_sale' },
    lines: [{ sku: 'lamp', requested: 2, available: 0 }],
  });
});

test('an empty cart, a far country and an unknown way are refused', () => {
  expect(price(emptyCart(DEFAULT_MARKET, 1))).toEqual({ ok: false, reason: 'cart_empty' });
  expect(price(cart(), { delivery: { country: 'US', method: null } })).toEqual({
    ...{ ok: false, reason: 'not_delivered', country: 'US' },
  });
  expect(price(cart(), { delivery: { country: 'DE', method: 'pigeon' } })).toEqual({
    ...{ ok: false, reason: 'unknown_shipping_method', method: 'pigeon' },
  });
});

test('a country with a rate but no carrier is not delivered to', () => {
  const tables = { ...TABLES, carriage: { methodsFor: () => [] } };
  const result = priceCart(cart(), DEFAULT_MARKET, SAME, GERMANY, tables, NOW + 1);
  expect(result).toEqual({ ok: false, reason: 'not_delivered', country: 'DE' });
});

test('a country with a carrier but no rate is not delivered to', () => {
  const carriage = { methodsFor: () => tariffTable.methodsFor('DE', 0) };
  const abroad = { country: 'US', method: null };
  const tables = { ...TABLES, carriage };
  expect(priceCart(cart(), DEFAULT_MARKET, SAME, abroad, tables, NOW + 1)).toEqual({
    ...{ ok: false, reason: 'not_delivered', country: 'US' },
  });
});

test('the way that was chosen is the one that is charged', () => {
  const express = priced(cart(), { delivery: { country: 'AT', method: 'express' } });
  expect(express.method).toMatchObject({ id: 'express', price: 2_490 });
  expect(express.breakdown).toMatchObject({ shipping: 2_490, total: 4_990 });
  expect(express.taxRate).toBe(2_000);
});

test('a coupon that does not hold any more takes nothing off', () => {
  const state = cart([coupon({ endsAt: NOW }), coupon({ minimum: 2_501 }), coupon()]);
  const { coupons, breakdown } = priced(state);
  expect(coupons).toEqual([coupon()]);
  expect(breakdown).toMatchObject({ discounts: [250], discount: 250 });
});

const euros = (amount: number) => ({ amount, currency: 'EUR' });

test('a quote shows what the order will freeze', () => {
  const view = quoteView(priced(cart([coupon()])), 'q1', 0);
  expect(view).toMatchObject({
    ...{ quote_id: 'q1', expires_at: '1970-01-01T00:00:00.000Z', shipping_method: 'standard' },
    ...{ prices_include_tax: true, subtotal: euros(2_500), discount: euros(250) },
    ...{ shipping: euros(490), tax: euros(437), total: euros(2_740) },
    discounts: [{ code: 'TEN', amount: euros(250) }],
    tax_lines: [{ name: 'VAT 19 %', rate: 0.19, amount: euros(437) }],
  });
  const lamp = { line_id: 'lamp', sku: 'lamp', title: 'The lamp', quantity: 2 };
  expect(view.lines[0]).toEqual({ ...lamp, unit_price: euros(1_000), line_total: euros(2_000) });
  expect(view.shipping_methods.map(({ id, price: costs }) => [id, costs])).toEqual([
    ['standard', euros(490)],
    ['express', euros(1_290)],
  ]);
});

test('an order freezes lines, discounts, tax, delivery and who bought', () => {
  const identity = {
    ...{ id: required(asOrderId('order-one'), 'an id'), number: 'EW-1', email: 'a@example.com' },
    ...{ cartId: required(asCartId('cart-one'), 'an id'), buyer: 'digest' },
    ...{ entry: null, billingAddress: null },
    address: {
      ...{ name: 'Ada', line1: 'Street 1', line2: null, city: 'Berlin', region: null },
      ...{ postalCode: '10117', country: 'DE' },
    },
    ...{ placedAt: 7, deadline: 9, returnWindowMs: 5 },
  };
  const state = cart([coupon({ totalLimit: 1 })]);
  expect(orderDocument(priced(state), identity)).toEqual({
    ...{ id: 'order-one', number: 'EW-1', cartId: 'cart-one', market: 'eu', currency: 'EUR' },
    ...{ email: 'a@example.com', buyer: 'digest', placedAt: 7, deadline: 9, returnWindowMs: 5 },
    lines: [
      {
        ...{ lineId: 'lamp', sku: 'lamp', title: 'The lamp', slug: 'lamp', image: null },
        ...{ options: { Size: 'L' }, sellerId: 'house', quantity: 2, unitPrice: 1_000 },
        ...{ lineTotal: 2_000, discount: 200, tax: 287 },
      },
      {
        ...{ lineId: 'cup', sku: 'cup', title: 'The cup', slug: 'cup', image: null },
        ...{ options: { Size: 'L' }, sellerId: 'house', quantity: 1, unitPrice: 500 },
        ...{ lineTotal: 500, discount: 50, tax: 72 },
      },
    ],
    coupons: [{ code: 'TEN', limited: true }],
    entry: null,
    shippingAddress: identity.address,
    billingAddress: null,
    shippingMethod: { id: 'standard', label: 'Standard delivery' },
    ...{ subtotal: 2_500, discount: 250, shipping: 490, tax: 437, total: 2_740 },
    taxLines: [{ name: 'VAT 19 %', rate: 0.19, amount: 437 }],
    pricesIncludeTax: true,
  });
  const entry = {
    ...{ sale: required(asSaleId('sale-one'), 'an id'), pass: 'p', shards: 1, who: 'w' },
    ...{ units: 2, limit: 2, buyer: 'b', address: 'a' },
  };
  expect(orderDocument(priced(state), { ...identity, entry }).entry).toEqual(entry);
});

test('an order’s number spells sixty bits in letters that nobody reads for digits', () => {
  expect(orderNumber(`${'0'.repeat(15)}ffff`)).toBe('EW-0000-0000-0000');
  expect(orderNumber('000000000000001')).toBe('EW-0000-0000-0001');
  expect(orderNumber('f'.repeat(64))).toBe('EW-ZZZZ-ZZZZ-ZZZZ');
  expect(orderNumber('0123456789abcde')).toBe('EW-04HM-ASW9-NF6Y');
});
