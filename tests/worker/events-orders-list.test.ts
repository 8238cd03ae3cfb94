/** The back office's list of orders, and how it is made anew from the journal. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { buyerDigest } from '../../src/orders/buyer.ts';
import type { OrderQuery } from '../../src/orders/listing.ts';
import { deliver, orderMessage, rebuilt, rowOf, services } from './support/events.ts';

const EVENTS = 'edgewise-events';
const { buyerOf } = services;

const lines = (sku: string, title: string) => [{ sku, title, quantity: 1, line_total: 100 }];

const LAMP = rowOf({
  number: 'EW-AAAA-AAAA-AAAA',
  placed_at: 1_000,
  lines: lines('LAMP-BRASS', 'Älva desk lamp'),
  buyer: buyerDigest('ada@example.com', buyerOf),
});
const VASE = rowOf({
  number: 'EW-BBBB-BBBB-BBBB',
  placed_at: 2_000,
  status: 'cancelled',
  lines: lines('VASE_9', '100 % clay vase'),
  buyer: buyerDigest('bob@example.com', buyerOf),
});
const LATE = rowOf({
  number: 'EW-CCCC-CCCC-CCCC',
  placed_at: 2_000,
  lines: lines('VASE-1', "A 'vase'"),
  buyer: buyerDigest('ada@example.com', buyerOf),
});

beforeAll(async () => {
  await deliver(
    EVENTS,
    [LAMP, VASE, LATE].map((row) => orderMessage(row, 5)),
  );
});

async function found(changes: Partial<OrderQuery>): Promise<string[] | undefined> {
  const query = { status: null, q: null, cursor: null, limit: 20, ...changes };
  return (await services.orderList.list(query))?.items.map(({ number }) => number.slice(3, 4));
}

test('orders are listed newest first, with all that their events told', async () => {
  expect(await found({})).toEqual(['C', 'B', 'A']);
  const page = await services.orderList.list({ status: null, q: null, cursor: null, limit: 20 });
  expect(page?.items[2]).toEqual(LAMP);
  expect(page?.next_cursor).toBeNull();
});

test('a cursor goes on behind the last row, also among orders of one instant', async () => {
  const numbers: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await services.orderList.list({ status: null, q: null, cursor, limit: 1 });
    numbers.push(...(page?.items.map(({ number }) => number.slice(3, 4)) ?? []));
    cursor = page?.next_cursor ?? null;
  } while (cursor !== null);
  expect(numbers).toEqual(['C', 'B', 'A']);
  expect(
    await services.orderList.list({ status: null, q: null, cursor: 'x', limit: 1 }),
  ).toBeNull();
});

test('orders are found by number, SKU, title and address, and by status', async () => {
  expect(await found({ q: ' ew-aaaa-aaaa-aaaa ' })).toEqual(['A']);
  expect(await found({ q: 'vase-1' })).toEqual(['C']);
  expect(await found({ q: 'VASE' })).toEqual(['C', 'B']);
  expect(await found({ q: '100 % clay' })).toEqual(['B']);
  expect(await found({ q: '%' })).toEqual(['B']);
  expect(await found({ q: 'quantity' })).toEqual([]);
  expect(await found({ q: 'Ada@Example.com' })).toEqual(['C', 'A']);
  expect(await found({ q: 'ada@example.co' })).toEqual([]);
  expect(await found({ status: 'cancelled' })).toEqual(['B']);
  expect(await found({ status: 'cancelled', q: 'ada@example.com' })).toEqual([]);
});

const all = async (): Promise<unknown[]> =>
  (await env.BACKOFFICE_DB.prepare('SELECT * FROM order_row ORDER BY id').all()).results;

test('a wiped projection is made anew from the journal, row by row the same', async () => {
  const moved = { ...LAMP, status: 'shipped' as const };
  await deliver(EVENTS, [orderMessage(moved, 7), orderMessage(LAMP, 6)]);
  await deliver(EVENTS, [orderMessage(LAMP, 5)]);
  const before = await all();
  expect(before).toHaveLength(3);
  await env.BACKOFFICE_DB.prepare('DELETE FROM order_row').run();
  const sums = { batches: 3, events: 6, unreadable: 0, rows: 3, mended: 3 };
  expect(await rebuilt()).toMatchObject({ ...sums, differences: { missing: 3, stray: 0 } });
  expect(await all()).toEqual(before);
});
