/** What the provider tells of refunds and disputes: rows, questions, and what people are shown. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { checkMoney } from '../../src/orders/money-check.ts';
import type { OrderState, Refund } from '../../src/orders/order.ts';
import type { DisputeSnapshot, RefundSnapshot } from '../../src/payments/gateway.ts';
import {
  NOW,
  POLL_MS,
  after,
  at,
  authorized,
  brief,
  committed,
  confirmed,
} from './order-states.ts';
import { TOTAL } from './order-world.ts';

const LOOKED = 9_000;

const refund = (changes: Partial<Refund> = {}): Refund => ({
  ...{ id: 'rf_1', amount: 400, tax: 64, lines: [], reason: 'late', origin: 'staff' },
  ...{ status: 'pending', reference: 're_1', at: 1, history: [{ status: 'pending', at: 1 }] },
  ...changes,
});

const made = (changes: Partial<RefundSnapshot> = {}): RefundSnapshot => ({
  ...{ id: 're_1', refundId: 'rf_1', status: 'succeeded', amount: 400, at: 7 },
  ...changes,
});

const dispute = (changes: Partial<DisputeSnapshot> = {}): DisputeSnapshot => ({
  ...{ id: 'dp_1', status: 'open', amount: 300, reason: 'product_not_received', at: 8, dueBy: 99 },
  ...changes,
});

const asked = (state: OrderState): OrderState =>
  required(checkMoney(state, at()), 'a paid order asks').state;

/** What the order makes of the provider's books. */
const told = (
  state: OrderState,
  refunds: readonly RefundSnapshot[],
  disputes: readonly DisputeSnapshot[] = [],
) => after(asked(state), { step: 'check_money', result: 'found', refunds, disputes }, at(LOOKED));

const paying = (...refunds: Refund[]): OrderState => ({ ...confirmed, refunds });

test('a word that money moved makes a paid order ask, after what it is doing', () => {
  expect(checkMoney({ ...authorized, tender: null }, at())).toBeNull();
  const now = required(checkMoney(confirmed, at()), 'it asks');
  expect(brief(now)).toEqual(['confirmed', 'check_money']);
  expect(now.state.moneyCheck).toEqual({ at: NOW, afterMs: POLL_MS });
  const busy = required(checkMoney(committed, at()), 'it will ask');
  expect(busy.state).toMatchObject({
    ...{ version: committed.version + 1, effect: committed.effect },
    moneyCheck: { at: NOW, afterMs: POLL_MS },
  });
  expect(busy.tells).toEqual([]);
});

test('a word while the order waits to ask again makes it ask at once', () => {
  const late = after(asked(confirmed), { step: 'check_money', result: 'unknown' }).state;
  expect(late.effect?.notBefore).toBeGreaterThan(NOW);
  const again = required(checkMoney(late, at(NOW + 1)), 'it asks');
  expect(again.tells).toEqual([]);
  expect(again.state).toEqual({
    ...late,
    moneyCheck: { at: NOW + 1, afterMs: POLL_MS },
    effect: { ...required(late.effect, 'an effect'), notBefore: NOW + 1 },
  });
});

test('books that say nothing new change nothing, and end the asking', () => {
  const same = told(confirmed, []);
  expect(brief(same)).toEqual(['confirmed', null]);
  expect(same.state.refunds).toBe(confirmed.refunds);
  expect(same.state).toMatchObject({ moneyCheck: null, disputes: [], attention: null });
  const known = paying(refund({ status: 'succeeded' }));
  expect(told(known, [made()]).state.refunds).toBe(known.refunds);
  expect(brief(told(known, [made()]))).toEqual(['confirmed', null]);
});

test('a pending refund that was made is told once', () => {
  const done = told(paying(refund()), [made()]);
  expect(brief(done)).toEqual(['confirmed', null, 'payment.refunded']);
  expect(done.state.refunds).toEqual([
    refund({
      status: 'succeeded',
      history: [
        { status: 'pending', at: 1 },
        { status: 'succeeded', at: LOOKED },
      ],
    }),
  ]);
  expect(done.state.tender?.refunded).toBe(400);
  expect(done.state.moneyCheck).toBeNull();
});

test('a refund that is pending is asked about again, ever more rarely', () => {
  const first = told(paying(refund()), [made({ status: 'pending' })]);
  expect(brief(first)).toEqual(['confirmed', null]);
  expect(first.state.moneyCheck).toEqual({ at: LOOKED + 2 * POLL_MS, afterMs: 2 * POLL_MS });
  const rarely = { ...asked(first.state), moneyCheck: { at: 0, afterMs: 5 * HOUR_MS } };
  const books = { refunds: [made({ status: 'pending' })], disputes: [] };
  const last = after(rarely, { step: 'check_money', result: 'found', ...books }, at(LOOKED));
  expect(last.state.moneyCheck).toEqual({ at: LOOKED + 6 * HOUR_MS, afterMs: 6 * HOUR_MS });
  const forgotten = { ...asked(first.state), moneyCheck: null };
  const anew = after(forgotten, { step: 'check_money', result: 'found', ...books }, at(LOOKED));
  expect(anew.state.moneyCheck).toEqual({ at: LOOKED + 2 * POLL_MS, afterMs: 2 * POLL_MS });
});

test('a refund whose reply was lost is known again by the id it was asked under', () => {
  const lost = refund({ reference: null });
  const found = told(paying(lost), [made({ id: 're_9', status: 'pending' })]);
  expect(found.state.refunds).toMatchObject([{ reference: 're_9', status: 'pending' }]);
  expect(found.state.refunds).toHaveLength(1);
  const stranger = made({ id: 're_8', refundId: 'rf_8', status: 'pending' });
  expect(told(paying(lost), [stranger]).state.refunds[0]?.reference).toBeNull();
  // One that is known by its reference is not taken for another of the same name.
  const other = told(paying(refund()), [made({ id: 're_9' })]);
  expect(other.state.refunds).toEqual([refund()]);
});

test('a refund that failed late is owed again, and people are told', () => {
  const done = paying(refund({ status: 'succeeded' }));
  const failed = told(done, [made({ status: 'failed' })]);
  expect(brief(failed)).toEqual([
    ...['confirmed', null, 'payment.refund_failed', 'order.needs_attention'],
  ]);
  expect(failed.state.refunds).toMatchObject([{ status: 'failed' }]);
  expect(failed.state.attention).toBe('refund rf_1 over 4.00 EUR has failed: it is owed again');
  expect(failed.state.tender?.refunded).toBe(0);
  const again = told(failed.state, [made({ status: 'failed' })]);
  expect(brief(again)).toEqual(['confirmed', null]);
  expect(again.state.attention).toBe(failed.state.attention);
});

test('a cancelled order whose refund failed is opened again for people', () => {
  const refunds = [refund({ status: 'succeeded', amount: TOTAL })];
  const over: OrderState = { ...confirmed, status: 'cancelled', refunds };
  const back = told(over, [made({ status: 'failed', amount: TOTAL })]);
  expect(brief(back)).toEqual([
    ...['needs_attention', null, 'payment.refund_failed', 'order.needs_attention'],
  ]);
  expect(back.state.attention).toBe(
    'refund rf_1 over 10.00 EUR has failed: it is owed again; ' +
      'what was paid back has come back: cancel the order again to refund it',
  );
  expect(told(over, [made({ amount: TOTAL })]).state.status).toBe('cancelled');
});

test('refunds made at the provider get rows of their own, the oldest first', () => {
  const made1 = made({ id: 're_a', refundId: null, amount: 250, status: 'pending', at: 3 });
  const made2 = made({ id: 're_b', refundId: null, amount: 750 });
  const state = told(confirmed, [made2, made1]).state;
  expect(state.refunds).toEqual([
    {
      ...{ id: 're_a', amount: 250, tax: 40, lines: [], reason: 'made at the payment provider' },
      ...{ origin: 'external', status: 'pending', reference: 're_a', at: 3 },
      history: [{ status: 'pending', at: 3 }],
    },
    {
      ...{ id: 're_b', amount: 750, tax: 120, lines: [], reason: 'made at the payment provider' },
      ...{ origin: 'external', status: 'succeeded', reference: 're_b', at: 7 },
      history: [
        { status: 'pending', at: 7 },
        { status: 'succeeded', at: LOOKED },
      ],
    },
  ]);
  const tells = told(confirmed, [made2]).tells;
  expect(tells).toEqual(['payment.refunded']);
});

test('a refund made at the provider is known again by its reference', () => {
  const own = refund({ id: 're_a', origin: 'external', reference: 're_a' });
  const done = told(paying(own), [made({ id: 're_a', refundId: null })]);
  expect(done.state.refunds).toMatchObject([{ id: 're_a', status: 'succeeded' }]);
  expect(done.state.refunds).toHaveLength(1);
});

test('what staff took down stays down while it is no worse', () => {
  const state: OrderState = {
    ...paying(refund({ status: 'failed' })),
    disputes: [{ ...dispute(), history: [{ status: 'open', at: 8 }] }],
  };
  const again = told(state, [made({ status: 'failed' })], [dispute()]);
  expect([again.state.attention, again.tells]).toEqual([null, []]);
  const worse = told(state, [made({ status: 'failed' })], [dispute({ status: 'lost' })]);
  expect(worse.state.attention).toBe('dispute dp_1 over 3.00 EUR (product not received) was lost');
});

test('a second dispute is told, also where it stands like the first', () => {
  const first = told(confirmed, [], [dispute()]).state;
  const second = told(first, [], [dispute({ id: 'dp_2' }), dispute()]);
  expect(second.tells).toEqual(['payment.disputed', 'order.needs_attention']);
});

test('a failed refund that was made elsewhere has given nothing and gets no row', () => {
  const strange = made({ id: 're_x', refundId: null, status: 'failed' });
  expect(told(confirmed, [strange]).state.refunds).toBe(confirmed.refunds);
  // Nor does a second one made for a row that is known.
  const twin = made({ id: 're_2', refundId: 'rf_1' });
  expect(told(paying(refund({ status: 'succeeded' })), [made(), twin]).state.refunds).toHaveLength(
    1,
  );
});

test('a dispute is written down with each step, told, and shown to people', () => {
  const opened = told(confirmed, [], [dispute()]);
  expect(brief(opened)).toEqual(['confirmed', null, 'payment.disputed', 'order.needs_attention']);
  expect(opened.state.disputes).toEqual([{ ...dispute(), history: [{ status: 'open', at: 8 }] }]);
  expect(opened.state.attention).toBe('dispute dp_1 over 3.00 EUR (product not received) is open');
  const later = told(opened.state, [], [dispute({ dueBy: 120 })]);
  expect(brief(later)).toEqual(['confirmed', null]);
  expect(later.state.disputes).toMatchObject([{ dueBy: 120, status: 'open' }]);
  expect(later.state.disputes[0]?.history).toHaveLength(1);
  const reviewed = told(later.state, [], [dispute({ status: 'under_review', amount: 310 })]);
  expect(brief(reviewed)).toContain('payment.disputed');
  expect(reviewed.state.disputes).toMatchObject([
    {
      ...{ status: 'under_review', amount: 310 },
      history: [
        { status: 'open', at: 8 },
        { status: 'under_review', at: LOOKED },
      ],
    },
  ]);
  expect(reviewed.state.attention).toBe(
    'dispute dp_1 over 3.10 EUR (product not received) is under review',
  );
});

test('how a dispute ends is said while it costs something, and taken down when it does not', () => {
  const open = told(confirmed, [], [dispute()]).state;
  const ended = (status: DisputeSnapshot['status']) =>
    told(open, [], [dispute({ status })]).state.attention;
  expect(ended('lost')).toBe('dispute dp_1 over 3.00 EUR (product not received) was lost');
  expect(ended('won')).toBeNull();
  expect(ended('closed')).toBeNull();
  const inquiry = told(confirmed, [], [dispute({ status: 'inquiry', reason: 'general' })]).state;
  expect(inquiry.attention).toBe('dispute dp_1 over 3.00 EUR (general) is inquiry');
  const won = told(open, [], [dispute({ status: 'won' })]);
  expect(brief(won)).toEqual(['confirmed', null, 'payment.disputed']);
});

test('disputes stand in the order they came, and one no longer listed is kept', () => {
  const two = [dispute({ id: 'dp_2' }), dispute({ id: 'dp_1' })];
  const both = told(confirmed, [], two).state;
  expect(both.disputes.map(({ id }) => id)).toEqual(['dp_1', 'dp_2']);
  const one = told(both, [], [dispute({ id: 'dp_2' })]);
  expect(one.state.disputes.map(({ id }) => id)).toEqual(['dp_1', 'dp_2']);
  expect(one.tells).toEqual([]);
});

test('what people were shown before stays beside what is new', () => {
  const state = { ...paying(refund({ status: 'succeeded' })), attention: 'stock is short' };
  const both = told(state, [made({ status: 'failed' })], [dispute()]);
  expect(both.state.attention).toBe(
    'stock is short; refund rf_1 over 4.00 EUR has failed: it is owed again; ' +
      'dispute dp_1 over 3.00 EUR (product not received) is open',
  );
  expect(both.tells).toEqual([
    ...['payment.refund_failed', 'payment.disputed', 'order.needs_attention'],
  ]);
});

test('a refund that is still owed is made after the question', () => {
  const owed = refund({ reference: null });
  expect(brief(told(paying(owed), []))).toEqual(['confirmed', 'refund']);
});
