/** Mails and text messages: what the providers answer, each thing told once, and giving up. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { tell } from '../../src/notifications/service.ts';
import type { NotificationPorts } from '../../src/notifications/service.ts';
import { deliver, lettersOf, services } from './support/events.ts';
import { addFault, mailsTo, textsTo } from './support/inbox.ts';
import { Buyer, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

const DB = env.BACKOFFICE_DB;
const { messenger } = services.notifications();
const SENDGRID = 'api.sendgrid.com';

const mailTo = (to: string) => ({
  key: 'k',
  to,
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  unsubscribe: null,
});

/** The same contract for both carriers: an address of its own each time, so faults meet one try. */
const carriers = [
  {
    host: SENDGRID,
    name: 'sendgrid',
    address: () => `${unique('contract')}@example.com`,
    send: (to: string) => messenger.mail(mailTo(to)),
    inbox: mailsTo,
    wrong: 'nobody',
  },
  {
    host: 'api.twilio.com',
    name: 'twilio',
    address: () => `+4930${unique('1000000').replace('-', '')}`,
    send: (to: string) => messenger.text({ to, body: 'Hello' }),
    inbox: textsTo,
    wrong: '+15005550001',
  },
];

/** An address as it stands in a request: Twilio's are forms. */
const contains = (to: string): string => encodeURIComponent(to).replace('%40', '@');

describe.each(carriers)('$name', ({ host, name, address, send, inbox, wrong }) => {
  test('tells by its id what it sent', async () => {
    const to = address();
    expect(await send(to)).toEqual({ kind: 'sent', reference: expect.stringMatching(/^\w{20,}$/) });
    expect(await inbox(to)).toHaveLength(1);
  });

  test('refuses a wrong address for good', async () => {
    expect(await send(wrong)).toEqual({ kind: 'refused', code: `${name} 400` });
  });

  test.each([
    ['an error', { kind: 'fail', status: 500 }, '500'],
    ['too many requests', { kind: 'rate_limit' }, '429'],
    ['a wrong key', { kind: 'fail', status: 401 }, '401'],
    ['no answer', { kind: 'timeout_before', delay_ms: 10 }, '(502|did not answer)'],
  ])('has an unknown outcome after %s', async (_, fault, code) => {
    const to = address();
    await addFault({ host, contains: contains(to), ...fault });
    expect(await send(to)).toMatchObject({
      kind: 'unknown',
      code: expect.stringMatching(new RegExp(`^${name} ${code}$`)),
    });
    expect(await inbox(to)).toEqual([]);
    expect((await send(to)).kind).toBe('sent');
  });
});

/** A paid order of one lamp, at the moment its payment went through. */
async function paid(email: string): Promise<{ id: string; token: string }> {
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

const outboxOf = (id: string): Promise<unknown[]> =>
  runInDurableObject(env.ORDER.getByName(id), (_, { storage }) =>
    storage.sql.exec('SELECT receipt FROM outbox').toArray(),
  );

const noticeOf = (key: string): Promise<Record<string, unknown> | null> =>
  DB.prepare('SELECT state, attempts, detail FROM notification WHERE key = ?').bind(key).first();

const confirmation = (id: string) => ({
  owner: { kind: 'order', name: id },
  receipts: [],
  notices: [{ kind: 'order_confirmed', order: id }],
});

test('a mail that failed once is sent once, and only then is the order told', async () => {
  const email = 'late@example.com';
  await addFault({ host: SENDGRID, kind: 'fail', status: 500, contains: email });
  const order = await paid(email);
  const key = `${order.id}:order_confirmed`;
  const waiting = await until(
    () => noticeOf(key),
    (row) => row?.['state'] === 'waiting',
  );
  expect(waiting).toEqual({ state: 'waiting', attempts: 1, detail: 'sendgrid 500' });
  expect(await outboxOf(order.id)).not.toEqual([]);
  await until(
    () => outboxOf(order.id),
    ({ length }) => length === 0,
    15_000,
  );
  expect(await noticeOf(key)).toMatchObject({ state: 'sent', attempts: 2 });
  expect(await mailsTo(email)).toHaveLength(1);
});

test('a message that comes again, or twice at once, sends no second mail', async () => {
  const email = 'once@example.com';
  const order = await paid(email);
  await until(
    () => mailsTo(email),
    ({ length }) => length > 0,
  );
  const message = confirmation(order.id);
  expect(await deliver('edgewise-notifications', [message, message])).toEqual({
    acked: 2,
    retried: [],
  });
  // As if nobody had been told yet: of three at once, one sends.
  await DB.prepare('DELETE FROM notification').run();
  await deliver('edgewise-notifications', [message, message, message]);
  expect(await mailsTo(email)).toHaveLength(2);
});

test('a mail refused for good is a dead letter, and the order is told', async () => {
  const email = 'refused@example.com';
  await addFault({ host: SENDGRID, kind: 'fail', status: 400, contains: email });
  const order = await paid(email);
  await until(
    () => outboxOf(order.id),
    ({ length }) => length === 0,
  );
  const key = `${order.id}:order_confirmed`;
  expect(await noticeOf(key)).toEqual({ state: 'dead', attempts: 1, detail: 'sendgrid 400' });
  const [letter] = await lettersOf('edgewise-notifications');
  expect(letter).toMatchObject({ queue: 'edgewise-notifications', reason: 'sendgrid 400' });
  expect(JSON.parse(letter?.body ?? '')).toEqual({ ...confirmation(order.id), again: true });
  expect(await mailsTo(email)).toEqual([]);
});

test('a provider that stays down is given up on after two hours and a dozen tries', async () => {
  const email = 'down@example.com';
  await addFault({ host: SENDGRID, kind: 'fail', status: 503, contains: email, times: 100 });
  const order = await paid(email);
  const message = {
    owner: { kind: 'order' as const, name: order.id },
    receipts: [],
    notices: [{ kind: 'order_confirmed' as const, order: order.id }],
  };
  await until(
    () => noticeOf(`${order.id}:order_confirmed`),
    (row) => row?.['state'] === 'waiting',
  );
  const start = Date.now();
  let now = start + 6_000;
  const ports: NotificationPorts = { ...services.notifications(), clock: () => now };
  const early = await tell(message, { ...ports, clock: () => start });
  expect(early).toEqual({ kind: 'left' });
  let tries = 1;
  let verdict = await tell(message, ports);
  for (; verdict.kind === 'retry'; tries++) {
    now += verdict.afterMs;
    verdict = await tell(message, ports);
  }
  expect(verdict).toEqual({ kind: 'done' });
  expect(tries + 1).toBe(12);
  expect((now - start) / 3_600_000).toBeCloseTo(2.4, 1);
  expect(await noticeOf(`${order.id}:order_confirmed`)).toMatchObject({ state: 'dead' });
});

test('a declined card is told of once, while the order still waits', async () => {
  const email = 'declined@example.com';
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { price: 2_500, stock: 10 }), 1);
  const { order, payment } = (await buyer.checkout('k1', { email })).body;
  await pay(payment, 'pm_card_visa_chargeDeclined');
  const mails = await until(
    () => mailsTo(email),
    ({ length }) => length > 0,
  );
  expect(mails.map(({ subject }) => subject)).toEqual([
    `The payment for your Edgewise order ${order.number} did not go through`,
  ]);
});

const low = (available: number, time: number) => ({
  owner: { kind: 'stock' as const, name: 'LOW-1' },
  receipts: [],
  notices: [{ kind: 'low_stock' as const, sku: 'LOW-1', available, at: time }],
});

test('low stock is told to the merchant, by mail and by phone, once a day', async () => {
  const at = Date.UTC(2026, 1, 3, 4);
  const merchant = { email: 'merchant-low@example.com', phone: '+49301234567' };
  const ports: NotificationPorts = { ...services.notifications(), merchant };
  await tell(low(5, at), ports);
  await tell(low(4, at + 3_600_000), ports);
  expect((await mailsTo(merchant.email)).map(({ subject }) => subject)).toEqual([
    'Only 5 left of LOW-1',
  ]);
  expect((await textsTo(merchant.phone)).map(({ body }) => body)).toEqual([
    'Edgewise: Only 5 left of LOW-1. http://localhost:8787/admin',
  ]);
  await tell(low(3, at + 86_400_000), { ...ports, merchant: { ...merchant, phone: '' } });
  expect(await mailsTo(merchant.email)).toHaveLength(2);
  expect(await textsTo(merchant.phone)).toHaveLength(1);
});

test('stock that falls low tells the merchant through the queues', async () => {
  const sku = await stockProduct(unique('scarce'), { stock: 6 });
  await new Buyer().add(sku, 1);
  const buyer = new Buyer();
  await buyer.add(sku, 2);
  await buyer.checkout('k1', { email: 'scarce@example.com' });
  const [mail] = await until(
    async () => (await mailsTo('merchant@edgewise.example')).filter((m) => m.subject.includes(sku)),
    ({ length }) => length > 0,
  );
  expect(mail?.subject).toBe(`Only 4 left of ${sku}`);
});

test('a malformed notification is a dead letter', async () => {
  const body = { notices: [{ kind: unique('unheard') }] };
  expect(await deliver('edgewise-notifications', [body])).toEqual({ acked: 1, retried: [] });
  const letters = await lettersOf('edgewise-notifications');
  expect(letters.map((letter) => letter.body)).toContain(JSON.stringify(body));
});
