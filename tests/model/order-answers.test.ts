/** What an order answers to who placed it, and to a SKU that asks about a hold. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asCouponCode, asSku } from '../../src/kernel/ids.ts';
import { placeAnswer, verdictOf } from '../../src/orders/answers.ts';
import type { EndingCause, OrderState } from '../../src/orders/order.ts';
import { awaiting, confirmed, placed } from './order-states.ts';
import { DOCUMENT } from './order-world.ts';

const GATEWAY = { name: 'stripe', publishableKey: 'pk' };

const answer = (state: OrderState) => placeAnswer({ document: DOCUMENT, state }, GATEWAY);
const ended = (cause: EndingCause, patch: Partial<OrderState> = {}): OrderState => ({
  ...{ ...placed, ending: { cause } },
  ...patch,
});

test('a placed order is answered with how to pay it', () => {
  expect(answer(awaiting)).toMatchObject({
    ok: true,
    value: {
      order: { id: DOCUMENT.id, status: 'awaiting_payment' },
      payment: { reference: 'pi_1', next: { client_secret: 'secret', publishable_key: 'pk' } },
    },
  });
});

test('an order that came to nothing is answered with why', () => {
  const lines = [{ sku: required(asSku('A'), 'a SKU'), requested: 2, available: 1 }];
  const code = required(asCouponCode('TEN'), 'a code');
  expect(answer(ended('out_of_stock', { shortfalls: lines }))).toEqual({
    ...{ ok: false, reason: 'out_of_stock', lines },
  });
  const refusedCoupon = { code, why: 'used_up' };
  expect(answer(ended('coupon_refused', { refusedCoupon }))).toEqual({
    ...{ ok: false, reason: 'coupon_refused', code, why: 'used_up' },
  });
  expect(answer(ended('payment_refused'))).toEqual({ ok: false, reason: 'payment_refused' });
  const overloaded = [required(asSku('A'), 'a SKU')];
  expect(answer(ended('overloaded', { overloaded }))).toEqual({
    ...{ ok: false, reason: 'overloaded', skus: overloaded },
  });
  expect(answer(ended('superseded'))).toEqual({ ok: false, reason: 'superseded' });
});

test.each([
  ...['expired', 'cancelled_by_buyer', 'cancelled_by_staff', 'payment_cancelled'],
  ...['capture_refused', 'stock_lost'],
] as const)('an order that was placed and has %s is answered with itself', (cause) => {
  expect(answer(ended(cause))).toMatchObject({ ok: true, value: { order: { id: DOCUMENT.id } } });
});

/** What a SKU is told of this order's hold of a round. */
const asks = (state: OrderState, round: number) =>
  verdictOf({ document: DOCUMENT, state }, { orderId: DOCUMENT.id, round }, 99);

test('a hold lives while its order does, in its last round', () => {
  const second = { ...awaiting, round: 2 };
  expect(asks(second, 1)).toEqual({ kind: 'release' });
  expect(asks(second, 2)).toEqual({ kind: 'keep_until', until: 99 });
  expect(asks(second, 3)).toEqual({ kind: 'keep_until', until: 99 });
  expect(asks(confirmed, 1)).toEqual({ kind: 'keep_until', until: 99 });
  expect(asks({ ...awaiting, status: 'expired' }, 1)).toEqual({ kind: 'release' });
});
