/** One return at a time: what may be asked for, until when, each step, and what is owed then. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import type { OrderDocument, OrderState, Return, Shipment } from '../../src/orders/order.ts';
import {
  MAX_RETURNS,
  afterRestock,
  changeReturn,
  requestReturn,
  returnableUnits,
  returnableUntil,
} from '../../src/orders/returns.ts';
import type { ReturnChange } from '../../src/orders/returns.ts';
import { NOW, after, at, brief, committed, confirmed } from './order-states.ts';
import { DOCUMENT } from './order-world.ts';

const LINE = required(DOCUMENT.lines[0], 'a line');
/** Two cups for 600 and a jug for 400. */
const CUPS = 'cups';
const JUG = 'jug';
const TWO: OrderDocument = {
  ...DOCUMENT,
  lines: [
    { ...LINE, lineId: CUPS, quantity: 2, unitPrice: 300, lineTotal: 600, discount: 0, tax: 96 },
    { ...LINE, lineId: JUG, quantity: 1, unitPrice: 400, lineTotal: 400, discount: 0, tax: 64 },
  ],
};
const WINDOWED: OrderDocument = { ...TWO, returnWindowMs: 14 * DAY_MS };

function shipment(
  status: Shipment['status'],
  units: Readonly<Record<string, number>>,
  deliveredAt = NOW,
): Shipment {
  const shipped = { status: 'shipped' as const, at: 1 };
  return {
    ...{ id: 'sh_1', status, warehouse: 'main', carrier: null, trackingNumber: null },
    trackingUrl: null,
    lines: Object.entries(units).map(([lineId, quantity]) => ({ lineId, quantity })),
    history: status === 'delivered' ? [shipped, { status, at: deliveredAt }] : [shipped],
  };
}

const all = shipment('delivered', { [CUPS]: 2, [JUG]: 1 });
const sold: OrderState = { ...confirmed, shipments: [all] };

type Asked = readonly (readonly [lineId: string, quantity: number, reason?: string])[];

const request = (state: OrderState, asked: Asked, now = NOW, document = TWO) => {
  const lines = asked.map(([lineId, quantity, reason = 'too big']) => ({
    ...{ lineId, quantity, reason },
  }));
  return requestReturn(state, { lines }, at(now, document));
};

const refusal = (result: ReturnType<typeof request>): string | null =>
  result.ok ? null : result.reason;

function requested(state: OrderState, asked: Asked): OrderState {
  const result = request(state, asked);
  if (!result.ok) throw new Error(result.reason);
  return result.value.state;
}

const change = (changes: Partial<ReturnChange>): ReturnChange => ({
  ...{ status: 'received', note: null, lines: null, warehouse: null },
  ...changes,
});

const move = (state: OrderState, changes: Partial<ReturnChange>, id = state.returns[0]?.id ?? '') =>
  changeReturn(state, id, change(changes), at(NOW, TWO));

function moved(state: OrderState, changes: Partial<ReturnChange>): OrderState {
  const result = move(state, changes);
  if (!result.ok) throw new Error(result.reason);
  return result.value.state;
}

const approved = (asked: Asked, state = sold): OrderState =>
  moved(requested(state, asked), { status: 'approved' });

/** A state whose one return is changed by hand. */
const with1 = (state: OrderState, changes: Partial<Return>): OrderState => ({
  ...state,
  returns: state.returns.map((one) => ({ ...one, ...changes })),
});

const unitsOf = (state: OrderState) => Object.fromEntries(returnableUnits(TWO, state));

test('what was sent out and is in no return can come back', () => {
  expect(unitsOf(confirmed)).toEqual({ [CUPS]: 0, [JUG]: 0 });
  expect(unitsOf(sold)).toEqual({ [CUPS]: 2, [JUG]: 1 });
  expect(unitsOf({ ...sold, status: 'cancelled' })).toEqual({ [CUPS]: 0, [JUG]: 0 });
  const parcels = (['pending', 'packed', 'lost', 'cancelled'] as const).map((status) =>
    shipment(status, { [CUPS]: 1 }),
  );
  const shipped = shipment('shipped', { [CUPS]: 1 });
  expect(unitsOf({ ...sold, shipments: [...parcels, shipped] })).toEqual({ [CUPS]: 1, [JUG]: 0 });
  expect(unitsOf(requested(sold, [[CUPS, 1]]))).toEqual({ [CUPS]: 1, [JUG]: 1 });
});

test('a return stands for the units asked for, then for those that came, refused for none', () => {
  const left = (state: OrderState) => returnableUnits(TWO, state).get(CUPS);
  const asked = requested(sold, [[CUPS, 2]]);
  expect(left(asked)).toBe(0);
  expect(left(with1(asked, { status: 'approved' }))).toBe(0);
  expect(left(with1(asked, { status: 'refused' }))).toBe(2);
  const [line] = asked.returns[0]?.lines ?? [];
  const lines = [{ ...required(line, 'a line'), restocked: 0, scrapped: 1 }];
  expect(left(with1(asked, { status: 'received', lines }))).toBe(1);
  expect(left(with1(asked, { status: 'refunded', lines }))).toBe(1);
  const both = [{ ...required(line, 'a line'), restocked: 1, scrapped: 1 }];
  expect(left(with1(asked, { status: 'received', lines: both }))).toBe(0);
});

test('a return is written as it was asked for, a line named twice as one', () => {
  const state = requested(sold, [
    [CUPS, 1, 'chipped'],
    [JUG, 1, 'ugly'],
    [CUPS, 1, 'dull'],
  ]);
  expect(state.returns).toEqual([
    {
      ...{ id: `rt_${sold.version + 1}`, status: 'requested', warehouse: null, stocked: false },
      lines: [
        { lineId: CUPS, quantity: 2, reason: 'chipped; dull', restocked: 0, scrapped: 0 },
        { lineId: JUG, quantity: 1, reason: 'ugly', restocked: 0, scrapped: 0 },
      ],
      ...{ refundId: null, note: null, history: [{ status: 'requested', at: NOW }] },
    },
  ]);
  expect(state.version).toBe(sold.version + 1);
  const result = request(sold, [[JUG, 1]]);
  expect(result).toMatchObject({ ok: true, value: { tells: ['return.requested'] } });
});

test('only what a live order has sent can come back, and no unit twice', () => {
  expect(refusal(request(committed, [[CUPS, 1]]))).toBe('not_returnable');
  const ending = { ...sold, ending: { cause: 'cancelled_by_staff' as const } };
  expect(refusal(request(ending, [[CUPS, 1]]))).toBe('not_returnable');
  expect(() => request(sold, [])).toThrow('a return is of something');
  expect(request(sold, [['plate', 1]])).toEqual({
    ...{ ok: false, reason: 'unknown_line', lineId: 'plate' },
  });
  expect(request(sold, [[CUPS, 3]])).toEqual({
    ...{ ok: false, reason: 'too_many_units', lineId: CUPS, left: 2 },
  });
  const twice = [2, 1].map((units) => [CUPS, units] as const);
  expect(refusal(request(sold, twice))).toBe('too_many_units');
  const [one] = requested(sold, [[CUPS, 1]]).returns;
  const many = Array.from({ length: MAX_RETURNS }, (_, index) => ({
    ...required(one, 'a return'),
    ...{ id: `rt_${index}`, status: 'refused' as const },
  }));
  expect(refusal(request({ ...sold, returns: many }, [[CUPS, 1]]))).toBe('too_many_returns');
  expect(refusal(request({ ...sold, returns: many.slice(1) }, [[CUPS, 1]]))).toBeNull();
});

test('goods can be sent back until their window closes, counted from their delivery', () => {
  const end = NOW + 14 * DAY_MS;
  const ask = (now: number, document = WINDOWED) => request(sold, [[CUPS, 1]], now, document);
  expect(refusal(ask(end))).toBeNull();
  expect(ask(end + 1)).toEqual({
    ...{ ok: false, reason: 'return_window_over', lineId: CUPS, endedAt: end },
  });
  expect(refusal(ask(end + 1, TWO))).toBeNull();
  expect(returnableUntil(WINDOWED, all)).toBe(end);
  expect(returnableUntil(TWO, all)).toBeNull();
  expect(returnableUntil(WINDOWED, shipment('shipped', {}))).toBeNull();
});

test('each parcel has its own window, and what came back counts as of the oldest', () => {
  const late = NOW + 10 * DAY_MS;
  const shipments = [
    shipment('delivered', { [CUPS]: 1 }),
    shipment('delivered', { [CUPS]: 1 }, late),
    shipment('delivered', { [JUG]: 1 }, late),
  ];
  const state = { ...sold, shipments };
  const between = NOW + 20 * DAY_MS;
  const ask = (from: OrderState, units: number, now = between) =>
    request(from, [[CUPS, units]], now, WINDOWED);
  expect(refusal(ask(state, 1))).toBeNull();
  expect(ask(state, 2)).toMatchObject({ endedAt: NOW + 14 * DAY_MS });
  expect(refusal(ask(requested(state, [[CUPS, 1]]), 1))).toBeNull();
  expect(ask(state, 1, NOW + 25 * DAY_MS)).toMatchObject({ endedAt: late + 14 * DAY_MS });
  const rest = { ...state, shipments: [shipments[0] ?? all, shipment('pending', { [CUPS]: 1 })] };
  expect(refusal(ask(rest, 1))).toBe('return_window_over');
  const onItsWay = { ...state, shipments: [shipment('shipped', { [CUPS]: 1 })] };
  expect(refusal(ask(onItsWay, 1, NOW + 99 * DAY_MS))).toBeNull();
});

test('a return goes on along its machine, and each step is told once', () => {
  const asked = requested(sold, [[CUPS, 1]]);
  const step = move(asked, { status: 'approved', note: 'send it' });
  expect(step).toMatchObject({ ok: true, value: { tells: ['return.approved'] } });
  const state = moved(asked, { status: 'approved', note: 'send it' });
  expect(state.returns[0]).toMatchObject({
    ...{ status: 'approved', note: 'send it' },
    history: [
      { status: 'requested', at: NOW },
      { status: 'approved', at: NOW },
    ],
  });
  expect(move(state, { status: 'approved' })).toEqual({
    ...{ ok: true, value: { state, tells: [] } },
  });
  const refused = moved(state, { status: 'refused' });
  expect(refused.returns[0]).toMatchObject({ status: 'refused', note: 'send it' });
  expect(move(state, { status: 'refused' })).toMatchObject({
    value: { tells: ['return.refused'] },
  });
  expect(move(refused, { status: 'approved' })).toEqual({
    ...{ ok: false, reason: 'illegal_return_move', from: 'refused', to: 'approved' },
  });
  expect(move(asked, { status: 'received' })).toMatchObject({ reason: 'illegal_return_move' });
  expect(move(asked, {}, 'rt_0')).toEqual({ ok: false, reason: 'unknown_return' });
  const stopped: OrderState = { ...asked, status: 'needs_attention' };
  expect(move(stopped, { status: 'approved' })).toEqual({ ok: false, reason: 'not_returnable' });
});

test('one of two returns moves, the other stays', () => {
  const both = requested(requested(sold, [[CUPS, 1]]), [[JUG, 1]]);
  const [first, second] = both.returns.map(({ id }) => id);
  const result = move(both, { status: 'approved' }, second);
  expect(result).toMatchObject({
    value: {
      state: {
        returns: [
          { id: first, status: 'requested' },
          { id: second, status: 'approved' },
        ],
      },
    },
  });
});

test('what has arrived goes to the stock first, and its refund is written beside it', () => {
  const state = approved([
    [CUPS, 2],
    [JUG, 1],
  ]);
  const result = move(state, { warehouse: 'north' });
  if (!result.ok) throw new Error(result.reason);
  expect(brief(result.value)).toEqual(['confirmed', 'restock', 'return.received']);
  const { refunds, returns } = result.value.state;
  expect(returns).toMatchObject([
    {
      ...{ status: 'received', warehouse: 'north', stocked: false, refundId: refunds[0]?.id },
      lines: [
        { lineId: CUPS, restocked: 2, scrapped: 0 },
        { lineId: JUG, restocked: 1, scrapped: 0 },
      ],
    },
  ]);
  expect(refunds).toMatchObject([
    {
      ...{ amount: 1_000, tax: 160, origin: 'return', status: 'pending' },
      reason: `return ${returns[0]?.id}`,
      lines: [
        { lineId: CUPS, quantity: 2, amount: 600, tax: 96 },
        { lineId: JUG, quantity: 1, amount: 400, tax: 64 },
      ],
    },
  ]);
  const id = returns[0]?.id ?? '';
  const restocked = after(result.value.state, {
    ...{ step: 'restock', result: 'restocked', returnId: id },
  });
  expect(brief(restocked)).toEqual(['confirmed', 'refund', 'order.updated']);
  expect(restocked.state.returns[0]?.stocked).toBe(true);
});

test('units are paid back, sold again or scrapped, and only those that came', () => {
  const state = approved([
    [CUPS, 2],
    [JUG, 1],
  ]);
  const lines = [{ lineId: CUPS, restocked: 0, scrapped: 1 }];
  const received = moved(state, { lines });
  expect(received.returns[0]?.lines).toMatchObject([
    { restocked: 0, scrapped: 1 },
    { lineId: JUG, restocked: 0, scrapped: 0 },
  ]);
  expect(received.refunds).toMatchObject([
    { amount: 300, lines: [{ lineId: CUPS, quantity: 1, amount: 300 }] },
  ]);
  expect(received.refunds[0]?.lines).toHaveLength(1);
});

test('more than was sent, nothing at all, or another line is not received', () => {
  const state = approved([[CUPS, 2]]);
  const receive = (lineId: string, restocked: number, scrapped: number) =>
    move(state, { lines: [{ lineId, restocked, scrapped }] });
  expect(receive(JUG, 1, 0)).toEqual({ ok: false, reason: 'unknown_line', lineId: JUG });
  expect(receive(CUPS, 2, 1)).toEqual({
    ...{ ok: false, reason: 'too_many_units', lineId: CUPS, left: 2 },
  });
  expect(receive(CUPS, 0, 0)).toEqual({ ok: false, reason: 'nothing_received' });
  expect(receive(CUPS, 1, 1).ok).toBe(true);
});

test('what was refunded without being sent back is not paid again', () => {
  const state = approved([[CUPS, 2]]);
  const given = {
    ...{ id: 'rf_0', amount: 300, tax: 48, reason: 'late', origin: 'staff' as const },
    lines: [{ lineId: CUPS, quantity: 1, amount: 300, tax: 48 }],
    ...{ status: 'succeeded' as const, reference: 're_0', at: 1, history: [] },
  };
  const received = moved({ ...state, refunds: [given] }, {});
  expect(received.refunds[1]).toMatchObject({ amount: 300, lines: [{ quantity: 1 }] });
  const whole = { ...given, lines: [{ lineId: CUPS, quantity: 2, amount: 300, tax: 48 }] };
  const paid = moved({ ...state, refunds: [whole] }, {});
  expect(paid.refunds).toEqual([whole]);
  expect(paid.returns[0]).toMatchObject({ status: 'received', refundId: null });
  const jug = { ...given, lines: [{ lineId: JUG, quantity: 1, amount: 400, tax: 64 }] };
  expect(moved({ ...approved([[JUG, 1]]), refunds: [jug] }, {}).refunds).toEqual([jug]);
});

test('a return pays no more than is left of the order, its lines in turn', () => {
  const state = approved([
    [CUPS, 2],
    [JUG, 1],
  ]);
  const given = {
    ...{ id: 'rf_0', amount: 300, tax: 48, lines: [], reason: 'late', origin: 'staff' as const },
    ...{ status: 'succeeded' as const, reference: 're_0', at: 1, history: [] },
  };
  const received = moved({ ...state, refunds: [given] }, {});
  expect(received.refunds[1]).toMatchObject({
    amount: 700,
    lines: [
      { lineId: CUPS, amount: 600, tax: 96 },
      { lineId: JUG, amount: 100, tax: 64 },
    ],
  });
  const cent = moved({ ...state, refunds: [{ ...given, amount: 999 }] }, {});
  expect(cent.refunds[1]?.amount).toBe(1);
  const nearly = moved({ ...state, refunds: [{ ...given, amount: 990 }] }, {});
  expect(nearly.refunds[1]?.lines).toMatchObject([
    { amount: 10, tax: 10 },
    { amount: 0, tax: 0 },
  ]);
});

test('a return whose refund failed is paid anew when it is received again, and only then', () => {
  const received = moved(approved([[CUPS, 1]]), {});
  const [refund] = received.refunds;
  const stocked = with1({ ...received, effect: null }, { stocked: true });
  const failed = {
    ...stocked,
    refunds: [{ ...required(refund, 'a refund'), status: 'failed' as const }],
  };
  const again = move(failed, {});
  if (!again.ok) throw new Error(again.reason);
  expect(brief(again.value)).toEqual(['confirmed', 'refund', 'order.updated']);
  expect(again.value.state.refunds).toHaveLength(2);
  expect(again.value.state.returns[0]?.refundId).toBe(again.value.state.refunds[1]?.id);
  expect(move(stocked, {})).toEqual({ ok: true, value: { state: stocked, tells: [] } });
  // Unpaid, it can still be refused; paid or being paid, it cannot.
  expect(moved(failed, { status: 'refused' }).returns[0]?.status).toBe('refused');
  expect(move(stocked, { status: 'refused' })).toMatchObject({ reason: 'illegal_return_move' });
  const paid = { ...required(refund, 'a refund'), id: 'rf_0', status: 'succeeded' as const };
  const beside = [paid, ...failed.refunds];
  expect(moved({ ...failed, refunds: beside }, { status: 'refused' }).returns[0]?.status).toBe(
    'refused',
  );
  const other = { ...stocked, refunds: [{ ...required(failed.refunds[0], 'it'), id: 'rf_x' }] };
  expect(move(other, { status: 'refused' })).toMatchObject({ reason: 'illegal_return_move' });
});

test('a return that is paid back is received no more, and not refused', () => {
  const paid = with1(moved(approved([[CUPS, 1]]), {}), { status: 'refunded' });
  expect(move(paid, { status: 'received' })).toEqual({
    ...{ ok: true, value: { state: paid, tells: [] } },
  });
  expect(move(paid, { status: 'approved' })).toMatchObject({ reason: 'illegal_return_move' });
  expect(move(paid, { status: 'refused' })).toMatchObject({ reason: 'illegal_return_move' });
  const failed = { ...required(paid.refunds[0], 'a refund'), status: 'failed' as const };
  const strange = { ...paid, refunds: [failed] };
  expect(move(strange, { status: 'received' })).toMatchObject({ value: { state: strange } });
  expect(move(strange, { status: 'refused' })).toMatchObject({ reason: 'illegal_return_move' });
});

test('the stock hears of one return, and what was paid for it meanwhile is settled', () => {
  const received = moved(approved([[CUPS, 1]]), {});
  const one = required(received.returns[0], 'a return');
  const two = { ...received, returns: [one, { ...one, id: 'rt_2' }] };
  const done = afterRestock(two, one.id, at(NOW, TWO));
  expect(done.state.returns.map(({ stocked }) => stocked)).toEqual([true, false]);
  expect(done.state.effect?.step).toBe('restock');
  const refunds = received.refunds.map((refund) => ({
    ...refund,
    ...{ status: 'succeeded' as const, reference: 're_1' },
  }));
  const settled = afterRestock({ ...received, refunds }, one.id, at(NOW, TWO));
  expect(settled.state.returns[0]?.status).toBe('refunded');
  expect(brief(settled)).toEqual(['confirmed', null, 'return.refunded']);
});
