import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DOCUMENT } from '../../tests/model/order-world.ts';
import { required } from '../kernel/assert.ts';
import { asSku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderDocument, Refund } from '../orders/order.ts';
import { priceLines } from '../orders/refund-amounts.ts';
import { priceItems } from '../pricing/price.ts';
import { sharesOf } from './shares.ts';

type Goods = { readonly seller: string; readonly unitPrice: number; readonly quantity: number };

/** An order of these goods, priced as the checkout prices them. */
function orderOf(
  goods: readonly Goods[],
  taxRate = 1900,
  included = true,
  delivery = 490,
): OrderDocument {
  const shipping = { price: delivery };
  const prices = { items: goods, coupons: [], shipping, taxRate, pricesIncludeTax: included };
  const { lines, discounts: _none, ...sums } = priceItems(prices);
  return {
    ...DOCUMENT,
    ...sums,
    pricesIncludeTax: included,
    lines: goods.map(({ seller, unitPrice, quantity }, index) => ({
      ...required(lines[index], 'each of the goods has a price'),
      ...{ lineId: `l${index}`, sku: required(asSku(`SKU-${index}`), 'a SKU'), slug: 'item' },
      ...{ title: `Item ${index}`, image: null, options: {}, sellerId: seller },
      ...{ quantity, unitPrice },
    })),
  };
}

const refund = (
  amount: number,
  changes: Partial<Pick<Refund, 'lines' | 'status'>> = {},
): Refund => ({
  ...{ id: 'rf_1', amount, tax: 0, lines: [], reason: 'late', origin: 'staff' },
  ...{ status: 'succeeded', reference: null, at: 5, history: [] },
  ...changes,
});

const billed = (document: OrderDocument, refunds: readonly Refund[] = []): BilledOrder => ({
  ...{ document, version: 1, confirmedAt: 7, refunds },
});

const TWO = [
  { seller: 'acme', unitPrice: 3_000, quantity: 2 },
  { seller: 'birch', unitPrice: 1_000, quantity: 1 },
  { seller: 'acme', unitPrice: 500, quantity: 1 },
];

const told = (order: BilledOrder) =>
  sharesOf(order).map(({ seller, captured, refunded }) => [seller, captured, refunded]);

test('each seller has what was captured for their lines, and the shop keeps the delivery', () => {
  expect(told(billed(orderOf(TWO)))).toEqual([
    ['acme', 6_500, 0],
    ['birch', 1_000, 0],
  ]);
  const [share] = sharesOf(billed(orderOf(TWO)));
  expect(share).toMatchObject({ orderId: DOCUMENT.id, number: 'EW-1', soldAt: 7, currency: 'EUR' });
});

test('an order that was never confirmed is nobody’s', () => {
  expect(sharesOf({ ...billed(orderOf(TWO)), confirmedAt: null })).toEqual([]);
});

test('a refund of lines is borne by whose lines they are', () => {
  const lines = [{ lineId: 'l0', quantity: 1, amount: 3_000, tax: 479 }];
  expect(told(billed(orderOf(TWO), [refund(3_000, { lines })]))).toEqual([
    ['acme', 6_500, 3_000],
    ['birch', 1_000, 0],
  ]);
});

test('a refund of an amount is borne by all, the delivery too', () => {
  // A tenth of 79.90: of the delivery's 4.90 the shop bears 49 cents.
  expect(told(billed(orderOf(TWO), [refund(799)]))).toEqual([
    ['acme', 6_500, 650],
    ['birch', 1_000, 100],
  ]);
});

test('a refund that is asked for, or has failed, takes nothing yet', () => {
  const refunds = [refund(799, { status: 'pending' }), refund(799, { status: 'failed' })];
  expect(told(billed(orderOf(TWO), refunds))).toEqual([
    ['acme', 6_500, 0],
    ['birch', 1_000, 0],
  ]);
});

const goods = fc.array(
  fc.record({
    seller: fc.constantFrom('acme', 'birch', 'house'),
    unitPrice: fc.integer({ min: 1, max: 100_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const taxOf = ({ lines }: OrderDocument): number => sum(lines.map(({ tax }) => tax));

/** Cuts an order's total into refunds of amounts, by any numbers. */
function refundsOf({ total }: OrderDocument, numbers: readonly number[]): Refund[] {
  let left = total;
  const parts = numbers.map((number) => {
    const part = number % (left + 1);
    left -= part;
    return part;
  });
  return [...parts, left].filter((part) => part > 0).map((part) => refund(part));
}

const numbers = fc.array(fc.nat(), { maxLength: 4 });
const taxes = fc.constantFrom(0, 700, 1900, 2550);

test('what is captured and each refund are shared to the cent', () => {
  fc.assert(
    fc.property(goods, taxes, fc.boolean(), numbers, (sold, rate, included, wanted) => {
      const document = orderOf(sold, rate, included, 0);
      const [first, ...others] = refundsOf(document, wanted);
      const refunds = first === undefined ? others : [first];
      const shares = sharesOf(billed(document, refunds));
      const captured = document.subtotal - document.discount + (included ? 0 : taxOf(document));
      expect(sum(shares.map((share) => share.captured))).toBe(captured);
      const given = sum(refunds.map(({ amount }) => amount));
      expect(sum(shares.map((share) => share.refunded))).toBe(given);
    }),
  );
});

test('an order that is paid back in parts leaves nobody more than a cent for each part', () => {
  fc.assert(
    fc.property(goods, taxes, fc.boolean(), numbers, (sold, rate, included, wanted) => {
      const document = orderOf(sold, rate, included);
      const refunds = refundsOf(document, wanted);
      for (const share of sharesOf(billed(document, refunds))) {
        const lines = document.lines.filter(({ sellerId }) => sellerId === share.seller);
        const off = Math.abs(share.refunded - share.captured);
        expect(off).toBeLessThan(refunds.length * lines.length + 1);
      }
    }),
  );
});

test('who is paid back every line, unit by unit, has sold nothing', () => {
  fc.assert(
    fc.property(goods, fc.boolean(), (sold, included) => {
      const document = orderOf(sold, 1900, included);
      const units = document.lines.flatMap(({ lineId, quantity }) =>
        Array.from({ length: quantity }, () => ({ lineId, quantity: 1 })),
      );
      const refunds: Refund[] = [];
      for (const unit of units) {
        const lines = priceLines(document, refunds, [unit]);
        if (!lines.ok) throw new Error(lines.reason);
        const amount = sum(lines.value.map((line) => line.amount));
        refunds.push(refund(amount, { lines: lines.value }));
      }
      for (const { captured, refunded } of sharesOf(billed(document, refunds))) {
        expect(refunded).toBe(captured);
      }
    }),
  );
});
