/** Disputes, and an order's books as staff sees them. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { StaffView } from '../../src/orders/staff-view.ts';
import { delivered } from './support/bought.ts';
import { ADMIN, call, orderOf, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { staff as signedIn } from './support/staff.ts';
import { stripePost, stripeControl } from './support/stripe.ts';

type Bought = Awaited<ReturnType<typeof delivered>>;

const forStaff = async ({ order }: Bought): Promise<StaffView> =>
  (await call<StaffView>('GET', `/api/admin/orders/${order.id}`, { headers: ADMIN })).body;

/** What stands on each account of a balanced ledger. */
function booksOf({ ledger }: StaffView): Record<string, number> {
  expect(ledger.balanced).toBe(true);
  const total = ledger.balances.reduce((sum, { balance }) => sum + balance.amount, 0);
  expect(total).toBe(0);
  return Object.fromEntries(
    ledger.balances.map(({ account, balance }) => [account, balance.amount]),
  );
}

/** Waits until the order knows of a dispute in this state. */
const disputed = (bought: Bought, status: string): Promise<StaffView> =>
  until(
    () => forStaff(bought),
    ({ disputes }) => disputes[0]?.status === status,
  );

test('the books of an order say what is revenue, what is tax and where the money is', async () => {
  const bought = await delivered();
  const view = await forStaff(bought);
  // 14.99 of goods and 4.90 of way hold 19 % of tax: 3.18 of 19.89.
  expect(view.tax.amount).toBe(318);
  const books = booksOf(view);
  expect(books).toMatchObject({ receivable: 0, provider: 1_989, tax: -318 });
  expect(required(books['revenue'], 'goods') + required(books['shipping'], 'way')).toBe(-1_671);
  expect(view.ledger.entries.map(({ kind }) => kind)).toEqual(['sale', 'capture']);
  const { post } = bought.staff;
  const lines = [{ line_id: bought.pot.line_id, quantity: 1 }];
  await post('refunds', { lines, reason: 'x' }, 'a');
  expect(booksOf(await forStaff(bought))).toMatchObject({
    ...{ provider: 1_489, refunds: 420, tax: -238, refunds_pending: 0 },
  });
  await post('refunds', { reason: 'x' }, 'b');
  expect(booksOf(await forStaff(bought))).toMatchObject({ provider: 0, tax: 0, refunds: 1_671 });
});

test('a refund on its way is owed until it is made', async () => {
  const bought = await delivered({ card: 'pm_card_pendingRefund' });
  await bought.staff.post('refunds', { amount: 500, reason: 'x' }, 'a');
  expect(booksOf(await forStaff(bought))).toMatchObject({
    ...{ provider: 1_989, refunds_pending: -500 },
  });
});

test('a dispute is shown to staff, and won, its money can be refunded again', async () => {
  const bought = await delivered();
  const { payment, staff, order } = bought;
  await stripeControl('disputes', { payment_intent: payment, amount: 1_500, reason: 'fraudulent' });
  const open = await disputed(bought, 'open');
  const id = required(open.disputes[0], 'a dispute').id;
  expect(open).toMatchObject({
    attention: `dispute ${id} over 15.00 EUR (fraudulent) is open`,
    refundable: { amount: 489 },
    status: 'delivered',
  });
  expect(booksOf(open)).toMatchObject({ provider: 489, disputes: 1_500 });
  expect(await staff.post('refunds', { amount: 490, reason: 'x' }, 'a')).toMatchObject({
    status: 409,
    body: { type: 'refund_too_much', refundable: 489 },
  });
  const person = await signedIn();
  const { html } = await person.open(`/admin/orders/${order.id}`);
  expect(html).toContain('15.00 EUR (fraudulent) is open');
  expect(html).toContain('Books');
  await stripeControl(`disputes/${id}/answer`);
  expect((await disputed(bought, 'under_review')).attention).toContain('is under review');
  await stripeControl(`disputes/${id}/close`, { outcome: 'won' });
  const won = await disputed(bought, 'won');
  expect(won).toMatchObject({ attention: null, refundable: { amount: 1_989 } });
  expect(booksOf(won)).toMatchObject({ provider: 1_989, disputes: 0 });
  // What its buyer sees tells nothing of it.
  expect(JSON.stringify(await orderOf(order))).not.toContain('du_');
});

test('a lost dispute stays in the books and before staff', async () => {
  const bought = await delivered({ card: 'pm_card_createDispute' });
  const open = await disputed(bought, 'open');
  const id = required(open.disputes[0], 'a dispute').id;
  expect(open.refundable.amount).toBe(0);
  await stripeControl(`disputes/${id}/close`, { outcome: 'lost' });
  const lost = await disputed(bought, 'lost');
  expect(lost.attention).toBe(`dispute ${id} over 19.89 EUR (fraudulent) was lost`);
  expect(booksOf(lost)).toMatchObject({ provider: 0, disputes: 1_989 });
  const back = await bought.cupsBack(1);
  await bought.staff.patch(`returns/${back}`, { status: 'approved' });
  const received = await bought.staff.patch(`returns/${back}`, { status: 'received' });
  expect(received.body).toMatchObject({ refunds: [], returns: [{ status: 'refunded' }] });
});

test('a bank that only asks takes nothing, and staff is told', async () => {
  const bought = await delivered();
  await stripeControl('disputes', { payment_intent: bought.payment, inquiry: true });
  const asked = await disputed(bought, 'inquiry');
  expect(asked.attention).toContain('is inquiry');
  expect(asked.refundable.amount).toBe(1_989);
  expect(booksOf(asked)).not.toHaveProperty('disputes');
});

test('a refund made at the provider stands in the books', async () => {
  const bought = await delivered();
  await stripePost('refunds', { payment_intent: bought.payment, amount: '600' });
  const view = await until(
    () => forStaff(bought),
    ({ refunds }) => refunds.length === 1,
  );
  expect(booksOf(view)).toMatchObject({ provider: 1_389, refunds: 504, tax: -222 });
});

test('the books are for staff', async () => {
  const bought = await delivered();
  const path = `/api/admin/orders/${bought.order.id}`;
  expect((await call<Refusal>('GET', path)).status).toBe(401);
  const buyer = { headers: { 'order-token': bought.order.token } };
  expect((await call<Refusal>('GET', path, buyer)).status).toBe(401);
  expect(await orderOf(bought.order)).not.toHaveProperty('ledger');
});
