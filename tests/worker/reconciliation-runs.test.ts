/** The runs themselves: bounded, resumed, one at a time, reported, and honest about an outage. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { runJobs } from '../../src/jobs.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import type { FoundDifference, ReconciliationSummary } from '../../src/reconciliation/view.ts';
import { servicesOf } from '../../src/services.ts';
import { addFault, clearFaults } from './support/inbox.ts';
import { ADMIN, Buyer, call, stockProduct, unique, until } from './support/shop.ts';

const RUNS = '/api/admin/reconciliations';

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number): unknown =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });

const ask = (key: string | null = null) =>
  call<ReconciliationSummary>('POST', RUNS, {
    headers: key === null ? ADMIN : { ...ADMIN, 'idempotency-key': key },
  });

const list = (query = '') =>
  call<{ items: ReconciliationSummary[]; next_cursor: string | null }>('GET', `${RUNS}${query}`, {
    headers: ADMIN,
  });

const insertRows = (from: number, count: number) =>
  env.BACKOFFICE_DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1 + ?2)
     INSERT INTO order_row SELECT ?3 + i, printf('row-of-nobody-%d', i), 1, printf('EW-%d', i),
       'confirmed', 'EUR', 1, 1, 0, 'b', 'DE', '[]', NULL FROM n`,
  )
    .bind(from, count, Date.now() - HOUR_MS)
    .run();

test('nobody but staff sees a report or starts a run', async () => {
  for (const [method, path] of [
    ['GET', RUNS],
    ['GET', `${RUNS}/1`],
    ['POST', RUNS],
  ] as const) {
    expect((await call(method, path)).status).toBe(401);
  }
});

test('with the provider away a run says so, marks nobody, and goes on later', async () => {
  const item = await stockProduct(unique('item'), { stock: 3 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { order } = (await buyer.checkout('key')).body;
  await until(
    async () => (await env.ORDER.getByName(order.id).audit())?.untold,
    (untold) => untold === 0,
  );
  await addFault({ host: 'api.stripe.com', kind: 'fail', status: 503, times: 6 });
  pass(3 * MINUTE_MS);
  const { body } = await ask();
  expect(body.failures).toEqual([expect.stringContaining('did not list its payments')]);
  expect(body.differences.filter(({ needs_attention: marked }) => marked > 0)).toEqual([]);
  expect(body.checked).toMatchObject({ orders: 1, skipped: 1 });
  await clearFaults();
  pass(MINUTE_MS);
  expect(await ask()).toMatchObject({ body: { failures: [], checked: { payments: 1 } } });
});

test('a run takes a hundred orders, and the next goes on after them', async () => {
  await insertRows(0, 130);
  pass(10 * MINUTE_MS);
  const first = await ask();
  expect(first.body).toMatchObject({
    checked: { orders: 100 },
    differences: expect.arrayContaining([
      { kind: 'row_without_order', needs_attention: 100, mended: 0, left: 0 },
    ]),
  });
  pass(MINUTE_MS);
  // And the one order of the test before.
  expect((await ask()).body.checked.orders).toBe(31);
  pass(MINUTE_MS);
  expect((await ask()).body.checked.orders).toBe(100);
  const { body } = await call<{ found: FoundDifference[] }>('GET', `${RUNS}/${first.body.id}`, {
    headers: ADMIN,
  });
  expect(body.found).toHaveLength(100);
  expect(body.found[0]).toMatchObject({
    ...{ kind: 'row_without_order', subject: 'row-of-nobody-0', order: 'row-of-nobody-0' },
    ...{ outcome: 'needs_attention', action: expect.stringContaining('journal') },
  });
  const metrics = await call<string>('GET', '/metrics', {
    headers: { authorization: 'Bearer test-metrics' },
  });
  expect(metrics.body).toContain(
    'edgewise_reconciliation_differences{kind="row_without_order"} 130',
  );
  await env.BACKOFFICE_DB.prepare("DELETE FROM order_row WHERE id LIKE 'row-of-nobody-%'").run();
});

test('reports are listed newest first, page by page, and a foreign cursor is refused', async () => {
  for (let count = 1; count <= 3; count++) {
    pass(count * HOUR_MS);
    await ask();
    vi.useRealTimers();
  }
  const first = await list('?limit=2');
  expect(first.body.items).toHaveLength(2);
  const second = await list(`?limit=2&cursor=${first.body.next_cursor}`);
  const started = [...first.body.items, ...second.body.items].map((run) => run.started_at);
  expect(started).toEqual(started.toSorted().toReversed());
  expect(await list('?cursor=abc')).toMatchObject({
    ...{ status: 400, body: { errors: [{ pointer: '/cursor' }] } },
  });
  expect((await call('GET', `${RUNS}/1`, { headers: ADMIN })).status).toBe(404);
});

test('the same key is the same run, and two runs at once are one', async () => {
  pass(10 * HOUR_MS);
  const first = await ask('once');
  pass(MINUTE_MS);
  const again = await ask('once');
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  await env.BACKOFFICE_DB.prepare(
    `INSERT INTO reconciliation VALUES (?, NULL, 'cron', NULL, '{}', '{}', '[]', '{}')`,
  )
    .bind(Date.now())
    .run();
  pass(MINUTE_MS);
  expect(await ask()).toMatchObject({ status: 409, body: { type: 'reconciliation_running' } });
  // One that died is not waited for.
  pass(20 * MINUTE_MS);
  expect((await ask()).status).toBe(200);
});

test('the cron runs it every five minutes', async () => {
  pass(20 * HOUR_MS);
  const at = Math.ceil(Date.now() / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const runs = async () => (await list('?limit=100')).body.items.length;
  const before = await runs();
  await runJobs('* * * * *', servicesOf(env), at + MINUTE_MS);
  expect(await runs()).toBe(before);
  await runJobs('* * * * *', servicesOf(env), at);
  expect(await runs()).toBe(before + 1);
  expect((await list('?limit=1')).body.items[0]).toMatchObject({ trigger: 'cron' });
});

const oldest = async () => (await list('?limit=100')).body.items.at(-1)?.started_at ?? '';

test('reports are forgotten after ninety days', async () => {
  await env.BACKOFFICE_DB.prepare(
    `INSERT INTO reconciliation VALUES (?, 1, 'cron', NULL, '{}', '{}', '[]', '{}')`,
  )
    .bind(Date.now() - 91 * DAY_MS)
    .run();
  expect(Date.parse(await oldest())).toBeLessThan(Date.now() - 90 * DAY_MS);
  pass(30 * HOUR_MS);
  await ask();
  vi.useRealTimers();
  expect(Date.parse(await oldest())).toBeGreaterThan(Date.now() - 90 * DAY_MS);
});
