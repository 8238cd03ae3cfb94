/** What each outcome makes of an order, one step at a time: status, next effect, what is told. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asCouponCode, asSku } from '../../src/kernel/ids.ts';
import type { EffectStep, EndingCause, OrderState } from '../../src/orders/order.ts';
import { next } from '../../src/orders/saga.ts';
import { again as tryAgain, begin, to } from '../../src/orders/saga-move.ts';
import {
  NOW,
  POLL_MS,
  after,
  asking,
  at,
  authorized,
  awaiting,
  brief,
  committed,
  confirmed,
  payment,
  placed,
  reserved,
} from './order-states.ts';
import type { Answer } from './order-states.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

const { deadline } = DOCUMENT;
const FREE = { ...DOCUMENT, total: 0 };
const SHORT = [{ sku: required(asSku('A'), 'a SKU'), requested: 1, available: 0 }];

const found = (...snapshot: Parameters<typeof payment>): Answer => ({
  ...{ step: 'resolve', result: 'found', payment: payment(...snapshot) },
});
const released: Answer = { step: 'release', result: 'released' };
const voided: Answer = { step: 'cancel_payment', result: 'cancelled' };

/** An unpaid order that is about to end for a cause, asking about its payment. */
const ending = (cause: 'superseded' | 'cancelled_by_buyer' | 'cancelled_by_staff'): OrderState => ({
  ...asking(awaiting),
  ending: { cause },
});

test('an order that goes well reserves, is paid, commits, captures and settles its cart', () => {
  const told: unknown[] = [];
  let state = placed;
  const step = (answer: Answer) => {
    const move = after(state, answer);
    told.push(brief(move));
    expect(move.state.version).toBe(state.version + 1);
    ({ state } = move);
  };
  step({ step: 'reserve', result: 'reserved' });
  step({ step: 'create_payment', result: 'created', payment: payment('requires_payment_method') });
  state = asking(state);
  step(found('requires_capture'));
  step({ step: 'commit', result: 'committed' });
  step({ step: 'capture', result: 'captured', payment: payment('succeeded') });
  step({ step: 'settle_cart', result: 'settled' });
  expect(told).toEqual([
    ['reserved', 'create_payment'],
    ['awaiting_payment', null, 'order.created', 'stock.reserved'],
    ['authorized', 'commit', 'payment.authorized'],
    ['committed', 'capture'],
    ['confirmed', 'settle_cart', 'payment.captured', 'order.confirmed'],
    ['confirmed', null],
  ]);
  expect(state).toMatchObject({
    ...{ attempt: 1, round: 1, cartSettled: true, ending: null, poll: null },
    intent: { id: 'pi_1', clientSecret: 'secret', status: 'succeeded', failure: null },
    tender: { kind: 'card', reference: 'pi_1', authorised: TOTAL, captured: TOTAL, refunded: 0 },
  });
  expect(state.history.map((entry) => entry.status)).toEqual([
    ...['placed', 'reserved', 'awaiting_payment', 'authorized', 'committed', 'confirmed'],
  ]);
});

test('a placed order starts with its reservation and nothing else', () => {
  expect(begin(7)).toEqual({
    ...{ version: 1, status: 'placed', round: 1, attempt: 1, intent: null, ending: null },
    effect: { step: 'reserve', version: 1, tries: 0, notBefore: 7 },
    ...{ reserveAgain: false, shortfalls: [], refusedCoupon: null, notAdmitted: null },
    ...{ tender: null, refunds: [], shipments: [], returns: [], disputes: [], moneyCheck: null },
    ...{ cartSettled: false, poll: null, attention: null },
    history: [{ status: 'placed', at: 7 }],
  });
});

test('an outcome of another step or version is dropped', () => {
  const answer = { step: 'reserve', result: 'reserved' } as const;
  expect(next(placed, { ...answer, version: 2 }, at())).toBeNull();
  expect(next(placed, { step: 'commit', result: 'committed', version: 1 }, at())).toBeNull();
  expect(next(confirmed, { ...answer, version: confirmed.version }, at())).toBeNull();
});

test('an order with nothing to pay goes from its stock to confirmed without a provider', () => {
  const taken = after(placed, { step: 'reserve', result: 'reserved' }, at(NOW, FREE));
  expect(brief(taken)).toEqual(['authorized', 'commit', 'order.created', 'stock.reserved']);
  const sold = after(taken.state, { step: 'commit', result: 'committed' }, at(NOW, FREE));
  expect(brief(sold)).toEqual(['confirmed', 'settle_cart', 'order.confirmed']);
  expect(sold.state.history.map((entry) => entry.status)).toEqual([
    ...['placed', 'reserved', 'authorized', 'committed', 'confirmed'],
  ]);
});

const doing = (state: OrderState, step: EffectStep): OrderState =>
  to(state, at(), state.status, step).state;

const UNKNOWN: readonly (readonly [OrderState, Answer])[] = [
  [placed, { step: 'reserve', result: 'unknown' }],
  [reserved, { step: 'create_payment', result: 'unknown' }],
  [asking(awaiting), { step: 'resolve', result: 'unknown' }],
  [authorized, { step: 'commit', result: 'unknown' }],
  [committed, { step: 'capture', result: 'unknown' }],
  [doing(awaiting, 'cancel_payment'), { step: 'cancel_payment', result: 'unknown' }],
  [doing(awaiting, 'release'), { step: 'release', result: 'unknown' }],
  [doing(confirmed, 'settle_cart'), { step: 'settle_cart', result: 'unknown' }],
  [doing(confirmed, 'restock'), { step: 'restock', result: 'unknown', returnId: 'rt_1' }],
  [doing(confirmed, 'check_money'), { step: 'check_money', result: 'unknown' }],
];

test.each(UNKNOWN)('what nobody knows is asked again under the same version', (state, answer) => {
  const { state: later, tells } = after(state, answer);
  expect(tells).toEqual([]);
  expect({ ...later, effect: null }).toEqual({ ...state, effect: null });
  expect(later.effect).toMatchObject({
    step: answer.step,
    version: state.effect?.version,
    tries: 1,
  });
});

test('the wait before asking again doubles from 2 s to 5 min, spread by a quarter', () => {
  let state = committed;
  const waits = Array.from({ length: 12 }, () => {
    ({ state } = after(state, { step: 'capture', result: 'unknown' }));
    return (state.effect?.notBefore ?? 0) - NOW;
  });
  for (const [tries, wait] of waits.entries()) {
    const middle = Math.min(2_000 * 2 ** tries, 300_000);
    expect(wait).toBeGreaterThanOrEqual(middle * 0.75);
    expect(wait).toBeLessThanOrEqual(middle * 1.25);
  }
  expect(new Set(waits).size).toBe(waits.length);
});

test('a payment that could not be made three times is made under a new attempt', () => {
  let state = reserved;
  const attempts = Array.from({ length: 7 }, () => {
    ({ state } = after(state, { step: 'create_payment', result: 'unknown' }));
    return state.attempt;
  });
  expect(attempts).toEqual([1, 1, 2, 2, 2, 3, 3]);
});

test('an order that was never told of ends without a word', () => {
  const code = required(asCouponCode('TEN'), 'a code');
  const refusals: readonly (readonly [OrderState, Answer, object])[] = [
    [
      placed,
      { step: 'reserve', result: 'short', lines: SHORT },
      { ending: { cause: 'out_of_stock' }, shortfalls: SHORT },
    ],
    [
      placed,
      { step: 'reserve', result: 'coupon_refused', code, why: 'used_up' },
      { ending: { cause: 'coupon_refused' }, refusedCoupon: { code, why: 'used_up' } },
    ],
    [
      reserved,
      { step: 'create_payment', result: 'refused' },
      { ending: { cause: 'payment_refused' } },
    ],
  ];
  for (const [state, answer, patch] of refusals) {
    const refused = after(state, answer);
    expect(brief(refused)).toEqual([state.status, 'release']);
    expect(refused.state).toMatchObject(patch);
    expect(brief(after(refused.state, released))).toEqual(['rejected', null]);
  }
});

const ENDS: readonly (readonly [EndingCause, string, string])[] = [
  ['superseded', 'cancelled', 'order.cancelled'],
  ['cancelled_by_buyer', 'cancelled', 'order.cancelled'],
  ['cancelled_by_staff', 'cancelled', 'order.cancelled'],
  ['payment_cancelled', 'cancelled', 'order.cancelled'],
  ['expired', 'expired', 'order.expired'],
];

test.each(ENDS)('an order that has %s is told as ended if it was told of', (cause, ...end) => {
  const [status, told] = end;
  const endOf = (state: OrderState) =>
    brief(after({ ...doing(state, 'release'), ending: { cause } }, released));
  expect(endOf(awaiting)).toEqual([status, null, told]);
  expect(endOf(placed)).toEqual([status, null]);
  expect(endOf(reserved)).toEqual([status, null]);
});

test('goods that the stock has heard of are asked for no more', () => {
  const one = {
    ...{ id: 'rt_1', status: 'received' as const, stocked: false, refundId: null, note: null },
    ...{ warehouse: null, history: [], lines: [] },
  };
  const state = { ...doing(confirmed, 'restock'), returns: [one, { ...one, id: 'rt_2' }] };
  const told = after(state, { step: 'restock', result: 'restocked', returnId: 'rt_1' });
  expect(brief(told)).toEqual(['confirmed', 'restock', 'return.refunded']);
  expect(told.state.returns.map((each) => each.stocked)).toEqual([true, false]);
});

test('money that is as it was leaves its order at rest', () => {
  const state = doing({ ...confirmed, moneyCheck: { at: 1, afterMs: 1 } }, 'check_money');
  const known = after(state, { step: 'check_money', result: 'found', refunds: [], disputes: [] });
  expect(brief(known)).toEqual(['confirmed', null]);
  expect(known.state.moneyCheck).toBeNull();
});

test('what cannot be is a bug and no outcome', () => {
  expect(() => after(doing(awaiting, 'release'), released)).toThrow('given back for a cause');
  expect(() => after(doing(authorized, 'resolve'), found('succeeded'))).toThrow('unpaid order');
  const captured: Answer = { step: 'capture', result: 'captured', payment: payment('succeeded') };
  expect(() => after({ ...committed, tender: null }, captured)).toThrow('was authorised');
  expect(() => tryAgain(confirmed, at())).toThrow('only an effect');
});

test('stock that is lost before the capture is asked for anew, in a new round', () => {
  const lost = after(authorized, { step: 'commit', result: 'lost' });
  expect(brief(lost)).toEqual(['authorized', 'release']);
  const again = after(lost.state, released);
  expect(brief(again)).toEqual(['authorized', 'reserve']);
  expect(again.state).toMatchObject({ round: 2, reserveAgain: false });
  expect(brief(after(again.state, { step: 'reserve', result: 'reserved' }))).toEqual([
    ...['authorized', 'commit'],
  ]);
  const gone = after(again.state, { step: 'reserve', result: 'short', lines: SHORT });
  expect(brief(gone)).toEqual(['authorized', 'cancel_payment']);
  expect(gone.state).toMatchObject({ ending: { cause: 'stock_lost' }, shortfalls: SHORT });
  const back = after(gone.state, voided);
  expect(brief(back)).toEqual(['authorized', 'release']);
  expect(back.state).toMatchObject({ intent: { status: 'canceled' }, tender: { authorised: 0 } });
  expect(brief(after(back.state, released))).toEqual(['cancelled', null, 'order.cancelled']);
});

test('an unpaid order waits, asking ever more rarely', () => {
  let state: OrderState = awaiting;
  expect(state.poll).toEqual({ at: NOW + POLL_MS, afterMs: POLL_MS });
  const waits = Array.from({ length: 11 }, () => {
    const move = after(asking(state), found('requires_action'));
    expect(brief(move)).toEqual(['awaiting_payment', null]);
    ({ state } = move);
    expect(state.poll?.at).toBe(NOW + (state.poll?.afterMs ?? 0));
    return state.poll?.afterMs;
  });
  expect(waits.slice(0, 3)).toEqual([2_000, 4_000, 8_000]);
  expect(waits.slice(-2)).toEqual([600_000, 600_000]);
  expect(state.intent?.status).toBe('requires_action');
});

const declined = (code: string) =>
  found('requires_payment_method', { failure: { code, message: 'No.' } });

test('a declined card is told once for each reason, and the order stays payable', () => {
  const first = after(asking(awaiting), declined('card_declined'));
  expect(brief(first)).toEqual(['awaiting_payment', null, 'payment.failed']);
  const second = after(asking(first.state), declined('card_declined'));
  expect(second.tells).toEqual([]);
  expect(after(asking(second.state), declined('expired_card')).tells).toEqual(['payment.failed']);
});

test.each(['requires_payment_method', 'requires_confirmation', 'requires_action'] as const)(
  'at its deadline an order that %s voids its payment, then gives back, then has expired',
  (status) => {
    const early = after(asking(awaiting), found(status), at(deadline - 1));
    expect(brief(early)).toEqual(['awaiting_payment', null]);
    const late = after(asking(awaiting), found(status), at(deadline));
    expect(brief(late)).toEqual(['awaiting_payment', 'cancel_payment']);
    expect(late.state).toMatchObject({ ending: { cause: 'expired' }, intent: { status } });
    const cancelled = after(late.state, voided);
    expect(brief(cancelled)).toEqual(['awaiting_payment', 'release']);
    const end = after(cancelled.state, released);
    expect(brief(end)).toEqual(['expired', null, 'order.expired']);
    expect(end.state.poll).toBeNull();
  },
);

test('an order without a poll begins anew with twice the first wait', () => {
  const waiting = after(asking({ ...awaiting, poll: null }), found('processing'));
  expect(waiting.state.poll).toEqual({ at: NOW + 2 * POLL_MS, afterMs: 2 * POLL_MS });
});

test('a payment under way is waited for, also past the deadline', () => {
  expect(brief(after(asking(awaiting), found('processing'), at(deadline + 1)))).toEqual([
    ...['awaiting_payment', null],
  ]);
});

test('a payment cancelled at the provider ends its order', () => {
  const gone = after(asking(awaiting), found('canceled'));
  expect(brief(gone)).toEqual(['awaiting_payment', 'release']);
  expect(gone.state).toMatchObject({
    ...{ ending: { cause: 'payment_cancelled' }, intent: { status: 'canceled' } },
  });
  expect(brief(after(gone.state, released))).toEqual(['cancelled', null, 'order.cancelled']);
  const superseded = after(ending('superseded'), found('canceled'));
  expect(superseded.state.ending).toEqual({ cause: 'superseded' });
});

test('paid in time, an order goes on though its cart went on; cancelled, it is voided', () => {
  const kept = after(ending('superseded'), found('requires_capture'));
  expect(brief(kept)).toEqual(['authorized', 'commit', 'payment.authorized']);
  expect(kept.state.ending).toBeNull();
  for (const cause of ['cancelled_by_buyer', 'cancelled_by_staff'] as const) {
    const undone = after(ending(cause), found('requires_capture'));
    expect(brief(undone)).toEqual(['awaiting_payment', 'cancel_payment']);
    expect(undone.state).toMatchObject({
      ...{ ending: { cause }, intent: { status: 'requires_capture' } },
    });
    expect(brief(after(ending(cause), found('succeeded')))).toEqual([
      ...['authorized', 'commit', 'payment.authorized'],
    ]);
    const unpaid = after(ending(cause), found('requires_action'));
    expect(unpaid.state).toMatchObject({ ending: { cause }, effect: { step: 'cancel_payment' } });
  }
});

test('a payment of another sum or currency is shown to people', () => {
  const other = after(asking(awaiting), found('requires_capture', { capturable: 999 }));
  expect(brief(other)).toEqual(['needs_attention', null, 'order.needs_attention']);
  expect(other.state.attention).toBe('the payment holds 999 eur, not 1000 EUR');
  const foreign = after(asking(awaiting), found('requires_capture', { currency: 'usd' }));
  expect(foreign.state.attention).toBe('the payment holds 1000 usd, not 1000 EUR');
});

test('what the provider captured by itself is not captured again', () => {
  const paid = after(asking(awaiting), found('succeeded'));
  expect(paid.state.tender).toMatchObject({ authorised: TOTAL, captured: TOTAL });
  expect(brief(after(paid.state, { step: 'commit', result: 'committed' }))).toEqual([
    ...['confirmed', 'settle_cart', 'payment.captured', 'order.confirmed'],
  ]);
  const part = found('requires_capture', { capturable: 400, received: 600 });
  const half = after(asking(awaiting), part);
  expect(brief(after(half.state, { step: 'commit', result: 'committed' }))).toEqual([
    ...['committed', 'capture'],
  ]);
});

test('a capture refused for good voids the payment and gives back', () => {
  const refused = after(committed, { step: 'capture', result: 'refused' });
  expect(brief(refused)).toEqual(['committed', 'cancel_payment']);
  const back = after(refused.state, voided);
  expect(back.state).toMatchObject({
    ...{ ending: { cause: 'capture_refused' }, tender: { authorised: 0 } },
  });
  expect(brief(after(back.state, released))).toEqual(['cancelled', null, 'order.cancelled']);
});

const notCancellable = (status: Parameters<typeof payment>[0]): Answer => ({
  ...{ step: 'cancel_payment', result: 'not_cancellable', payment: payment(status) },
});

test('a payment that cannot be cancelled is waited for, taken, or shown to people', () => {
  const late = after(asking(awaiting), found('requires_action'), at(deadline)).state;
  expect(brief(after(late, notCancellable('processing')))).toEqual(['awaiting_payment', null]);
  expect(brief(after(late, notCancellable('requires_capture')))).toEqual([
    ...['authorized', 'commit', 'payment.authorized'],
  ]);
  const refused = after(committed, { step: 'capture', result: 'refused' }).state;
  const stuck = after(refused, notCancellable('succeeded'));
  expect(brief(stuck)).toEqual(['needs_attention', null, 'order.needs_attention']);
  expect(stuck.state).toMatchObject({
    attention: 'the payment is succeeded and could not be cancelled',
    ...{ tender: { captured: TOTAL }, intent: { status: 'succeeded' } },
  });
});

test('an order whose payment was never made has nothing to void', () => {
  const stopped = to(reserved, at(), 'reserved', 'cancel_payment', {
    ending: { cause: 'expired' },
  });
  const back = after(stopped.state, voided);
  expect(brief(back)).toEqual(['reserved', 'release']);
  expect(back.state).toMatchObject({ intent: null, tender: null });
  expect(brief(after(back.state, released))).toEqual(['expired', null]);
});

test('what is not in the table does not happen', () => {
  expect(() => to(confirmed, at(), 'placed', null)).toThrow('confirmed → placed');
  expect(() => to(awaiting, at(), 'confirmed', null)).toThrow('awaiting_payment → confirmed');
});
