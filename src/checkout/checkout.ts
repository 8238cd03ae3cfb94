/** From a cart to a price and to an order's document: pure, so that a quote and an order agree. */
import type { CartLine, CartState } from '../cart/cart.ts';
import type { Offer } from '../catalog/offer.ts';
import { required } from '../kernel/assert.ts';
import { money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Address, OrderDocument, OrderLine, Shortfall } from '../orders/order.ts';
import { couponRefusal, isLimited } from '../pricing/coupons.ts';
import type { Coupon } from '../pricing/coupons.ts';
import type { Market } from '../pricing/markets.ts';
import { priceItems } from '../pricing/price.ts';
import type { Breakdown } from '../pricing/price.ts';
import { rateOf, taxName } from '../pricing/tax.ts';
import type { TaxTable } from '../pricing/tax.ts';
import type { Carriage, ShippingMethod } from '../shipping/methods.ts';

export type Delivery = { readonly country: string; readonly method: string | null };

export type PricingRefusal =
  | { reason: 'cart_empty' }
  | { reason: 'not_delivered'; country: string }
  | { reason: 'unknown_shipping_method'; method: string }
  | { reason: 'not_for_sale'; lines: readonly Shortfall[] }
  | { reason: 'catalogue_unavailable' };

/** A cart priced for one delivery: what a quote shows and an order freezes. */
export type PricedCart = {
  readonly market: Market;
  readonly lines: readonly CartLine[];
  readonly coupons: readonly Coupon[];
  readonly breakdown: Breakdown;
  readonly methods: readonly ShippingMethod[];
  readonly method: ShippingMethod;
  readonly taxRate: number;
  readonly lockedUntil: Milliseconds;
};

export type PriceTables = { readonly taxes: TaxTable; readonly carriage: Carriage };

/**
 * Lines as they are sold now: at the locked price while the lock lasts, else at the offer's.
 * `offers` is null when the database is down: then only locked lines can be sold.
 */
function currentLines(
  state: CartState,
  offers: ReadonlyMap<Sku, Offer> | null,
  now: Milliseconds,
): Result<readonly CartLine[], PricingRefusal> {
  if (offers === null) {
    const locked = state.lines.every((line) => line.lockedUntil > now);
    return locked ? ok(state.lines) : fail({ reason: 'catalogue_unavailable' });
  }
  const gone = state.lines.filter((line) => !offers.has(line.sku));
  if (gone.length > 0) {
    const lines = gone.map(({ sku, quantity }) => ({ sku, requested: quantity, available: 0 }));
    return fail({ reason: 'not_for_sale', lines });
  }
  return ok(
    state.lines.map((line) => {
      const offer = required(offers.get(line.sku), 'every line has its offer');
      const unitPrice = line.lockedUntil > now ? line.unitPrice : offer.price;
      return { ...line, title: offer.title, slug: offer.slug, sellerId: offer.sellerId, unitPrice };
    }),
  );
}

/** Prices a cart for a delivery. Coupons that do not hold any more take nothing off. */
export function priceCart(
  state: CartState,
  market: Market,
  offers: ReadonlyMap<Sku, Offer> | null,
  delivery: Delivery,
  tables: PriceTables,
  now: Milliseconds,
): Result<PricedCart, PricingRefusal> {
  if (state.lines.length === 0) return fail({ reason: 'cart_empty' });
  const lines = currentLines(state, offers, now);
  if (!lines.ok) return lines;
  const taxRate = tables.taxes.rateFor(delivery.country);
  if (taxRate === null) return fail({ reason: 'not_delivered', country: delivery.country });
  const items = lines.value;
  const subtotal = items.reduce((total, line) => total + line.unitPrice * line.quantity, 0);
  const coupons = state.coupons.filter(
    (coupon) => couponRefusal(coupon, money(subtotal, market.currency), now) === null,
  );
  const { pricesIncludeTax } = market;
  const methods = tables.carriage.methodsFor(delivery.country, subtotal);
  const [cheapest] = methods;
  if (cheapest === undefined) return fail({ reason: 'not_delivered', country: delivery.country });
  const wanted = delivery.method ?? cheapest.id;
  const method = methods.find((known) => known.id === wanted);
  if (method === undefined) return fail({ reason: 'unknown_shipping_method', method: wanted });
  const breakdown = priceItems({ items, coupons, shipping: method, taxRate, pricesIncludeTax });
  const lockedUntil = Math.min(...items.map((line) => line.lockedUntil));
  return ok({ market, lines: items, coupons, breakdown, methods, method, taxRate, lockedUntil });
}

/** The quote of api.md. */
export type QuoteView = {
  quote_id: string;
  expires_at: string;
  lines: {
    line_id: string;
    sku: string;
    title: string;
    quantity: number;
    unit_price: Money;
    line_total: Money;
  }[];
  discounts: { code: string; amount: Money }[];
  shipping_methods: { id: string; label: string; price: Money; estimate: string }[];
  shipping_method: string;
  tax_lines: { name: string; rate: number; amount: Money }[];
  prices_include_tax: boolean;
  subtotal: Money;
  discount: Money;
  shipping: Money;
  tax: Money;
  total: Money;
};

/** A priced cart as clients see it. */
export function quoteView(priced: PricedCart, quoteId: string, expiresAt: number): QuoteView {
  const { breakdown, market } = priced;
  const inCurrency = (amount: number): Money => money(amount, market.currency);
  return {
    quote_id: quoteId,
    expires_at: rfc3339(expiresAt),
    lines: priced.lines.map((line) => ({
      line_id: line.sku,
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      unit_price: inCurrency(line.unitPrice),
      line_total: inCurrency(line.unitPrice * line.quantity),
    })),
    discounts: priced.coupons.map((coupon, index) => ({
      code: coupon.code,
      amount: inCurrency(breakdown.discounts[index] ?? 0),
    })),
    shipping_methods: priced.methods.map((method) => ({
      ...method,
      price: inCurrency(method.price),
    })),
    shipping_method: priced.method.id,
    tax_lines: taxLines(priced).map((line) => ({ ...line, amount: inCurrency(line.amount) })),
    prices_include_tax: market.pricesIncludeTax,
    subtotal: inCurrency(breakdown.subtotal),
    discount: inCurrency(breakdown.discount),
    shipping: inCurrency(breakdown.shipping),
    tax: inCurrency(breakdown.tax),
    total: inCurrency(breakdown.total),
  };
}

const taxLines = ({ taxRate, breakdown }: PricedCart) => [
  { name: taxName(taxRate), rate: rateOf(taxRate), amount: breakdown.tax },
];

export type OrderIdentity = {
  readonly id: OrderId;
  readonly number: string;
  readonly cartId: OrderDocument['cartId'];
  readonly email: string;
  readonly buyer: string;
  readonly address: Address;
  readonly billingAddress: Address | null;
  readonly entry: OrderDocument['entry'];
  readonly placedAt: Milliseconds;
  readonly deadline: Milliseconds;
  readonly returnWindowMs: Milliseconds;
};

/** Freezes a priced cart into an order's document. */
export function orderDocument(priced: PricedCart, identity: OrderIdentity): OrderDocument {
  const { breakdown, market, method } = priced;
  return {
    id: identity.id,
    number: identity.number,
    cartId: identity.cartId,
    market: market.id,
    currency: market.currency,
    email: identity.email,
    buyer: identity.buyer,
    lines: priced.lines.map((line, index): OrderLine => {
      const { lineTotal, discount, tax } = required(breakdown.lines[index], 'a line has a price');
      const { sku, title, slug, image, options, sellerId, quantity, unitPrice } = line;
      const what = { lineId: sku, sku, title, slug, image, options, sellerId };
      return { ...what, quantity, unitPrice, lineTotal, discount, tax };
    }),
    coupons: priced.coupons.map((coupon) => ({ code: coupon.code, limited: isLimited(coupon) })),
    entry: identity.entry ?? null,
    shippingAddress: identity.address,
    billingAddress: identity.billingAddress,
    shippingMethod: { id: method.id, label: method.label },
    subtotal: breakdown.subtotal,
    discount: breakdown.discount,
    shipping: breakdown.shipping,
    tax: breakdown.tax,
    taxLines: taxLines(priced),
    pricesIncludeTax: market.pricesIncludeTax,
    total: breakdown.total,
    placedAt: identity.placedAt,
    deadline: identity.deadline,
    returnWindowMs: identity.returnWindowMs,
  };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * What people say on the phone: 60 bits of a digest in Crockford's base 32, which has no letters
 * that are read for digits.
 * @param digest hexadecimal, 15 digits or more
 */
export function orderNumber(digest: string): string {
  let rest = BigInt(`0x${digest.slice(0, 15)}`);
  let letters = '';
  for (let index = 0; index < 12; index++) {
    letters = CROCKFORD.charAt(Number(rest % 32n)) + letters;
    rest /= 32n;
  }
  return `EW-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}
