/** C17: money asked back twice, too much, or while the order dies. */
import { afterEach, expect, test } from 'vitest';
import type { OrderView } from '../../../src/orders/view.ts';
import { kill, orderObject, recover, wake } from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { ADMIN, call, until } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';
import { HANG_MS, refundsOf, stripeControl } from '../support/stripe.ts';

afterEach(recover);

const refund = (buyer: Shopper, key: string, amount: number) =>
  call<OrderView>('POST', `/api/admin/orders/${buyer.idOf()}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': key },
    body: { amount, reason: 'late' },
  });

/** A confirmed order of 1,000 and 490 for its way. */
async function bought() {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const { payment } = (await buyer.checkout()).body;
  await buyer.pay();
  await wake(buyer.idOf());
  return { buyer, reference: payment?.reference ?? '' };
}

/** An order that died after the provider had given 400 back, before it was told so. */
async function diedRefunding() {
  const { buyer, reference } = await bought();
  await addFault({
    ...{ host: 'api.stripe.com', method: 'POST', path: '/v1/refunds', contains: reference },
    ...{ kind: 'timeout_after', delay_ms: HANG_MS },
  });
  const going = refund(buyer, 'a', 400);
  await until(
    () => refundsOf(reference),
    ({ length }) => length === 1,
  );
  await kill(orderObject(buyer.idOf()));
  expect((await going).status).toBe(500);
  return { buyer, reference };
}

test('C17 a refund whose order died is made once, also when staff asks again', async () => {
  const { buyer, reference } = await diedRefunding();
  const again = await refund(buyer, 'a', 400);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(again.body.refunds).toMatchObject([{ amount: { amount: 400 }, status: 'succeeded' }]);
  expect(await refundsOf(reference)).toHaveLength(1);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C17 a refund whose key the provider forgot is found, not made again', async () => {
  const { buyer, reference } = await diedRefunding();
  await stripeControl('idempotency/prune');
  await wake(buyer.idOf());
  expect(await refundsOf(reference)).toHaveLength(1);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C17 two clicks and two people at once never give back more than was paid', async () => {
  const { buyer, reference } = await bought();
  const replies = await Promise.all([
    ...[refund(buyer, 'a', 900), refund(buyer, 'a', 900)],
    ...[refund(buyer, 'b', 900), refund(buyer, 'c', 590)],
  ]);
  // Whoever of `a` and `b` comes first; there is enough for one of them and for `c`.
  const [first, click, other, rest] = replies.map(({ status }) => status);
  expect([click, rest]).toEqual([first, 200]);
  expect(new Set([first, other])).toEqual(new Set([200, 409]));
  expect(await refundsOf(reference)).toHaveLength(2);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect((await refund(buyer, 'd', 1)).status).toBe(409);
});
