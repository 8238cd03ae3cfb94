/** The second factor from the outside: an app's codes, recovery codes, and fresh proof. */
import { afterEach, expect, test, vi } from 'vitest';
import { mailsTo } from './support/inbox.ts';
import { addApp, codeOf, withApp } from './support/codes.ts';
import { bearer, login, me, newEmail, PASSWORD, post, register } from './support/people.ts';
import type { Session } from './support/people.ts';
import { call, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { Visitor } from './support/visitor.ts';

afterEach(() => vi.useRealTimers());

const FACTOR = '/api/me/second-factor';
const MINUTE_MS = 60_000;

const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
const refused = (email: string, code?: string) => login<Refusal>(email, PASSWORD, code);
const remove = (session: Session) =>
  call<Refusal>('DELETE', `${FACTOR}/app`, { headers: bearer(session) });
const prove = (session: Session, proof: object) =>
  post<Refusal>(`${FACTOR}/proof`, proof, bearer(session));

const told = (mails: { subject: string }[]) =>
  mails.some((mail) => /sign in .* changed/.test(mail.subject));

test('an app is set up by its QR and counts once a code of it was typed', async () => {
  const email = newEmail();
  const { body: session } = await register(email);
  const begun = await post<{ secret: string; uri: string; qr_svg: string }>(
    `${FACTOR}/app`,
    {},
    bearer(session),
  );
  expect(begun.body.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(begun.body.uri).toContain(`secret=${begun.body.secret}`);
  expect(begun.body.qr_svg).toMatch(/^<svg /);
  expect((await login(email)).status).toBe(200);
  const wrong = await post<Refusal>(`${FACTOR}/app/confirm`, { code: '000000' }, bearer(session));
  expect([wrong.status, wrong.body.type]).toEqual([403, 'code_wrong']);
  const { recovery } = await addApp(session);
  expect(new Set(recovery).size).toBe(10);
  expect((await me(session, '/second-factor')).body).toMatchObject({
    enabled: true,
    app: true,
    recovery_codes_left: 10,
  });
  expect((await refused(email)).body.type).toBe('code_required');
  expect(told(await until(() => mailsTo(email), told))).toBe(true);
});

test('the password alone tells that a code is needed, a wrong password does not', async () => {
  const { email, secret } = await withApp();
  expect((await login<Refusal>(email, 'not the password')).body.type).toBe('invalid_credentials');
  expect((await login<Refusal>(email, 'not it', codeOf(secret, 1))).status).toBe(401);
  const asked = await refused(email);
  expect([asked.status, asked.body.type]).toEqual([401, 'code_required']);
  const wrong = await refused(email, '123456');
  expect([wrong.status, wrong.body.type]).toEqual([401, 'invalid_credentials']);
  expect((await login(email, PASSWORD, codeOf(secret, 1))).status).toBe(200);
});

test('a code of the app works once, and none before it works after it', async () => {
  const { email, secret } = await withApp();
  expect((await refused(email, codeOf(secret))).status).toBe(401);
  const next = codeOf(secret, 1);
  const both = await Promise.all([login(email, PASSWORD, next), login(email, PASSWORD, next)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  expect((await refused(email, codeOf(secret))).status).toBe(401);
  later(90_000);
  expect((await login(email, PASSWORD, codeOf(secret))).status).toBe(200);
  expect((await refused(email, codeOf(secret, -3))).status).toBe(401);
});

test('a recovery code works once, however it is typed', async () => {
  const { email, recovery, session } = await withApp();
  const [first = ''] = recovery;
  const typed = first.toLowerCase().replaceAll('-', ' ');
  expect((await login(email, PASSWORD, typed)).status).toBe(200);
  expect((await refused(email, first)).status).toBe(401);
  expect((await me(session, '/second-factor')).body).toMatchObject({ recovery_codes_left: 9 });
});

test('new recovery codes make the old ones void', async () => {
  const { email, recovery, session } = await withApp();
  const path = `${FACTOR}/recovery-codes`;
  const renewed = await post<{ recovery_codes: string[] }>(path, {}, bearer(session));
  expect((await refused(email, recovery[0])).status).toBe(401);
  expect((await login(email, PASSWORD, renewed.body.recovery_codes[0])).status).toBe(200);
});

test('wrong codes make the next one wait, also for who holds a session', async () => {
  const { session, secret } = await withApp();
  for (let tries = 0; tries < 6; tries++) await prove(session, { code: '000000' });
  const slowed = await prove(session, { code: codeOf(secret, 1) });
  expect([slowed.status, slowed.body.type]).toEqual([429, 'too_many_attempts']);
  later(2 * MINUTE_MS);
  expect((await prove(session, { code: codeOf(secret) })).status).toBe(204);
});

test('who sits at an old session changes no second factor before proving it anew', async () => {
  const { session, secret } = await withApp();
  const { refresh_token } = session;
  later(16 * MINUTE_MS);
  const { body: renewed } = await post<Session>('/api/auth/refresh', { refresh_token });
  const stale = await remove(renewed);
  expect([stale.status, stale.body.type]).toEqual([403, 'not_fresh']);
  expect((await prove(renewed, { password: PASSWORD })).status).toBe(403);
  expect((await prove(renewed, { code: codeOf(secret) })).status).toBe(204);
  expect((await remove(renewed)).body).toMatchObject({ enabled: false, recovery_codes_left: 0 });
});

test('without a second factor the password proves who sits there', async () => {
  const { body: session } = await register(newEmail());
  const { refresh_token } = session;
  later(16 * MINUTE_MS);
  const { body: renewed } = await post<Session>('/api/auth/refresh', { refresh_token });
  expect((await post<Refusal>(`${FACTOR}/app`, {}, bearer(renewed))).body.type).toBe('not_fresh');
  expect((await prove(renewed, { password: 'wrong wrong' })).status).toBe(403);
  expect((await prove(renewed, { code: '123456' })).body.type).toBe('no_second_factor');
  expect((await prove(renewed, { password: PASSWORD })).status).toBe(204);
  expect((await post(`${FACTOR}/app`, {}, bearer(renewed))).status).toBe(200);
});

test('a proof is one thing, and every route here is for who is signed in', async () => {
  const { body: session } = await register(newEmail());
  expect((await prove(session, {})).status).toBe(400);
  expect((await prove(session, { code: '1', password: 'x' })).status).toBe(400);
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/app'],
    ['DELETE', '/app'],
    ['POST', '/recovery-codes'],
    ['POST', '/passkeys/options'],
    ['DELETE', '/passkeys/some-key'],
    ['POST', '/proof/options'],
  ] as const) {
    expect((await call(method, `${FACTOR}${path}`)).status).toBe(401);
  }
});

test('the sign-in page asks for the code once the password was right', async () => {
  const { email, secret } = await withApp();
  const person = new Visitor();
  const tried = await person.post('/account/sign-in', { email, password: PASSWORD });
  expect(tried.status).toBe(401);
  expect(tried.html).toMatch(/<input[^>]* name="code"[^>]*autocomplete="one-time-code"/);
  const fields = { email, password: PASSWORD, code: codeOf(secret, 1) };
  expect((await person.post('/account/sign-in', fields)).location).toBe('/account');
  expect((await person.get('/account')).status).toBe(200);
});
