/** The pages of the second factor, as somebody without scripts uses them. */
import { afterEach, expect, test, vi } from 'vitest';
import { codeOf } from './support/codes.ts';
import { newEmail, PASSWORD } from './support/people.ts';
import { textOf, Visitor } from './support/visitor.ts';

afterEach(() => vi.useRealTimers());

const FACTORS = '/account/security';

/** Somebody who has just made an account. */
async function person() {
  const visitor = new Visitor();
  const email = newEmail();
  const made = await visitor.post('/account/register', { name: 'Ada', email, password: PASSWORD });
  expect(made.location).toBe('/account');
  return { visitor, email };
}

const codesIn = (html: string): string[] =>
  [...html.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code = '']) => code);

/** Sets an app up by the forms; its secret and the recovery codes that were shown. */
async function withApp(visitor: Visitor) {
  const setup = await visitor.post(`${FACTORS}/app`, {});
  expect(setup.html).toContain('<svg');
  const secret = /<code>([A-Z2-7]{16,})<\/code>/.exec(setup.html)?.[1] ?? '';
  const done = await visitor.post(`${FACTORS}/app/confirm`, { code: codeOf(secret) });
  return { secret, codes: codesIn(done.html) };
}

test('an app is set up by its picture, and the recovery codes are shown this once', async () => {
  const { visitor, email } = await person();
  expect(textOf((await visitor.get(FACTORS)).html)).toContain('Not set up.');
  const { codes } = await withApp(visitor);
  expect(codes).toHaveLength(10);
  const page = await visitor.get(FACTORS);
  expect(textOf(page.html)).toContain('10 left.');
  expect(codesIn(page.html)).toEqual([]);

  const elsewhere = new Visitor();
  const asked = await elsewhere.post('/account/sign-in', { email, password: PASSWORD });
  expect(asked.status).toBe(401);
  const [code = ''] = codes;
  const signedIn = await elsewhere.post('/account/sign-in', { email, password: PASSWORD, code });
  expect(signedIn.location).toBe('/account');
  expect(textOf((await elsewhere.get(FACTORS)).html)).toContain('9 left.');
});

test('who sits at an old session proves who they are before the page shows', async () => {
  const { visitor } = await person();
  const { secret } = await withApp(visitor);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
  const sent = await visitor.get(FACTORS);
  expect(sent.location).toBe(`${FACTORS}/prove?next=%2Faccount%2Fsecurity`);
  const removed = await visitor.post(`${FACTORS}/app/remove`, {});
  expect(removed.location).toBe(sent.location);
  const wrong = await visitor.post(`${FACTORS}/prove`, { next: FACTORS, code: '000000' });
  expect(wrong.status).toBe(403);
  vi.setSystemTime(Date.now() + 30_000);
  const right = await visitor.post(`${FACTORS}/prove`, { next: FACTORS, code: codeOf(secret) });
  expect(right.location).toBe(FACTORS);
  await visitor.post(`${FACTORS}/app/remove`, {});
  expect(textOf((await visitor.get(FACTORS)).html)).toContain('Not set up.');
});

test('without a second factor the password proves it', async () => {
  const { visitor } = await person();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
  const wrong = await visitor.post(`${FACTORS}/prove`, { next: FACTORS, password: 'another one' });
  expect(wrong.status).toBe(403);
  const away = await visitor.post(`${FACTORS}/prove`, {
    ...{ next: 'https://elsewhere.example/', password: PASSWORD },
  });
  expect(away.location).toBe('/account');
  expect((await visitor.get(FACTORS)).status).toBe(200);
});

test('new recovery codes void the ones before', async () => {
  const { visitor, email } = await person();
  const { codes } = await withApp(visitor);
  const renewed = codesIn((await visitor.post(`${FACTORS}/recovery-codes`, {})).html);
  expect(renewed).toHaveLength(10);
  const elsewhere = new Visitor();
  const tryCode = (code = '') =>
    elsewhere.post('/account/sign-in', { email, password: PASSWORD, code });
  expect((await tryCode(codes[0])).status).toBe(401);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  expect((await tryCode(renewed[0])).location).toBe('/account');
});

test('strangers are led to sign in', async () => {
  const answers = await Promise.all([
    new Visitor().get(FACTORS),
    new Visitor().post(`${FACTORS}/app`, {}),
    new Visitor().post(`${FACTORS}/recovery-codes`, {}),
  ]);
  expect(answers.map(({ location }) => location.startsWith('/account/sign-in'))).toEqual([
    ...[true, true, true],
  ]);
});
