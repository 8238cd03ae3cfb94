import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import type { SalePrice } from '../pricing/sale-price.ts';
import { emptyCart } from './cart.ts';
import type { CartState } from './cart.ts';
import { cartView } from './view.ts';

const NOW = 1_000;
const END = 5_000;
const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);

/** A cart with two of each, at ten euros a piece, and 10 % off from 25 euros on. */
const cart: CartState = {
  ...emptyCart({ id: 'eu', currency: 'EUR' }, NOW),
  lines: ['shoe', 'sock'].map((name) => ({
    ...{ sku: sku(name), title: name, slug: name, image: null, options: {}, sellerId: 'house' },
    ...{ quantity: 2, unitPrice: 1_000, lockedUntil: 9_000, availability: 'in_stock' },
  })),
};

const sale = (name: string, amount: number): SalePrice => ({
  ...{ skus: [sku(name)], each: { amount, currency: 'EUR' }, until: END },
});

const unitsOf = (prices: readonly SalePrice[]) =>
  cartView('id', cart, NOW, prices).lines.map(({ unit_price, sale_until: end }) => [
    unit_price.amount,
    end ?? null,
  ]);

test('a pass makes the goods of its sale cost what they cost there, and says until when', () => {
  const view = cartView('id', cart, NOW, [sale('shoe', 600)]);
  const end = new Date(END).toISOString();
  expect(view.lines).toMatchObject([
    { unit_price: { amount: 600 }, line_total: { amount: 1_200 }, sale_until: end },
    { unit_price: { amount: 1_000 }, line_total: { amount: 2_000 } },
  ]);
  expect(view.lines[1]).not.toHaveProperty('sale_until');
  expect(view).toMatchObject({ total: { amount: 3_200 }, price_locked_until: end });
});

test('a pass for nothing in the cart changes nothing', () => {
  expect(cartView('id', cart, NOW, [sale('hat', 1)])).toEqual(cartView('id', cart, NOW));
});

test('an order has the goods of one sale, so of two passes one is shown', () => {
  const end = new Date(END).toISOString();
  expect(unitsOf([sale('hat', 1), sale('sock', 300), sale('shoe', 600)])).toEqual([
    [1_000, null],
    [300, end],
  ]);
});
