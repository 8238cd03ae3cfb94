/** What the queues gave up on: listed, opened, sent again once the cause is gone, or discarded. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { DeadLetterView } from '../../src/events/dead-letters.ts';
import { deliver, orderMessage, rowOf, services } from './support/events.ts';
import { addFault, mailsTo } from './support/inbox.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

const DB = env.BACKOFFICE_DB;
const LIST = '/api/admin/dead-letters';

type Letters = { items: DeadLetterView[]; next_cursor: string | null };
type Answer = DeadLetterView & { type?: string; body?: unknown };

const lettersOf = async (query: string): Promise<Letters> =>
  (await call<Letters>('GET', `${LIST}?${query}`, { headers: ADMIN })).body;
const open = (key: string) => call<Answer>('GET', `${LIST}/${key}`, { headers: ADMIN });
const replay = (key: string) => call<Answer>('POST', `${LIST}/${key}/replay`, { headers: ADMIN });
const discard = (key: string, reason: string) =>
  call<Answer>('POST', `${LIST}/${key}/discard`, { headers: ADMIN, body: { reason } });

/** Puts a message where a queue puts what it gave up on, and answers its letter. */
async function dead(queue: string, body: unknown): Promise<DeadLetterView> {
  await deliver(`${queue}-dead`, [body]);
  const [latest] = (await lettersOf(`queue=${queue}&limit=1`)).items;
  return required(latest, 'a letter is kept');
}

afterEach(() => vi.restoreAllMocks());

const rowCount = (id: string) =>
  DB.prepare('SELECT version FROM order_row WHERE id = ?').bind(id).first<number>('version');

test('a message that failed until its queue gave up acts after its replay', async () => {
  const row = rowOf();
  const message = orderMessage(row, 4);
  await DB.exec('ALTER TABLE order_row RENAME TO out_of_reach');
  const failed = await deliver('edgewise-events', [message]);
  await DB.exec('ALTER TABLE out_of_reach RENAME TO order_row');
  expect(failed).toMatchObject({ acked: 0, retried: [{ msgId: '0' }] });
  const letter = await dead('edgewise-events', message);
  expect(letter).toMatchObject({ reason: 'too many tries', state: 'waiting', times: 1 });
  expect((await open(letter.key)).body.body).toEqual(message);
  expect(await rowCount(row.id)).toBeNull();
  expect((await replay(letter.key)).body).toMatchObject({ state: 'replayed' });
  expect(await until(() => rowCount(row.id), Boolean)).toBe(4);
});

test('a webhook that died confirms its order after its replay', async () => {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 1 }), 1);
  const { order, payment } = (await buyer.checkout('k')).body;
  await addFault({ host: 'webhooks', kind: 'drop', times: 20, contains: payment?.reference });
  await pay(payment);
  expect((await orderOf(order)).status).toBe('awaiting_payment');
  const letter = await dead('edgewise-payment-webhooks', { orderId: order.id, eventId: 'evt_1' });
  await replay(letter.key);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
    8_000,
  );
});

test('a mail that was given up is sent by its replay, and once by two', async () => {
  const email = 'given-up@example.com';
  const refusal = { host: 'api.sendgrid.com', kind: 'fail', status: 400, contains: email };
  await addFault(refusal);
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 1 }), 1);
  const { order, payment } = (await buyer.checkout('k', { email })).body;
  await pay(payment);
  const { items } = await until(
    () => lettersOf('queue=edgewise-notifications&state=waiting'),
    (page) => page.items.length > 0,
  );
  const letter = required(items[0], 'the mail was given up');
  expect(letter.reason).toBe('sendgrid 400');
  expect((await open(letter.key)).body.body).toMatchObject({
    notices: [{ kind: 'order_confirmed', order: order.id }],
  });
  expect(await mailsTo(email)).toEqual([]);
  await Promise.all([replay(letter.key), replay(letter.key)]);
  await until(
    () => mailsTo(email),
    ({ length }) => length > 0,
  );
  await deliver('edgewise-notifications', [(await open(letter.key)).body.body]);
  expect(await mailsTo(email)).toHaveLength(1);
  expect((await lettersOf('queue=edgewise-notifications&state=waiting')).items).toEqual([]);
});

/** The mails that wait as letters, once the latest came that often. */
const waiting = (times: number) =>
  until(
    () => lettersOf('queue=edgewise-notifications&state=waiting'),
    (page) => page.items[0]?.times === times,
  );

test('a mail that dies again waits again, and is tried anew by the next replay', async () => {
  const email = 'twice@example.com';
  await addFault({
    ...{ host: 'api.sendgrid.com', kind: 'fail', status: 400, contains: email },
    times: 2,
  });
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 1 }), 1);
  const { payment } = (await buyer.checkout('k', { email })).body;
  await pay(payment);
  const { key } = required((await waiting(1)).items[0], 'the mail was given up');
  await replay(key);
  await waiting(2);
  await replay(key);
  await until(
    () => mailsTo(email),
    ({ length }) => length === 1,
  );
  expect((await open(key)).body).toMatchObject({ state: 'replayed', times: 2 });
});

const EACH = [
  'edgewise-events',
  'edgewise-notifications',
  'edgewise-payment-webhooks',
  'edgewise-catalog-changes',
];

test.each(EACH)(
  'a letter of %s is sent to its queue once, and that is in the log',
  async (queue) => {
    const lines = vi.spyOn(console, 'log');
    const body = queue === 'edgewise-catalog-changes' ? { slugs: ['nothing'] } : message(queue);
    const letter = await dead(queue, body);
    const first = await replay(letter.key);
    const second = await replay(letter.key);
    expect(first.body).toMatchObject({ queue, state: 'replayed', note: null });
    expect(second.body).toEqual(first.body);
    const audited = lines.mock.calls.filter(([line]) => String(line).includes('"dead_letter_'));
    expect(audited.map(([line]) => JSON.parse(String(line)))).toEqual([
      ...[
        {
          level: 'info',
          event: 'dead_letter_replayed',
          by: 'staff',
          key: letter.key,
          queue,
          times: 1,
        },
      ],
    ]);
  },
);

/** One that its consumer takes and that does nothing. */
const message = (queue: string): unknown => {
  if (queue === 'edgewise-events') return orderMessage(rowOf(), 1);
  if (queue === 'edgewise-payment-webhooks') return { orderId: 'order-none', eventId: 'evt' };
  return { owner: { kind: 'order', name: 'order-none' }, receipts: [], notices: [] };
};

const keys = (page: Letters): string[] => page.items.map((letter) => letter.key);

test('a letter is discarded for a reason, leaves the list, and can still be replayed', async () => {
  const { key } = await dead('edgewise-events', orderMessage(rowOf(), 1));
  expect((await discard(key, '  ')).status).toBe(400);
  const done = await discard(key, 'Sent by a test');
  expect(done.body).toMatchObject({ state: 'discarded', note: 'Sent by a test' });
  expect(done.body.settled_at).not.toBeNull();
  expect(keys(await lettersOf('state=waiting'))).not.toContain(key);
  expect(keys(await lettersOf('state=discarded'))).toContain(key);
  expect((await replay(key)).body).toMatchObject({ state: 'replayed', note: null });
  const late = await discard(key, 'Too late');
  expect([late.status, late.body.type]).toEqual([409, 'already_replayed']);
});

test('what nobody can read waits as a letter, of the catalogue too', async () => {
  const body = { slug: unique('no-list') };
  await deliver('edgewise-catalog-changes', [body]);
  const [letter] = (await lettersOf('queue=edgewise-catalog-changes&limit=1')).items;
  expect(letter).toMatchObject({ reason: 'malformed', state: 'waiting' });
});

test('letters are leafed through by a cursor, and only by staff', async () => {
  const { deadLetters } = services;
  for (const text of ['a', 'b', 'c']) await deadLetters.keep('edgewise-gone', { text }, 'lost');
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: Letters = await lettersOf(`queue=edgewise-gone&limit=2${query}`);
    seen.push(...page.items.map(({ key }) => key));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(3);
  expect(seen).toHaveLength(3);
  const [key = ''] = seen;
  expect((await replay(key)).body.type).toBe('unknown_queue');
  expect((await open('nothing')).status).toBe(404);
  expect((await replay('nothing')).status).toBe(404);
  expect((await call('GET', `${LIST}?cursor=x`, { headers: ADMIN })).status).toBe(400);
  for (const [method, path] of [
    ['GET', LIST],
    ['GET', `${LIST}/${key}`],
    ['POST', `${LIST}/${key}/replay`],
    ['POST', `${LIST}/${key}/discard`],
  ] as const) {
    const body = method === 'POST' ? { reason: 'r' } : undefined;
    expect((await call(method, path, { body })).status).toBe(401);
  }
});
