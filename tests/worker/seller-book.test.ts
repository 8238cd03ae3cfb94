/** A seller's book: what an older release kept in it, and what a long one costs. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { BookRows } from '../../durable-objects/seller-book-rows.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import type { Sale } from '../../src/sellers/payouts.ts';
import { unique } from './support/shop.ts';

const bookOf = () => env.SELLER_BOOK.getByName(unique('seller'));
type Book = ReturnType<typeof bookOf>;

/** Runs statements in a book's storage, and ends the instance that had read it before. */
async function written(book: Book, write: (storage: DurableObjectStorage) => void): Promise<void> {
  await runInDurableObject(book, (_, { storage }) => write(storage));
  await evictDurableObject(book);
}

const sale = (orderId: string, soldAt: number, changes: Partial<Sale> = {}): Sale => ({
  ...{ orderId, number: `EW-${orderId}`, soldAt, currency: 'EUR' },
  ...{ captured: 10_000, refunded: 0, rate: 1_250 },
  ...changes,
});

/** The tables of the release that kept texts, word for word. */
const TEXTS = `CREATE TABLE sale (
     order_id TEXT PRIMARY KEY, sold_at INTEGER NOT NULL, version INTEGER NOT NULL,
     open INTEGER NOT NULL, body TEXT NOT NULL
   );
   CREATE INDEX sale_sold_at ON sale (sold_at, order_id);
   CREATE INDEX sale_open ON sale (order_id) WHERE open = 1;
   CREATE TABLE statement (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL)`;

const OF_ONE = { captured: 10_000, refunded: 0, commission: 1_250, payout: 8_750 };
const NONE = { captured: 0, refunded: 0, commission: 0, payout: 0 };

/** Two statements that were made, the first one paid, and two sales that changed or came since. */
function writeTexts({ sql, kv }: DurableObjectStorage): void {
  sql.exec(TEXTS);
  const booked = [
    [sale('a', 10), OF_ONE, 0],
    [sale('b', 20), OF_ONE, 0],
    [sale('c', 30, { refunded: 10_000 }), OF_ONE, 1],
    [sale('d', 2 * DAY_MS, { captured: 99, rate: 50 }), NONE, 1],
  ] as const;
  for (const [one, stated, open] of booked) {
    const body = JSON.stringify({ ...one, stated });
    sql.exec('INSERT INTO sale VALUES (?, ?, 7, ?, ?)', one.orderId, one.soldAt, open, body);
  }
  const line = (orderId: string) => ({ orderId, number: `EW-${orderId}`, ...OF_ONE });
  const twice = { captured: 20_000, refunded: 0, commission: 2_500, payout: 17_500 };
  const statements = [
    {
      ...{ sequence: 1, currency: 'EUR', from: 10, until: 25, madeAt: 40, ...twice },
      ...{ state: 'paid', paidAt: 50, reference: 'SEPA 1', lines: [line('b'), line('a')] },
    },
    {
      ...{ sequence: 2, currency: 'EUR', from: 25, until: 55, madeAt: 60, ...OF_ONE },
      ...{ state: 'due', paidAt: null, reference: null, lines: [line('c')] },
    },
  ];
  for (const one of statements) {
    sql.exec('INSERT INTO statement VALUES (?, ?)', one.sequence, JSON.stringify(one));
  }
  kv.put('schema', 1);
}

test('a book that an older release kept as texts says the same in rows, and goes on', async () => {
  const book = bookOf();
  await written(book, writeTexts);
  const [second, first] = await book.statements(null, 5);
  expect(first).toEqual({
    ...{ sequence: 1, currency: 'EUR', from: 10, until: 25, madeAt: 40 },
    ...{ captured: 20_000, refunded: 0, commission: 2_500, payout: 17_500 },
    ...{ state: 'paid', paidAt: 50, reference: 'SEPA 1', entries: { first: 1, last: 2 } },
  });
  expect(second).toMatchObject({ sequence: 2, state: 'due', payout: 8_750, reference: null });
  const lines = await book.lines(1, null, 5);
  expect(lines.map(({ orderId, payout }) => [orderId, payout])).toEqual([
    ['b', 8_750],
    ['a', 8_750],
  ]);
  const open = { captured: 99, refunded: 10_000, commission: -1_250, payout: -8_651 };
  expect(await book.totals({ from: 0, until: 9 * DAY_MS })).toEqual({
    period: { captured: 30_099, refunded: 10_000, commission: 2_500, payout: 17_599 },
    open,
  });
  expect(await book.sales({ from: 0, until: DAY_MS }, null, 2)).toEqual([
    sale('c', 30, { refunded: 10_000 }),
    sale('b', 20),
  ]);
  // They owe the shop until they sell more; then all of it is one statement.
  expect(await book.state(Date.now() + 1)).toMatchObject({ reason: 'nothing_due' });
  await book.take(sale('a', 10, { refunded: 1 }), 7);
  await book.take(sale('e', 3 * DAY_MS), 1);
  await expect
    .poll(() => book.state(Date.now()))
    .toMatchObject({
      value: { sequence: 3, from: 55, payout: 99, entries: { first: 4, last: 6 } },
    });
  expect((await book.lines(3, null, 5)).map(({ orderId, payout }) => [orderId, payout])).toEqual([
    ['c', -8_750],
    ['d', 99],
    ['e', 8_750],
  ]);
});

const LINES = 100_000;
const A_DAY = 1_000;

/** As many sales as that, a thousand each day, and none on a statement. */
function writeMany({ sql }: DurableObjectStorage): void {
  sql.exec(`WITH RECURSIVE made (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made LIMIT ${LINES})
    INSERT INTO entry SELECT n, 'order-' || n, 'EW-' || n, 'EUR', n, 100, 0, 10,
      100 * n, 0, 10 * n FROM made`);
  sql.exec(`INSERT INTO sale SELECT order_id, 1, number, currency,
      (sequence - 1) / ${A_DAY} * ${DAY_MS} + sequence % ${A_DAY}, 100, 0, 10, 1000 FROM entry`);
  sql.exec(`INSERT INTO day SELECT sold_at / ${DAY_MS}, sum(captured), 0, sum(commission)
    FROM sale GROUP BY 1`);
}

/** What a call of the rows reads. */
const readBy = (book: Book, work: (rows: BookRows) => void): Promise<number> =>
  runInDurableObject(book, (_, { storage: { sql } }) => {
    const cursors: { readonly rowsRead: number }[] = [];
    const counted = new Proxy(sql, {
      get: (target, name) => {
        if (name !== 'exec') return Reflect.get(target, name);
        return (query: string, ...bound: unknown[]) => {
          const cursor = target.exec(query, ...bound);
          cursors.push(cursor);
          return cursor;
        };
      },
    });
    work(new BookRows(counted));
    return cursors.reduce((total, { rowsRead }) => total + rowsRead, 0);
  });

test('a statement of a hundred thousand lines is made and read at the cost of a page', async () => {
  const book = bookOf();
  await book.take(sale('first', 0, { captured: 0 }), 1);
  await written(book, writeMany);
  const all = { captured: 100 * LINES, refunded: 0, commission: 10 * LINES, payout: 90 * LINES };
  const whole = { from: 0, until: (LINES / A_DAY + 1) * DAY_MS };
  expect(await book.totals(whole)).toEqual({ period: all, open: all });
  // Half a day at either end, and 48 days between.
  const part = { from: DAY_MS / 2, until: 49 * DAY_MS + A_DAY / 2 };
  const { period } = await book.totals(part);
  expect(period.captured).toBe((48 * A_DAY + A_DAY / 2) * 100);
  expect(await book.state(LINES)).toMatchObject({
    value: { payout: 90 * (LINES - 1), entries: { first: 1, last: LINES - 1 } },
  });
  const last = await book.lines(1, LINES - 4, 20);
  expect(last.map(({ sequence }) => sequence)).toEqual([LINES - 3, LINES - 2, LINES - 1]);
  expect((await book.totals(whole)).open.payout).toBe(90);
  const costs = await Promise.all([
    readBy(book, (rows) => rows.lastBefore(LINES / 2)),
    readBy(book, (rows) => rows.entries(LINES / 2, LINES, 20)),
    readBy(book, (rows) => rows.statements(2, 20)),
    readBy(book, (rows) => rows.sales(0, { soldAt: 50 * DAY_MS, orderId: '' }, 20)),
    readBy(book, (rows) => rows.sumOfDays({ from: 0, until: LINES })),
  ]);
  expect(costs.map((read) => read > 0)).toEqual(costs.map(() => true));
  expect(Math.max(...costs.slice(0, 4))).toBeLessThanOrEqual(2 * 20);
  expect(costs[4]).toBeLessThanOrEqual(LINES / A_DAY + 1);
});
