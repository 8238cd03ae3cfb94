/** Invoices as pages, for buyers and for staff. */
import { beforeAll, expect, test } from 'vitest';
import type { OrderView } from '../../src/orders/view.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import { staff } from './support/staff.ts';
import type { Staff } from './support/staff.ts';
import { Visitor, textOf } from './support/visitor.ts';

let order: OrderView & { token: string };
let person: Staff;

beforeAll(async () => {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { price: 2_500, stock: 10 }), 2);
  const { body } = await buyer.checkout('k');
  await pay(body.payment);
  await until(
    () => orderOf(body.order),
    ({ status }) => status === 'confirmed',
  );
  await call('POST', `/api/admin/orders/${body.order.id}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': 'r' },
    body: { amount: 700, reason: 'A scratch' },
  });
  const { refunds } = await until(
    () => orderOf(body.order),
    (view) => view.refunds[0]?.status === 'succeeded',
  );
  order = { ...body.order, refunds };
  person = await staff();
});

test('an order links to its invoice, which shows what it says and where its file is', async () => {
  const visitor = new Visitor();
  const { location } = await visitor.get(`/orders/${order.id}?token=${order.token}`);
  const { html } = await visitor.get(location);
  expect(html).toContain(`href="/orders/${order.id}/invoice"`);
  const page = await visitor.get(`/orders/${order.id}/invoice`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  const text = textOf(page.html);
  for (const said of ['Invoice 20', 'Edgewise GmbH', 'Ada Lovelace', order.number, '€50.00']) {
    expect(text).toContain(said);
  }
  const path = `/api/orders/${order.id}/invoice.pdf`;
  expect(page.html).toContain(`href="${path}"`);
  expect((await visitor.get(path)).headers.get('content-type')).toBe('application/pdf');
});

test('a refund links to its credit note', async () => {
  const visitor = new Visitor();
  const path = `/orders/${order.id}/credit-notes/${order.refunds[0]?.id}`;
  const opened = await visitor.get(`${path}?token=${order.token}`);
  expect(opened.location).toBe(path);
  expect((await visitor.get(`/orders/${order.id}`)).html).toContain(`href="${path}"`);
  const text = textOf((await visitor.get(path)).html);
  expect(text).toContain('Total credited €7.00');
  expect(text).toContain('Reason A scratch');
  expect((await visitor.get(`/api${path}/pdf`)).status).toBe(200);
  expect((await visitor.get(`/orders/${order.id}/credit-notes/none`)).status).toBe(404);
});

test('a stranger finds no invoice', async () => {
  expect((await new Visitor().get(`/orders/${order.id}/invoice`)).status).toBe(404);
});

test('staff finds the documents on the order and in the book of the year', async () => {
  const page = await person.open(`/admin/orders/${order.id}`);
  const files = [...page.html.matchAll(/href="(\/api\/admin\/invoices\/[\d-]+\/pdf)"/g)].map(
    ([, path = '']) => path,
  );
  expect(files).toHaveLength(2);
  const list = await person.open('/admin/invoices');
  for (const file of files) expect(list.html).toContain(file);
  expect(list.html).toContain(`/admin/orders/${order.id}`);
  expect((await person.open(files[0] ?? '')).headers.get('content-type')).toBe('application/pdf');
  expect((await person.open('/admin/invoices?year=2020')).html).toContain('Nothing was sold');
  expect((await person.open('/admin/invoices?cursor=x')).location).toBe('/admin/invoices');
});
