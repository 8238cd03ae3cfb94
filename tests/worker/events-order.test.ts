/** What an order tells, all the way through the real queues: its row, its mails, its outbox. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { mailsTo } from './support/inbox.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import type { OrderView } from '../../src/orders/view.ts';

const DB = env.BACKOFFICE_DB;

/** An order of one lamp, paid with a card, once it is confirmed. */
async function confirmed(email: string): Promise<{ id: string; token: string; number: string }> {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { price: 2_500, stock: 10 }), 2);
  const { order, payment } = (await buyer.checkout('k1', { email })).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order;
}

const outboxOf = (id: string): Promise<Record<string, SqlStorageValue>[]> =>
  runInDurableObject(env.ORDER.getByName(id), (_, { storage }) =>
    storage.sql.exec('SELECT receipt FROM outbox').toArray(),
  );

test('a confirmed order leaves one row, one mail with its link, and an empty outbox', async () => {
  const order = await confirmed('confirmed@example.com');
  await until(
    () => outboxOf(order.id),
    ({ length }) => length === 0,
  );
  const mails = await mailsTo('confirmed@example.com');
  expect(mails.map(({ subject }) => subject)).toEqual([
    `Your Edgewise order ${order.number} is confirmed`,
  ]);
  expect(mails[0]?.text).toContain('Total: €50.00');
  expect(mails[0]?.html).toContain(
    `http://localhost:8787/orders/${order.id}?token=${encodeURIComponent(order.token)}`,
  );
  const rows = await DB.prepare('SELECT status, total, captured FROM order_row WHERE id = ?')
    .bind(order.id)
    .all();
  expect(rows.results).toEqual([{ status: 'confirmed', total: 5_000, captured: 5_000 }]);
});

test('each parcel is told of once, and a cancelled order that was paid once', async () => {
  const order = await confirmed('parcels@example.com');
  const [line] = (await orderOf(order)).lines;
  const path = `/api/admin/orders/${order.id}/shipments`;
  for (const carrier of ['DHL', 'UPS']) {
    const body = { lines: [{ line_id: line?.line_id, quantity: 1 }], carrier };
    const made = await call<OrderView>('POST', path, { headers: ADMIN, body });
    const shipment = made.body.shipments.at(-1);
    for (const status of ['packed', 'shipped']) {
      await call('PATCH', `${path}/${shipment?.id}`, { headers: ADMIN, body: { status } });
    }
  }
  const mails = await until(
    () => mailsTo('parcels@example.com'),
    ({ length }) => length >= 3,
  );
  expect(mails.map(({ text }) => /Sent with: (\w+)/.exec(text)?.[1])).toEqual([
    undefined,
    'DHL',
    'UPS',
  ]);

  const other = await confirmed('cancelled@example.com');
  await call('POST', `/api/admin/orders/${other.id}/cancel`, { headers: ADMIN });
  const told = await until(
    () => mailsTo('cancelled@example.com'),
    ({ length }) => length >= 2,
  );
  expect(told[1]?.subject).toBe(`Your Edgewise order ${other.number} is cancelled`);
});
