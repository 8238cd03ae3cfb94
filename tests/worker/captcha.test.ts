/** Captchas: off by default; where they are on, who must solve one, and what an outage does. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { required } from '../../src/kernel/assert.ts';
import { addFault, clearFaults } from './support/inbox.ts';
import { newEmail, PASSWORD, register } from './support/people.ts';
import { ADDRESS, Buyer, stockProduct, unique } from './support/shop.ts';

afterEach(() => clearFaults());

const SITE_KEY = '0xSITE';
const asking = { ...env, TURNSTILE_SITE_KEY: SITE_KEY };
const TURNSTILE = 'https://challenges.cloudflare.com/turnstile/v0';

type Answer = {
  status: number;
  body: { type?: string; captcha?: unknown; order?: { id: string } };
};
type Headers_ = Record<string, string>;

/** Sends JSON to the shop that asks for captchas. */
async function send(path: string, body: unknown, headers: Headers_ = {}): Promise<Answer> {
  const request = new Request(`http://localhost${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const response = await app.fetch(request, asking);
  return { status: response.status, body: await response.json() };
}

/** A token as the widget makes one. */
async function solve(action: string): Promise<Headers_> {
  const outside = required(env.OUTSIDE, 'the sandbox is bound');
  const answer = await outside.fetch(`${TURNSTILE}/sandbox/challenge`, {
    method: 'POST',
    body: JSON.stringify({ sitekey: SITE_KEY, action }),
  });
  const { token } = await answer.json<{ token: string }>();
  return { 'captcha-token': token };
}

const away = (times = 1) =>
  addFault({ host: 'challenges.cloudflare.com', path: '*siteverify', kind: 'fail', times });

const person = () => ({ email: newEmail(), name: 'Ada', password: PASSWORD });

test('an account is made only with a captcha, which counts once and for this alone', async () => {
  const refused = await send('/api/auth/register', person());
  expect(refused).toMatchObject({ status: 403, body: { type: 'captcha_required' } });
  expect(refused.body.captcha).toEqual({
    provider: 'turnstile',
    action: 'register',
    site_key: SITE_KEY,
  });
  const token = await solve('register');
  expect((await send('/api/auth/register', person(), token)).status).toBe(201);
  expect((await send('/api/auth/register', person(), token)).status).toBe(403);
  const forLogin = await solve('login');
  expect((await send('/api/auth/register', person(), forLogin)).status).toBe(403);
});

test('a sign-in asks for a captcha after three failures, not before', async () => {
  const email = newEmail();
  await register(email);
  const attempt = (password: string, headers: Headers_ = {}) =>
    send('/api/auth/login', { email, password }, headers);
  for (let failure = 0; failure < 3; failure += 1) {
    expect((await attempt('wrong')).body.type).toBe('invalid_credentials');
  }
  expect((await attempt(PASSWORD)).body.type).toBe('captcha_required');
  const right = await attempt(PASSWORD, await solve('login'));
  expect(right.status).toBe(200);
  expect((await attempt(PASSWORD)).status).toBe(200);
});

async function guest(): Promise<Buyer> {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 5 }), 1);
  return buyer;
}

const order = (buyer: Buyer, key: string, headers: Headers_ = {}) =>
  send(
    '/api/checkout',
    { email: 'guest@example.com', shipping_address: ADDRESS },
    {
      'cart-token': buyer.token,
      'idempotency-key': key,
      ...headers,
    },
  );

test('a guest orders with a captcha; the same request again is the same order', async () => {
  const buyer = await guest();
  expect(await order(buyer, 'one')).toMatchObject({
    status: 403,
    body: { type: 'captcha_required' },
  });
  const token = await solve('checkout');
  const placed = await order(buyer, 'one', token);
  expect(placed.status).toBe(201);
  const again = await order(buyer, 'one', token);
  expect(again).toMatchObject({ status: 201, body: { order: { id: placed.body.order?.id } } });
  expect((await order(await guest(), 'two', token)).status).toBe(403);
});

test('who is signed in orders without', async () => {
  const signed = await send('/api/auth/register', person(), await solve('register'));
  const { access_token } = Object(signed.body);
  const buyer = await guest();
  const bearer = { authorization: `Bearer ${access_token}` };
  expect((await order(buyer, 'one', bearer)).status).toBe(201);
});

test('while Turnstile is away orders and sign-ins go on, and no accounts are made', async () => {
  const token = await solve('checkout');
  await away(2);
  expect((await order(await guest(), 'one', token)).status).toBe(201);
  expect(await send('/api/auth/register', person(), token)).toMatchObject({
    status: 503,
    body: { type: 'captcha_unavailable' },
  });
  // Who sends no token at all is still asked for one.
  expect((await order(await guest(), 'two')).status).toBe(403);
});

test('a wrong secret of ours refuses nobody an order', async () => {
  const misled = { ...asking, TURNSTILE_SECRET_KEY: 'mistyped' };
  const buyer = await guest();
  const request = new Request('http://localhost/api/checkout', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'cart-token': buyer.token,
      'idempotency-key': 'one',
      ...(await solve('checkout')),
    },
    body: JSON.stringify({ email: 'guest@example.com', shipping_address: ADDRESS }),
  });
  expect((await app.fetch(request, misled)).status).toBe(201);
});

/** A page of the shop that asks, with Turnstile's script where production has it. */
async function page(path: string, form?: Headers_): Promise<{ html: string; policy: string }> {
  const real = { ...asking, TURNSTILE_JS_URL: `${TURNSTILE}/api.js` };
  const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const response = await app.fetch(new Request(`http://localhost${path}`, init), real);
  const policy = response.headers.get('content-security-policy') ?? '';
  return { html: await response.text(), policy };
}

test('the widget is on the pages that ask, and their policy lets it in', async () => {
  const making = await page('/account/register');
  expect(making.html).toMatch(/class="cf-turnstile" data-sitekey="0xSITE"/);
  const origin = 'https://challenges.cloudflare.com';
  expect(making.policy).toContain(`script-src 'self' ${origin};`);
  expect(making.policy).toContain(`frame-src ${origin};`);
  const signIn = await page('/account/sign-in');
  expect(signIn.html).not.toContain('cf-turnstile');
  expect(signIn.policy).toContain(`script-src 'self';`);
  const refused = await page('/account/register', { ...person() });
  expect(refused.html).toContain('Show that you are a person');
});
