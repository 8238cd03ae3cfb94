/** Signing in with an account elsewhere: what is believed, what is not, and what it opens. */
import { afterEach, expect, test } from 'vitest';
import { addApp, codeOf } from './support/codes.ts';
import { addFault, clearFaults, mailsTo } from './support/inbox.ts';
import { bearer, linkIn, login, me, newEmail, PASSWORD, post, verified } from './support/people.ts';
import { consent, pathOf, signInBy } from './support/provider.ts';
import { call, until } from './support/shop.ts';
import { fieldOf, textOf, Visitor } from './support/visitor.ts';

afterEach(clearFaults);

let subjects = 1_000;
const newSub = (): string => String(++subjects);

for (const provider of ['google', 'apple', 'github', 'oidc']) {
  test(`${provider} signs somebody new in, and again the same person`, async () => {
    const told = { sub: newSub(), email: newEmail() };
    const first = new Visitor();
    expect((await signInBy(first, provider, told)).location).toBe('/account');
    expect((await first.get('/account')).status).toBe(200);
    const again = new Visitor();
    // The address may have changed there: who somebody is says the subject alone.
    await signInBy(again, provider, { ...told, email: newEmail() });
    const page = await again.get('/account/security');
    expect(textOf(page.html)).toContain(told.email);
  });
}

test('an address that the provider vouches for is proved, others wait for a letter', async () => {
  const [vouched, other] = [newEmail(), newEmail()];
  await signInBy(new Visitor(), 'oidc', { sub: newSub(), email: vouched });
  const visitor = new Visitor();
  const told = { sub: newSub(), email: other, email_verified: '' } as const;
  const asked = await signInBy(visitor, 'oidc', told);
  const link = fieldOf(asked.html, 'link') ?? '';
  const form = { email: other, name: 'Ada', password: PASSWORD, link };
  expect((await visitor.post('/account/register', form)).location).toBe('/account');
  expect(textOf((await visitor.get('/account')).html)).toContain(`sent a link to ${other}`);
  await linkIn(other, '/account/verify');
  expect(await mailsTo(vouched)).toEqual([]);
  // The two are tied from then on.
  expect((await signInBy(new Visitor(), 'oidc', told)).location).toBe('/account');
});

/** What somebody is answered for whose address no provider vouches. */
async function answerFor(email: string) {
  const { status, html } = await signInBy(new Visitor(), 'oidc', {
    ...{ sub: newSub(), email, email_verified: '' },
  });
  const link = fieldOf(html, 'link') ?? 'none';
  return { status, html: html.replaceAll(link, 'LINK').replaceAll(email, 'EMAIL') };
}

test('whom no provider vouches for is not told whether an address has an account', async () => {
  const [known, unknown] = [newEmail(), newEmail()];
  await verified(known);
  const answer = await answerFor(known);
  expect(answer).toEqual(await answerFor(unknown));
  expect(answer.html).toContain('LINK');
});

test('an account that is there already is opened only by who signs in to it as well', async () => {
  const email = newEmail();
  const own = await verified(email);
  const told = { sub: newSub(), email };
  const visitor = new Visitor();
  const refused = await signInBy(visitor, 'google', told);
  expect(refused.status).toBe(409);
  expect((await visitor.get('/account')).location).toContain('/account/sign-in');
  const link = fieldOf(refused.html, 'link') ?? '';
  const wrong = await visitor.post('/account/sign-in', { email, password: 'no lamp', link });
  expect(wrong.status).toBe(401);
  await visitor.post('/account/sign-in', { email, password: PASSWORD, link });
  await until(
    () => mailsTo(email),
    (mails) => mails.some(({ subject }) => subject.startsWith('How you sign in')),
  );
  const again = new Visitor();
  expect((await signInBy(again, 'google', told)).location).toBe('/account');
  expect((await me<{ items: unknown[] }>(own, '/sessions')).body.items.length).toBe(3);
});

test('a token that ties accounts is no other person’s to use', async () => {
  const email = newEmail();
  await verified(email);
  const refused = await signInBy(new Visitor(), 'google', { sub: newSub(), email });
  const link = fieldOf(refused.html, 'link') ?? '';
  const stranger = newEmail();
  await verified(stranger);
  for (const used of [link, `${link.slice(0, -2)}xx`]) {
    const visitor = new Visitor();
    await visitor.post('/account/sign-in', { email: stranger, password: PASSWORD, link: used });
    expect(textOf((await visitor.get('/account/security')).html)).toContain('Connect Google');
  }
});

const REFUSED = [
  ['a nonce of another question', { fault: 'nonce' }],
  ['a token for another shop', { fault: 'audience' }],
  ['a token of another issuer', { fault: 'issuer' }],
  ['a token that is over', { fault: 'expired' }],
  ['a token that the provider has not signed', { fault: 'signature' }],
  ['a person who said no', { answer: 'deny' as const }],
] as const;

for (const [what, told] of REFUSED) {
  test(`${what} opens nothing`, async () => {
    const visitor = new Visitor();
    const email = newEmail();
    expect((await signInBy(visitor, 'oidc', { sub: newSub(), email, ...told })).status).toBe(400);
    expect((await visitor.get('/account')).location).toContain('/account/sign-in');
  });
}

test('an answer counts once, for the browser that asked, under its own state', async () => {
  const told = { sub: newSub(), email: newEmail() };
  const visitor = new Visitor();
  const away = await visitor.get('/account/with/oidc');
  const back = pathOf(await consent(away.location, told));
  expect((await new Visitor().get(back)).status).toBe(400);
  const forged = back.replace(/state=[^&]+/, 'state=another');
  expect((await visitor.get(forged)).status).toBe(400);
  // The question was answered, if wrongly: its cookie is gone, and the code with it.
  expect((await visitor.get(back)).status).toBe(400);

  const other = new Visitor();
  const asked = await other.get('/account/with/oidc');
  const cookies = other.cookies;
  const answer = pathOf(await consent(asked.location, told));
  expect((await other.get(answer)).location).toBe('/account');
  const replayed = await new Visitor().get(answer, { cookie: cookies });
  expect(replayed.status).toBe(400);
});

test('an answer of one provider is not another’s', async () => {
  const visitor = new Visitor();
  const away = await visitor.get('/account/with/oidc');
  const back = pathOf(await consent(away.location, { sub: newSub(), email: newEmail() }));
  expect((await visitor.get(back.replace('/oidc/', '/google/'))).status).toBe(400);
});

test('what Apple posts is sent on as a link, from its own site or another', async () => {
  const visitor = new Visitor();
  const away = await visitor.get('/account/with/apple');
  expect(away.location).toContain('response_mode=form_post');
  const back = new URL(await consent(away.location, { sub: newSub(), email: newEmail() }));
  const posted = await visitor.post(back.pathname, Object.fromEntries(back.searchParams), {
    origin: 'https://appleid.apple.com',
    'sec-fetch-site': 'cross-site',
  });
  expect(posted.status).toBe(303);
  expect((await visitor.get(posted.location)).location).toBe('/account');
});

test('a provider that is away is told as such, and the shop goes on', async () => {
  const visitor = new Visitor();
  const away = await visitor.get('/account/with/oidc');
  const back = pathOf(await consent(away.location, { sub: newSub(), email: newEmail() }));
  await addFault({ host: 'id.sandbox.example', kind: 'fail', path: '/token', status: 503 });
  const answer = await visitor.get(back);
  expect(answer.status).toBe(503);
  expect(textOf(answer.html)).toContain('does not answer right now');
});

test('an account with a second factor asks for it after the provider, too', async () => {
  const email = newEmail();
  const told = { sub: newSub(), email };
  await signInBy(new Visitor(), 'oidc', told);
  // Without a password one may be chosen by mail; the provider opens the account as before.
  await post('/api/auth/forgot-password', { email });
  const token = await linkIn(email, '/account/reset');
  await post('/api/auth/reset-password', { token, password: PASSWORD });
  const { secret, recovery } = await addApp((await login(email)).body);
  const visitor = new Visitor();
  const asked = await signInBy(visitor, 'oidc', told);
  expect((await visitor.get('/account')).location).toContain('/account/sign-in');
  const proof = { token: fieldOf(asked.html, 'token') ?? '', next: '/account' };
  const wrong = await visitor.post('/account/with-code', { ...proof, code: codeOf(secret) });
  expect(wrong.status).toBe(401);
  const right = await visitor.post('/account/with-code', { ...proof, code: recovery[0] ?? '' });
  expect(right.location).toBe('/account');
});

test('who is signed in ties others to theirs, and unties all but the last way in', async () => {
  const email = newEmail();
  const visitor = new Visitor();
  await signInBy(visitor, 'oidc', { sub: newSub(), email });
  const alone = await visitor.post('/account/security/identities/remove', { provider: 'oidc' });
  expect(alone.location).toBe('/account/security?problem=last_way_in');
  const hub = { sub: newSub(), email: newEmail() };
  const away = await visitor.get('/account/with/github?link=1');
  const back = await visitor.get(pathOf(await consent(away.location, hub)));
  expect(back.location).toBe('/account/security');
  await visitor.post('/account/security/identities/remove', { provider: 'oidc' });
  const again = new Visitor();
  await signInBy(again, 'github', hub);
  expect(textOf((await again.get('/account/security')).html)).toContain('Connect the sandbox');
  // What opens one account here opens no second one.
  const other = new Visitor();
  await signInBy(other, 'oidc', { sub: newSub(), email: newEmail() });
  const asked = await other.get('/account/with/github?link=1');
  const taken = await other.get(pathOf(await consent(asked.location, hub)));
  expect(taken.location).toBe('/account/security?problem=identity_taken');
});

test('what was tied to an account that was deleted opens a new one', async () => {
  const email = newEmail();
  const told = { sub: newSub(), email };
  await signInBy(new Visitor(), 'google', told);
  await post('/api/auth/forgot-password', { email });
  const token = await linkIn(email, '/account/reset');
  await post('/api/auth/reset-password', { token, password: PASSWORD });
  const { body } = await login(email);
  const headers = bearer(body);
  expect((await call('DELETE', '/api/me', { headers, body: { password: PASSWORD } })).status).toBe(
    204,
  );
  await signInBy(new Visitor(), 'google', told);
  const gone = await login<{ type: string }>(email);
  expect(gone).toMatchObject({ status: 401, body: { type: 'invalid_credentials' } });
});
