/** Killed between the authorisation and the confirmation: C9 to C11, and C14. */
import { afterEach, expect, test } from 'vitest';
import { holdCall, kill, orderObject, recover, storedOrder, wake } from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { ADMIN, call, stockOf, until } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';
import { HANG_MS, SLOW_MS, paymentsOf, stripeControl } from '../support/stripe.ts';

afterEach(recover);

/** A paid order of two SKUs that died with the first committed and the second's call lost. */
async function halfCommitted(): Promise<Shopper> {
  const wanted = { stock: 1, quantity: 1 };
  const buyer = await shopper(wanted, wanted);
  expect((await buyer.checkout()).status).toBe(201);
  const second = await holdCall(buyer.stock(1), 'commit', 'before');
  await buyer.pay();
  await second.reached();
  await until(
    async () => buyer.stock().level(),
    ({ onHand }) => onHand === 0,
  );
  await kill(orderObject(buyer.idOf()));
  second.lose();
  expect(await buyer.stock(1).level()).toMatchObject({ onHand: 1, reserved: 1 });
  expect(await paymentsOf(buyer.idOf())).toMatchObject([{ status: 'requires_capture' }]);
  return buyer;
}

test('C9 an order that died with one SKU committed commits the other', async () => {
  const buyer = await halfCommitted();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
  expect(await stockOf(buyer.item(1))).toMatchObject({ on_hand: 0, sold: 1 });
});

test('C9 an order that cannot commit the rest takes its sale back and charges nobody', async () => {
  const buyer = await halfCommitted();
  const flood = { id: 'flood', delta: -1, reason: 'flood', force: true };
  const path = `/api/admin/stock/${buyer.item(1)}/movements`;
  expect((await call('POST', path, { headers: ADMIN, body: flood })).status).toBe(200);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect((await buyer.placed()).order).toMatchObject({
    status: 'cancelled',
    payment: { status: 'canceled' },
  });
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 1, sold: 0 });
});

type Call = 'capture' | 'cancel';

/** A paid order whose next call of this kind misbehaves. */
async function paidWith(act: Call, fault: Record<string, unknown>): Promise<Shopper> {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const { payment } = (await buyer.checkout()).body;
  await disturb(payment?.reference ?? '', act, fault);
  await buyer.pay();
  return buyer;
}

const disturb = (payment: string, act: Call, fault: Record<string, unknown>): Promise<void> =>
  addFault({
    ...{ host: 'api.stripe.com', method: 'POST', path: `/v1/payment_intents/${payment}/${act}` },
    ...fault,
  });

const statusOf = async (buyer: Shopper): Promise<string | undefined> =>
  (await paymentsOf(buyer.idOf()))[0]?.status;

/** An order that died while the answer to its capture was on its way. */
async function diedCapturing(): Promise<Shopper> {
  const buyer = await paidWith('capture', { kind: 'timeout_after', delay_ms: HANG_MS });
  await until(
    () => statusOf(buyer),
    (status) => status === 'succeeded',
  );
  await kill(orderObject(buyer.idOf()));
  expect((await storedOrder(buyer.idOf()))?.state.status).toBe('committed');
  return buyer;
}

test('C10 an order that died before its capture was answered confirms it', async () => {
  const buyer = await diedCapturing();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect((await buyer.placed()).order).toMatchObject({
    status: 'confirmed',
    payment: { status: 'captured' },
  });
});

test('C10 a capture whose key is forgotten is looked up, not made again', async () => {
  const buyer = await diedCapturing();
  await stripeControl('idempotency/prune');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
});

test('C10 a capture whose reply is lost on the way is looked up', async () => {
  const buyer = await paidWith('capture', { kind: 'timeout_after', delay_ms: 1 });
  await until(
    () => statusOf(buyer),
    (status) => status === 'succeeded',
  );
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
});

test('C11 an order whose capture is refused and that dies voiding it charges nobody', async () => {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const reference = (await buyer.checkout()).body.payment?.reference ?? '';
  await disturb(reference, 'capture', { kind: 'fail', status: 402, type: 'card_error' });
  await disturb(reference, 'cancel', { kind: 'timeout_after', delay_ms: HANG_MS });
  await buyer.pay();
  await until(
    () => statusOf(buyer),
    (status) => status === 'canceled',
  );
  await kill(orderObject(buyer.idOf()));
  expect(await buyer.stock().level()).toMatchObject({ onHand: 0 });
  await wake(buyer.idOf());
  expect((await buyer.placed()).order).toMatchObject({ status: 'cancelled' });
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 1, sold: 0 });
});

test('C14 a late call of a dead instance changes nothing', async () => {
  const buyer = await paidWith('capture', { kind: 'slow', delay_ms: SLOW_MS });
  await until(
    async () => (await storedOrder(buyer.idOf()))?.state.effect?.step,
    (step) => step === 'capture',
  );
  await kill(orderObject(buyer.idOf()));
  await wake(buyer.idOf());
  expect(await buyer.status()).toBe('confirmed');
  expect(await statusOf(buyer)).toBe('succeeded');
  await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});
