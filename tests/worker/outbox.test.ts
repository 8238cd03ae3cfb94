/** The outbox when the queue does not take what it is given. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { STOCK_SCHEMA } from '../../durable-objects/sku-stock-rows.ts';
import { StockBook } from '../../durable-objects/stock-book.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId, asSku } from '../../src/kernel/ids.ts';
import { ObjectSchema } from '../../src/platform/object-schema.ts';
import { Outbox } from '../../src/platform/outbox.ts';
import type { EventMessage } from '../../src/platform/outbox.ts';
import { deliver, journalled, rowOf } from './support/events.ts';
import { Buyer, orderOf, stockOf, stockProduct, unique, until } from './support/shop.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (milliseconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
};

async function placed() {
  const item = await stockProduct(unique('item'), { stock: 1 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { order } = (await buyer.checkout('key')).body;
  return { item, order, stub: env.ORDER.getByName(order.id) };
}

type Stub = DurableObjectStub;

const waiting = (stub: Stub): Promise<number> =>
  runInDurableObject(
    stub,
    (_, state) => state.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n,
  );

/** Rows of `bytes` each that wait to be sent, as a busy day leaves them. */
async function fill(stub: Stub, rows: number, bytes: number): Promise<void> {
  await until(
    () => waiting(stub),
    (count) => count === 0,
  );
  await runInDurableObject(stub, (_, state) => {
    for (let row = 0; row < rows; row++) {
      const id = `row-${row}`;
      const event = { id, type: 'order.updated', version: row, at: 0, data: 'x'.repeat(bytes) };
      const { sql } = state.storage;
      sql.exec('INSERT INTO outbox VALUES (?, ?, ?, 0)', id, id, JSON.stringify([event]));
    }
  });
  await evictDurableObject(stub);
}

test('events that fill more than a message leave in several', async () => {
  const { stub } = await placed();
  await fill(stub, 10, 30_000);
  await runDurableObjectAlarm(stub);
  const left = until(
    () => waiting(stub),
    (count) => count === 0,
  );
  await expect(left).resolves.toBe(0);
});

/** What R2 keeps of messages that were too large. */
const stored = async (): Promise<number> =>
  (await env.JOURNAL.list({ prefix: 'outbox/' })).objects.length;

test('an event larger than a message arrives by way of the store, and leaves nothing', async () => {
  const { stub, order } = await placed();
  await until(
    () => waiting(stub),
    (count) => count === 0,
  );
  const title = 'Ä'.repeat(1_000);
  const line = { sku: 'LAMP', title, quantity: 1, line_total: 10 };
  const data = rowOf({ id: order.id, lines: Array.from({ length: 100 }, () => line) });
  const event = { id: 'large', type: 'order.updated', version: 99, at: 1, data };
  await runInDurableObject(stub, (_, { storage }) => {
    const text = JSON.stringify([event]);
    storage.sql.exec('INSERT INTO outbox VALUES (?, ?, ?, 0)', 'large', 'large', text);
  });
  await evictDurableObject(stub);
  await runDurableObjectAlarm(stub);
  await until(
    () => waiting(stub),
    (count) => count === 0,
  );
  expect(JSON.stringify(await journalled())).toContain(title);
  expect(await until(stored, (count) => count === 0)).toBe(0);
});

test('a pointer whose message was acted on is done with', async () => {
  const gone = { stored: 'outbox/order/o/gone.json' };
  expect(await deliver('edgewise-events', [gone])).toEqual({ acked: 1, retried: [] });
});

/** Makes the queue refuse everything. */
const deafQueue = () => vi.spyOn(env.EVENTS, 'send').mockRejectedValue(new Error('no room'));

test('an order expires, and its stock comes back, while the queue takes nothing', async () => {
  const { stub, order, item } = await placed();
  await fill(stub, 1, 30);
  const sends = deafQueue();
  pass(16 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(sends).toHaveBeenCalled();
  expect((await orderOf(order)).status).toBe('expired');
  expect(await stockOf(item)).toMatchObject({ available: 1, reserved: 0 });
});

test('a SKU asks about its ended leases while the queue takes nothing', async () => {
  const item = await stockProduct(unique('item'), { stock: 1 });
  const stub = env.SKU_STOCK.getByName(item);
  const orderId = required(asOrderId('order-unknown'), 'an order id');
  const leaseUntil = Date.now() + 60_000;
  await stub.reserve({ orderId, round: 1, quantity: 1, leaseUntil, buyer: 'b', pass: null });
  await fill(stub, 1, 30);
  const sends = deafQueue();
  pass(2 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(sends).toHaveBeenCalled();
  expect(await stub.level()).toMatchObject({ reserved: 0 });
});

const event = (id: string) => ({ id, type: 'order.updated', version: 1, at: 0, data: '' });

test('a new event does not send again what waits for its acknowledgement', async () => {
  const { stub } = await placed();
  await until(
    () => waiting(stub),
    (count) => count === 0,
  );
  const sent: string[][] = [];
  await runInDurableObject(stub, async (_, state) => {
    const queue = Object.assign(Object.create(env.EVENTS), {
      send: async ({ receipts }: EventMessage) => sent.push(receipts),
    });
    const owner = { kind: 'order', name: 'o' } as const;
    const outbox = new Outbox(state.storage.sql, queue, owner, { retryMs: 1_000 });
    outbox.write([event('first')], 0);
    await outbox.flush(0);
    outbox.write([event('second')], 400);
    await outbox.flush(400);
    expect(outbox.dueAt).toBe(1_000);
    await outbox.flush(1_000);
    await outbox.flush(1_400);
  });
  expect(sent).toEqual([['first'], ['second'], ['first'], ['second']]);
});

test('what shoppers are shown is told within a second, the rest at leisure', async () => {
  const name = unique('steady');
  const sku = required(asSku(name), 'a SKU');
  const stub = env.SKU_STOCK.getByName(name);
  const owner = { kind: 'stock', name } as const;
  await runInDurableObject(stub, (_, { storage }) => {
    const schema = new ObjectSchema(storage, STOCK_SCHEMA);
    const outbox = new Outbox(storage.sql, env.EVENTS, owner, { retryMs: 30_000 });
    const book = new StockBook({ sku, name, tellMs: 5_000 }, storage.sql, schema, outbox);
    const supply = { delta: 100, reason: 'supply', warehouse: 'main', force: false } as const;
    book.adjust({ ...supply, id: 'opening', opening: true });
    vi.useFakeTimers({ toFake: ['Date'] });
    const now = Date.now();
    const reserve = (quantity: number, round: number) => {
      const orderId = required(asOrderId(`order-of-${round}`), 'an order id');
      const held = { orderId, round, quantity, leaseUntil: now + 60_000, buyer: 'b', pass: null };
      expect(book.reserve(held).ok).toBe(true);
      return outbox.dueAt;
    };
    expect(reserve(1, 1)).toBe(now + 5_000);
    // All but three: low stock is what shoppers are told of.
    expect(reserve(96, 2)).toBe(now + 1_000);
    expect(reserve(1, 3)).toBe(now + 1_000);
  });
});
