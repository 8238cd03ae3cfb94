/** What is told when the teller dies, the queue repeats itself or gives up: C12, C13, C16. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import type { OutboxEvent } from '../../../src/platform/outbox.ts';
import {
  drain,
  holdCall,
  kill,
  orderObject,
  recover,
  storedOrder,
  unsent,
} from '../support/crash.ts';
import { deliver, lettersOf, rebuilt } from '../support/events.ts';
import { mailsTo } from '../support/inbox.ts';
import { broken, settle } from '../support/invariants.ts';
import { until } from '../support/shop.ts';
import { shopper } from '../support/shopper.ts';
import type { Shopper } from '../support/shopper.ts';

afterEach(recover);

/**
 * An order that died right after the commit that confirmed it. Its events go out together once no
 * effect follows at once, so none of the last has left.
 */
async function diedUntold(): Promise<Shopper> {
  const buyer = await shopper({ stock: 2, quantity: 1 });
  expect((await buyer.checkout()).status).toBe(201);
  await drain(orderObject(buyer.idOf()));
  const settling = await holdCall(buyer.cart, 'settle', 'before');
  await buyer.pay();
  await settling.reached();
  await kill(orderObject(buyer.idOf()));
  settling.lose();
  expect(await buyer.status()).toBe('confirmed');
  expect(await unsent(orderObject(buyer.idOf()))).toBeGreaterThan(0);
  return buyer;
}

/** The message in which an order's unsent events leave. */
const message = (id: string) =>
  runInDurableObject(orderObject(id), (_, { storage }) => {
    const rows = storage.sql
      .exec<{ receipt: string; events: string }>('SELECT receipt, events FROM outbox')
      .toArray();
    return {
      owner: { kind: 'order', name: id },
      receipts: rows.map(({ receipt }) => receipt),
      events: rows.flatMap(({ events }): OutboxEvent[] => JSON.parse(events)),
    };
  });

test('C12 an order that died between its confirmation and its outbox tells it later', async () => {
  const buyer = await diedUntold();
  expect(await mailsTo(buyer.email)).toEqual([]);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C13 a message that the queue delivers three times has its effect once', async () => {
  const buyer = await diedUntold();
  const told = await message(buyer.idOf());
  expect((await deliver('edgewise-events', [told, told])).acked).toBe(2);
  expect((await deliver('edgewise-events', [told])).acked).toBe(1);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C13 what the queue gives up on is kept, and told again by its owner', async () => {
  const buyer = await diedUntold();
  const told = await message(buyer.idOf());
  await deliver('edgewise-events-dead', [told]);
  const [letter] = await lettersOf('edgewise-events');
  expect(letter).toMatchObject({ queue: 'edgewise-events', body: JSON.stringify(told) });
  expect(await unsent(orderObject(buyer.idOf()))).toBe(told.receipts.length);
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C16 an order bought while its projection is out of reach catches up', async () => {
  const buyer = await shopper({ stock: 2, quantity: 1 });
  await env.BACKOFFICE_DB.exec('ALTER TABLE order_row RENAME TO out_of_reach');
  expect((await buyer.checkout()).status).toBe(201);
  await buyer.pay();
  await until(
    async () => (await storedOrder(buyer.idOf()))?.state.cartSettled,
    (settled) => settled === true,
  );
  expect(await buyer.status()).toBe('confirmed');
  expect(await unsent(orderObject(buyer.idOf()))).toBeGreaterThan(0);
  await env.BACKOFFICE_DB.exec('ALTER TABLE out_of_reach RENAME TO order_row');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C16 a wiped projection is replayed from the journal, orders under way too', async () => {
  const [bought, open] = [
    await shopper({ stock: 1, quantity: 1 }),
    await shopper({ stock: 1, quantity: 1 }),
  ];
  await bought.checkout();
  await bought.pay();
  await settle({ shoppers: [bought] });
  await open.checkout();
  await drain(orderObject(open.idOf()));
  await env.BACKOFFICE_DB.exec('DELETE FROM order_row');
  expect((await rebuilt()).unreadable).toBe(0);
  const rows = env.BACKOFFICE_DB.prepare('SELECT id, status FROM order_row WHERE id IN (?, ?)');
  const { results } = await rows.bind(bought.idOf(), open.idOf()).all();
  expect(results).toEqual(
    expect.arrayContaining([
      { id: bought.idOf(), status: 'confirmed' },
      { id: open.idOf(), status: 'awaiting_payment' },
    ]),
  );
  expect(await broken({ shoppers: [bought, open] })).toEqual([]);
});
