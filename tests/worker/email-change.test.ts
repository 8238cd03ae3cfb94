/** Another e-mail address: asked for, proved, told of to the old one, and taken back by it. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { confirmEmail } from '../../src/customers/email-change.ts';
import {
  linkIdentity,
  signInWith,
  signInWithCode,
  unlinkIdentity,
} from '../../src/customers/identities.ts';
import { required } from '../../src/kernel/assert.ts';
import { asAccountId, asSessionId } from '../../src/kernel/ids.ts';
import { accountLetters } from '../../src/notifications/letters.ts';
import type { AccountNotice } from '../../src/notifications/notice.ts';
import { servicesOf } from '../../src/services.ts';
import { bearer, linkIn, login, me, newEmail, PASSWORD, post } from './support/people.ts';
import { register, verified, verify } from './support/people.ts';
import type { Session } from './support/people.ts';
import { addApp, codeOf, withApp } from './support/codes.ts';
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

const { customers, accountReader } = servicesOf(env);
const idOf = (session: Session) => required(asAccountId(session.account.id), 'an account');
const factsOf = async (session: Session) =>
  required(await customers.accounts.facts(idOf(session)), 'an account');
const oldLink = (email: string) => linkIn(email, '/account/old-email');
const undo = (token: string) => post('/api/auth/undo-email', { token });

/** Moves an account's address, as who holds a session and the password does. */
async function move(session: Session, to: string): Promise<void> {
  await ask(session, to);
  expect((await confirm(session, await linkIn(to, '/account/new-email'))).status).toBe(204);
}

test('a link proves the address it was mailed to, whatever is asked for meanwhile', async () => {
  const { old, next, session, token } = await moved();
  const theirs = newEmail();
  const claims = await customers.accessTokens.verify(session.access_token);
  const sessionId = required(asSessionId(claims?.session ?? ''), 'a session');
  const { logins } = customers;
  const claim: typeof logins.claim = async (name, account) => {
    await ask(session, theirs);
    return logins.claim(name, account);
  };
  const meanwhile = { ...customers, logins: { ...logins, claim } };
  const owner = { account: idOf(session), session: sessionId };
  expect((await confirmEmail(meanwhile, token, owner)).ok).toBe(false);
  expect((await me<{ email: string }>(session)).body.email).toBe(old);
  expect((await login(old)).status).toBe(200);
  expect((await login<Refusal>(next)).status).toBe(401);
  // The same without a hand in it, as fast as it goes.
  const again = await linkIn(theirs, '/account/new-email');
  const third = newEmail();
  await Promise.all([confirm(session, again), ask(session, third), confirm(session, again)]);
  expect((await me<{ email: string }>(session)).body.email).not.toBe(third);
});

test('no other change takes from the old address its week', async () => {
  const [own, first, second] = [newEmail(), newEmail(), newEmail()];
  const session = await verified(own);
  await move(session, first);
  const token = await oldLink(own);
  await ask(session, newEmail());
  await move(session, second);
  const other = await oldLink(first);
  expect((await undo(token)).status).toBe(204);
  expect((await factsOf(session)).email).toBe(own);
  expect((await login<Refusal>(second)).status).toBe(401);
  expect((await undo(other)).status).toBe(400);
});

test('an address that nobody has proved is not given an account back', async () => {
  const { body: session } = await register(newEmail());
  await move(session, newEmail());
  const moves = newEmail();
  expect((await factsOf(session)).formerEmails).toEqual([]);
  await move(session, moves);
  expect((await factsOf(session)).formerEmails).toHaveLength(1);
});

const told = (subject: string) =>
  ({ provider: 'oidc', subject, email: null, emailVerified: false, name: 'Ada' }) as const;

test('what opens the account is what did before its address was changed', async () => {
  const [own, next] = [newEmail(), newEmail()];
  const session = await verified(own);
  const visitor = { network: '192.0.2.7', device: 'a browser' };
  await linkIdentity(customers, idOf(session), told('hers'));
  await move(session, next);
  await unlinkIdentity(customers, await factsOf(session), 'oidc');
  await linkIdentity(customers, idOf(session), told('theirs'));
  await addApp(session);
  const asked = await signInWith(customers, told('theirs'), visitor);
  const token = 'token' in asked ? asked.token : '';
  expect((await undo(await oldLink(own))).status).toBe(204);
  // What had been proved to the shop before the undo opens nothing after it.
  expect((await signInWithCode(customers, token, '000000', visitor)).ok).toBe(false);
  const left = customers.nameOf('login', next);
  const hash = await customers.passwords.hash(PASSWORD, left);
  await customers.logins.add(left, idOf(session), hash);
  expect((await login<Refusal>(next)).status).toBe(401);
  const facts = await factsOf(session);
  expect(facts.secondFactor.on).toBe(false);
  expect(facts.identities).toHaveLength(1);
  expect(await signInWith(customers, told('theirs'), visitor)).toEqual({
    ok: false,
    reason: 'no_email',
  });
  expect(await signInWith(customers, told('hers'), visitor)).toMatchObject({ ok: true });
});

test('of what was done to the account is told who read its mail then', async () => {
  const [own, next] = [newEmail(), newEmail()];
  const session = await verified(own);
  await move(session, next);
  const { version = 0 } = (await factsOf(session)).formerEmails[0] ?? {};
  const account = idOf(session);
  const letters = (kind: AccountNotice['kind'], at: number) =>
    accountLetters({ kind, account, version: at }, accountReader);
  expect(await letters('second_factor_changed', version - 1)).toMatchObject([{ to: own }]);
  expect(await letters('second_factor_changed', version + 1)).toMatchObject([{ to: next }]);
  // A link that acts on the account as it is now goes to no address of before.
  expect(await letters('reset_password', version - 1)).toEqual([]);
});
