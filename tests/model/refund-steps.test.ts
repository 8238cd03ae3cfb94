/** One refund at a time: what may be asked for, the row that is written, what each answer makes. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { Dispute, OrderDocument, OrderState, Refund, Return } from '../../src/orders/order.ts';
import { attentionWith, beside, owedStep } from '../../src/orders/saga-move.ts';
import { nextParts, paidFor, priceLines, summed, taxIn } from '../../src/orders/refund-amounts.ts';
import {
  isTaken,
  refundTax,
  refundable,
  requestRefund,
  withRefunds,
  withStatus,
} from '../../src/orders/refunds.ts';
import type { RefundRequest } from '../../src/orders/refunds.ts';
import { NOW, after, at, awaiting, brief, committed, confirmed } from './order-states.ts';
import type { Answer } from './order-states.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

const LINE = required(DOCUMENT.lines[0], 'a line');
const TWO: OrderDocument = {
  ...DOCUMENT,
  lines: [
    { ...LINE, lineId: 'A', quantity: 2, unitPrice: 300, lineTotal: 600, discount: 0, tax: 96 },
    { ...LINE, lineId: 'B', quantity: 1, unitPrice: 400, lineTotal: 400, discount: 0, tax: 64 },
  ],
};

const asking = (changes: Partial<RefundRequest> = {}): RefundRequest => ({
  ...{ lines: null, amount: null, reason: 'late' },
  ...changes,
});

const ask = (state: OrderState, request: Partial<RefundRequest> = {}) =>
  requestRefund(state, asking(request), at(NOW, TWO));

function asked(state: OrderState, request: Partial<RefundRequest> = {}): OrderState {
  const result = ask(state, request);
  if (!result.ok) throw new Error(result.reason);
  return result.value.state;
}

const answered = (result: 'refunded' | 'pending', refundId: string): Answer => ({
  ...{ step: 'refund', result, refundId, reference: 're_1' },
});

/** A refund of an order that has given so much back already. */
const row = (changes: Partial<Refund> = {}): Refund => ({
  ...{ id: 'rf_1', amount: 400, tax: 64, lines: [], reason: 'late', origin: 'staff' },
  ...{ status: 'succeeded', reference: 're_0', at: 1, history: [] },
  ...changes,
});

const returned = (changes: Partial<Return> = {}): Return => ({
  ...{ id: 'rt_1', status: 'received', lines: [], warehouse: 'main', stocked: true },
  ...{ refundId: 'rf_1', note: null, history: [] },
  ...changes,
});

test('a refund of nothing in particular is of all that is left, with all its tax', () => {
  const state = asked(confirmed);
  expect(state.effect?.step).toBe('refund');
  expect(state.refunds).toEqual([
    {
      ...{ id: `rf_${confirmed.version + 1}`, amount: TOTAL, tax: 160, lines: [], reason: 'late' },
      ...{ origin: 'staff', status: 'pending', reference: null, at: NOW },
      history: [{ status: 'pending', at: NOW }],
    },
  ]);
  const part = asked({ ...confirmed, refunds: [row()] });
  expect(part.refunds[1]).toMatchObject({ amount: 600, tax: 96 });
});

test('a refund by amount has its share of the tax that is left', () => {
  expect(asked(confirmed, { amount: 250 }).refunds[0]).toMatchObject({ amount: 250, tax: 40 });
});

test('a refund by lines comes to what was paid for them, or to the amount beside', () => {
  const lines = [
    { lineId: 'A', quantity: 1 },
    { lineId: 'B', quantity: 1 },
  ];
  expect(asked(confirmed, { lines }).refunds[0]).toMatchObject({
    ...{ amount: 700, tax: 112 },
    lines: [
      { lineId: 'A', quantity: 1, amount: 300, tax: 48 },
      { lineId: 'B', quantity: 1, amount: 400, tax: 64 },
    ],
  });
  expect(asked(confirmed, { lines, amount: 500 }).refunds[0]).toMatchObject({ amount: 500 });
});

test('nothing is given back of what was not taken, is on its way, or is more than is left', () => {
  const reasonOf = (state: OrderState, request: Partial<RefundRequest> = {}) => {
    const result = ask(state, request);
    return result.ok ? null : result.reason;
  };
  expect(reasonOf(awaiting)).toBe('nothing_captured');
  expect(reasonOf(committed)).toBe('nothing_captured');
  expect(reasonOf({ ...confirmed, tender: null })).toBe('nothing_captured');
  expect(reasonOf(asked(confirmed, { amount: 1 }))).toBe('refund_pending');
  const ending = { ...confirmed, ending: { cause: 'cancelled_by_staff' as const } };
  expect(reasonOf(ending)).toBe('refund_pending');
  expect(ask(confirmed, { amount: TOTAL + 1 })).toMatchObject({
    ...{ reason: 'refund_too_much', refundable: TOTAL },
  });
  expect(reasonOf(confirmed, { amount: TOTAL })).toBeNull();
  expect(reasonOf({ ...confirmed, refunds: [row({ amount: TOTAL })] })).toBe('refund_too_much');
  expect(reasonOf(confirmed, { amount: 0 })).toBe('nothing_to_refund');
  expect(reasonOf(confirmed, { lines: [] })).toBe('nothing_to_refund');
  expect(reasonOf(confirmed, { lines: [{ lineId: 'C', quantity: 1 }] })).toBe('unknown_line');
});

test('a refund that failed counts for nothing, a pending one as if it were made', () => {
  expect(refundable(confirmed)).toBe(TOTAL);
  const refunds = [row({ status: 'failed' }), row({ status: 'pending' }), row({ amount: 100 })];
  expect(refundable({ ...confirmed, refunds })).toBe(500);
  expect(refundable({ ...confirmed, tender: null })).toBe(0);
});

test('a refund that is made is told, and one that is still on its way', () => {
  const state = asked(confirmed, { amount: 300 });
  const id = state.refunds[0]?.id ?? '';
  const made = after(state, answered('refunded', id));
  expect(brief(made)).toEqual(['confirmed', null, 'payment.refunded']);
  expect(made.state).toMatchObject({
    tender: { refunded: 300, captured: TOTAL },
    refunds: [{ status: 'succeeded', reference: 're_1', history: [{}, { status: 'succeeded' }] }],
  });
  const pending = after(state, answered('pending', id));
  expect(brief(pending)).toEqual(['confirmed', null, 'order.updated']);
  expect(pending.state).toMatchObject({
    tender: { refunded: 300 },
    refunds: [{ status: 'pending', reference: 're_1', history: [{ status: 'pending' }] }],
  });
});

test('a refund that was refused is shown, and the order goes on', () => {
  const state = { ...asked(confirmed, { amount: 300 }), cartSettled: false };
  const refundId = state.refunds[0]?.id ?? '';
  const refused = after(state, { step: 'refund', result: 'refused', refundId });
  expect(brief(refused)).toEqual([
    ...['confirmed', 'settle_cart', 'payment.refund_failed', 'order.needs_attention'],
  ]);
  expect(refused.state).toMatchObject({
    attention: `refund ${refundId} was refused by the provider`,
    ...{ tender: { refunded: 0 }, refunds: [{ status: 'failed', reference: null }] },
  });
});

test('an ending order gives back its stock after its money, and waits where refused', () => {
  const ending = { ...asked(confirmed), ending: { cause: 'cancelled_by_staff' as const } };
  const refundId = ending.refunds[0]?.id ?? '';
  expect(brief(after(ending, answered('refunded', refundId)))).toEqual([
    ...['confirmed', 'release', 'payment.refunded'],
  ]);
  const refused = after(ending, { step: 'refund', result: 'refused', refundId });
  expect(brief(refused)).toEqual([
    ...['needs_attention', null, 'payment.refund_failed', 'order.needs_attention'],
  ]);
  expect(refused.state).toMatchObject({
    attention: `refund ${refundId} was refused by the provider`,
    refunds: [{ status: 'failed' }],
  });
  const two = { ...ending, refunds: [...ending.refunds, row({ id: 'rf_0', reference: null })] };
  const owing = {
    ...two,
    refunds: two.refunds.map((one) => ({ ...one, status: 'pending' as const })),
  };
  expect(after(owing, answered('refunded', refundId)).state.effect?.step).toBe('refund');
});

test('stock stays with its order while money that was refused is still owed', () => {
  const failed = row({ id: 'rf_0', status: 'failed', reference: null });
  const ending = { ...asked(confirmed, { amount: 300 }), refunds: [failed] };
  const last = row({ id: 'rf_9', amount: 300, status: 'pending', reference: null });
  const state: OrderState = {
    ...ending,
    ...{ refunds: [failed, last], ending: { cause: 'cancelled_by_staff' } },
  };
  expect(brief(after(state, answered('refunded', 'rf_9')))).toEqual([
    ...['needs_attention', null, 'payment.refunded'],
  ]);
});

test('people see each thing once, as it was last said', () => {
  const one = attentionWith(null, 'rf_1', 'refund rf_1 failed');
  expect(one).toBe('refund rf_1 failed');
  const two = attentionWith(one, 'rf_10', 'refund rf_10 failed');
  expect(two).toBe('refund rf_1 failed; refund rf_10 failed');
  expect(attentionWith(two, 'rf_1', 'refund rf_1 is lost')).toBe(
    'refund rf_10 failed; refund rf_1 is lost',
  );
  expect(attentionWith(two, 'rf_10', null)).toBe('refund rf_1 failed');
  expect(attentionWith('look at rf_1', 'rf_1', null)).toBeNull();
  expect(attentionWith(null, 'rf_1', null)).toBeNull();
});

test('a refund nobody knows of is asked for again', () => {
  const state = asked(confirmed);
  const refundId = state.refunds[0]?.id ?? '';
  const again = after(state, { step: 'refund', result: 'unknown', refundId });
  expect(again.state.effect).toMatchObject({ step: 'refund', tries: 1 });
  expect(again.state.refunds).toEqual(state.refunds);
});

test('a status is told in the history once', () => {
  const made = withStatus(row({ status: 'pending' }), 'succeeded', 're_9', 7);
  expect(made).toMatchObject({ status: 'succeeded', reference: 're_9' });
  expect(made.history).toEqual([{ status: 'succeeded', at: 7 }]);
  expect(withStatus(made, 'succeeded', 're_9', 8).history).toEqual(made.history);
});

test('a return is over once it was paid for and the stock knows, and is owed again after', () => {
  const outcome = (one: Return, refund: Refund) => {
    const state = { ...confirmed, refunds: [row({ status: 'pending' })], returns: [one] };
    const { patch, tells } = withRefunds(state, [refund], at(9));
    return [patch.returns?.[0]?.status, ...tells];
  };
  expect(outcome(returned(), row())).toEqual(['refunded', 'payment.refunded', 'return.refunded']);
  expect(outcome(returned({ stocked: false }), row())).toEqual(['received', 'payment.refunded']);
  expect(outcome(returned(), row({ status: 'pending' }))).toEqual(['received', 'order.updated']);
  expect(outcome(returned({ refundId: null }), row({ status: 'pending' }))).toEqual([
    ...['refunded', 'return.refunded'],
  ]);
  expect(outcome(returned({ status: 'refunded' }), row({ status: 'failed' }))).toEqual([
    ...['received', 'payment.refund_failed'],
  ]);
  expect(outcome(returned({ status: 'approved' }), row())).toEqual([
    ...['approved', 'payment.refunded'],
  ]);
});

test('a paid order does goods before money, then its cart, then asks about its money', () => {
  const returns = [returned({ stocked: true }), returned({ id: 'rt_2', stocked: false })];
  const refunds = [row(), row({ id: 'rf_2', status: 'pending', reference: null })];
  const moneyCheck = { at: NOW, afterMs: 1 };
  const open = { ...confirmed, returns, refunds, moneyCheck, cartSettled: false };
  expect(owedStep(open, NOW)).toBe('restock');
  const stocked = { ...open, returns: returns.slice(0, 1) };
  expect(owedStep(stocked, NOW)).toBe('refund');
  const approved = { ...open, returns: [returned({ status: 'approved', stocked: false })] };
  expect(owedStep(approved, NOW)).toBe('refund');
  const sent = row({ id: 'rf_2', status: 'pending', reference: 're_2' });
  const paid = { ...stocked, refunds: [row({ reference: null }), sent] };
  expect(owedStep(paid, NOW)).toBe('settle_cart');
  expect(owedStep({ ...paid, cartSettled: true }, NOW)).toBe('check_money');
  expect(owedStep({ ...paid, ending: { cause: 'cancelled_by_staff' } }, NOW)).toBe('check_money');
  expect(owedStep({ ...paid, status: 'cancelled' }, NOW)).toBe('check_money');
  expect(owedStep({ ...paid, cartSettled: true }, NOW - 1)).toBeNull();
  expect(owedStep(confirmed, NOW)).toBeNull();
});

test('a change beside an effect leaves it in flight', () => {
  const move = beside(committed, { attention: 'look' }, ['order.updated']);
  expect(move).toEqual({
    state: { ...committed, attention: 'look', version: committed.version + 1 },
    tells: ['order.updated'],
  });
  expect(beside(committed, {}).tells).toEqual([]);
});

/** When the order asks about its money, once a refund is known as it is. */
const planned = (before: OrderState, refund: Refund) =>
  withRefunds(before, [refund], at(9)).patch.moneyCheck;

test('refunds that wait are asked about again, and no sooner where that is planned', () => {
  const state = { ...confirmed, refunds: [row({ status: 'pending' })] };
  expect(planned(state, row({ status: 'pending' }))).toEqual({ at: 1_009, afterMs: 1_000 });
  expect(planned(state, row())).toBeNull();
  expect(planned(state, row({ status: 'pending', reference: null }))).toBeNull();
  const later = { at: 99, afterMs: 7 };
  expect(planned({ ...state, moneyCheck: later }, row({ status: 'pending' }))).toBe(later);
});

test('what was known before is not told again', () => {
  const old = row({ id: 'rf_0' });
  const refunds = [old, row({ status: 'pending' })];
  const over = returned({ id: 'rt_0', status: 'refunded', refundId: 'rf_0' });
  const state = { ...confirmed, refunds, returns: [over] };
  expect(withRefunds(state, refunds, at(9)).tells).toEqual(['order.updated']);
  expect(withRefunds(state, [old, row()], at(9)).tells).toEqual(['payment.refunded']);
});

/** A dispute about 300 of the order's money. */
const dispute = (status: Dispute['status']): Dispute => ({
  ...{ id: 'dp_1', status, amount: 300, reason: 'fraudulent', at: 1, dueBy: null },
  history: [],
});

const leaves = (...disputes: Dispute[]) => refundable({ ...confirmed, disputes });

test('what a bank has taken is not given back, until it is won', () => {
  for (const status of ['open', 'under_review', 'lost'] as const) {
    expect([isTaken({ status }), leaves(dispute(status))]).toEqual([true, TOTAL - 300]);
  }
  for (const status of ['inquiry', 'won', 'closed'] as const) {
    expect([isTaken({ status }), leaves(dispute(status))]).toEqual([false, TOTAL]);
  }
  expect(leaves({ ...dispute('lost'), amount: TOTAL + 1 })).toBe(0);
});

test('a refund made elsewhere of more than is left has no more tax than is left', () => {
  const given = { ...confirmed, refunds: [row({ amount: 900, tax: 144 })] };
  expect(refundTax(given, { amount: 400, lines: [] }, at(NOW, TWO))).toBe(16);
  expect(refundTax(given, { amount: 10, lines: [] }, at(NOW, TWO))).toBe(2);
});

test('a return that moved by its refund has it in its history', () => {
  const state = { ...confirmed, refunds: [row({ status: 'pending' })], returns: [returned()] };
  expect(withRefunds(state, [row()], at(9)).patch.returns?.[0]?.history).toEqual([
    { status: 'refunded', at: 9 },
  ]);
  const same = withRefunds(state, [row({ status: 'pending' })], at(9));
  expect(same.patch.returns?.[0]).toBe(state.returns[0]);
  expect(withRefunds({ ...state, tender: null }, [row()], at(9)).patch.tender).toBeNull();
});

test('what was paid for a line is less its discount, plus tax where that is on top', () => {
  const line = { ...LINE, lineTotal: 500, discount: 50, tax: 90 };
  expect(paidFor(line, DOCUMENT)).toBe(450);
  expect(paidFor(line, { ...DOCUMENT, pricesIncludeTax: false })).toBe(540);
});

test('of units that differ by a cent the dearer ones go back first', () => {
  expect(nextParts(100, 3, { units: 0, amount: 0 }, 1)).toBe(34);
  expect(nextParts(100, 3, { units: 1, amount: 34 }, 1)).toBe(33);
  expect(nextParts(100, 3, { units: 1, amount: 34 }, 2)).toBe(66);
  expect(nextParts(101, 3, { units: 1, amount: 34 }, 2)).toBe(67);
  expect(nextParts(100, 3, { units: 1, amount: 20 }, 2)).toBe(67);
});

test('a line named twice is one line, and no more units go back than were bought', () => {
  const lines = [
    { lineId: 'A', quantity: 1 },
    { lineId: 'B', quantity: 1 },
    { lineId: 'A', quantity: 1 },
  ];
  expect(summed(lines)).toEqual([
    { lineId: 'A', quantity: 2 },
    { lineId: 'B', quantity: 1 },
  ]);
  const part = { lineId: 'A', quantity: 1, amount: 300, tax: 48 };
  expect(priceLines(TWO, [row({ lines: [part] })], lines)).toEqual({
    ...{ ok: false, reason: 'too_many_units', lineId: 'A', left: 1 },
  });
  expect(priceLines(TWO, [row({ lines: [part], status: 'failed' })], lines).ok).toBe(true);
});

test('the tax of a refund is that of its lines, within what is left to be given', () => {
  const lines = [{ lineId: 'A', quantity: 1, amount: 300, tax: 48 }];
  expect(taxIn(300, lines, { amount: 1_000, tax: 160 })).toBe(48);
  expect(taxIn(300, [], { amount: 1_000, tax: 160 })).toBe(48);
  expect(taxIn(300, lines, { amount: 1_000, tax: 20 })).toBe(20);
  expect(taxIn(10, lines, { amount: 1_000, tax: 160 })).toBe(10);
  expect(taxIn(1_000, lines, { amount: 1_000, tax: 160 })).toBe(160);
  expect(taxIn(950, lines, { amount: 1_000, tax: 160 })).toBe(110);
});
