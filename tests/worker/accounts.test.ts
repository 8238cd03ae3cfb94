/** Accounts from the outside: what a client sends, what it gets, and what the mails say. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { requestReset } from '../../src/customers/registration.ts';
import { servicesOf } from '../../src/services.ts';
import { addApp } from './support/codes.ts';
import { ADDRESS, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { mailsTo } from './support/inbox.ts';
import {
  bearer,
  linkIn,
  login,
  me,
  newEmail,
  PASSWORD,
  post,
  register,
  verified,
  verify,
} from './support/people.ts';
import type { Session } from './support/people.ts';

afterEach(() => vi.useRealTimers());

test('who registers is signed in, at once and by the password later', async () => {
  const email = newEmail();
  const made = await register(email);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ expires_in: 600, account: { email } });
  expect(made.headers.get('set-cookie')).toMatch(/session=.*HttpOnly/);
  expect((await me(made.body)).body).toMatchObject({ email, name: 'Ada', email_verified: false });
  const again = await login(email.toUpperCase());
  expect(again.status).toBe(200);
  expect(again.body.account.id).toBe(made.body.account.id);
});

test('whatever is wrong with a sign-in, the answer is the same', async () => {
  const email = newEmail();
  await register(email);
  const wrong = await login(email, 'not the password');
  const unknown = await login(newEmail());
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const { request_id: _one, ...first } = Object(wrong.body);
  const { request_id: _two, ...second } = Object(unknown.body);
  expect(first).toEqual(second);
  expect(first).toMatchObject({ type: 'invalid_credentials' });
});

test('a weak password is refused with a reason', async () => {
  for (const password of ['short', 'password1', 'aaaaaaaaaaaa', 'x'.repeat(300)]) {
    const { status, body } = await post<Refusal>('/api/auth/register', {
      email: newEmail(),
      password,
      name: 'Ada',
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: '/password' }]);
  }
});

test('somebody else registering an address learns nothing and takes nothing', async () => {
  const email = newEmail();
  await verified(email);
  const stranger = await register(email, 'the password of a stranger');
  expect(stranger.status).toBe(201);
  // Its account works, so nothing tells it from one whose address was free.
  expect((await login(email, 'the password of a stranger')).body.account.id).toBe(
    stranger.body.account.id,
  );
  const letters = await until(
    () => mailsTo(email),
    (found) => found.some((letter) => /already have an account/.test(letter.text)),
  );
  const told = letters.find((letter) => /already have an account/.test(letter.text));
  expect(told?.text).not.toMatch(/verify\?token/);
  // Nor does it carry the name the stranger chose.
  expect(told?.text).toMatch(/^[^\n]*\n+Hello,/);
  expect((await login(email)).status).toBe(200);
});

test('proving an address drops what strangers registered with it before', async () => {
  const email = newEmail();
  const stranger = await register(email, 'the password of a stranger');
  const theirs = await linkIn(email, '/account/verify');
  const { body: owner } = await register(email);
  const mails = (count: number) =>
    until(
      () => mailsTo(email),
      (found) => found.length >= count,
    );
  await mails(2);
  // The owner of the address opens the mail that the stranger caused: it gives nothing away.
  expect((await verify(theirs, owner)).body).toMatchObject({ type: 'link_void' });
  expect((await post('/api/auth/verify-email', { token: theirs })).status).toBe(401);
  expect((await verify(await linkIn(email, '/account/verify'), owner)).status).toBe(204);
  expect((await me(stranger.body)).status).toBe(401);
  expect((await login(email, 'the password of a stranger')).status).toBe(401);
});

test('failed tries make the next one wait, and waiting is enough', async () => {
  const email = newEmail();
  await register(email);
  for (let tries = 0; tries < 6; tries++) await login(email, 'wrong wrong wrong');
  const slowed = await login(email);
  expect(slowed.status).toBe(429);
  expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
  expect((await login(email)).status).toBe(200);
});

const refresh = (token: string) => post<Session>('/api/auth/refresh', { refresh_token: token });

test('a refresh token works once; used again later it ends the session', async () => {
  const { body: first } = await register(newEmail());
  const second = await refresh(first.refresh_token);
  expect(second.status).toBe(200);
  // Two tabs at once get the same one.
  const twin = await refresh(first.refresh_token);
  expect(twin.body.refresh_token).toBe(second.body.refresh_token);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  const stolen = await refresh(first.refresh_token);
  expect(stolen.status).toBe(401);
  expect(stolen.body).toMatchObject({ type: 'token_reused' });
  expect((await refresh(second.body.refresh_token)).status).toBe(401);
});

test('an access token is over after ten minutes, and no other shop takes it', async () => {
  const { body } = await register(newEmail());
  const [, payload = ''] = body.access_token.split('.');
  expect(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
    aud: 'edgewise',
    sub: body.account.id,
  });
  const forged = { ...body, access_token: `${body.access_token.slice(0, -4)}AAAA` };
  expect((await me(forged)).status).toBe(401);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
  expect((await me(body)).status).toBe(401);
});

test('the keys that check access tokens are published without their private half', async () => {
  const { body } = await call<{ keys: Record<string, string>[] }>('GET', '/.well-known/jwks.json');
  expect(body.keys).toMatchObject([{ kid: 's1', crv: 'Ed25519', kty: 'OKP' }]);
  expect(body.keys[0]).not.toHaveProperty('d');
});

test('a revoked device is out at once, though its token has not run out', async () => {
  const email = newEmail();
  const { body: old } = await register(email);
  const { body: here } = await login(email);
  const devices = await me<{ items: { id: string; current: boolean }[] }>(here, '/sessions');
  expect(devices.body.items).toHaveLength(2);
  const other = devices.body.items.find((device) => !device.current);
  const revoked = await call('DELETE', `/api/me/sessions/${other?.id}`, { headers: bearer(here) });
  expect(revoked.status).toBe(204);
  expect((await me(old)).status).toBe(401);
  expect((await me(here)).status).toBe(200);
});

test('a new password by mail signs every device out, and its link works once', async () => {
  const email = newEmail();
  const { body: old } = await register(email);
  expect((await post('/api/auth/forgot-password', { email: newEmail() })).status).toBe(202);
  expect((await post('/api/auth/forgot-password', { email })).status).toBe(202);
  const token = await linkIn(email, '/account/reset');
  const wanted = { token, password: 'another lamp, another chair' };
  expect((await post('/api/auth/reset-password', wanted)).status).toBe(204);
  expect((await me(old)).status).toBe(401);
  expect((await login(email)).status).toBe(401);
  const fresh = await login(email, wanted.password);
  expect((await me(fresh.body)).body).toMatchObject({ email_verified: true });
  const again = await post<Refusal>('/api/auth/reset-password', wanted);
  expect([again.status, again.body.type]).toEqual([400, 'link_void']);
});

test('the password is changed only by who knows it', async () => {
  const email = newEmail();
  const { body } = await register(email);
  const change = (current: string) =>
    post<Refusal>(
      '/api/me/password',
      { current_password: current, password: 'a third lamp, a third chair' },
      bearer(body),
    );
  expect((await change('no idea what it is')).body.type).toBe('wrong_password');
  expect((await change(PASSWORD)).status).toBe(204);
  expect((await me(body)).status).toBe(200);
  expect((await login(email)).status).toBe(401);
});

test('addresses are checked for their country, and each use has its default', async () => {
  const { body } = await register(newEmail());
  const save = <T>(address: Record<string, unknown>) =>
    post<T>('/api/me/addresses', address, bearer(body));
  const home = {
    name: 'Ada',
    line1: 'Street 1',
    city: 'Berlin',
    postal_code: '10117',
    country: 'DE',
  };
  const first = await save<{ id: string }>(home);
  const both = { is_default_shipping: true, is_default_billing: true };
  expect(first).toMatchObject({ status: 201, body: both });
  const wrong = await save<Refusal>({ ...home, postal_code: '1234' });
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/postal_code' }] } });
  await save({ ...home, line1: 'Street 2', is_default_billing: true });
  const book = await me<{ items: object[] }>(body, '/addresses');
  expect(book.body.items).toMatchObject([
    { line1: 'Street 1', is_default_shipping: true, is_default_billing: false },
    { line1: 'Street 2', is_default_shipping: false, is_default_billing: true },
  ]);
  const path = `/api/me/addresses/${first.body.id}`;
  expect((await call('DELETE', path, { headers: bearer(body) })).status).toBe(204);
  expect((await call('DELETE', path, { headers: bearer(body) })).status).toBe(404);
});

test('news are mailed only after the mail said so', async () => {
  const email = newEmail();
  const { body } = await register(email);
  const headers = bearer(body);
  const asked = await call('PATCH', '/api/me', { headers, body: { marketing: true } });
  expect(asked.body).toMatchObject({ marketing: 'asked' });
  const token = await linkIn(email, '/account/news');
  expect((await post('/api/auth/confirm-news', { token })).status).toBe(204);
  expect((await me(body)).body).toMatchObject({ marketing: 'given' });
});

test('a deleted account is gone: its sessions, its sign-in and its data', async () => {
  const email = newEmail();
  const { body } = await register(email);
  const drop = (password: string) =>
    call('DELETE', '/api/me', { headers: bearer(body), body: { password } });
  expect((await drop('not the password')).status).toBe(403);
  expect((await drop(PASSWORD)).status).toBe(204);
  expect((await me(body)).status).toBe(401);
  expect((await login(email)).status).toBe(401);
});

test('the export holds all that the account does, with its orders, and no secret', async () => {
  const email = newEmail();
  const session = await verified(email);
  await addApp(session);
  const headers = bearer(session);
  const address = { ...ADDRESS, name: 'Ada', line1: 'Exported Street 1' };
  await call('POST', '/api/me/addresses', { headers, body: address });
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 2 }), 1);
  const { order } = (await buyer.checkout('key', { email })).body;
  type Export = { account: object; orders: { items: { id: string }[] } };
  const { body } = await until(
    () => me<Export>(session, '/export'),
    (answer) => answer.body.orders.items.length === 1,
  );
  expect(body).toMatchObject({
    account: { email, email_verified: true },
    ...{ role: 'customer', seller_id: null, news: { state: 'none' } },
    addresses: [{ line1: 'Exported Street 1' }],
    devices: [{ current: true }],
    second_factor: { enabled: true, app: true, recovery_codes_left: 10 },
    ...{ identities: [], former_emails: [] },
    orders: { items: [{ id: order.id, number: order.number }], next_cursor: null },
  });
  expect(JSON.stringify(body)).not.toMatch(/scrypt|secret|hash|digest/i);
});

test("a guest's orders are the account's once its address is proved", async () => {
  const email = newEmail();
  const item = await stockProduct(unique('lamp'), { stock: 2 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  const { order, payment } = (await buyer.checkout('key', { email })).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const { body: unproved } = await register(email);
  const path = `/api/orders/${order.id}`;
  expect((await call('GET', path, { headers: bearer(unproved) })).status).toBe(404);
  const token = await linkIn(email, '/account/verify');
  await verify(token, unproved);
  expect((await call('GET', path, { headers: bearer(unproved) })).status).toBe(200);
  const listed = await until(
    () => call<{ items: { id: string }[] }>('GET', '/api/orders', { headers: bearer(unproved) }),
    (found) => found.body.items.length > 0,
  );
  expect(listed.body.items).toMatchObject([{ id: order.id, status: 'confirmed' }]);
  const { body: other } = await register(newEmail());
  expect((await call('GET', path, { headers: bearer(other) })).status).toBe(404);
});

test("the guest's cart joins the account's, and follows to the next device", async () => {
  const email = newEmail();
  const [lamp, chair] = [
    await stockProduct(unique('lamp'), { stock: 5 }),
    await stockProduct(unique('chair'), { stock: 5 }),
  ];
  const first = new Buyer();
  await first.add(lamp, 2);
  await register(email, PASSWORD, first.headers());
  const second = new Buyer();
  await second.add(chair, 1);
  await second.add(lamp, 1);
  const session = await call<Session>('POST', '/api/auth/login', {
    body: { email, password: PASSWORD },
    headers: second.headers(),
  });
  const cart = await call('GET', '/api/cart', { headers: bearer(session.body) });
  expect(cart.body).toMatchObject({
    lines: [
      { sku: lamp, quantity: 3 },
      { sku: chair, quantity: 1 },
    ],
  });
});

test('a browser whose access has run out is renewed by its cookie', async () => {
  const made = await register(newEmail());
  const jar = Object.fromEntries(
    made.headers.getSetCookie().map((cookie) => cookie.split(';')[0]?.split('=') ?? []),
  );
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 700_000 });
  const cookie = `session=${jar.session}; refresh=${jar.refresh}`;
  const seen = await call('GET', '/api/me', { headers: { cookie } });
  expect(seen.status).toBe(200);
  expect(seen.headers.get('set-cookie')).toMatch(/session=/);
});

const never = () => new Promise<void>(() => {});

test('who asks for a new password waits no longer where there is an account', async () => {
  const email = newEmail();
  await register(email);
  const { customers } = servicesOf(env);
  const slow = { ...customers, accounts: { ...customers.accounts, note: never } };
  // An account that never answers holds back no answer.
  await expect(requestReset({ ...slow, later: () => {} }, email)).resolves.toBeUndefined();
});
