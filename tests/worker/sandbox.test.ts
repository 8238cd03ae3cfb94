/** The shop's door to the outside world's stand-in. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';

const get = (path: string, bindings: object = {}) =>
  app.request(`http://localhost${path}`, {}, { ...env, ...bindings });

test('the inbox is served by the sandbox, under its own policy', async () => {
  const answer = await get('/sandbox/');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("style-src 'self'");
  expect(await answer.text()).toContain('Sandbox inbox');
});

test('the card form’s script comes through the shop', async () => {
  const answer = await get('/sandbox/js.stripe.com/v3/');
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await answer.text()).toContain('window.Stripe =');
});

test.each([
  ['development without a sandbox', { OUTSIDE: undefined }],
  ['production with one', { ENVIRONMENT: 'production' }],
])('%s hands nothing on, and refuses to serve', async (_, bindings) => {
  const answer = await get('/sandbox/', bindings);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ type: 'misconfigured' });
});
