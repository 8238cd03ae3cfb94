/** Passkeys from the outside: an authenticator makes keys and signs with them. */
import { expect, test } from 'vitest';
import { Authenticator } from './support/authenticator.ts';
import { bearer, linkIn, login, me, newEmail, PASSWORD, post, register } from './support/people.ts';
import type { Session } from './support/people.ts';
import { call } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

const KEYS = '/api/me/second-factor/passkeys';

type Options = { challenge: string; user?: { id: string } };

const optionsOf = async (path: string, session?: Session): Promise<Options> =>
  (await post<Options>(`${path}/options`, {}, session === undefined ? {} : bearer(session))).body;

async function add(session: Session, device: Authenticator) {
  const response = await device.create(await optionsOf(KEYS, session));
  return post<{ recovery_codes: string[] }>(KEYS, { label: 'Phone', response }, bearer(session));
}

async function withPasskey() {
  const email = newEmail();
  const { body: session } = await register(email);
  const device = new Authenticator();
  const added = await add(session, device);
  return { email, session, device, added };
}

const signInBy = async (device: Authenticator, options?: Options) =>
  post<Session & Refusal>('/api/auth/passkey', {
    response: await device.get(options ?? (await optionsOf('/api/auth/passkey'))),
  });

test('a passkey signs in without a password, and is the second factor of who has one', async () => {
  const { email, session, device, added } = await withPasskey();
  expect(added.status).toBe(201);
  expect(added.body.recovery_codes).toHaveLength(10);
  const signedIn = await signInBy(device);
  expect(signedIn.status).toBe(200);
  expect(signedIn.body.account.id).toBe(session.account.id);
  expect((await login<Refusal>(email)).body.type).toBe('code_required');
  expect((await login(email, PASSWORD, added.body.recovery_codes[3])).status).toBe(200);
});

test('an answer counts once, for its own challenge only', async () => {
  const { device } = await withPasskey();
  const options = await optionsOf('/api/auth/passkey');
  const response = await device.get(options);
  const tries = await Promise.all([1, 2, 3].map(() => post('/api/auth/passkey', { response })));
  expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
  expect((await signInBy(device, options)).status).toBe(401);
  const forged = { challenge: options.challenge.slice(0, -2) };
  expect((await signInBy(device, forged)).status).toBe(401);
  expect((await signInBy(device)).status).toBe(200);
});

test("what another site's page asked for opens nothing here", async () => {
  const { device } = await withPasskey();
  device.origin = 'https://edgewise-shop.example';
  expect((await signInBy(device)).status).toBe(401);
});

test('a key that asked for neither finger nor PIN opens nothing', async () => {
  const { device } = await withPasskey();
  device.verifiesUser = false;
  expect((await signInBy(device)).status).toBe(401);
});

test('a key behind its own count is a copy', async () => {
  const { device } = await withPasskey();
  expect((await signInBy(device)).status).toBe(200);
  device.counter = 0;
  expect((await signInBy(device)).status).toBe(401);
});

test('a key that nobody added opens nothing', async () => {
  await withPasskey();
  expect((await signInBy(new Authenticator())).status).toBe(401);
});

test('nobody adds a key with a challenge that was made for another account', async () => {
  const { session: theirs } = await withPasskey();
  const { body: own } = await register(newEmail());
  const device = new Authenticator();
  const response = await device.create(await optionsOf(KEYS, theirs));
  const added = await post<Refusal>(KEYS, { label: 'Phone', response }, bearer(own));
  expect([added.status, added.body.type]).toEqual([403, 'passkey_refused']);
});

test('a key proves who sits there; removed, it opens nothing any more', async () => {
  const { session, device } = await withPasskey();
  const proof = '/api/me/second-factor/proof';
  const passkey = await device.get(await optionsOf(proof, session));
  expect((await post(proof, { passkey }, bearer(session))).status).toBe(204);
  expect((await me(session, '/second-factor')).body).toMatchObject({
    passkeys: [{ id: device.id, label: 'Phone' }],
  });
  const removed = await call('DELETE', `${KEYS}/${device.id}`, { headers: bearer(session) });
  expect(removed.body).toMatchObject({ enabled: false, passkeys: [] });
  expect((await signInBy(device)).status).toBe(401);
});

test("a stranger's passkey does not outlive the reset by who reads the mail", async () => {
  const { email, device } = await withPasskey();
  await post('/api/auth/forgot-password', { email });
  const token = await linkIn(email, '/account/reset');
  const password = 'the password of its owner';
  expect((await post('/api/auth/reset-password', { token, password })).status).toBe(204);
  expect((await signInBy(device)).status).toBe(401);
  expect((await login(email, password)).status).toBe(200);
});
