/** Turnstile's stand-in: tokens count once, and the documented test keys do what they say. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openSandbox, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const HOST = 'https://challenges.cloudflare.com/turnstile/v0';
const SECRET = '0xSECRET';
const testSecret = (first: number): string => `${first}x${'0'.repeat(31)}AA`;

const challengeAnswer = z.object({ outcome: z.string(), token: z.string().optional() });
const verifyAnswer = z.looseObject({ success: z.boolean(), 'error-codes': z.array(z.string()) });

async function ask(path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await sandbox.fetch(`${HOST}/${path}`, init);
  return answer.json();
}

const solve = async (sitekey: string, extra: object = {}) =>
  challengeAnswer.parse(await ask('sandbox/challenge', { sitekey, ...extra }));

const verify = async (response: string, secret = SECRET, extra: object = {}) =>
  verifyAnswer.parse(await ask('siteverify', { secret, response, ...extra }));

test('a token counts once, and again only under the key it was asked about before', async () => {
  const { token = '' } = await solve('0xSITE', { action: 'login' });
  const key = crypto.randomUUID();
  const asked = { idempotency_key: key };
  expect(await verify(token, SECRET, asked)).toMatchObject({ success: true, action: 'login' });
  expect(await verify(token, SECRET, asked)).toMatchObject({ success: true });
  expect(await verify(token)).toMatchObject({ 'error-codes': ['timeout-or-duplicate'] });
  expect(await verify('made up')).toMatchObject({ 'error-codes': ['invalid-input-response'] });
  expect(await verify(token, 'no secret')).toMatchObject({
    'error-codes': ['invalid-input-secret'],
  });
});

test('the documented test keys pass, block, ask and refuse as they say', async () => {
  const { token = '' } = await solve('1x00000000000000000000AA');
  expect(await solve('2x00000000000000000000AB')).toEqual({ outcome: 'blocked' });
  expect(await solve('3x00000000000000000000FF')).toEqual({ outcome: 'press' });
  const pressed = await solve('3x00000000000000000000FF', { pressed: true });
  expect(pressed).toEqual({ outcome: 'passed', token });
  expect(await verify(token, testSecret(1))).toMatchObject({ success: true });
  expect(await verify(token, testSecret(1))).toMatchObject({ success: true });
  expect(await verify(token, testSecret(2))).toMatchObject({
    'error-codes': ['invalid-input-response'],
  });
  expect(await verify(token, testSecret(3))).toMatchObject({
    'error-codes': ['timeout-or-duplicate'],
  });
  // An account's own secret takes no token of a test key.
  expect(await verify(token)).toMatchObject({ 'error-codes': ['invalid-input-response'] });
});

test('faults strike it as they strike the others', async () => {
  const { token = '' } = await solve('0xSITE');
  await sandbox.fault({ host: 'challenges.cloudflare.com', path: '*siteverify', kind: 'fail' });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ secret: SECRET, response: token });
  const failed = await sandbox.fetch(`${HOST}/siteverify`, { method: 'POST', headers, body });
  expect(failed.status).toBe(500);
  expect(await verify(token)).toMatchObject({ success: true });
});
