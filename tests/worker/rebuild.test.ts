/** The back office's list made anew from the journal: compared, mended, in slices, by anyone. */
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import type { RebuildView } from '../../src/events/rebuild.ts';
import { runJobs } from '../../src/jobs.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';
import type { OrderRow } from '../../src/orders/events.ts';
import { journalIn } from '../../src/platform/journal.ts';
import { deliver, orderMessage, rebuilt, rowOf, services } from './support/events.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

const DB = env.BACKOFFICE_DB;
const PATH = '/api/admin/rebuilds';

const run = (sql: string, ...bound: (string | number)[]) =>
  DB.prepare(sql)
    .bind(...bound)
    .run();
const all = async (table = 'order_row'): Promise<unknown[]> =>
  (await DB.prepare(`SELECT * FROM ${table} ORDER BY placed_at, id`).all()).results;

/** Rows told in the journal and projected. */
async function told(count: number): Promise<OrderRow[]> {
  const rows = Array.from({ length: count }, () => rowOf({ total: 1_000 }));
  await deliver(
    'edgewise-events',
    rows.map((row) => orderMessage(row, 5)),
  );
  return rows;
}

beforeEach(async () => {
  vi.useRealTimers();
  await run('DELETE FROM order_row');
  await run('DELETE FROM rebuild');
  const { objects } = await env.JOURNAL.list();
  await env.JOURNAL.delete(objects.map(({ key }) => key));
});

const columns = (table: string) =>
  DB.prepare(`SELECT name, type, "notnull", pk FROM pragma_table_info('${table}')`).all();

test('both tables have the same columns', async () => {
  const [live, scratch] = [await columns('order_row'), await columns('order_row_scratch')];
  expect(scratch.results).toEqual(live.results);
  expect(live.results.length).toBeGreaterThan(10);
});

/** One difference of each kind, planted into the live table. */
async function planted(): Promise<OrderRow[]> {
  const rows = await told(6);
  const [missing, behind, different, newer] = rows;
  await run('DELETE FROM order_row WHERE id = ?', missing?.id ?? '');
  await run('UPDATE order_row SET version = 4, total = 1 WHERE id = ?', behind?.id ?? '');
  await run('UPDATE order_row SET total = 2 WHERE id = ?', different?.id ?? '');
  await run('UPDATE order_row SET version = 6, total = 3 WHERE id = ?', newer?.id ?? '');
  await run(
    `INSERT INTO order_row SELECT placed_at, 'stray-row', version, number, status, currency, total,
       captured, refunded, buyer, country, lines, attention FROM order_row LIMIT 1`,
  );
  return rows;
}

const EACH_ONCE = { missing: 1, behind: 1, different: 1, newer: 1, stray: 1 };

test('planted differences are found, named, and left alone by a mere comparison', async () => {
  const [missing, behind, different] = await planted();
  const before = await all();
  const found = await rebuilt(false);
  expect(found).toMatchObject({ rows: 7, mended: 0, differences: EACH_ONCE });
  const named = Object.fromEntries(found.samples.map(({ kind, order }) => [kind, order]));
  expect(named).toEqual({
    missing: missing?.id,
    behind: behind?.id,
    different: different?.id,
    stray: 'stray-row',
  });
  expect(await all()).toEqual(before);
});

test('planted differences are mended, but for what was told since', async () => {
  const rows = await planted();
  expect(await rebuilt()).toMatchObject({ mended: 4, differences: EACH_ONCE });
  const { results } = await DB.prepare('SELECT id, total FROM order_row').all();
  const expected = rows.map(({ id }, index) => ({ id, total: index === 3 ? 3 : 1_000 }));
  expect(new Set(results.map((row) => JSON.stringify(row)))).toEqual(
    new Set(expected.map((row) => JSON.stringify(row))),
  );
  expect(await all('order_row_scratch')).toEqual([]);
});

const DAY = Date.parse('2026-01-01T00:00:00Z');

/** A journal of that many batches of one order each, with what two crashes left of lines. */
async function journalOf(batches: number): Promise<void> {
  const journal = journalIn(env.JOURNAL);
  const entries = Array.from({ length: batches }, (_, at) => {
    const row = rowOf({ placed_at: DAY + at });
    const [event] = orderMessage(row, 1).events;
    return { ...event, owner: { kind: 'order', name: row.id } };
  });
  await Promise.all(entries.map((entry, at) => journal.append([entry], DAY + at)));
  await env.JOURNAL.put('events/2026/01/01/999-cut.ndjson', '{"id":"cut sh');
  await env.JOURNAL.put('events/2026/01/01/999-odd.ndjson', '{"id":"odd"}\n');
}

test('the journal is read in parts that fit their bound, without a batch lost', async () => {
  await journalOf(7);
  const journal = journalIn(env.JOURNAL);
  const parts: number[] = [];
  let after: string | null = null;
  for (let done = false; !done;) {
    const part = await journal.read(after, 1_000);
    parts.push(part.batches);
    ({ done, last: after } = part);
  }
  expect(parts.reduce((total, many) => total + many)).toBe(9);
  expect(Math.max(...parts)).toBeLessThanOrEqual(3);
  expect((await journal.read(null, 1)).batches).toBe(1);
});

const ask = async (path: string, body?: unknown): Promise<RebuildView> =>
  (await call<RebuildView>('POST', path, { headers: ADMIN, body })).body;

/** The jobs of this minute, or of the one before where this one has a reconciliation. */
const cron = (): Promise<void> => {
  const reconciling = Math.floor(Date.now() / MINUTE_MS) % 5 === 0;
  return runJobs('* * * * *', services, Date.now() - (reconciling ? MINUTE_MS : 0));
};

test('a journal of many slices is rebuilt by several requests and cron runs', async () => {
  await journalOf(530);
  const { id } = await ask(PATH, {});
  expect((await ask(PATH, { repair: false })).id).toBe(id);
  const first = await ask(`${PATH}/${id}/advance`);
  expect(first).toMatchObject({ phase: 'reading', batches: 500, rows: 0 });
  await cron();
  expect(await services.rebuilds.find(id)).toMatchObject({ batches: 500 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * MINUTE_MS });
  await cron();
  const done = await call<RebuildView>('GET', `${PATH}/${id}`, { headers: ADMIN });
  expect(done.body).toMatchObject({ phase: 'done', batches: 532, events: 530, unreadable: 2 });
  expect(done.body).toMatchObject({ rows: 530, mended: 530 });
  expect(await all()).toHaveLength(530);
  expect(await ask(`${PATH}/${id}/advance`)).toEqual(done.body);
});

test('two who advance at once do each slice once', async () => {
  await journalOf(20);
  const { rebuilds } = services;
  const { id } = await rebuilds.start(true);
  await Promise.all([rebuilds.advance(id), rebuilds.advance(id), rebuilds.advance(id)]);
  expect(await rebuilds.find(id)).toMatchObject({ step: 1, batches: 22, events: 20 });
});

test('a slice that failed is let go and done again', async () => {
  await told(3);
  await run('DELETE FROM order_row');
  const { rebuilds } = services;
  const { id } = await rebuilds.start(true);
  await rebuilds.advance(id);
  await DB.exec('ALTER TABLE order_row RENAME TO out_of_reach');
  await expect(rebuilds.advance(id)).rejects.toThrow('no such table');
  await DB.exec('ALTER TABLE out_of_reach RENAME TO order_row');
  expect(await rebuilds.advance(id)).toMatchObject({ phase: 'done', mended: 3 });
});

test('rebuilds are for staff', async () => {
  for (const [method, path, body] of [
    ['GET', PATH, undefined],
    ['POST', PATH, {}],
    ['GET', `${PATH}/x`, undefined],
    ['POST', `${PATH}/x/advance`, undefined],
  ] as const) {
    expect((await call(method, path, { body })).status).toBe(401);
  }
  expect((await call('GET', `${PATH}/x`, { headers: ADMIN })).status).toBe(404);
  expect((await call('POST', `${PATH}/x/advance`, { headers: ADMIN })).status).toBe(404);
  await rebuilt(false);
  const listed = await call<{ items: RebuildView[] }>('GET', PATH, { headers: ADMIN });
  expect(listed.body.items).toMatchObject([{ phase: 'done', repair: false }]);
});

const statuses = () => DB.prepare('SELECT status FROM order_row ORDER BY status').all();

test('a wiped list of real orders is made anew, row by row the same', async () => {
  const item = await stockProduct(unique('lamp'), { stock: 5 });
  for (const paid of [true, false]) {
    const buyer = new Buyer();
    await buyer.add(item, 1);
    const { order, payment } = (await buyer.checkout('k')).body;
    if (paid) await pay(payment);
    await until(
      () => orderOf(order),
      ({ status }) => status === (paid ? 'confirmed' : 'awaiting_payment'),
    );
  }
  await until(
    async () => JSON.stringify((await statuses()).results),
    (text) => text.includes('awaiting_payment') && text.includes('confirmed'),
  );
  const before = await all();
  await run('DELETE FROM order_row');
  expect(await rebuilt()).toMatchObject({ rows: 2, mended: 2, differences: { missing: 2 } });
  expect(await all()).toEqual(before);
  expect(await rebuilt()).toMatchObject({ rows: 2, mended: 0, differences: { missing: 0 } });
});

test('a row whose order lives is kept although the journal lost it', async () => {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 5 }), 1);
  const { order } = (await buyer.checkout('k')).body;
  const found = () => DB.prepare('SELECT id FROM order_row WHERE id = ?').bind(order.id).first();
  await until(found, (row) => row !== null);
  const { objects } = await env.JOURNAL.list();
  await env.JOURNAL.delete(objects.map(({ key }) => key));
  await run('UPDATE order_row SET placed_at = 1 WHERE id = ?', order.id);
  expect(await rebuilt()).toMatchObject({ mended: 0, differences: { stray: 1 } });
  expect(await found()).not.toBeNull();
});
