/** What every page tells browsers to refuse, and that no page needs what is refused. */
import { beforeAll, expect, test } from 'vitest';
import { paymentPolicy } from '../../src/http/security-headers.ts';
import { row, stockShop } from './catalog-support.ts';
import { Visitor } from './support/visitor.ts';

const visitor = new Visitor();

beforeAll(async () => {
  await stockShop([row('lamp', { slug: 'lamp', variants: [{ sku: 'LAMP', stock: 5 }] })]);
  await visitor.post('/cart/items', { sku: 'LAMP', quantity: '1' });
});

const PAGES = [
  ...['/', '/products/lamp', '/categories/lighting', '/search', '/search?sort=odd', '/nowhere'],
  ...['/cart', '/checkout'],
];

test.each(PAGES)('%s is guarded and needs nothing inline', async (path) => {
  const { html, headers } = await visitor.get(path);
  const policy = headers.get('content-security-policy') ?? '';
  for (const part of [
    "default-src 'self'",
    "script-src 'self';",
    "style-src 'self';",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ]) {
    expect(policy).toContain(part);
  }
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
  const scripts = html.match(/<script(?![^>]* src=)(?![^>]*application\/ld\+json)/g);
  const inline = html.match(/<style|<[^>]+ (style|on[a-z]+)="|javascript:/g);
  expect([scripts, inline]).toEqual([null, null]);
});

test('a page asks for a lasting https connection only over https', async () => {
  expect((await visitor.get('/cart')).headers.has('strict-transport-security')).toBe(false);
});

test("the card form's page lets in the provider's script, calls and frames, no more", () => {
  const policy = paymentPolicy('https://js.stripe.com/v3/');
  expect(policy).toContain("script-src 'self' https://js.stripe.com;");
  expect(policy).toContain("connect-src 'self' https://api.stripe.com;");
  expect(policy).toContain('frame-src https://js.stripe.com https://hooks.stripe.com;');
  expect(policy).not.toContain('unsafe');
  expect(paymentPolicy('/sandbox/js.stripe.com/v3/')).toContain("script-src 'self';");
});
