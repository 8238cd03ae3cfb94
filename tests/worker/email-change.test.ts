/** Another e-mail address: asked for, proved, told of to the old one, and taken back by it. */
import { afterEach, expect, test, vi } from 'vitest';
import { bearer, linkIn, login, me, newEmail, PASSWORD, post } from './support/people.ts';
import { register, verified, verify } from './support/people.ts';
import type { Session } from './support/people.ts';
import { codeOf, withApp } from './support/codes.ts';
import { until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { textOf, Visitor } from './support/visitor.ts';

afterEach(() => vi.useRealTimers());

const ask = (session: Session, email: string, password = PASSWORD) =>
  post<Refusal>('/api/me/email', { email, password }, bearer(session));
const confirm = (session: Session, token: string) =>
  post<Refusal>('/api/auth/confirm-email', { token }, bearer(session));

/** An account whose address was changed. */
async function moved() {
  const [old, next] = [newEmail(), newEmail()];
  const session = await verified(old);
  const first = await linkIn(old, '/account/verify');
  expect((await ask(session, next)).status).toBe(202);
  const token = await linkIn(next, '/account/new-email');
  return { old, next, session, token, first };
}

/** Somebody else proves an address that was another's, by a letter after the `first`. */
async function taken(email: string, first: string): Promise<void> {
  const { body } = await register(email);
  const token = await until(
    () => linkIn(email, '/account/verify'),
    (found) => found !== first,
  );
  expect((await verify(token, body)).status).toBe(204);
}

test('a new address counts once its mail was read; the old one opens nothing then', async () => {
  const { old, next, session, token, first } = await moved();
  expect((await me<{ email: string }>(session)).body.email).toBe(old);
  const elsewhere = (await login(old)).body;
  expect((await confirm(session, token)).status).toBe(204);
  expect((await me<{ email: string }>(session)).body.email).toBe(next);
  expect((await login<Refusal>(old)).status).toBe(401);
  expect((await login(next)).status).toBe(200);
  expect((await me(elsewhere)).status).toBe(401);
  expect((await confirm(session, token)).status).toBe(400);
  // The old address is free for somebody else.
  await taken(old, first);
});

test('who reads the old address takes it back, and whoever changed it is out', async () => {
  const { old, next, session, token } = await moved();
  await confirm(session, token);
  const undo = { token: await linkIn(old, '/account/old-email') };
  expect((await post('/api/auth/undo-email', undo)).status).toBe(204);
  expect((await me(session)).status).toBe(401);
  expect((await login<Refusal>(next)).status).toBe(401);
  expect((await login<Refusal>(old)).status).toBe(401);
  const reset = { token: await linkIn(old, '/account/reset'), password: 'another lamp there' };
  expect((await post('/api/auth/reset-password', reset)).status).toBe(204);
  expect((await login(old, reset.password)).status).toBe(200);
  expect((await post('/api/auth/undo-email', undo)).status).toBe(400);
});

test('after a week, or once somebody else has it, the old address is gone', async () => {
  const { old, session, token, first } = await moved();
  await confirm(session, token);
  const undo = { token: await linkIn(old, '/account/old-email') };
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 });
  expect((await post('/api/auth/undo-email', undo)).status).toBe(400);
  vi.useRealTimers();
  await taken(old, first);
  expect((await post('/api/auth/undo-email', undo)).status).toBe(400);
});

test('an address that is somebody’s is not taken, and the answer does not tell', async () => {
  const [own, theirs] = [newEmail(), newEmail()];
  const session = await verified(own);
  await verified(theirs);
  expect((await ask(session, theirs)).status).toBe(202);
  const token = await linkIn(theirs, '/account/new-email');
  expect((await confirm(session, token)).status).toBe(400);
  expect((await login(theirs)).status).toBe(200);
  expect((await login(own)).status).toBe(200);
});

test('it asks for the password, a fresh proof, and the account the link was made for', async () => {
  const { session, token, next } = await moved();
  expect((await ask(session, newEmail(), 'not it at all')).body.type).toBe('wrong_password');
  expect((await confirm(await verified(newEmail()), token)).status).toBe(400);
  const { session: guarded, secret } = await withApp();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
  const { body: renewed } = await post<Session>('/api/auth/refresh', {
    refresh_token: guarded.refresh_token,
  });
  expect((await ask(renewed, newEmail())).body.type).toBe('not_fresh');
  const proof = { code: codeOf(secret, 1) };
  await post('/api/me/second-factor/proof', proof, bearer(renewed));
  expect((await ask(renewed, newEmail())).status).toBe(202);
  vi.useRealTimers();
  // A new password voids what waits: the hash that was made for the new address is the old one's.
  const change = { current_password: PASSWORD, password: 'another lamp there' };
  await post('/api/me/password', change, bearer(session));
  expect((await confirm(session, token)).status).toBe(400);
  expect((await login<Refusal>(next)).status).toBe(401);
});

test('the pages do the same', async () => {
  const [old, next] = [newEmail(), newEmail()];
  await verified(old);
  const visitor = new Visitor();
  await visitor.post('/account/sign-in', { email: old, password: PASSWORD });
  const asked = await visitor.post('/account/email', { email: next, password: PASSWORD });
  expect(textOf(asked.html)).toContain('A link is on its way to the new address.');
  const token = await linkIn(next, '/account/new-email');
  expect((await visitor.get(`/account/new-email?token=${token}`)).status).toBe(200);
  const confirmed = await visitor.post('/account/new-email', { token });
  expect(textOf(confirmed.html)).toContain('Your account has its new address.');
  const back = { token: await linkIn(old, '/account/old-email') };
  const undone = await new Visitor().post('/account/old-email', back);
  expect(textOf(undone.html)).toContain('It is yours again.');
});
