/** A provider's guard inside workerd: time limits, the breaker, and the pace of writes. */
import { env, exports } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { SECOND_MS } from '../../src/kernel/time.ts';
import { outboundFetch } from '../../src/platform/outbound.ts';
import { NotSent, guardedProvider } from '../../src/platform/provider.ts';
import type { Provider } from '../../src/platform/provider.ts';
import { addFault, clearFaults, faults } from './support/inbox.ts';
import { unique } from './support/shop.ts';

const STRIPE = 'api.stripe.com';
const FAILURES_TO_OPEN = 8;
const OPEN_MS = 5 * SECOND_MS;
const TIMES = 1_000;

const guarded = (limits: { timeoutMs?: number; writesPerSecond?: number } = {}): Provider =>
  guardedProvider(outboundFetch(env), {
    ...{ name: 'stripe', timeoutMs: 2_000, writesPerSecond: null },
    ...limits,
  });

const ask = (provider: Provider, path: string, method = 'GET'): Promise<Response> =>
  provider.fetch(`https://${STRIPE}/v1/${path}`, {
    method,
    headers: { authorization: 'Bearer sk_test_sandbox' },
  });

/** Asks until the breaker opens. */
async function fail(provider: Provider, path: string): Promise<void> {
  for (let count = 0; count < FAILURES_TO_OPEN; count++) {
    await ask(provider, path).catch(() => null);
  }
}

const struck = async (): Promise<number> =>
  TIMES - required((await faults())[0], 'the fault is still set').times;

beforeEach(clearFaults);
afterEach(() => {
  vi.useRealTimers();
});

test('an answer comes through whole: status, headers and body', async () => {
  const answer = await ask(guarded(), 'payment_intents?limit=1');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toMatchObject({ object: 'list' });
});

test('a call that hangs ends at its time limit, and counts as a failure', async () => {
  const path = unique('hang');
  const provider = guarded({ timeoutMs: 100 });
  await addFault({
    host: STRIPE,
    kind: 'slow',
    path: `/v1/${path}`,
    times: TIMES,
    delay_ms: 3_000,
  });
  const asked = Date.now();
  await expect(ask(provider, path)).rejects.toThrow('timed out');
  expect(Date.now() - asked).toBeLessThan(1_500);
  await Promise.all(
    Array.from({ length: FAILURES_TO_OPEN - 1 }, () => ask(provider, path).catch(() => null)),
  );
  expect(provider.reachable()).toBe(false);
});

test('eight failures in a row open the breaker; nothing is sent until its time is up', async () => {
  const path = unique('down');
  const provider = guarded();
  await addFault({ host: STRIPE, kind: 'fail', path: `/v1/${path}`, times: TIMES, status: 503 });
  for (let count = 1; count < FAILURES_TO_OPEN; count++) {
    expect((await ask(provider, path)).status).toBe(503);
  }
  expect(provider.reachable()).toBe(true);
  expect((await ask(provider, path)).status).toBe(503);
  expect(provider.reachable()).toBe(false);
  await expect(ask(provider, path)).rejects.toBeInstanceOf(NotSent);
  expect(await struck()).toBe(FAILURES_TO_OPEN);

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + OPEN_MS });
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => ask(provider, path)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused.every((reason) => reason instanceof NotSent)).toBe(true);
  expect(await struck()).toBe(FAILURES_TO_OPEN + 1);
  expect(provider.reachable()).toBe(false);

  await clearFaults();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + OPEN_MS });
  expect((await ask(provider, path)).status).toBe(404);
  expect(provider.reachable()).toBe(true);
});

test('refusals and throttling are answers: they open nothing', async () => {
  const path = unique('busy');
  const provider = guarded();
  await addFault({ host: STRIPE, kind: 'rate_limit', path: `/v1/${path}`, times: 20 });
  for (let count = 0; count < 20; count++) expect((await ask(provider, path)).status).toBe(429);
  for (let count = 0; count < 20; count++) expect((await ask(provider, path)).status).toBe(404);
  expect(provider.reachable()).toBe(true);
});

test('a try that was cut off with its request keeps nobody else out for long', async () => {
  const path = unique('cut');
  let answer = Promise.resolve(new Response(null, { status: 500 }));
  const limits = { name: 'stripe', timeoutMs: 60_000, writesPerSecond: null };
  const provider = guardedProvider(() => answer.then((response) => response.clone()), limits);
  await fail(provider, path);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + OPEN_MS });
  // Its request is gone before its answer came: nothing tells the breaker of the end of it.
  answer = new Promise(() => undefined);
  void ask(provider, path).catch(() => null);
  answer = Promise.resolve(new Response('alive'));
  await expect(ask(provider, path)).rejects.toBeInstanceOf(NotSent);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * limits.timeoutMs });
  expect(await (await ask(provider, path)).text()).toBe('alive');
  expect(provider.reachable()).toBe(true);
});

test('the guard serves one request after another, each with its own timers', async () => {
  const provider = guarded();
  for (let count = 0; count < 3; count++) {
    expect((await exports.default.fetch('http://localhost/api/health')).status).toBe(200);
    expect((await ask(provider, 'payment_intents?limit=1')).status).toBe(200);
  }
});

test('writes keep their pace, reads do not wait for them', async () => {
  const provider = guarded({ writesPerSecond: 4 });
  const begun = performance.now();
  const write = async () => {
    await ask(provider, unique('write'), 'POST');
    return performance.now() - begun;
  };
  const ends = await Promise.all(Array.from({ length: 6 }, write));
  expect(ends.filter((end) => end < 245).length).toBeLessThanOrEqual(4);
  expect(Math.max(...ends)).toBeGreaterThan(490);
  const asked = performance.now();
  await ask(provider, 'payment_intents?limit=1');
  expect(performance.now() - asked).toBeLessThan(240);
});

test('a write whose turn would come too late is not sent', async () => {
  const provider = guarded({ writesPerSecond: 1 });
  const turns = await Promise.allSettled(
    Array.from({ length: 5 }, () => ask(provider, unique('write'), 'POST')),
  );
  const refused = turns.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toHaveLength(2);
  expect(refused.every((reason) => reason instanceof NotSent)).toBe(true);
});
