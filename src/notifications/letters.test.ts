import { expect, test } from 'vitest';
import type { OrderView } from '../orders/view.ts';
import { contentOf, plainText, shortText } from './content.ts';
import { orderLetters, stockLetters } from './letters.ts';
import type { Letter } from './letters.ts';
import { showMoney } from './words.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' as const });

const line = (id: string, title: string, quantity: number): OrderView['lines'][number] => ({
  line_id: id,
  sku: id,
  title,
  slug: id,
  image: null,
  options: { Colour: 'Brass' },
  quantity,
  unit_price: euros(1_250),
  line_total: euros(1_250 * quantity),
  returnable: 0,
  status: 'open',
});

const shipment = (id: string, status: string): OrderView['shipments'][number] => ({
  id,
  status,
  warehouse: 'main',
  carrier: 'DHL',
  tracking_number: '0034',
  tracking_url: null,
  returnable_until: null,
  lines: [{ line_id: 'l1', quantity: 1 }],
});

const order = (changes: Partial<OrderView> = {}): OrderView => ({
  id: 'order-0001',
  number: 'EW-1',
  status: 'confirmed',
  email: 'ada@example.com',
  placed_at: '2026-01-01T00:00:00.000Z',
  lines: [line('l1', 'Lamp', 2), line('l2', 'Vase', 1)],
  subtotal: euros(3_750),
  discount: euros(750),
  shipping: euros(0),
  tax: euros(479),
  tax_lines: [{ name: 'VAT 19 %', rate: 0.19, amount: euros(479) }],
  prices_include_tax: true,
  total: euros(3_000),
  shipping_address: {
    name: 'Ada',
    line1: 'Linden 1',
    city: 'Berlin',
    postal_code: '10117',
    country: 'DE',
  },
  billing_address: null,
  shipping_method: { id: 'standard', label: 'Standard' },
  coupons: [],
  payment: { status: 'captured' },
  shipments: [],
  refunds: [],
  returns: [],
  history: [],
  ...changes,
});

const keysOf = (letters: readonly Letter[]): string[] => letters.map(({ key }) => key);

test('an order is confirmed once, and each parcel that has left is told of once', () => {
  const sent = order({ shipments: [shipment('s1', 'shipped'), shipment('s2', 'packed')] });
  const notice = { order: sent.id };
  expect(keysOf(orderLetters({ ...notice, kind: 'order_confirmed' }, sent))).toEqual([
    'order-0001:order_confirmed',
  ]);
  expect(keysOf(orderLetters({ ...notice, kind: 'order_shipped' }, sent))).toEqual([
    'order-0001:order_shipped:s1',
  ]);
});

test('a cancelled order is told of only if it was paid', () => {
  const notice = { kind: 'order_cancelled' as const, order: 'order-0001' };
  const unpaid = order({ status: 'cancelled' });
  const paid = order({ status: 'cancelled', history: [{ status: 'authorized', at: '' }] });
  expect(orderLetters(notice, unpaid)).toEqual([]);
  expect(orderLetters(notice, paid)).toHaveLength(1);
});

test('a failed payment is not told of once another one went through', () => {
  const notice = { kind: 'payment_failed' as const, order: 'order-0001' };
  expect(orderLetters(notice, order({ status: 'awaiting_payment' }))).toHaveLength(1);
  expect(orderLetters(notice, order())).toEqual([]);
});

test('the merchant is told by the means there are', () => {
  const notice = { kind: 'low_stock' as const, sku: 'A', available: 2, at: 0 };
  const all = stockLetters(notice, { email: 'm@example.com', phone: '+49' });
  expect(keysOf(all)).toEqual(['low:A:1970-01-01', 'low:A:1970-01-01:sms']);
  expect(keysOf(stockLetters(notice, { email: '', phone: '' }))).toEqual([]);
});

const SHOP = { name: 'Edgewise', publicUrl: 'https://shop.test', orderToken: () => 'k1.a+b' };

test('a confirmation lists what was bought, what it came to, and the way to it', () => {
  const [letter] = orderLetters({ kind: 'order_confirmed', order: 'order-0001' }, order());
  const told = letter === undefined ? '' : plainText(contentOf(letter, SHOP));
  expect(told.split('\n').slice(4)).toEqual([
    'Lamp, Brass · 2 × €12.50, €25.00',
    'Vase, Brass, €12.50',
    '',
    'Subtotal: €37.50',
    'Discount: −€7.50',
    'Shipping: Free',
    'Total: €30.00',
    'Includes VAT 19 %: €4.79',
    '',
    'Order: EW-1',
    'Ships to: Ada, Linden 1, 10117 Berlin, Germany',
    '',
    'See your order: https://shop.test/orders/order-0001?token=k1.a%2Bb',
    '',
    'Edgewise',
  ]);
});

test('a parcel lists what is in it, and no prices', () => {
  const sent = order({ status: 'partially_shipped', shipments: [shipment('s1', 'shipped')] });
  const [letter] = orderLetters({ kind: 'order_shipped', order: sent.id }, sent);
  const told = letter === undefined ? '' : plainText(contentOf(letter, SHOP));
  expect(told).toContain('A part of your order has left the house.');
  expect(told).toContain('Lamp, Brass, × 1\n\nOrder: EW-1\nSent with: DHL, 0034');
  expect(told).not.toContain('€');
});

test('a text message fits one segment', () => {
  const merchant = { email: '', phone: '+49' };
  const [letter] = stockLetters({ kind: 'low_stock', sku: 'A', available: 0, at: 0 }, merchant);
  const told = letter === undefined ? '' : shortText(contentOf(letter, SHOP));
  expect(told).toBe('Edgewise: None left of A. https://shop.test/admin');
});

test('amounts are shown in their currency, to the cent', () => {
  expect(showMoney(euros(123_456))).toBe('€1,234.56');
  expect(showMoney(euros(5))).toBe('€0.05');
});
