/** Invoices and credit notes of real orders: issued by their events, the same for all who ask. */
import { env, exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { InvoiceView } from '../../src/invoices/view.ts';
import type { OrderView } from '../../src/orders/view.ts';
import { deliver } from './support/events.ts';
import {
  ADDRESS,
  ADMIN,
  Buyer,
  call,
  orderOf,
  pay,
  stockProduct,
  unique,
  until,
} from './support/shop.ts';

type Documents = { items: InvoiceView[]; type?: string };
type Order = { id: string; token: string; number: string };

async function placed(changes: Record<string, unknown> = {}) {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { price: 2_500, stock: 10 }), 2);
  return (await buyer.checkout('k', changes)).body;
}

async function sold(changes: Record<string, unknown> = {}): Promise<Order> {
  const { order, payment } = await placed(changes);
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order;
}

const documentsOf = (order: Order) =>
  call<Documents>('GET', `/api/orders/${order.id}/invoices`, {
    headers: { 'order-token': order.token },
  });

async function refund(order: Order, amount: number): Promise<void> {
  await call<OrderView>('POST', `/api/admin/orders/${order.id}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': unique('refund') },
    body: { amount, reason: 'Scratched' },
  });
  await until(
    () => orderOf(order),
    ({ refunds }) => refunds.every(({ status }) => status === 'succeeded'),
  );
}

/** Keys that the book of this year has, in the order of their numbers. */
async function keysInBook(): Promise<string[]> {
  const book = env.INVOICE_BOOK.getByName(`house-${new Date().getUTCFullYear()}`);
  return (await book.below(null, 100)).map(({ key }) => key).toReversed();
}

test('a confirmed order has its invoice, although nobody asked for it', async () => {
  const order = await sold();
  const keys = await until(keysInBook, (found) => found.includes(`order:${order.id}`));
  expect(keys.filter((key) => key === `order:${order.id}`)).toHaveLength(1);
});

test("an invoice says what its order says, and comes to the order's total", async () => {
  const order = await sold();
  const shown = await orderOf(order);
  const { body } = await documentsOf(order);
  expect(body.items).toHaveLength(1);
  const [invoice] = body.items;
  expect(invoice).toMatchObject({
    kind: 'invoice',
    order_number: order.number,
    subtotal: shown.subtotal,
    discount: shown.discount,
    shipping: shown.shipping,
    total: shown.total,
    buyer: { email: 'ada@example.com', address: shown.shipping_address },
    seller: { name: 'Edgewise GmbH' },
  });
  expect(invoice?.lines[0]).toMatchObject({
    quantity: 2,
    unit_price: { amount: 2_500, currency: 'EUR' },
    line_total: { amount: 5_000, currency: 'EUR' },
  });
  expect(invoice?.tax_lines.map(({ name, amount }) => ({ name, amount }))).toEqual(
    shown.tax_lines.map(({ name, amount }) => ({ name, amount })),
  );
  expect(await documentsOf(order)).toMatchObject({ body: { items: [invoice] } });
});

test('an invoice is made out to the billing address, where the goods go elsewhere', async () => {
  const office = { ...ADDRESS, name: 'Analytical Engines Ltd', line1: 'Bureau 3' };
  const order = await sold({ billing_address: office });
  expect(await orderOf(order)).toMatchObject({
    ...{ shipping_address: ADDRESS, billing_address: office },
  });
  await refund(order, 500);
  const { items } = (await documentsOf(order)).body;
  expect(items.map(({ buyer }) => buyer.address)).toMatchObject([office, office]);
});

test('each refund has its credit note, issued by its event and numbered once', async () => {
  const order = await sold();
  await refund(order, 1_000);
  await refund(order, 700);
  const notes = (keys: string[]) => keys.filter((key) => key.startsWith(`refund:${order.id}`));
  await until(keysInBook, (keys) => notes(keys).length === 2);
  const { items } = (await documentsOf(order)).body;
  expect(items.map(({ kind, total }) => [kind, total.amount])).toEqual([
    ['invoice', 5_000],
    ['credit_note', 1_000],
    ['credit_note', 700],
  ]);
  expect(items.slice(1).map(({ corrects }) => corrects)).toEqual([
    items[0]?.number,
    items[0]?.number,
  ]);
  expect(notes(await keysInBook())).toHaveLength(2);
});

test('an event that comes again issues nothing anew', async () => {
  const order = await sold();
  const row = { ...(await rowOf(order)) };
  const before = await until(keysInBook, (keys) => keys.includes(`order:${order.id}`));
  const message = {
    owner: { kind: 'order', name: order.id },
    receipts: ['again'],
    events: [{ id: 'again', type: 'order.confirmed', version: 1, at: 1, data: row }],
  };
  const delivered = await deliver('edgewise-events', [message, message]);
  expect(delivered).toEqual({ acked: 2, retried: [] });
  expect(await keysInBook()).toEqual(before);
});

async function rowOf(order: Order): Promise<Record<string, unknown>> {
  const read = () =>
    env.BACKOFFICE_DB.prepare('SELECT * FROM order_row WHERE id = ?')
      .bind(order.id)
      .first<Record<string, string>>();
  const row = await until(read, (found) => found !== null);
  return { ...row, lines: JSON.parse(row?.['lines'] ?? '[]') };
}

test('what was not sold has no invoice, and strangers get none', async () => {
  const { order } = await placed();
  expect((await documentsOf(order)).status).toBe(404);
  const other = await sold();
  const stranger = await documentsOf({ ...other, token: order.token });
  expect([stranger.status, stranger.body.type]).toEqual([404, 'unknown_invoice']);
  const file = await call('GET', `/api/orders/${other.id}/invoice.pdf`);
  expect(file.status).toBe(404);
});

async function fileAt(path: string, headers: Record<string, string>) {
  const response = await exports.default.fetch(`http://localhost${path}`, { headers });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

test('the file is a PDF under its number, the same each time', async () => {
  const order = await sold({ shipping_address: LONG });
  const [invoice] = (await documentsOf(order)).body.items;
  const path = `/api/orders/${order.id}/invoice.pdf?token=${encodeURIComponent(order.token)}`;
  const first = await fileAt(path, {});
  expect(first.headers.get('content-type')).toBe('application/pdf');
  expect(first.headers.get('cache-control')).toBe('private, no-store');
  expect(first.headers.get('content-disposition')).toContain(`"${invoice?.number}.pdf"`);
  expect(new TextDecoder().decode(first.bytes.slice(0, 5))).toBe('%PDF-');
  expect(await fileAt(path, {})).toMatchObject({ bytes: first.bytes });
  const staff = await fileAt(`/api/admin/invoices/${invoice?.number}/pdf`, ADMIN);
  expect(staff.bytes).toEqual(first.bytes);
});

const LONG = {
  name: 'Zoë Łukasiewicz-Đặng Αθηνά 李',
  line1: 'W'.repeat(200),
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};

test('staff leaf through a book from its end, without a gap', async () => {
  await sold();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: { body: Documents & { next_cursor: string | null } } = await call(
      'GET',
      `/api/admin/invoices?limit=2${query}`,
      { headers: ADMIN },
    );
    seen.push(...page.body.items.map(({ number }) => number));
    cursor = page.body.next_cursor;
  } while (cursor !== null);
  const year = new Date().getUTCFullYear();
  const expected = seen.map((_, index) => `${year}-${String(index + 1).padStart(6, '0')}`);
  expect(seen.toReversed()).toEqual(expected);
  const opened = await call<InvoiceView>('GET', `/api/admin/invoices/${seen[0]}`, {
    headers: ADMIN,
  });
  expect(opened.body.number).toBe(seen[0]);
  const unknown = await call('GET', `/api/admin/invoices/${year}-999999`, { headers: ADMIN });
  expect(unknown.status).toBe(404);
  expect((await call('GET', '/api/admin/invoices')).status).toBe(401);
});
