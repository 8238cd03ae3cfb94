/** Personal data: sealed where it lies, sealed anew under a new key, and forgotten in time. */
import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ORDER_SCHEMA, OrderRows } from '../../durable-objects/order-rows.ts';
import { forget } from '../../src/data-care/retention.ts';
import { rotate } from '../../src/data-care/rotation.ts';
import { DAY_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { journalIn } from '../../src/platform/journal.ts';
import { ObjectSchema } from '../../src/platform/object-schema.ts';
import { keyedDigest, parseKeys } from '../../src/platform/crypto.ts';
import { vaultOf, vaultUnder } from '../../src/platform/vault.ts';
import { servicesOf } from '../../src/services.ts';
import { mailsTo } from './support/inbox.ts';
import { bearer, newEmail, PASSWORD, register } from './support/people.ts';
import {
  ADDRESS,
  ADMIN,
  Buyer,
  call,
  orderOf,
  pay,
  stockProduct,
  unique,
  until,
} from './support/shop.ts';
import { storedOrder } from './support/crash.ts';

const STREET = 'Weg der Verschwiegenen 7';
const BILLED_STREET = 'Gasse der Stillen 9';
const PHONE = '+49301234567';
const PERSONAL = (email: string) => [email, STREET, BILLED_STREET, PHONE, 'Lovelace'];

const OWN_TABLES = `SELECT name FROM sqlite_master
  WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`;

/** All rows of an object: its tables and its key-value pairs. */
const contentOf = (stub: DurableObjectStub): Promise<string> =>
  runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(OWN_TABLES).toArray();
    const rows = tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
    return JSON.stringify([rows, [...storage.kv.list()]]);
  });

async function contentOfDatabase(database: D1Database): Promise<string> {
  const { results } = await database.prepare(OWN_TABLES).all<{ name: string }>();
  const tables = await Promise.all(
    results.map(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all()),
  );
  return JSON.stringify(tables.map((table) => table.results));
}

async function contentOfBucket(bucket: R2Bucket): Promise<string> {
  const { objects } = await bucket.list();
  const bodies = objects.map(async ({ key }) => [key, await (await bucket.get(key))?.text()]);
  return JSON.stringify(await Promise.all(bodies));
}

/** Someone with an account, a phone, an address, and an order that was paid. */
async function somebody() {
  const email = newEmail();
  const { body: session } = await register(email);
  const address = { ...ADDRESS, name: 'Ada Lovelace', line1: STREET };
  await call('PATCH', '/api/me', { body: { phone: PHONE }, headers: bearer(session) });
  await call('POST', '/api/me/addresses', { body: address, headers: bearer(session) });
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 3 }), 1);
  const { body: placed } = await buyer.checkout('key', {
    ...{ email, shipping_address: address },
    billing_address: { ...address, line1: BILLED_STREET },
  });
  return { email, session, account: session.account.id, order: placed.order, placed };
}

test('nothing of a person lies anywhere in the clear', async () => {
  const { email, account, order, placed } = await somebody();
  await pay(placed.payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  await until(
    () => mailsTo(email),
    (mails) => mails.length >= 2,
  );
  const year = new Date().getUTCFullYear();
  const login = keyedDigest(env.NAME_KEY)('login', email);
  const contents = await Promise.all([
    contentOf(env.ACCOUNT.getByName(account)),
    contentOf(env.ORDER.getByName(order.id)),
    contentOf(env.INVOICE_BOOK.getByName(`house-${year}`)),
    contentOf(env.LOGIN.getByName(login)),
    contentOfDatabase(env.BACKOFFICE_DB),
    contentOfDatabase(env.CATALOG_DB),
    contentOfBucket(env.JOURNAL),
  ]);
  expect(contents[0]).toContain('aes1.d1.');
  expect(contents[2]).toContain('aes1.d1.');
  const found = PERSONAL(email).filter((text) => contents.some((all) => all.includes(text)));
  expect(found).toEqual([]);
  // It is still there for whom it is for.
  const { body: invoices } = await call<{ items: { buyer: { email: string } }[] }>(
    'GET',
    '/api/admin/invoices',
    { headers: ADMIN },
  );
  expect(JSON.stringify(invoices)).toContain(BILLED_STREET);
});

test('no object is named by what it is about', async () => {
  const email = newEmail();
  await register(email);
  const named = keyedDigest(env.NAME_KEY);
  const ids = (await listDurableObjectIds(env.LOGIN)).map(String);
  expect(ids).toContain(String(env.LOGIN.idFromName(named('login', email))));
  expect(ids).not.toContain(String(env.LOGIN.idFromName(email)));
});

const SECOND = `d2:${Buffer.alloc(32, 2).toString('base64url')}`;
const other = vaultUnder(parseKeys('DATA_KEYS', `${SECOND},${env.DATA_KEYS}`));
const alone = vaultUnder(parseKeys('DATA_KEYS', SECOND));

test('an order sealed anew under a new key opens without the old one', async () => {
  const { order, email } = await somebody();
  const opened = await runInDurableObject(env.ORDER.getByName(order.id), (_, { storage }) => {
    new ObjectSchema(storage, ORDER_SCHEMA).prepare();
    const rows = new OrderRows(storage.sql, other, order.id);
    const changed = [rows.reseal(), rows.reseal()];
    const loaded = new OrderRows(storage.sql, alone, order.id).load();
    const back = vaultUnder(parseKeys('DATA_KEYS', `${env.DATA_KEYS},${SECOND}`));
    new OrderRows(storage.sql, back, order.id).reseal();
    return {
      changed,
      email: loaded === null || loaded === 'superseded' ? '' : loaded.document.email,
    };
  });
  expect(opened).toEqual({ changed: [true, false], email });
});

/** Puts an order's document and an account back as releases before this one kept them. */
async function keptInTheClear(orderId: string, accountId: string, email: string): Promise<void> {
  const stored = await storedOrder(orderId);
  await runInDurableObject(env.ORDER.getByName(orderId), (_, { storage }) => {
    const body = JSON.stringify(stored?.document);
    storage.sql.exec(`UPDATE record SET body = ? WHERE name = 'document'`, body);
  });
  await runInDurableObject(env.ACCOUNT.getByName(accountId), (_, { storage }) => {
    const { person: sealed, ...rest } = Object(storage.kv.get('account'));
    const person = JSON.parse(vaultOf(env).open(`account:${accountId}`, sealed));
    storage.kv.put('account', { ...rest, ...person });
  });
  expect(await contentOf(env.ACCOUNT.getByName(accountId))).toContain(email);
}

test('C15 what an older release kept in the clear is read, and sealed later', async () => {
  const { email, account, order } = await somebody();
  await until(
    () => journalIn(env.JOURNAL).read(null),
    ({ lines }) => [account, order.id].every((id) => JSON.stringify(lines).includes(id)),
  );
  await keptInTheClear(order.id, account, email);
  expect(await orderOf(order)).toMatchObject({ shipping_address: { line1: STREET } });
  const ports = servicesOf(env).dataCare;
  // A run is cut off after each batch of the journal, and goes on from there.
  const slow = {
    ...ports,
    async holdersAfter(key: string | null) {
      const { lines, last, done } = await journalIn(env.JOURNAL).read(key, 1);
      const holders = lines.flatMap((line) => {
        const { kind, name } = Object(line).owner;
        return kind === 'order' || kind === 'account' ? [{ kind, name }] : [];
      });
      return { holders, last, done };
    },
  };
  const now = Date.now();
  expect((await rotate(slow, now)).part).toBe('journal');
  const later = now + 11 * MINUTE_MS;
  let runs = 0;
  while ((await rotate(slow, later)).part !== 'done') runs += 1;
  expect(runs).toBeGreaterThan(2);
  for (const stub of [env.ORDER.getByName(order.id), env.ACCOUNT.getByName(account)]) {
    const content = await contentOf(stub);
    expect(PERSONAL(email).filter((text) => content.includes(text))).toEqual([]);
  }
  // Nothing is left to do under the same key.
  const { resealed } = await rotate(slow, later);
  expect((await rotate(slow, later)).resealed).toBe(resealed);
});

test('who ordered what came to nothing is forgotten after 90 days, and not before', async () => {
  const { email, order } = await somebody();
  await call('POST', `/api/orders/${order.id}/cancel`, {
    body: {},
    headers: { 'order-token': order.token },
  });
  const row = () =>
    env.BACKOFFICE_DB.prepare('SELECT status FROM order_row WHERE id = ?')
      .bind(order.id)
      .first<{ status: string }>();
  await until(row, (found) => found?.status === 'cancelled');
  const { dataCare } = servicesOf(env);
  await forget(dataCare, Date.now() + 89 * DAY_MS);
  expect((await storedOrder(order.id))?.document.email).toBe(email);
  await forget(dataCare, Date.now() + 91 * DAY_MS);
  const { document } = (await storedOrder(order.id)) ?? {};
  const forgotten = { line1: '', country: 'DE' };
  expect(document).toMatchObject({
    ...{ email: '', shippingAddress: forgotten, billingAddress: forgotten },
  });
  expect(document?.total).toBe(order.total.amount);
  expect(await orderOf(order)).toMatchObject({ status: 'cancelled' });
  expect((await row())?.status).toBe('cancelled');
});

const listed = () => env.BACKOFFICE_DB.prepare('SELECT id FROM order_row').all();

test('after ten full years an order, its invoice and the journal name nobody', async () => {
  const { order, placed } = await somebody();
  await pay(placed.payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const year = new Date().getUTCFullYear();
  const book = env.INVOICE_BOOK.getByName(`house-${year}`);
  await until(
    () => book.below(null, 1),
    (invoices) => invoices.length === 1,
  );
  await until(listed, ({ results }) => JSON.stringify(results).includes(order.id));
  const { dataCare } = servicesOf(env);
  await forget(dataCare, Date.UTC(year + 10, 11, 31));
  expect((await storedOrder(order.id))?.document.email).not.toBe('');
  await forget(dataCare, Date.UTC(year + 11, 0, 2));
  expect((await storedOrder(order.id))?.document.email).toBe('');
  const [invoice] = await book.below(null, 1);
  expect(invoice).toMatchObject({ buyer: { email: '' }, orderId: expect.any(String) });
  expect((await listed()).results).toEqual([]);
  expect(JSON.stringify(await journalIn(env.JOURNAL).read(null))).not.toContain(order.id);
});

const letter = (key: string, state: string, at: number) =>
  env.BACKOFFICE_DB.prepare(
    `INSERT INTO dead_letter (key, queue, body, reason, state, times, first_at, last_at)
      VALUES (?1, 'events', '{}', '', ?2, 1, ?3, ?3)`,
  ).bind(key, state, at);
const notice = (key: string, at: number) =>
  env.BACKOFFICE_DB.prepare(`INSERT INTO notification VALUES (?1, 'sent', 1, 0, '', ?2)`).bind(
    key,
    at,
  );

/** The keys that a table still has. */
const left = async (table: string) =>
  JSON.stringify((await env.BACKOFFICE_DB.prepare(`SELECT key FROM ${table}`).all()).results);

test('settled letters and notes of mails go after their time, those that wait stay', async () => {
  const now = Date.UTC(2030, 0, 1);
  const [longAgo, lately] = [now - 500 * DAY_MS, now - DAY_MS];
  await env.BACKOFFICE_DB.batch([
    letter('old-replayed', 'replayed', longAgo),
    letter('old-discarded', 'discarded', longAgo),
    letter('old-waiting', 'waiting', longAgo),
    letter('new-replayed', 'replayed', lately),
    ...[notice('old-notice', longAgo), notice('new-notice', lately)],
  ]);
  await forget(servicesOf(env).dataCare, now);
  const [letters, notices] = [await left('dead_letter'), await left('notification')];
  const stays = ['old-replayed', 'old-discarded', 'old-waiting', 'new-replayed'].map((key) =>
    letters.includes(key),
  );
  expect(stays).toEqual([false, false, true, true]);
  expect([notices.includes('old-notice'), notices.includes('new-notice')]).toEqual([false, true]);
});

/** Types of the events that the journal has of an account. */
async function toldOf(account: string): Promise<string[]> {
  const { lines } = await journalIn(env.JOURNAL).read(null);
  return lines
    .map((line): { type: string; data: { id?: string } } => Object(line))
    .filter(({ data }) => data.id === account)
    .map(({ type }) => type);
}

const kept = async (account: string): Promise<string[]> =>
  until(
    () => toldOf(account),
    (types) => types.includes('account.kept'),
  );

test('an account that nobody registered is in the journal from its beginning', async () => {
  const invited = await call<{ id: string }>('POST', '/api/admin/staff/invitations', {
    headers: ADMIN,
    body: { email: newEmail(), role: 'support' },
  });
  expect(invited.status).toBe(201);
  expect(await kept(invited.body.id)).toContain('account.kept');
});

/** Walks the whole journal, as after a new key was put in front. */
async function rotated(kid: string): Promise<void> {
  const ports = { ...servicesOf(env).dataCare, kid };
  const now = Date.now();
  await rotate(ports, now);
  while ((await rotate(ports, now + 11 * MINUTE_MS)).part !== 'done');
}

test('a living account is sealed anew though its part of the journal is forgotten', async () => {
  const { email, session, account, order } = await somebody();
  const gone = await register(newEmail());
  await until(
    () => toldOf(gone.body.account.id),
    (types) => types.length === 1,
  );
  await until(
    () => toldOf(account),
    (types) => types.includes('account.registered'),
  );
  await call('DELETE', '/api/me', {
    body: { password: PASSWORD },
    headers: bearer(gone.body),
  });
  const later = Date.UTC(new Date().getUTCFullYear() + 11, 0, 2);
  const { dataCare } = servicesOf(env);
  // Other orders of this file are of the same years: the journal waits for them.
  await forget(dataCare, later);
  expect(await kept(account)).toEqual(['account.kept']);
  expect(await toldOf(gone.body.account.id)).toEqual([]);
  await keptInTheClear(order.id, account, email);
  await rotated('after-one');
  expect(await contentOf(env.ACCOUNT.getByName(account))).not.toContain(email);
  // What it told anew is forgotten in its turn, and told anew again.
  await forget(dataCare, later);
  expect(await kept(account)).toEqual(['account.kept']);
  const mails = await mailsTo(email);
  expect(mails.filter(({ subject }) => /confirm|address/i.test(subject))).toHaveLength(1);
  expect((await call('GET', '/api/me', { headers: bearer(session) })).status).toBe(200);
});
