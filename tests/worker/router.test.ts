/** The router that all requests pass. */
import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';

test('every route fits the fast router', async () => {
  await exports.default.fetch('http://localhost/api/health');
  await app.request('http://localhost/api/health');
  // A static path beside a parameter (/things/new and /things/:id) makes Hono fall back to a tree.
  expect(app.router.name).toBe('SmartRouter + RegExpRouter');
});
