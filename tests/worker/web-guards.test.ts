/** What browsers and other sites must not be able to do, on every route there is. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { ADDRESS, Buyer, call, stockProduct, unique } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { Visitor } from './support/visitor.ts';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Every route that changes something, pages too, with something in place of its parameters. */
const CHANGING = [
  ...new Set(
    app.routes
      .filter(({ method, path }) => UNSAFE.has(method) && !path.includes('*'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:\w+(\{[^}]*\})?/g, 'x1')}`),
  ),
].map((route) => route.split(' '));

const FOREIGN: readonly Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost.evil.example', 'sec-fetch-site': 'same-origin' },
];

/**
 * What other sites may post to, and what is answered here. A provider's answer is only sent on, and
 * counts with the state in the browser's cookie alone (`tests/worker/identities.test.ts`); news end
 * by the sealed link of a letter, whoever is signed in (`tests/worker/pages-account.test.ts`).
 */
const POSTED_ELSEWHERE: ReadonlyMap<string, number> = new Map([
  ['/account/with/x1/callback', 404],
  ['/account/unsubscribe', 400],
]);

test('no route that changes something takes a request of another site', async () => {
  expect(CHANGING.length).toBeGreaterThan(100);
  const open: string[] = [];
  for (const [method = '', path = ''] of CHANGING) {
    for (const headers of FOREIGN) {
      const request = new Request(`http://localhost${path}`, { method, headers });
      const { status } = await app.fetch(request, env);
      if (status !== (POSTED_ELSEWHERE.get(path) ?? 403))
        open.push(`${method} ${path} answered ${status}`);
    }
  }
  expect(open).toEqual([]);
});

test('addresses and headers have a length', async () => {
  const long = await call<Refusal>('GET', `/api/products?q=${'x'.repeat(8_200)}`);
  expect(long).toMatchObject({ status: 414, body: { type: 'uri_too_long' } });
  const headers = { 'x-filler': 'x'.repeat(33_000) };
  const heavy = await call<Refusal>('POST', '/api/cart', { headers });
  expect(heavy).toMatchObject({ status: 431, body: { type: 'headers_too_large' } });
});

test('no other site may use what we answer as its own', async () => {
  for (const path of ['/', '/api/cart', '/api/products', '/nowhere', '/account/sign-in']) {
    const { headers } = await call('GET', path);
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  }
});

const ELSEWHERE = [
  ...['https://evil.example', '//evil.example', '/\\evil.example', '/%5Cevil.example'],
  ...['javascript:alert(1)', '/\t/evil.example', 'http:evil.example', '@evil.example'],
];

test.each(ELSEWHERE)('nobody is sent to %s after signing in', async (next) => {
  const visitor = new Visitor();
  const made = await visitor.post('/account/register', {
    ...{ email: `${unique('visitor')}@example.com`, name: 'Ada', password: 'a lamp and a chair' },
    next,
  });
  expect(made.status).toBe(303);
  expect(new URL(made.location, 'http://localhost').origin).toBe('http://localhost');
  const shown = await visitor.get(`/account/sign-in?next=${encodeURIComponent(next)}`);
  expect(new URL(shown.location, 'http://localhost').origin).toBe('http://localhost');
  const staff = await visitor.post('/admin/sign-in', { key: env.ADMIN_API_KEY, next });
  expect(new URL(staff.location, 'http://localhost').origin).toBe('http://localhost');
});

type Schema = { properties?: Record<string, unknown>; additionalProperties?: unknown };

const CARD = /card|\bpan\b|cvc|cvv|expiry|exp_month|security_code|iban/i;

/** Names of every property anywhere in a schema. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} }: Schema = schema;
  return [...Object.keys(properties), ...Object.values(schema).flatMap(namesIn)];
}

test('cards never touch us: no route takes a card number, and one sent is refused', async () => {
  const { body } = await call<{ paths: object; components: object }>('GET', '/openapi.json');
  const fields = [...namesIn(body.paths), ...namesIn(body.components)];
  expect(fields).toContain('shipping_address');
  expect(fields.filter((name) => CARD.test(name))).toEqual([]);
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('lamp'), { stock: 5 }), 1);
  const card = { number: '4242424242424242', cvc: '123' };
  const refused = await buyer.checkout<Refusal>('key', { card, shipping_address: ADDRESS });
  expect(refused.status).toBe(400);
  expect(refused.body.errors).toMatchObject([{ pointer: '/card' }]);
  const visitor = new Visitor();
  await visitor.post('/cart/items', {
    sku: String(await stockProduct(unique('lamp'), { stock: 1 })),
    quantity: '1',
  });
  const { html } = await visitor.get('/checkout');
  expect(html).toContain('name="email"');
  expect(html).not.toMatch(/autocomplete="cc-|name="card/);
});
