/** Refunds for units of lines, over HTTP: what they come to, and what is refused. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { OrderView } from '../../src/orders/view.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import type { Refusal, Reply } from './support/shop.ts';

/** A confirmed order: three units for 10.00 together less a discount, one for 5.00, and its way. */
async function bought() {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('cup'), { price: 333, stock: 3 }), 3);
  await buyer.add(await stockProduct(unique('pot'), { price: 500, stock: 1 }), 1);
  const { order, payment } = (await buyer.checkout('key')).body;
  await pay(payment);
  const confirmed = await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const [cups, pot] = confirmed.lines.map((line) => line.line_id);
  const refund = <T = OrderView>(key: string | null, body: unknown): Promise<Reply<T>> =>
    call<T>('POST', `/api/admin/orders/${order.id}/refunds`, {
      headers: { ...ADMIN, ...(key === null ? {} : { 'idempotency-key': key }) },
      body,
    });
  return { order, cups: required(cups, 'a line'), pot: required(pot, 'a line'), refund };
}

const reason = 'broken';

test('units of a line go back for what was paid for them, each unit once', async () => {
  const { order, cups, pot, refund } = await bought();
  const first = await refund('a', { lines: [{ line_id: cups, quantity: 2 }], reason });
  expect(first.status).toBe(200);
  expect(first.body.refunds).toMatchObject([
    {
      ...{ amount: { amount: 666 }, origin: 'staff', status: 'succeeded', reason },
      lines: [{ line_id: cups, quantity: 2, amount: { amount: 666 } }],
    },
  ]);
  const tooMany = { lines: [{ line_id: cups, quantity: 2 }], reason };
  expect(await refund('b', tooMany)).toMatchObject({
    status: 409,
    body: { type: 'too_many_units', left: 1 },
  });
  const rest = [
    { line_id: cups, quantity: 1 },
    { line_id: pot, quantity: 1 },
  ];
  expect((await refund('c', { lines: rest, reason })).body.payment.status).toBe(
    'partially_refunded',
  );
  // The way is left, and no line: it goes back with the rest, or by its amount.
  expect((await refund('d', { lines: [{ line_id: pot, quantity: 1 }], reason })).status).toBe(409);
  expect((await refund('e', { reason })).body.payment.status).toBe('refunded');
  const { refunds, tax } = await orderOf(order);
  expect(refunds.map(({ amount }) => amount.amount)).toEqual([666, 833, 490]);
  expect(refunds.reduce((total, row) => total + row.tax.amount, 0)).toBe(tax.amount);
});

test('two clicks at once are one refund', async () => {
  const { order, cups, refund } = await bought();
  const body = { lines: [{ line_id: cups, quantity: 1 }], reason };
  const replies = await Promise.all([refund('a', body), refund('a', body), refund('a', body)]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await orderOf(order)).refunds).toHaveLength(1);
  expect((await refund('a', { ...body, reason: 'other' })).status).toBe(422);
});

test('two refunds of the last unit at once pay it back once', async () => {
  const { order, pot, refund } = await bought();
  const body = { lines: [{ line_id: pot, quantity: 1 }], reason };
  const replies = await Promise.all(['a', 'b', 'c'].map((key) => refund(key, body)));
  const statuses = replies.map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  expect((await orderOf(order)).refunds).toMatchObject([{ amount: { amount: 500 } }]);
});

test('an amount that was given back leaves less for the lines', async () => {
  const { pot, refund } = await bought();
  expect((await refund('a', { amount: 1_600, reason })).status).toBe(200);
  expect(await refund('b', { lines: [{ line_id: pot, quantity: 1 }], reason })).toMatchObject({
    status: 409,
    body: { type: 'refund_too_much', refundable: 389 },
  });
});

test('bad input is refused by name and gives nothing back', async () => {
  const { order, cups, refund } = await bought();
  const line = (quantity: unknown, id: string = cups) => ({
    lines: [{ line_id: id, quantity }],
    reason,
  });
  const bad: [unknown, string][] = [
    [line(0), '/lines/0/quantity'],
    [line(-1), '/lines/0/quantity'],
    [line(1.5), '/lines/0/quantity'],
    [line('2'), '/lines/0/quantity'],
    [line(1, 'no-such-line'), '/lines'],
    [{ lines: [], reason }, '/lines'],
    [{ ...line(1), amount: 100 }, '/amount'],
    [{ amount: 0, reason }, '/amount'],
    [{ amount: '100', reason }, '/amount'],
    [line(1).lines, ''],
    [{ amount: 100 }, '/reason'],
  ];
  for (const [body, pointer] of bad) {
    const reply = await refund<Refusal>(unique('key'), body);
    expect({ body, status: reply.status }).toEqual({ body, status: 400 });
    expect(reply.body.errors?.[0]?.pointer).toBe(pointer);
  }
  expect(await refund(null, line(1))).toMatchObject({
    status: 400,
    body: { type: 'idempotency_key_required' },
  });
  expect(await refund('more', line(4))).toMatchObject({ status: 409 });
  expect(await refund('much', { amount: 1_990, reason })).toMatchObject({
    status: 409,
    body: { type: 'refund_too_much', refundable: 1_989 },
  });
  const path = '/api/admin/orders/no-such-order-0000/refunds';
  const headers = { ...ADMIN, 'idempotency-key': 'x' };
  expect((await call('POST', path, { headers, body: line(1) })).status).toBe(404);
  expect((await orderOf(order)).refunds).toEqual([]);
});
