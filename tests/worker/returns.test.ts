/** Goods that come back: restocked once and paid back once, whatever happens meanwhile. */
import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import { DAY_MS, rfc3339 } from '../../src/kernel/time.ts';
import { delivered, disturb } from './support/bought.ts';
import { mailsTo } from './support/inbox.ts';
import { ADMIN, call, orderOf, stockOf, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

type Movements = { movements: { kind: string; delta: number; reason: string }[] };

/** The kinds and changes of a SKU's newest movements, newest first. */
const movementsOf = async (sku: string): Promise<[string, number][]> => {
  const reply = await call<Movements>('GET', `/api/admin/stock/${sku}`, { headers: ADMIN });
  return reply.body.movements.map(({ kind, delta }) => [kind, delta]);
};

test('a return goes through its steps, and then stock and money are back', async () => {
  const { order, email, cups, staff, cupsBack } = await delivered();
  const id = await cupsBack(2);
  expect((await orderOf(order)).returns).toMatchObject([{ status: 'requested' }]);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  const told = (words: string) =>
    until(
      () => mailsTo(email),
      (all) => all.some(({ subject }) => subject.includes(words)),
    );
  await told('You can send back');
  const received = await staff.patch(`returns/${id}`, { status: 'received' });
  expect(received.body.returns).toMatchObject([
    {
      ...{ id, status: 'refunded' },
      lines: [{ line_id: cups.line_id, quantity: 2, restocked: 2, scrapped: 0 }],
    },
  ]);
  expect(received.body.returns[0]?.history.map(({ status }) => status)).toEqual([
    ...['requested', 'approved', 'received', 'refunded'],
  ]);
  expect(received.body.refunds).toMatchObject([
    { amount: { amount: 666 }, origin: 'return', status: 'succeeded' },
  ]);
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 9, sold: 3 });
  const mails = await told('has arrived');
  expect(mails.find(({ subject }) => subject.includes('has arrived'))?.text).toContain('€6.66');
});

test('what cannot be sold again is told by the ledger and adds nothing to the stock', async () => {
  const { cups, staff, cupsBack } = await delivered();
  const id = await cupsBack(3);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  const { body } = await staff.patch(`returns/${id}`, lines([cups.line_id, 1, 1]));
  expect(body.refunds).toMatchObject([{ amount: { amount: 666 } }]);
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 8 });
  expect((await movementsOf(cups.sku)).slice(0, 2)).toEqual([
    ['scrapped', 0],
    ['returned', 1],
  ]);
  // The third cup has not arrived, so it can be asked for again.
  expect(body.lines[0]?.returnable).toBe(1);
});

test('each step again changes nothing, also when sent at once', async () => {
  const { order, cups, staff, cupsBack } = await delivered();
  const id = await cupsBack(1);
  const steps = (status: string) =>
    Promise.all([1, 2, 3].map(() => staff.patch(`returns/${id}`, { status })));
  for (const status of ['approved', 'received']) {
    const replies = await steps(status);
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
  }
  expect((await orderOf(order)).refunds).toHaveLength(1);
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 8 });
});

test('past its window nothing can be sent back, and the answer says since when', async () => {
  const { order, cups, askReturn } = await delivered();
  const [parcel] = (await orderOf(order)).shipments;
  const end = Date.parse(parcel?.returnable_until ?? '');
  expect(end - Date.now()).toBeGreaterThan(29 * DAY_MS);
  const body = { lines: [{ line_id: cups.line_id, quantity: 1, reason: 'Too big' }] };
  vi.useFakeTimers({ toFake: ['Date'], now: end + 1 });
  try {
    const late = await askReturn(body, 'late');
    expect([late.status, late.body]).toMatchObject([
      409,
      { type: 'return_window_over', until: rfc3339(end) },
    ]);
    vi.setSystemTime(end);
    expect((await askReturn(body, 'in time')).status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});

test('a return asked for twice under one key is one return', async () => {
  const { order, cups, askReturn } = await delivered();
  const body = { lines: [{ line_id: cups.line_id, quantity: 1, reason: 'Too big' }] };
  const replies = await Promise.all([askReturn(body, 'a'), askReturn(body, 'a')]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect((await askReturn({ lines: body.lines }, 'a')).headers.get('idempotency-replayed')).toBe(
    'true',
  );
  const other = { lines: [{ line_id: cups.line_id, quantity: 2, reason: 'Too big' }] };
  expect((await askReturn(other, 'a')).status).toBe(422);
  expect((await orderOf(order)).returns).toHaveLength(1);
});

test('only what was sent can come back, once', async () => {
  const { cups, askReturn, cupsBack, staff } = await delivered({ sent: 2 });
  const line = (quantity: number) => ({
    lines: [{ line_id: cups.line_id, quantity, reason: 'Too big' }],
  });
  expect(await askReturn(line(3))).toMatchObject({
    status: 409,
    body: { type: 'too_many_units', left: 2 },
  });
  const id = await cupsBack(2);
  expect(await askReturn(line(1))).toMatchObject({ status: 409, body: { left: 0 } });
  const refused = await staff.patch(`returns/${id}`, { status: 'refused', note: 'It was worn' });
  expect(refused.body.returns).toMatchObject([{ status: 'refused', note: 'It was worn' }]);
  expect((await askReturn(line(1))).status).toBe(200);
});

test('bad input and strangers are refused', async () => {
  const { order, cups, askReturn } = await delivered();
  const line = (change: Record<string, unknown>) => ({
    lines: [{ line_id: cups.line_id, quantity: 1, reason: 'Too big', ...change }],
  });
  const bad: [unknown, string][] = [
    [line({ quantity: 0 }), '/lines/0/quantity'],
    [line({ quantity: 1.5 }), '/lines/0/quantity'],
    [line({ quantity: '2' }), '/lines/0/quantity'],
    [line({ reason: '' }), '/lines/0/reason'],
    [line({ line_id: 'no-such-line' }), '/lines'],
    [{ lines: [] }, '/lines'],
    [{}, '/lines'],
  ];
  for (const [body, pointer] of bad) {
    const reply = await askReturn<Refusal>(body);
    expect({ body, status: reply.status }).toEqual({ body, status: 400 });
    expect(reply.body.errors?.[0]?.pointer).toBe(pointer);
  }
  const other = await delivered();
  expect((await askReturn(line({}), 'a', other.order.token)).status).toBe(404);
  expect((await askReturn(line({}), 'a', '')).status).toBe(404);
  expect((await orderOf(order)).returns).toEqual([]);
});

const lines = (...all: [string, unknown, unknown][]) => ({
  status: 'received',
  lines: all.map(([line, restocked, scrapped]) => ({ line_id: line, restocked, scrapped })),
});

test('what staff says of a return is checked', async () => {
  const { cups, pot, staff, cupsBack } = await delivered();
  const id = await cupsBack(2);
  const change = (body: unknown, returned = id) =>
    staff.patch<Refusal>(`returns/${returned}`, body);
  expect((await change({ status: 'approved' }, 'rt_0')).status).toBe(404);
  expect(await change({ status: 'received' })).toMatchObject({
    status: 409,
    body: { type: 'illegal_move' },
  });
  expect((await change({ status: 'refunded' })).status).toBe(400);
  await change({ status: 'approved' });
  const cup = cups.line_id;
  expect((await change(lines([cup, 1.5, 0]))).status).toBe(400);
  expect((await change(lines([cup, '1', 0]))).status).toBe(400);
  expect((await change(lines([cup, -1, 0]))).status).toBe(400);
  expect((await change(lines([cup, 1, 0], [cup, 1, 0]))).status).toBe(400);
  expect((await change(lines([pot.line_id, 1, 0]))).status).toBe(400);
  expect((await change({ ...lines([cup, 1, 0]), status: 'approved' })).status).toBe(400);
  expect(await change(lines([cup, 2, 1]))).toMatchObject({
    status: 409,
    body: { type: 'too_many_units', left: 2 },
  });
  expect(await change(lines([cup, 0, 0]))).toMatchObject({
    status: 409,
    body: { type: 'nothing_received' },
  });
  expect((await stockOf(cups.sku)).on_hand).toBe(7);
});

test('units that were refunded before they came back are not paid twice', async () => {
  const { cups, staff, cupsBack } = await delivered();
  await staff.post(
    'refunds',
    { lines: [{ line_id: cups.line_id, quantity: 2 }], reason: 'x' },
    'a',
  );
  const id = await cupsBack(3);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  const { body } = await staff.patch(`returns/${id}`, { status: 'received' });
  expect(body.refunds.map(({ amount }) => amount.amount)).toEqual([666, 333]);
  expect(body.returns).toMatchObject([{ status: 'refunded' }]);
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 10 });
});

test('a return of an order that is paid back already brings goods and no money', async () => {
  const { staff, cupsBack } = await delivered();
  const id = await cupsBack(1);
  await staff.post('refunds', { reason: 'all of it' }, 'a');
  await staff.patch(`returns/${id}`, { status: 'approved' });
  const { body } = await staff.patch(`returns/${id}`, { status: 'received' });
  expect(body.refunds).toHaveLength(1);
  expect(body.returns).toMatchObject([{ status: 'refunded', refund_id: null }]);
});

test('a return whose refund the provider refuses can be paid again or refused', async () => {
  const { payment, staff, cupsBack } = await delivered();
  const id = await cupsBack(1);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  await disturb(payment, { path: '/v1/refunds', kind: 'fail', status: 400 });
  const { body } = await staff.patch(`returns/${id}`, { status: 'received' });
  expect(body.returns).toMatchObject([{ status: 'received' }]);
  expect(body.refunds).toMatchObject([{ status: 'failed' }]);
  const again = await staff.patch(`returns/${id}`, { status: 'received' });
  expect(again.body.returns).toMatchObject([{ status: 'refunded' }]);
  expect(again.body.refunds).toMatchObject([{ status: 'failed' }, { status: 'succeeded' }]);
});

test('a return in the middle of its refund is not refused', async () => {
  const { payment, staff, cupsBack } = await delivered();
  const id = await cupsBack(1);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  await disturb(payment, { path: '/v1/refunds', kind: 'rate_limit', times: 2 });
  await staff.patch(`returns/${id}`, { status: 'received' });
  expect(await staff.patch(`returns/${id}`, { status: 'refused' })).toMatchObject({ status: 409 });
});

test('a return goes on where its order died, restocked and paid once', async () => {
  const { order, payment, cups, staff, cupsBack } = await delivered();
  const id = await cupsBack(2);
  await staff.patch(`returns/${id}`, { status: 'approved' });
  await disturb(payment, {
    ...{ path: '/v1/refunds', kind: 'timeout_after', delay_ms: 1, times: 1 },
  });
  await staff.patch(`returns/${id}`, { status: 'received' });
  expect((await orderOf(order)).returns).toMatchObject([{ status: 'received' }]);
  const stub = env.ORDER.getByName(order.id);
  await evictDurableObject(stub);
  const ended = await until(
    async () => {
      await runDurableObjectAlarm(stub);
      return orderOf(order);
    },
    ({ returns }) => returns[0]?.status === 'refunded',
  );
  expect(ended.refunds).toMatchObject([{ amount: { amount: 666 }, status: 'succeeded' }]);
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 9 });
  const stock = env.SKU_STOCK.getByName(cups.sku);
  const orderId = required(asOrderId(order.id), 'an order id');
  const units = { warehouse: 'main', restocked: 2, scrapped: 0 };
  await stock.takeBack({ orderId, returnId: id, ...units });
  expect(await stockOf(cups.sku)).toMatchObject({ on_hand: 9 });
});

test('an order with goods on their way back is not cancelled', async () => {
  const { staff, cupsBack } = await delivered();
  await cupsBack(1);
  expect(await staff.post('cancel', {}, 'a')).toMatchObject({
    status: 409,
    body: { type: 'already_shipped' },
  });
});
