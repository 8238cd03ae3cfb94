/** Who gets into the back office, and who does not. */
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { app } from '../../src/app.ts';
import { ADMIN, call } from './support/shop.ts';
import { Staff, errorIn, staff, valueIn } from './support/staff.ts';

/** Every route of the back office, with something in place of its parameters. */
const routes = app.routes
  .filter(({ path, method }) => /^\/(api\/)?admin(\/|$)/.test(path) && method !== 'ALL')
  .map(({ path, method }) => ({ method, path: path.replaceAll(/:\w+(\{[^}]*\})?/g, 'something') }));
const guarded = routes.filter(({ path }) => !/^\/admin\/(sign-in|invitation)$/.test(path));

async function answerOf(route: { method: string; path: string }, headers: Record<string, string>) {
  const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} };
  const { status, headers: answered } = await call(route.method, route.path, { headers, ...body });
  return { route, status, location: answered.get('location') };
}

test('nobody gets into any route of the back office without the key', async () => {
  expect(guarded.length).toBeGreaterThan(30);
  const strangers = [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: 'Bearer ' },
    { authorization: 'Basic test-admin-key' },
    { cookie: 'staff=9999999999999.k1.AAAAAAAAAAAAAAAA' },
  ];
  for (const headers of strangers) {
    const answers = await Promise.all(guarded.map((route) => answerOf(route, headers)));
    for (const { route, status, location } of answers) {
      if (route.path.startsWith('/api/')) expect({ route, status }).toEqual({ route, status: 401 });
      else {
        expect({ route, status }).toEqual({ route, status: 303 });
        expect(location).toMatch(/^\/admin\/sign-in(\?|$)/);
      }
    }
  }
});

test('no route of the back office answers staff with a fault', async () => {
  const reads = guarded.filter(({ method }) => method === 'GET');
  for (const answer of await Promise.all(reads.map((route) => answerOf(route, ADMIN)))) {
    expect(answer).toMatchObject({ status: expect.any(Number) });
    expect(answer.status).toBeLessThan(500);
  }
});

test('the key opens the back office until its holder signs out', async () => {
  const person = new Staff();
  const first = await person.open('/admin/orders');
  expect([first.status, first.location]).toEqual([303, '/admin/sign-in?next=%2Fadmin%2Forders']);
  const signedIn = await person.signIn('test-admin-key', '/admin/orders');
  expect([signedIn.status, signedIn.location]).toEqual([303, '/admin/orders']);
  const cookie = signedIn.headers.get('set-cookie');
  expect(cookie).toMatch(/^staff=/);
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect((await person.open('/admin/orders')).status).toBe(200);
  expect((await person.open('/admin/sign-in')).location).toBe('/admin');
  const left = await person.send('/admin/sign-out', {});
  expect(left.headers.get('set-cookie')).toMatch(/^staff=; Max-Age=0/);
});

test('a wrong key is refused beside its field and is not shown again', async () => {
  const person = new Staff();
  const refused = await person.signIn('test-admin-kez');
  expect(refused.status).toBe(401);
  expect(errorIn(refused.html, 'key')).toBe('This is not the admin key.');
  expect(valueIn(refused.html, 'key')).toBe('');
  expect(refused.html).not.toContain('test-admin-kez');
  expect(refused.headers.get('set-cookie')).toBeNull();
});

test('signing in leads to a page of the back office and nowhere else', async () => {
  for (const next of ['https://evil.example/', '//evil.example', '/admin\\@evil.example', '/']) {
    expect((await new Staff().signIn('test-admin-key', next)).location).toBe('/admin');
  }
});

test('an address that tries too often is refused before its key is looked at', async () => {
  const limit = { limit: () => Promise.resolve({ success: false }) };
  const answer = await app.request(
    'http://localhost/admin/sign-in',
    { method: 'POST', body: new URLSearchParams({ key: 'test-admin-key' }) },
    { ...env, RATE_LIMIT_SIGN_IN: limit },
  );
  expect(answer.status).toBe(429);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('a session ends after twelve hours, and with the key it was opened with', async () => {
  const { cookie } = await staff();
  const look = (changes: Partial<Env> = {}) =>
    app.request('http://localhost/admin', { headers: { cookie } }, { ...env, ...changes });
  expect((await look()).status).toBe(200);
  expect((await look({ ADMIN_API_KEY: 'another-key' })).status).toBe(303);
  vi.useFakeTimers({ now: Date.now() + 12 * 3_600_000, toFake: ['Date'] });
  const late = await look();
  vi.useRealTimers();
  expect(late.status).toBe(303);
});

test('pages are kept by no cache and shown in no frame', async () => {
  const { headers } = await (await staff()).open('/admin');
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).toContain("script-src 'self';");
});

test("another site's form does nothing, even in a browser that is signed in", async () => {
  const { cookie } = await staff();
  const answer = await call('POST', '/admin/coupons', {
    headers: {
      cookie,
      origin: 'https://evil.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'code=FREE&kind=percent&value=100',
  });
  expect(answer.status).toBe(403);
});
