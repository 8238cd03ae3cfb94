/** Single steps that the small world does not tell apart: when an order asks, and for whom. */
import { expect, test } from 'vitest';
import type { OrderState } from '../../src/orders/order.ts';
import { cancel, tick, wakeAt } from '../../src/orders/saga-commands.ts';
import { begin } from '../../src/orders/saga-move.ts';
import { next } from '../../src/orders/saga.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

const { deadline } = DOCUMENT;

/** An order whose payment was processing `askedAt`, and is asked about again `afterMs` later. */
const processing = (askedAt: number, afterMs: number): OrderState => ({
  ...begin(0),
  ...{ status: 'awaiting_payment', effect: null },
  intent: { id: 'pi_1', clientSecret: 'secret', status: 'processing', failure: null },
  poll: { at: askedAt + afterMs, afterMs },
});

const at = (now: number) => ({ document: DOCUMENT, now, pollMs: 1_000 });

test('an unpaid order is asked about at its deadline, however far its next poll is', () => {
  const order = processing(deadline - 5_000, 60_000);
  expect(wakeAt(order, DOCUMENT, deadline - 4_000)).toBe(deadline);
  expect(tick(order, at(deadline - 1))).toBeNull();
  expect(tick(order, at(deadline))?.state.effect?.step).toBe('resolve');
});

test('a payment that processes past the deadline is asked about ever more rarely', () => {
  const order = processing(deadline + 1, 60_000);
  expect(wakeAt(order, DOCUMENT, deadline + 2)).toBe(deadline + 60_001);
  expect(tick(order, at(deadline + 1_000))).toBeNull();
  expect(tick(order, at(deadline + 60_001))?.state.effect?.step).toBe('resolve');
});

test('an order that its buyer has cancelled stays so when another takes its place', () => {
  const order: OrderState = { ...processing(0, 1), ending: { cause: 'cancelled_by_buyer' } };
  const superseded = cancel(order, 'superseded', at(10));
  expect(superseded).toMatchObject({
    ok: true,
    value: {
      state: { ending: { cause: 'cancelled_by_buyer' }, effect: { step: 'cancel_payment' } },
    },
  });
});

test('money that was taken behind the saga is known, and staff can give it back', () => {
  const order: OrderState = {
    ...processing(0, 1),
    ...{ status: 'authorized', poll: null, ending: { cause: 'stock_lost' } },
    effect: { step: 'cancel_payment', version: 1, tries: 0, notBefore: 0 },
    tender: { kind: 'card', reference: 'pi_1', authorised: TOTAL, captured: 0, refunded: 0 },
  };
  const taken = {
    ...{ id: 'pi_1', status: 'succeeded' as const, amount: TOTAL, currency: 'eur' },
    ...{ capturable: 0, received: TOTAL, clientSecret: 'secret', failure: null },
  };
  const outcome = { step: 'cancel_payment', result: 'not_cancellable', version: 1 } as const;
  const shown = next(order, { ...outcome, payment: taken }, at(1))?.state ?? order;
  expect(shown).toMatchObject({ status: 'needs_attention', tender: { captured: TOTAL } });
  expect(cancel(shown, 'cancelled_by_staff', at(2))).toMatchObject({
    ok: true,
    value: { state: { effect: { step: 'refund' }, refunds: [{ amount: TOTAL }] } },
  });
});
