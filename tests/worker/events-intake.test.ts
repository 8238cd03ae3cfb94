/** Taking events in: the journal first, versions decide, and what nobody can read is kept. */
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asSku } from '../../src/kernel/ids.ts';
import type { OrderRow } from '../../src/orders/events.ts';
import { journalIn } from '../../src/platform/journal.ts';
import {
  deliver,
  journalled,
  lettersOf,
  orderMessage,
  rowOf,
  services,
  stockMessage,
} from './support/events.ts';
import { stockProduct, unique, until } from './support/shop.ts';

const DB = env.BACKOFFICE_DB;
const EVENTS = 'edgewise-events';

async function rowsOf(row: OrderRow): Promise<unknown[]> {
  const found = await DB.prepare('SELECT version, status FROM order_row WHERE id = ?')
    .bind(row.id)
    .all();
  return found.results;
}

async function bucketOf(sku: string): Promise<unknown> {
  const found = env.CATALOG_DB.prepare('SELECT availability FROM variant WHERE sku = ?');
  return found.bind(sku).first('availability');
}

test('a message that comes twice makes one row', async () => {
  const row = rowOf();
  const message = orderMessage(row, 3);
  expect(await deliver(EVENTS, [message, message])).toEqual({ acked: 2, retried: [] });
  await deliver(EVENTS, [message]);
  expect(await rowsOf(row)).toEqual([{ version: 3, status: 'confirmed' }]);
});

test('an older version never overwrites a newer one, in one batch or in two', async () => {
  const row = rowOf({ status: 'shipped' });
  const older = { ...row, status: 'confirmed' as const };
  await deliver(EVENTS, [orderMessage(row, 9), orderMessage(older, 8)]);
  expect(await rowsOf(row)).toEqual([{ version: 9, status: 'shipped' }]);
  await deliver(EVENTS, [orderMessage(older, 7)]);
  expect(await rowsOf(row)).toEqual([{ version: 9, status: 'shipped' }]);
  await deliver(EVENTS, [orderMessage({ ...row, status: 'delivered' }, 10)]);
  expect(await rowsOf(row)).toEqual([{ version: 10, status: 'delivered' }]);
});

test('rows end at their highest version, however events are shuffled and repeated', async () => {
  const versions = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
  const again = fc.array(fc.nat({ max: 6 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(versions, again, fc.integer({ min: 1, max: 4 }), async (told, more, size) => {
      const row = rowOf();
      const totals = [...told, ...more.map((index) => told[index % told.length] ?? 1)];
      const messages = totals.map((total) => orderMessage({ ...row, total }, total));
      for (let at = 0; at < messages.length; at += size) {
        const batch = messages.slice(at, at + size);
        expect(await deliver(EVENTS, batch)).toEqual({ acked: batch.length, retried: [] });
      }
      const found = await DB.prepare('SELECT version, total FROM order_row WHERE id = ?')
        .bind(row.id)
        .all();
      expect(found.results).toEqual([{ version: Math.max(...told), total: Math.max(...told) }]);
    }),
    { numRuns: 25 },
  );
});

test('a batch is in the journal although its projection failed, and comes again', async () => {
  const row = rowOf();
  await DB.exec('ALTER TABLE order_row RENAME TO out_of_reach');
  const failed = await deliver(EVENTS, [orderMessage(row, 1)]);
  await DB.exec('ALTER TABLE out_of_reach RENAME TO order_row');
  expect(failed).toMatchObject({ acked: 0, retried: [{ msgId: '0' }] });
  expect(JSON.stringify(await journalled())).toContain(row.id);
  expect(await rowsOf(row)).toEqual([]);
  expect(await deliver(EVENTS, [orderMessage(row, 1)])).toEqual({ acked: 1, retried: [] });
  expect(await rowsOf(row)).toHaveLength(1);
});

test('a batch delivered twice stands in the journal once', async () => {
  const entries = [{ id: unique('entry') }];
  const journal = journalIn(env.JOURNAL);
  await journal.append(entries, 1_000);
  await journal.append(entries, 1_000);
  const listed = await env.JOURNAL.list({ prefix: 'events/1970/01/01/' });
  expect(listed.objects).toHaveLength(1);
  expect(listed.objects[0]?.key).toMatch(/\/000001000-[0-9a-f]{16}\.ndjson$/);
});

test('a malformed message goes to the dead letters, once, and holds back no other', async () => {
  const row = rowOf();
  const malformed = { ...orderMessage(rowOf(), 1), events: [{ type: 'order.eaten' }] };
  const batch = [malformed, orderMessage(row, 1)];
  expect(await deliver(EVENTS, batch)).toEqual({ acked: 2, retried: [] });
  expect(await deliver(EVENTS, [malformed])).toEqual({ acked: 1, retried: [] });
  expect(await rowsOf(row)).toHaveLength(1);
  const letters = await lettersOf(EVENTS);
  expect(letters).toMatchObject([{ queue: EVENTS, reason: 'malformed', times: 2 }]);
  expect(JSON.parse(letters[0]?.body ?? '')).toEqual(malformed);
});

test('what a queue gave up on is kept under the name of that queue', async () => {
  const body = { event: unique('evt') };
  await deliver('edgewise-payment-webhooks-dead', [body]);
  const [letter] = await lettersOf('edgewise-payment-webhooks');
  expect(letter).toMatchObject({ queue: 'edgewise-payment-webhooks', times: 1 });
  expect(letter?.body).toBe(JSON.stringify(body));
});

test('a stale message about stock leaves the bucket as the owner has it', async () => {
  const sku = await stockProduct(unique('stale'), { stock: 20 });
  await until(
    () => bucketOf(sku),
    (bucket) => bucket === 'in_stock',
  );
  await deliver(EVENTS, [stockMessage(sku, 1, 0, 'out_of_stock')]);
  expect(await bucketOf(sku)).toBe('in_stock');
});

test('a bucket that a consumer set before it died is put right by its message again', async () => {
  const sku = await stockProduct(unique('shelf'), { stock: 40 });
  await until(
    () => bucketOf(sku),
    (bucket) => bucket === 'in_stock',
  );
  await services.catalogue.setAvailability(required(asSku(sku), 'a SKU'), 'low_stock');
  const late = [stockMessage(sku, 1, 3, 'low_stock')];
  await deliver(EVENTS, late);
  expect(await bucketOf(sku)).toBe('low_stock');
  await deliver(EVENTS, late, 2);
  expect(await bucketOf(sku)).toBe('in_stock');
});
