/** Staff with accounts: how they come, what they must prove, and how they lose what they are. */
import { exports } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { addApp, codeOf } from './support/codes.ts';
import { accept, invited, member, newcomer } from './support/members.ts';
import { bearer, login, newEmail, PASSWORD, post, register, verified } from './support/people.ts';
import type { Session } from './support/people.ts';
import { ADMIN, call } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { Visitor } from './support/visitor.ts';

afterEach(() => vi.useRealTimers());

const MINUTE_MS = 60_000;
const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
const get = <T = Refusal>(path: string, headers: Record<string, string>) =>
  call<T>('GET', `/api/admin${path}`, { headers });
const change = (id: string, body: object, headers: Record<string, string> = ADMIN) =>
  call<Refusal>('PATCH', `/api/admin/staff/${id}`, { body, headers });

const refund = (session: Session) =>
  post<Refusal>('/api/admin/orders/something/refunds', {}, bearer(session));

test('an invitation makes one person staff, once', async () => {
  const { email, token, id } = await invited('support');
  expect((await accept(token, {})).body).toMatchObject({ errors: [{ pointer: '/password' }] });
  expect((await accept(token, { name: 'Ada', password: 'password1' })).status).toBe(400);
  expect((await accept(token)).status).toBe(204);
  expect((await accept(token)).body.type).toBe('link_void');
  expect((await login(email)).body.account).toMatchObject({ id, name: 'Ada' });
  const { body } = await get<{ items: object[] }>('/staff', ADMIN);
  expect(body.items).toContainEqual({
    id,
    email,
    name: 'Ada',
    role: 'support',
    seller_id: null,
    disabled: false,
    second_factor: false,
    invited_as: null,
  });
});

test('the link of an invitation is over after a week, and void once another was sent', async () => {
  const { email, token } = await invited('support');
  const again = { email, role: 'editor', seller_id: null };
  expect((await post('/api/admin/staff/invitations', again, ADMIN)).status).toBe(201);
  expect((await accept(token)).body.type).toBe('link_void');
  const { token: other } = await invited('support');
  later(7 * 24 * 60 * MINUTE_MS + 1);
  expect((await accept(other)).body.type).toBe('link_void');
  expect((await accept(`${other.slice(0, -3)}AAA`)).body.type).toBe('link_void');
});

test('who has an account keeps it, with its password, when it is invited', async () => {
  const email = newEmail();
  const own = await verified(email);
  const body = { email, role: 'editor' };
  const asked = await post<{ id: string }>('/api/admin/staff/invitations', body, ADMIN);
  expect(asked.body).toMatchObject({ id: own.account.id, role: 'customer', invited_as: 'editor' });
  expect((await get('/products', bearer(own))).body.type).toBe('forbidden');
});

test('staff without a second factor are led to set one up, and get in once they have', async () => {
  const { session } = await newcomer('manager');
  const refused = await get('/orders', bearer(session));
  expect([refused.status, refused.body.type]).toEqual([403, 'second_factor_required']);
  await addApp(session);
  expect((await get('/orders', bearer(session))).status).toBe(200);
  // What was proved by an app that was taken away since counts no more.
  await call('DELETE', '/api/me/second-factor/app', { headers: bearer(session) });
  expect((await get('/orders', bearer(session))).body.type).toBe('second_factor_required');
});

test('a role that is taken away is gone from the next request on, token or not', async () => {
  const { id, headers } = await member('manager');
  expect((await get('/coupons', headers)).status).toBe(200);
  expect((await change(id, { role: 'editor' })).status).toBe(200);
  expect((await get('/coupons', headers)).status).toBe(403);
  expect((await get('/products', headers)).status).toBe(200);
  expect((await change(id, { role: 'customer' })).status).toBe(200);
  expect((await get('/products', headers)).status).toBe(403);
});

test('somebody disabled is out at once, everywhere, and in again only by signing in', async () => {
  const { id, email, headers, secret } = await member('manager');
  expect((await change(id, { disabled: true })).body).toMatchObject({ disabled: true });
  expect((await get('/orders', headers)).status).toBe(401);
  expect((await login<Refusal>(email, PASSWORD, codeOf(secret, 1))).status).toBe(401);
  await change(id, { disabled: false });
  expect((await get('/orders', headers)).status).toBe(401);
  later(2 * MINUTE_MS);
  const { body } = await login(email, PASSWORD, codeOf(secret));
  expect((await get('/orders', bearer(body))).status).toBe(200);
});

type Staff = { items: { id: string }[]; next_cursor: string | null };

/** The ids of all staff from a cursor on, asked for two by two. */
async function staffFrom(cursor: string | null): Promise<string[]> {
  const here = cursor === null ? '' : `&cursor=${cursor}`;
  const { status, body } = await get<Staff>(`/staff?limit=2${here}`, ADMIN);
  expect(status).toBe(200);
  const ids = body.items.map(({ id }) => id);
  return [...ids, ...(body.next_cursor === null ? [] : await staffFrom(body.next_cursor))];
}

/** Invites a new address, and leaves its mail unread. */
async function askSomebody(): Promise<string> {
  const body = { email: newEmail(), role: 'support' };
  return (await post<{ id: string }>('/api/admin/staff/invitations', body, ADMIN)).body.id;
}

test('staff are listed by pages, the newest first, and each once', async () => {
  const asked = [await askSomebody(), await askSomebody(), await askSomebody()];
  const all = await staffFrom(null);
  expect(all.slice(0, 3)).toEqual(asked.toReversed());
  expect(new Set(all).size).toBe(all.length);
  expect(await staffFrom('WzBd')).toEqual([]);
  expect((await get('/staff?cursor=nonsense', ADMIN)).status).toBe(400);
  const first = await get<Staff>('/staff?limit=1', ADMIN);
  const page = await call<string>('GET', `/admin/staff?cursor=${first.body.next_cursor}`, {
    headers: ADMIN,
  });
  expect(page.body).not.toContain(`/admin/staff/${asked[2]}`);
  expect(page.body).toContain(`/admin/staff/${asked[1]}`);
});

test('nobody changes themselves, and a seller sells somebody’s goods', async () => {
  const owner = await member('owner');
  const refused = await change(owner.id, { role: 'manager' }, owner.headers);
  expect([refused.status, refused.body.type]).toEqual([409, 'own_account']);
  const { id } = await member('support');
  expect((await change(id, { role: 'seller' })).status).toBe(400);
  expect((await change(id, { role: 'seller', seller_id: 'acme' })).status).toBe(200);
  expect((await change('AAAAAAAAAAAAAAAAAAAAAA', { role: 'owner' })).status).toBe(404);
});

test('money and power ask for a second factor of the last quarter of an hour', async () => {
  const owner = await member('owner');
  const { refresh_token } = owner.session;
  expect((await refund(owner.session)).status).toBe(400);
  later(16 * MINUTE_MS);
  const { body: renewed } = await post<Session>('/api/auth/refresh', { refresh_token });
  for (const asked of [
    await refund(renewed),
    await post<Refusal>('/api/admin/orders/something/cancel', {}, bearer(renewed)),
    await call<Refusal>('PATCH', '/api/admin/orders/something/returns/one', {
      headers: bearer(renewed),
      body: {},
    }),
    await post<Refusal>('/api/admin/api-keys', { label: 'x', scopes: [] }, bearer(renewed)),
    await change(owner.id, { role: 'owner' }, bearer(renewed)),
  ]) {
    expect([asked.status, asked.body.type]).toEqual([403, 'step_up_required']);
  }
  const proof = { code: codeOf(owner.secret) };
  expect((await post('/api/me/second-factor/proof', proof, bearer(renewed))).status).toBe(204);
  expect((await refund(renewed)).status).toBe(400);
});

type Made = { id: string; prefix: string; key: string };
const makeKey = (scopes: string[]) =>
  post<Made>('/api/admin/api-keys', { label: 'Warehouse', scopes }, ADMIN);

test('a key does what its scopes say and nothing else, until it is revoked', async () => {
  const { status, body } = await makeKey(['stock.read', 'orders.read']);
  expect(status).toBe(201);
  expect(body.key).toMatch(new RegExp(`^${body.prefix}[\\w-]{43}$`));
  const headers = { authorization: `Bearer ${body.key}` };
  expect((await get('/orders', headers)).status).toBe(200);
  expect((await get('/coupons', headers)).status).toBe(403);
  const wrong = { authorization: `Bearer ${body.key.slice(0, -1)}A` };
  expect((await get('/orders', wrong)).status).toBe(401);
  const listed = await get<{ items: Record<string, unknown>[] }>('/api-keys', ADMIN);
  const shown = listed.body.items.find(({ id }) => id === body.id);
  expect(shown).toMatchObject({ prefix: body.prefix, scopes: ['stock.read', 'orders.read'] });
  expect(Date.parse(String(shown?.['used_at']))).toBeGreaterThan(Date.now() - MINUTE_MS);
  expect(JSON.stringify(listed.body)).not.toContain(body.key.slice(body.prefix.length));
  const gone = await call('DELETE', `/api/admin/api-keys/${body.id}`, { headers: ADMIN });
  expect(gone.status).toBe(204);
  expect((await get('/orders', headers)).status).toBe(401);
});

test('no key may make keys or staff', async () => {
  expect((await makeKey(['keys.write'])).status).toBe(400);
  expect((await makeKey(['staff.write'])).status).toBe(400);
});

type Entry = { sequence: number; actor: string; path: string; detail: string; answers: number };
const log = async () => (await get<{ items: Entry[] }>('/audit', ADMIN)).body.items;

test('what staff do, try and fail at is in the log, and the log is whole', async () => {
  const owner = await member('owner');
  const support = await member('support');
  await change(support.id, { role: 'editor' }, owner.headers);
  await post('/api/admin/coupons', { code: 'X' }, support.headers);
  const [refused, changed] = await log();
  expect(changed).toMatchObject({
    actor: `account:${owner.id}`,
    path: `/api/admin/staff/${support.id}`,
    detail: '{"role":"editor"}',
  });
  expect(refused).toMatchObject({ actor: `account:${support.id}`, detail: 'refused: forbidden' });
  await post('/api/admin/coupons', { code: 'X' }, owner.headers);
  const [answered, asked] = await log();
  expect(answered).toMatchObject({ detail: 'answered 400', answers: asked?.sequence });
  expect(JSON.stringify(await log())).not.toContain('@');
  const check = await get<{ whole: boolean; entries: number }>('/audit/check', ADMIN);
  expect(check.body).toMatchObject({ whole: true, entries: answered?.sequence });
  const { body: lines } = await call<string>('GET', '/api/admin/audit/export', { headers: ADMIN });
  expect(lines.trim().split('\n')).toHaveLength(answered?.sequence ?? 0);
});

test('nobody chooses by how a request is written what the log says of it', async () => {
  const { id } = await member('support');
  for (const type of ['Application/JSON; charset=utf-8', 'application/x+json']) {
    const headers = { ...ADMIN, 'content-type': type };
    expect((await change(id, { role: 'editor' }, headers)).status).toBe(200);
    expect((await log())[0]).toMatchObject({ detail: '{"role":"editor"}' });
  }
  const form = new FormData();
  form.append('label', 'Till');
  for (const scope of ['orders.refund', 'stock.read']) form.append('scopes', scope);
  const url = 'http://localhost/admin/keys';
  const made = await exports.default.fetch(url, { method: 'POST', headers: ADMIN, body: form });
  expect(made.status).toBe(200);
  const [done, asked] = await log();
  expect(asked?.detail).toBe('{"scopes":["orders.refund","stock.read"],"label":"Till"}');
  expect(done).toMatchObject({ answers: asked?.sequence });
  expect(done?.detail).toContain('"scopes":["orders.refund","stock.read"]');
});

test('the log says whom an invitation reached, and that they took it', async () => {
  const { id, token } = await invited('manager');
  expect((await log())[0]).toMatchObject({ detail: `done: {"account":"${id}"}` });
  await accept(token);
  expect((await log())[0]).toMatchObject({
    actor: `account:${id}`,
    path: '/api/auth/accept-invitation',
    detail: '{"role":"manager","seller_id":null}',
  });
});

test('a role that was set is not taken back by an invitation of before', async () => {
  const { id, token } = await invited('owner');
  expect((await change(id, { role: 'customer' })).status).toBe(200);
  expect((await accept(token)).body.type).toBe('link_void');
  const other = await invited('manager');
  expect((await change(other.id, { disabled: true })).status).toBe(200);
  expect((await accept(other.token)).body.type).toBe('link_void');
});

test('whoever takes sellers in asks nobody who is staff or was asked to be', async () => {
  const manager = await member('manager');
  const support = await member('support');
  const { email, token } = await invited('owner');
  const path = '/api/admin/sellers';
  const made = await post(path, { id: 'oak', name: 'Oak' }, manager.headers);
  expect(made.status).toBe(201);
  for (const address of [support.email, email]) {
    const asked = { email: address };
    const refused = await post<Refusal>(`${path}/oak/invitations`, asked, manager.headers);
    expect([refused.status, refused.body.type]).toEqual([409, 'other_post']);
  }
  expect((await accept(token)).status).toBe(204);
  // Begun again, the same seller is gone on with; whom it asks is asked again.
  const person = newEmail();
  const oak = { id: 'oak', name: 'Oak', email: person };
  expect((await post(path, oak, manager.headers)).status).toBe(201);
  expect((await post(path, oak, manager.headers)).status).toBe(201);
});

test('strangers who register an address take no invitation from it', async () => {
  const { email, token } = await invited('support');
  for (let times = 0; times < 4; times++) await register(email);
  const weak = await accept(token, { name: 'Ada', password: 'password1' });
  expect(weak.status).toBe(400);
  // What was refused has changed nothing: who registered is still there.
  expect((await login(email)).status).toBe(200);
  expect((await accept(token)).status).toBe(204);
});

test('the back office takes staff from their invitation to their work', async () => {
  const { email, token } = await invited('support');
  const person = new Visitor();
  const welcome = await person.get(`/admin/invitation?token=${encodeURIComponent(token)}`);
  expect(welcome.html).toContain(`You will be Support as ${email}`);
  const chosen = { token, name: 'Ada', password: PASSWORD };
  expect((await person.post('/admin/invitation', chosen)).location).toBe('/admin/sign-in');
  const signedIn = await person.post('/admin/sign-in', { email, password: PASSWORD, code: '' });
  expect(signedIn.location).toBe('/admin');
  expect((await person.get('/admin')).location).toBe('/admin/confirm');
  const setup = await person.post('/admin/confirm', { begin: 'yes', next: '/admin/orders' });
  const secret = /<code>([A-Z2-7]{32})<\/code>/.exec(setup.html)?.[1] ?? '';
  const done = await person.post('/admin/confirm', { code: codeOf(secret), next: '/admin/orders' });
  expect(done.html.match(/<code>[A-Z2-7-]{19}<\/code>/g)).toHaveLength(10);
  const page = await person.get('/admin/orders');
  expect(page.html).toContain('Ada, support');
  expect(page.html).not.toContain('href="/admin/staff"');
  expect((await person.get('/admin/staff')).status).toBe(403);
  later(16 * MINUTE_MS);
  const referer = 'http://localhost/admin/orders/some-order';
  const stepped = await person.post('/admin/orders/some-order/refunds', {}, { referer });
  expect(stepped.location).toBe('/admin/confirm?next=%2Fadmin%2Forders%2Fsome-order');
  const proof = { code: codeOf(secret), next: '/admin/orders/some-order' };
  expect((await person.post('/admin/confirm', proof)).location).toBe(proof.next);
  await person.post('/admin/sign-out', {});
  expect((await person.get('/admin/orders')).location).toMatch(/^\/admin\/sign-in/);
});

test('an owner invites, changes and reads the log by pages', async () => {
  const owner = await member('owner');
  const person = new Visitor();
  later(2 * MINUTE_MS);
  const code = codeOf(owner.secret);
  await person.post('/admin/sign-in', { email: owner.email, password: PASSWORD, code });
  const email = newEmail();
  const form = { email, role: 'seller', seller_id: '' };
  const refused = await person.post('/admin/invitations', form);
  expect(refused.html).toContain('Whose goods does the seller sell?');
  const asked = await person.post('/admin/invitations', { ...form, seller_id: 'acme' });
  expect(asked.location).toBe('/admin/staff?done=invited');
  const list = await person.get('/admin/staff');
  expect(list.html).toContain(email);
  const id = new RegExp(`${email}[\\s\\S]*?action="/admin/staff/([\\w-]+)"`).exec(list.html)?.[1];
  const path = `/admin/staff/${id ?? ''}`;
  expect((await person.post(path, { disabled: 'yes' })).location).toMatch(/done=changed/);
  const made = await person.post('/admin/keys', { label: 'Till', scopes: 'stock.read' });
  expect(made.html).toMatch(/<code>ew_[0-9a-f]{10}_[\w-]{43}<\/code>/);
  const told = await person.get('/admin/audit');
  expect(told.html).toContain('each follows from the one before');
  expect(told.html).toContain(path);
});

test('a customer who signs in at the back office finds nothing for them', async () => {
  const email = newEmail();
  await register(email);
  const person = new Visitor();
  await person.post('/admin/sign-in', { email, password: PASSWORD, code: '' });
  expect((await person.get('/admin/orders')).status).toBe(403);
  expect((await person.get('/admin')).status).toBe(403);
});

test('the shop’s key is typed again for money after a quarter of an hour', async () => {
  const person = new Visitor();
  await person.post('/admin/sign-in', { key: 'test-admin-key' });
  later(16 * MINUTE_MS);
  expect((await person.get('/admin/orders')).status).toBe(200);
  expect((await person.post('/admin/keys', {})).location).toBe('/admin/confirm');
  expect((await person.post('/admin/confirm', { key: 'wrong' })).status).toBe(403);
  expect((await person.post('/admin/confirm', { key: 'test-admin-key' })).location).toBe('/admin');
  expect((await person.post('/admin/keys', {})).status).toBe(400);
});
