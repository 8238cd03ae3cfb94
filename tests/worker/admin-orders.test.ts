/** Orders in the back office: found, sent in parts, refunded, cancelled, by forms. */
import { beforeAll, expect, test } from 'vitest';
import type { StaffView } from '../../src/orders/staff-view.ts';
import type { OrderView } from '../../src/orders/view.ts';
import {
  ADMIN,
  Buyer,
  call,
  orderOf,
  pay,
  stockOf,
  stockProduct,
  unique,
  until,
} from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { Visitor, fieldOf, textOf } from './support/visitor.ts';
import { Staff, errorIn, formKeyIn, staff, valueIn } from './support/staff.ts';

let person = new Staff();
beforeAll(async () => {
  person = await staff();
});

type Bought = { id: string; token: string; number: string; path: string; skus: string[] };

/** A confirmed order of two lines: two units of the first, one of the second. */
async function bought(): Promise<Bought> {
  const buyer = new Buyer();
  const skus = [
    await stockProduct(unique('lamp'), { price: 2_500, stock: 10 }),
    await stockProduct(unique('vase'), { price: 1_000, stock: 10 }),
  ];
  await buyer.add(skus[0] ?? '', 2);
  await buyer.add(skus[1] ?? '', 1);
  const { order, payment } = (await buyer.checkout('k')).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return { id: order.id, token: order.token, number: order.number, path: pathOf(order.id), skus };
}

const pathOf = (id: string) => `/admin/orders/${id}`;

const unitsOf = (order: OrderView, quantities: readonly string[]) =>
  Object.fromEntries(
    order.lines.map((line, index) => [`units/${line.line_id}`, quantities[index] ?? '']),
  );

/** Starts a shipment of these units by the order's form. */
async function send(order: Bought, quantities: readonly string[]) {
  const fields = unitsOf(await orderOf(order), quantities);
  return person.fill(order.path, `${order.path}/shipments`, fields);
}

const move = (order: Bought, shipment: string, fields: Record<string, string>) =>
  person.send(`${order.path}/shipments/${shipment}`, fields);

test('an order is found in the list by its number and its status', async () => {
  const order = await bought();
  const { html } = await until(
    () => person.open(`/admin/orders?status=confirmed&q=${order.number}`),
    (page) => page.html.includes(order.path),
  );
  expect(html).toContain(order.number);
  const other = await person.open(`/admin/orders?status=delivered&q=${order.number}`);
  expect(other.html).toContain('No order matches');
});

test('an order sent in two parts says so at each step', async () => {
  const order = await bought();
  const created = await send(order, ['1', '']);
  expect([created.status, created.location]).toEqual([303, `${order.path}?done=created`]);
  const seen: string[] = [];
  const step = async (shipment: string, fields: Record<string, string>) => {
    expect((await move(order, shipment, fields)).status).toBe(303);
    seen.push((await orderOf(order)).status);
  };
  await step('sh_1', { status: 'packed' });
  await step('sh_1', { status: 'shipped', carrier: 'DHL', tracking_number: '0034' });
  await send(order, ['1', '1']);
  await step('sh_2', { status: 'packed' });
  await step('sh_2', { status: 'shipped' });
  await step('sh_1', { status: 'delivered' });
  await step('sh_2', { status: 'delivered' });
  expect(seen).toEqual([
    'confirmed',
    'partially_shipped',
    'partially_shipped',
    'shipped',
    'partially_delivered',
    'delivered',
  ]);
  const { shipments } = await orderOf(order);
  expect(shipments[0]).toMatchObject({ carrier: 'DHL', tracking_number: '0034' });
  const { html } = await person.open(order.path);
  expect(html).toContain('DHL');
  expect(html).not.toContain('Create shipment');
});

test('the same form sent twice makes one shipment', async () => {
  const order = await bought();
  const { html } = await person.open(order.path);
  const action = `${order.path}/shipments`;
  const fields = {
    form_key: formKeyIn(html, action),
    ...unitsOf(await orderOf(order), ['1', '']),
  };
  for (const answer of [await person.send(action, fields), await person.send(action, fields)]) {
    expect(answer.status).toBe(303);
  }
  expect((await orderOf(order)).shipments).toHaveLength(1);
});

test('more units than are left are refused beside their line, with what was typed', async () => {
  const order = await bought();
  const refused = await send(order, ['3', '1']);
  expect(refused.status).toBe(409);
  const [line] = (await orderOf(order)).lines;
  const field = `units/${line?.line_id}`;
  expect(errorIn(refused.html, field)).toBe('Only 2 left.');
  expect(valueIn(refused.html, field)).toBe('3');
  const wrong = await send(order, ['two', '1']);
  expect(wrong.status).toBe(400);
  expect(errorIn(wrong.html, field)).toBe('A whole number, or nothing');
  expect((await orderOf(order)).shipments).toEqual([]);
});

test('a tracking link that is no https address is refused, and the rest is kept', async () => {
  const order = await bought();
  await send(order, ['2', '1']);
  await move(order, 'sh_1', { status: 'packed' });
  const fields = { status: 'shipped', carrier: 'DHL', tracking_url: 'javascript:alert(1)' };
  const refused = await move(order, 'sh_1', fields);
  expect(refused.status).toBe(400);
  expect(errorIn(refused.html, 'sh_1-url')).toBe('Expected an https address');
  expect(valueIn(refused.html, 'carrier')).toBe('DHL');
  expect((await orderOf(order)).shipments[0]?.status).toBe('packed');
});

test('a shipment cannot jump its steps', async () => {
  const order = await bought();
  await send(order, ['2', '1']);
  const refused = await move(order, 'sh_1', { status: 'delivered' });
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('A shipment that is pending cannot become delivered.');
});

test('part of the money goes back, once, and never more than was paid', async () => {
  const order = await bought();
  const action = `${order.path}/refunds`;
  const { html } = await person.open(order.path);
  const fields = { form_key: formKeyIn(html, action), amount: '5,50', reason: 'A scratch' };
  expect((await person.send(action, fields)).status).toBe(303);
  expect((await person.send(action, fields)).status).toBe(303);
  const refunded = await until(
    () => orderOf(order),
    ({ refunds }) => refunds[0]?.status === 'succeeded',
  );
  expect(refunded.refunds).toMatchObject([
    { amount: { amount: 550, currency: 'EUR' }, reason: 'A scratch' },
  ]);
  expect(refunded.payment.status).toBe('partially_refunded');
  const tooMuch = await person.fill(order.path, action, { amount: '54.51', reason: 'All of it' });
  expect(tooMuch.status).toBe(409);
  expect(errorIn(tooMuch.html, 'amount')).toBe('At most 54.50 is left to refund.');
  expect(valueIn(tooMuch.html, 'reason')).toBe('All of it');
  const wrong = await person.fill(order.path, action, { amount: '1.234', reason: '' });
  expect(wrong.status).toBe(400);
  expect(errorIn(wrong.html, 'amount')).toBe('An amount such as 19.99');
  expect(errorIn(wrong.html, 'reason')).toBeDefined();
});

test('units of a line are paid back by their form, and more are refused there', async () => {
  const order = await bought();
  const action = `${order.path}/refunds`;
  const [lamp] = (await orderOf(order)).lines;
  const field = `refund/${lamp?.line_id}`;
  const wrong = await person.fill(order.path, action, { [field]: '1.5', reason: 'Dented' });
  expect(wrong.status).toBe(400);
  expect(errorIn(wrong.html, field)).toBe('A whole number, or nothing');
  const both = { [field]: '1', amount: '5', reason: 'Dented' };
  const refused = await person.fill(order.path, action, both);
  expect(errorIn(refused.html, 'amount')).toBe('Lines or an amount, not both');
  await person.fill(order.path, action, { [field]: '1', reason: 'Dented' });
  expect((await orderOf(order)).refunds).toMatchObject([
    { amount: { amount: 2_500 }, lines: [{ line_id: lamp?.line_id, quantity: 1 }] },
  ]);
  const more = await person.fill(order.path, action, { [field]: '2', reason: 'Dented' });
  expect(more.status).toBe(409);
  expect(errorIn(more.html, field)).toBe('Only 1 left.');
});

test('a return is asked for on the order page, and received by its form', async () => {
  const order = await bought();
  await send(order, ['2', '1']);
  for (const status of ['packed', 'shipped', 'delivered']) await move(order, 'sh_1', { status });
  const [lamp, vase] = (await orderOf(order)).lines.map((line) => line.line_id);
  const buyer = new Visitor();
  await buyer.get(`/orders/${order.id}?token=${order.token}`);
  const page = await buyer.get(`/orders/${order.id}`);
  const attempt = fieldOf(page.html, 'attempt') ?? '';
  const nothing = await buyer.post(`/orders/${order.id}/returns`, { attempt });
  expect([nothing.status, textOf(nothing.html)]).toEqual([
    409,
    expect.stringContaining('Say how many you would like to send back.'),
  ]);
  const wish = { attempt, [`return/${lamp}`]: '1', reason: 'It arrived damaged' };
  for (const answer of [
    await buyer.post(`/orders/${order.id}/returns`, wish),
    await buyer.post(`/orders/${order.id}/returns`, wish),
  ]) {
    expect([answer.status, answer.location]).toEqual([303, `/orders/${order.id}`]);
  }
  const more = { attempt: 'other', [`return/${vase}`]: '2' };
  expect((await buyer.post(`/orders/${order.id}/returns`, more)).status).toBe(409);
  const [one] = (await orderOf(order)).returns;
  expect(one?.lines).toMatchObject([{ line_id: lamp, quantity: 1, reason: 'It arrived damaged' }]);
  expect(textOf((await buyer.get(`/orders/${order.id}`)).html)).toContain('Asked for');
  const action = `${order.path}/returns/${one?.id}`;
  expect((await person.open(order.path)).html).toContain('It arrived damaged');
  await person.send(action, { status: 'approved' });
  const units = { [`restock/${lamp}`]: '2', [`scrap/${lamp}`]: '0' };
  const over = await person.send(action, { status: 'received', ...units });
  expect([over.status, errorIn(over.html, `restock/${lamp}`)]).toEqual([409, 'Only 1 left.']);
  const scrapped = { [`restock/${lamp}`]: '0', [`scrap/${lamp}`]: '1' };
  const done = await person.send(action, { status: 'received', ...scrapped });
  expect(done.location).toBe(`${order.path}?done=return_received`);
  expect((await orderOf(order)).returns).toMatchObject([{ status: 'refunded' }]);
  const { html } = await buyer.get(`/orders/${order.id}`);
  expect(textOf(html)).toContain('Arrived and refunded');
});

test('a cancelled order gives everything back, and one that has left stays', async () => {
  const order = await bought();
  const action = `${order.path}/cancel`;
  expect((await person.fill(order.path, action, {})).location).toBe(`${order.path}?done=cancelled`);
  const cancelled = await until(
    () => orderOf(order),
    ({ status }) => status === 'cancelled',
  );
  expect(cancelled.payment.status).toBe('refunded');
  expect(await stockOf(order.skus[0] ?? '')).toMatchObject({ on_hand: 10, sold: 0 });
  const gone = await bought();
  const { html } = await person.open(gone.path);
  const key = formKeyIn(html, `${gone.path}/cancel`);
  await send(gone, ['1', '']);
  for (const status of ['packed', 'shipped']) await move(gone, 'sh_1', { status });
  const refused = await person.send(`${gone.path}/cancel`, { form_key: key });
  expect(refused.status).toBe(409);
  expect((await person.open(gone.path)).html).not.toContain('Cancel this order');
});

/** An order whose stock was taken away by force. */
async function short() {
  const sku = await stockProduct(unique('short'), { price: 1_000, stock: 2 });
  const buyer = new Buyer();
  await buyer.add(sku, 2);
  const { order } = (await buyer.checkout('k')).body;
  const path = `/admin/stock/${sku}`;
  await person.fill(path, path, { delta: '-1', reason: 'Broken', force: 'yes' });
  return order;
}

test('an order whose stock was taken by force waits for a person and says why', async () => {
  const order = await short();
  await until(
    () => person.open(`/admin/orders?status=needs_attention&q=${order.number}`),
    (page) => page.html.includes(pathOf(order.id)),
  );
  expect((await person.open(pathOf(order.id))).html).toContain('class="notice bad"');
  expect((await person.open('/admin')).html).toContain(order.number);
});

test('what was dealt with is taken down for a reason, and stands in the log', async () => {
  const order = await short();
  const flagged = () => call<StaffView>('GET', `/api${pathOf(order.id)}`, { headers: ADMIN });
  const { body } = await until(flagged, (reply) => reply.body.attention !== null);
  const attention = body.attention ?? '';
  const action = `${pathOf(order.id)}/clear-attention`;
  const unsaid = await person.send(action, { attention, reason: ' ' });
  expect([unsaid.status, unsaid.html.includes('Take the note down')]).toEqual([400, true]);
  const stale = await person.send(action, { attention: 'another', reason: 'Found one more' });
  expect(stale.status).toBe(409);
  expect(textOf(stale.html)).toContain('Something else has come up since');
  expect((await flagged()).body.attention).toBe(attention);
  const done = await person.send(action, { attention, reason: 'Found one more' });
  expect(done.location).toBe(`${pathOf(order.id)}?done=cleared`);
  expect((await flagged()).body.attention).toBeNull();
  await until(
    () => person.open(`/admin/orders?status=needs_attention&q=${order.number}`),
    (page) => !page.html.includes(pathOf(order.id)),
  );
  const log = await call<{ items: { path: string; detail: string }[] }>('GET', '/api/admin/audit', {
    headers: ADMIN,
  });
  const told = log.body.items.find(({ path }) => path === action);
  expect(told?.detail).toContain('Found one more');
});

/** Takes the note down by the API. */
const clear = (id: string, attention: string | null) =>
  call<OrderView & Refusal>('POST', `/api${pathOf(id)}/clear-attention`, {
    headers: ADMIN,
    body: { attention, reason: 'Found one more' },
  });

test('a note is taken down by the API once it was read, and an unknown order is 404', async () => {
  const order = await short();
  const flagged = () => call<StaffView>('GET', `/api${pathOf(order.id)}`, { headers: ADMIN });
  const { body } = await until(flagged, (reply) => reply.body.attention !== null);
  expect((await clear(order.id, null)).status).toBe(400);
  const stale = await clear(order.id, 'another');
  expect([stale.status, stale.body]).toMatchObject([409, { attention: body.attention }]);
  expect((await clear(order.id, body.attention)).body.id).toBe(order.id);
  expect((await clear(order.id, body.attention)).status).toBe(200);
  expect((await clear('o'.repeat(order.id.length), 'x')).status).toBe(404);
});

test('an order that is not there is 404', async () => {
  expect((await person.open('/admin/orders/nothing-here')).status).toBe(404);
  expect((await person.open('/admin/orders/x')).status).toBe(404);
  expect((await person.send('/admin/orders/nothing-here/cancel', {})).status).toBe(404);
});
