import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asCartId, asOrderId, asSku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderDocument, Refund } from '../orders/order.ts';
import { refundRow } from '../orders/refunds.ts';
import { begin } from '../orders/saga-move.ts';
import { priceItems } from '../pricing/price.ts';
import { creditNoteDrafts, invoiceDraft } from './drafts.ts';
import { assertSums, parseInvoiceNumber, yearOf } from './invoice.ts';
import type { Invoice } from './invoice.ts';
import { sheetOf } from './sheet.ts';

const SELLER = {
  id: 'house',
  name: 'A seller',
  address: ['A street 1'],
  taxId: 'DE1',
  timeZone: 'Europe/Berlin',
};

type Goods = { readonly unitPrice: number; readonly quantity: number };

/** An order of these goods, as the checkout freezes it. */
function documentOf(items: readonly Goods[], taxRate: number, included: boolean): OrderDocument {
  const shipping = { price: 490 };
  const prices = { items, coupons: [], shipping, taxRate, pricesIncludeTax: included };
  const { lines, discounts: _none, ...sums } = priceItems(prices);
  return {
    ...sums,
    id: required(asOrderId('order-0001'), 'an id'),
    number: 'EW-0000-0000-0000',
    cartId: required(asCartId('cart-0001'), 'an id'),
    market: 'eu',
    currency: 'EUR',
    email: 'ada@example.com',
    buyer: 'digest',
    lines: lines.map((line, index) => ({
      ...line,
      lineId: `l${index}`,
      sku: required(asSku(`SKU-${index}`), 'a SKU'),
      title: `Item ${index}`,
      slug: 'item',
      image: null,
      options: {},
      sellerId: 'house',
      quantity: items[index]?.quantity ?? 0,
      unitPrice: items[index]?.unitPrice ?? 0,
    })),
    coupons: [],
    shippingAddress: {
      name: 'Ada Lovelace',
      line1: 'Unter den Linden 1',
      line2: null,
      city: 'Berlin',
      region: null,
      postalCode: '10117',
      country: 'DE',
    },
    billingAddress: null,
    shippingMethod: { id: 'standard', label: 'Standard' },
    taxLines: [{ name: 'VAT', rate: taxRate / 10_000, amount: sums.tax }],
    pricesIncludeTax: included,
    placedAt: 1_000,
    deadline: 2_000,
    returnWindowMs: null,
  };
}

const refundOf = (
  amount: number,
  changes: Partial<Pick<Refund, 'id' | 'status' | 'tax' | 'lines' | 'history'>> = {},
): Refund => ({
  id: 're_1',
  amount,
  tax: 0,
  lines: [],
  reason: 'late',
  origin: 'staff',
  status: 'succeeded',
  reference: null,
  at: 5_000,
  history: [{ status: 'succeeded', at: 6_000 }],
  ...changes,
});

const billed = (document: OrderDocument, refunds: readonly Refund[] = []): BilledOrder => ({
  document,
  version: 1,
  confirmedAt: 3_000,
  refunds,
});

const goods = fc.array(
  fc.record({
    unitPrice: fc.integer({ min: 1, max: 100_000 }),
    quantity: fc.integer({ min: 1, max: 50 }),
  }),
  { minLength: 1, maxLength: 10 },
);
const rates = fc.constantFrom(0, 700, 1900, 2550);

test("an invoice comes to its order's total, for any goods and tax", () => {
  fc.assert(
    fc.property(goods, rates, fc.boolean(), (items, rate, included) => {
      const document = documentOf(items, rate, included);
      const draft = required(invoiceDraft(billed(document), SELLER), 'a sold order');
      assertSums(draft);
      expect(draft.total).toBe(document.total);
      expect(sum(draft.taxes.map(({ amount }) => amount))).toBe(document.tax);
      expect(sum(draft.taxes.map(({ net }) => net))).toBe(document.total - document.tax);
    }),
  );
});

/** The states that refunds of these amounts leave an order in, one after the other. */
function refunded(document: OrderDocument, amounts: readonly number[]): Refund[] {
  const tender = {
    kind: 'card',
    reference: 'pi',
    authorised: 0,
    captured: document.total,
  } as const;
  const context = { document, now: 5_000, pollMs: 1 };
  const refunds: Refund[] = [];
  for (const amount of amounts) {
    const state = { ...begin(1), tender: { ...tender, refunded: 0 }, refunds };
    const asked = { amount, lines: [], reason: 'late', origin: 'staff' } as const;
    const row = refundRow(state, asked, context);
    refunds.push({ ...row, id: `re_${refunds.length}`, status: 'succeeded' });
  }
  return refunds;
}

test('credit notes of a whole order give back its total and all its tax', () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(goods, rates, fc.boolean(), cuts, (items, rate, included, parts) => {
      const document = documentOf(items, rate, included);
      const ends = [...parts.map((part) => Math.round(part * document.total)), document.total];
      const sorted = ends.toSorted((a, b) => a - b);
      const amounts = sorted.map((end, index) => end - (sorted[index - 1] ?? 0));
      const refunds = refunded(
        document,
        amounts.filter((amount) => amount > 0),
      );
      const notes = creditNoteDrafts(billed(document, refunds), SELLER, '2026-000001');
      expect(sum(notes.map(({ total }) => total))).toBe(document.total);
      const taxes = notes.flatMap((note) => note.taxes);
      expect(sum(taxes.map(({ amount }) => amount))).toBe(document.tax);
      expect(taxes.every(({ amount, net }) => amount >= 0 && net >= 0)).toBe(true);
    }),
  );
});

test('only what was sold is invoiced, and only money that went back is credited', () => {
  const document = documentOf([{ unitPrice: 1_000, quantity: 1 }], 1900, true);
  const refunds = [
    refundOf(100, { status: 'failed' }),
    refundOf(200, { id: 're_2' }),
    refundOf(1, { status: 'pending' }),
  ];
  const order = billed(document, refunds);
  expect(invoiceDraft({ ...order, confirmedAt: null }, SELLER)).toBeNull();
  const notes = creditNoteDrafts(order, SELLER, '2026-000001');
  const told = notes.map(({ key, total, corrects, suppliedAt }) => {
    return { key, total, corrects, suppliedAt };
  });
  expect(told).toEqual([
    ...[{ key: 'refund:order-0001:re_2', total: 200, corrects: '2026-000001', suppliedAt: 6_000 }],
  ]);
});

test('a credit note names the lines it gives back, and what it gives beyond them', () => {
  const document = documentOf([{ unitPrice: 1_000, quantity: 3 }], 1900, true);
  const lines = [{ lineId: 'l0', quantity: 2, amount: 2_000, tax: 319 }];
  const order = billed(document, [refundOf(2_500, { tax: 399, lines })]);
  const [note] = creditNoteDrafts(order, SELLER, '2026-000001');
  expect(note?.lines.map(({ title, quantity, total }) => ({ title, quantity, total }))).toEqual([
    { title: 'Item 0', quantity: 2, total: 2_000 },
    { title: 'Adjustment', quantity: 1, total: 500 },
  ]);
  expect(note?.taxes).toEqual([{ name: 'VAT', rate: 0.19, amount: 399, net: 2_101 }]);
});

test('several rates share the net as their taxes say', () => {
  const document: OrderDocument = {
    ...documentOf([{ unitPrice: 22_600, quantity: 1 }], 0, true),
    shipping: 0,
    total: 22_600,
    tax: 2_600,
    taxLines: [
      { name: 'VAT 19 %', rate: 0.19, amount: 1_900 },
      { name: 'VAT 7 %', rate: 0.07, amount: 700 },
    ],
  };
  const draft = required(invoiceDraft(billed(document), SELLER), 'a sold order');
  expect(draft.taxes.map(({ net }) => net)).toEqual([10_000, 10_000]);
});

test("a year begins at the seller's midnight", () => {
  const lastHour = Date.parse('2026-12-31T23:30:00Z');
  expect(yearOf(lastHour, 'Europe/Berlin')).toBe(2027);
  expect(yearOf(lastHour, 'UTC')).toBe(2026);
});

test('only whole numbers of documents are numbers of documents', () => {
  expect(parseInvoiceNumber('2026-000012')).toEqual({ year: 2026, sequence: 12 });
  expect(parseInvoiceNumber('2026-1234567')).toEqual({ year: 2026, sequence: 1_234_567 });
  for (const text of ['2026-12', '2026-0000012', '1999-000001', '2026-000001 ', '']) {
    expect(parseInvoiceNumber(text)).toBeNull();
  }
});

test('a sheet says what the law asks: seller, buyer, days, lines, net, tax and gross', () => {
  const document = documentOf([{ unitPrice: 11_900, quantity: 2 }], 1900, true);
  const draft = required(invoiceDraft(billed(document), SELLER), 'a sold order');
  const sums = { sequence: 7, number: '2026-000007', issuedAt: Date.parse('2026-05-01T22:30Z') };
  const invoice: Invoice = { ...draft, ...sums };
  const sheet = sheetOf(invoice);
  expect(sheet.seller).toEqual(['A seller', 'A street 1', 'VAT ID DE1']);
  expect(sheet.buyer).toEqual([
    ...['Ada Lovelace', 'Unter den Linden 1', '10117 Berlin', 'Germany', 'ada@example.com'],
  ]);
  expect(sheet.facts).toContainEqual({ label: 'Issued on', value: '2 May 2026' });
  expect(sheet.lines[0]).toMatchObject({ quantity: '2', unit: '€119.00', amount: '€238.00' });
  expect(sheet.totals.map(({ label, amount }) => `${label} ${amount}`)).toEqual([
    'Subtotal €238.00',
    'Delivery: Standard €4.90',
    'Total €242.90',
  ]);
  expect(sheet.taxes).toEqual([
    { name: 'VAT', net: '€204.12', amount: '€38.78', gross: '€242.90' },
  ]);
});
