/** What people and time may ask of an order at each of its stages, and what it does then. */
import { expect, test } from 'vitest';
import type { EndingCause, OrderState, Shipment } from '../../src/orders/order.ts';
import {
  cancel,
  checkPayment,
  clearAttention,
  flag,
  tick,
  wakeAt,
} from '../../src/orders/saga-commands.ts';
import { to } from '../../src/orders/saga-move.ts';
import {
  NOW,
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
import { DOCUMENT, TOTAL } from './order-world.ts';

const { deadline } = DOCUMENT;
const BUYER = 'cancelled_by_buyer';
const STAFF = 'cancelled_by_staff';

const shipment = (status: Shipment['status']): Shipment => ({
  ...{ id: 'sh_1', status, warehouse: 'main', carrier: null, trackingNumber: null },
  ...{ trackingUrl: null, lines: [{ lineId: 'A', quantity: 1 }], history: [] },
});

/** What a cancellation comes to: a refusal's reason, or the move in short. */
function cancelled(state: OrderState, cause: EndingCause) {
  const result = cancel(state, cause, at());
  return result.ok ? brief(result.value) : result.reason;
}

const stateAfter = (state: OrderState, cause: EndingCause): OrderState => {
  const result = cancel(state, cause, at());
  if (!result.ok) throw new Error(result.reason);
  return result.value.state;
};

/** True where a cancellation changes nothing and tells nothing. */
function keeps(state: OrderState, cause: EndingCause): boolean {
  const result = cancel(state, cause, at());
  return result.ok && result.value.state === state && result.value.tells.length === 0;
}

const doing = (state: OrderState, step: 'release' | 'cancel_payment'): OrderState =>
  to(state, at(), state.status, step, { ending: { cause: 'expired' } }).state;

test('an order that has reserved nothing for sure gives back what it may have', () => {
  expect(cancelled(placed, BUYER)).toEqual(['placed', 'release']);
  expect(stateAfter(placed, 'superseded').ending).toEqual({ cause: 'superseded' });
  const short = { ...placed, ending: { cause: 'out_of_stock' as const } };
  expect(stateAfter(short, 'superseded').ending).toEqual({ cause: 'out_of_stock' });
});

test('an order whose payment may have been made voids it first', () => {
  expect(cancelled(reserved, 'superseded')).toEqual(['reserved', 'cancel_payment']);
  expect(stateAfter(reserved, BUYER).ending).toEqual({ cause: BUYER });
  expect(cancelled({ ...reserved, effect: null }, BUYER)).toEqual(['reserved', 'cancel_payment']);
  const releasing = doing(reserved, 'release');
  expect(keeps(releasing, BUYER)).toBe(true);
});

test('an unpaid order is voided for people, and asked about for its cart', () => {
  expect(cancelled(awaiting, BUYER)).toEqual(['awaiting_payment', 'cancel_payment']);
  expect(cancelled(awaiting, STAFF)).toEqual(['awaiting_payment', 'cancel_payment']);
  expect(cancelled(awaiting, 'superseded')).toEqual(['awaiting_payment', 'resolve']);
  expect(stateAfter(awaiting, 'superseded').ending).toEqual({ cause: 'superseded' });
  for (const step of ['release', 'cancel_payment'] as const) {
    const underWay = doing(awaiting, step);
    expect(keeps(underWay, BUYER)).toBe(true);
  }
  const superseded = stateAfter(awaiting, 'superseded');
  expect(stateAfter(superseded, BUYER)).toMatchObject({
    ...{ ending: { cause: BUYER }, effect: { step: 'cancel_payment' } },
  });
});

test('while money is being taken nobody cancels', () => {
  for (const state of [authorized, committed]) {
    for (const cause of [BUYER, STAFF, 'superseded'] as const) {
      expect(cancelled(state, cause)).toBe('in_payment');
    }
  }
});

test('a confirmed order gives its money back before its stock, and calls its parcels off', () => {
  const packed = { ...confirmed, shipments: [shipment('packed')] };
  expect(cancelled(packed, BUYER)).toEqual(['confirmed', 'refund']);
  expect(stateAfter(packed, STAFF)).toMatchObject({
    ending: { cause: STAFF },
    refunds: [
      {
        ...{ amount: TOTAL, lines: [], reason: STAFF, origin: 'cancellation' },
        ...{ status: 'pending', reference: null },
      },
    ],
    shipments: [{ status: 'cancelled', history: [{ status: 'cancelled', at: NOW }] }],
  });
  const before = { ...confirmed, shipments: [shipment('cancelled')] };
  expect(stateAfter(before, BUYER).shipments).toEqual([shipment('cancelled')]);
  const ending = stateAfter(confirmed, BUYER);
  expect(keeps(ending, STAFF)).toBe(true);
});

test('what was paid for is not undone because its cart goes on or its time is up', () => {
  expect(keeps(confirmed, 'superseded')).toBe(true);
  expect(keeps(confirmed, 'expired')).toBe(true);
});

test('the last cent of an order is given back too', () => {
  const row = {
    ...{ id: 'rf_1', amount: TOTAL - 1, tax: 160, lines: [], reason: 'late', at: 1, history: [] },
    ...{ origin: 'staff' as const, status: 'succeeded' as const, reference: 're_1' },
  };
  const [, last] = stateAfter({ ...confirmed, refunds: [row] }, STAFF).refunds;
  expect(last).toMatchObject({ amount: 1, tax: 0 });
});

test('an order with nothing left to refund gives back its stock at once', () => {
  const free = { ...confirmed, tender: null };
  expect(cancelled(free, BUYER)).toEqual(['confirmed', 'release']);
  expect(stateAfter(free, BUYER).refunds).toEqual([]);
});

test.each(['shipped', 'delivered', 'lost'] as const)('what is %s is not cancelled', (status) => {
  const gone = { ...confirmed, shipments: [shipment('pending'), shipment(status)] };
  expect(cancelled(gone, BUYER)).toBe('already_shipped');
  const shown = { ...gone, status: 'needs_attention' as const };
  expect(cancelled(shown, STAFF)).toBe('already_shipped');
});

test('an order shown to people is ended by staff alone, once nothing is in flight', () => {
  const shown: OrderState = { ...authorized, status: 'needs_attention', effect: null };
  expect(cancelled(shown, BUYER)).toBe('needs_attention');
  expect(cancelled(shown, 'superseded')).toBe('needs_attention');
  expect(cancelled({ ...shown, effect: authorized.effect }, STAFF)).toBe('needs_attention');
  expect(cancelled(shown, STAFF)).toEqual(['needs_attention', 'cancel_payment']);
  expect(stateAfter({ ...shown, attention: 'why' }, STAFF)).toMatchObject({
    ...{ attention: null, ending: { cause: STAFF } },
  });
});

test('staff refunds what was captured and releases what was voided or never paid', () => {
  const shown = {
    ...confirmed,
    status: 'needs_attention' as const,
    shipments: [shipment('packed')],
  };
  expect(cancelled(shown, STAFF)).toEqual(['needs_attention', 'refund']);
  expect(stateAfter(shown, STAFF).shipments[0]?.status).toBe('cancelled');
  const unpaid = { ...shown, tender: null };
  expect(cancelled({ ...unpaid, intent: null }, STAFF)).toEqual(['needs_attention', 'release']);
  const voided = { ...unpaid, intent: { ...confirmed.intent, ...payment('canceled') } };
  expect(cancelled(voided, STAFF)).toEqual(['needs_attention', 'release']);
});

test.each(['rejected', 'expired', 'cancelled'] as const)('a %s order stays as it is', (status) => {
  const ended: OrderState = { ...awaiting, status };
  expect(keeps(ended, STAFF)).toBe(true);
  expect(flag(ended, 'look')).toEqual({ state: ended, tells: [] });
});

test('past its deadline an order stops reserving or making its payment', () => {
  expect(tick(placed, at(deadline - 1))).toEqual({ state: placed, tells: [] });
  const given = tick(placed, at(deadline));
  expect(given === null ? null : brief(given)).toEqual(['placed', 'release']);
  expect(given?.state.ending).toEqual({ cause: 'expired' });
  const voided = tick(reserved, at(deadline));
  expect(voided === null ? null : brief(voided)).toEqual(['reserved', 'cancel_payment']);
  const releasing = doing(placed, 'release');
  expect(tick(releasing, at(deadline))).toEqual({ state: releasing, tells: [] });
  const again = { ...authorized, effect: placed.effect };
  expect(tick(again, at(deadline))).toEqual({ state: again, tells: [] });
});

test('time takes up an effect when it is due and not before', () => {
  const later = after(committed, { step: 'capture', result: 'unknown' }).state;
  const due = later.effect?.notBefore ?? 0;
  expect(tick(later, at(due - 1))).toBeNull();
  expect(tick(later, at(due))).toEqual({ state: later, tells: [] });
});

test('time asks about an unpaid payment when it is due, and leaves other orders alone', () => {
  const due = awaiting.poll?.at ?? 0;
  expect(tick(awaiting, at(due - 1))).toBeNull();
  const asked = tick(awaiting, at(due));
  expect(asked === null ? null : brief(asked)).toEqual(['awaiting_payment', 'resolve']);
  expect(tick(confirmed, at(deadline * 2))).toBeNull();
  const never = { ...awaiting, poll: null };
  expect(tick(never, at(deadline - 1))).toBeNull();
  expect(tick(never, at(deadline))?.state.effect?.step).toBe('resolve');
});

test('time asks what became of the money when that is due', () => {
  const planned = { ...confirmed, moneyCheck: { at: 900, afterMs: 100 } };
  expect(tick(planned, at(899))).toBeNull();
  expect(tick(planned, at(900))?.state.effect?.step).toBe('check_money');
  expect(wakeAt(planned, DOCUMENT, NOW)).toBe(900);
});

test('a word that the payment moved makes an unpaid order ask, unless it is ending', () => {
  expect(checkPayment(awaiting, at())?.state.effect?.step).toBe('resolve');
  expect(checkPayment(asking(awaiting), at())?.state.version).toBe(awaiting.version + 2);
  expect(checkPayment(doing(awaiting, 'cancel_payment'), at())).toBeNull();
  for (const state of [placed, reserved, authorized, committed, confirmed]) {
    expect(checkPayment({ ...state, effect: null }, at())).toBeNull();
  }
});

test('an order is shown to people once for each reason, and goes on', () => {
  const shown = flag(authorized, 'look');
  expect(shown.tells).toEqual(['order.needs_attention']);
  expect(shown.state).toMatchObject({ attention: 'look', effect: authorized.effect });
  expect(shown.state.version).toBe(authorized.version + 1);
  expect(flag(shown.state, 'look')).toEqual({ state: shown.state, tells: [] });
  expect(flag(shown.state, 'look again').tells).toEqual(['order.needs_attention']);
});

test('what staff has dealt with is taken down, and only what it has seen', () => {
  const shown = flag(authorized, 'look').state;
  const dealtWith = { attention: 'look', reason: 'the buyer was called' };
  const cleared = clearAttention(shown, dealtWith);
  expect(cleared).toMatchObject({ ok: true, value: { tells: ['order.updated'] } });
  expect(cleared).toMatchObject({
    value: { state: { attention: null, version: shown.version + 1, effect: shown.effect } },
  });
  expect(clearAttention({ ...shown, attention: 'look; and there' }, dealtWith)).toEqual({
    ...{ ok: false, reason: 'attention_changed', attention: 'look; and there' },
  });
  const unflagged = { ...shown, attention: null };
  expect(clearAttention(unflagged, dealtWith)).toEqual({
    ...{ ok: true, value: { state: unflagged, tells: [] } },
  });
});

test('an order that was stopped is decided, not hidden', () => {
  const stopped: OrderState = { ...authorized, status: 'needs_attention', attention: 'look' };
  const dealtWith = { attention: 'look', reason: 'nobody minds' };
  expect(clearAttention(stopped, dealtWith)).toEqual({ ok: false, reason: 'needs_decision' });
});

test('an order is woken for its effect, its next question, or not at all', () => {
  expect(wakeAt(placed, DOCUMENT, NOW)).toBe(NOW + 30_000);
  const later = after(committed, { step: 'capture', result: 'unknown' }).state;
  expect(wakeAt(later, DOCUMENT, NOW)).toBe(later.effect?.notBefore);
  expect(wakeAt(awaiting, DOCUMENT, NOW)).toBe(awaiting.poll?.at);
  expect(wakeAt({ ...awaiting, poll: null }, DOCUMENT, NOW)).toBe(deadline);
  const askedLast = { at: deadline + 100, afterMs: 100 };
  expect(wakeAt({ ...awaiting, poll: askedLast }, DOCUMENT, NOW)).toBe(deadline + 100);
  expect(wakeAt(confirmed, DOCUMENT, NOW)).toBeNull();
});
