import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { stockClient } from '../../src/inventory/client.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import { stockProduct, unique } from './support/shop.ts';

test('an address that orders too often is told when to come back', async () => {
  // The platform's own counter, already used up: development allows a hundred thousand a minute.
  const spent = { ...env, RATE_LIMIT_WRITES: { limit: async () => ({ success: false }) } };
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'key' };
  const request = new Request('http://localhost/api/checkout', {
    method: 'POST',
    headers,
    body: '{}',
  });
  const response = await app.fetch(request, spent);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('60');
  expect(await response.json()).toMatchObject({ type: 'too_many_requests' });
});

test('an address that has too many mails sent is told when to come back', async () => {
  const spent = { ...env, RATE_LIMIT_SIGN_IN: { limit: async () => ({ success: false }) } };
  const ask = (path: string, body: unknown) =>
    app.fetch(
      new Request(`http://localhost/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      spent,
    );
  const email = 'ada@example.com';
  const answers = await Promise.all([
    ask('register', { email, name: 'Ada', password: 'a lamp and a chair' }),
    ask('forgot-password', { email }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([429, 429]);
  expect(answers[0]?.headers.get('retry-after')).toBe('60');
});

test('an isolate with too much to do refuses browsing first, and never who pays', async () => {
  const busy = { ...env, SHED_BROWSING_AT: '3', SHED_ORDERING_AT: '6' };
  const ask = async (path: string) => app.fetch(new Request(`http://localhost${path}`), busy);
  const crowd = (path: string) => Promise.all(Array.from({ length: 12 }, () => ask(path)));
  const [browsing, paying] = [await crowd('/api/categories'), await crowd('/api/orders/order-one')];
  const shed = browsing.filter(({ status }) => status === 503);
  expect(browsing.length - shed.length).toBe(3);
  expect(shed[0]?.headers.get('retry-after')).toBe('5');
  expect(await shed[0]?.json()).toMatchObject({ type: 'overloaded' });
  expect(paying.map(({ status }) => status)).toEqual(paying.map(() => 404));
  expect((await ask('/api/categories')).status).toBe(200);
});

/** The binding, whose objects refuse what they are asked, as the platform does for a crowd. */
function crowded(asked: string[]): typeof env.SKU_STOCK {
  const refusal = Object.assign(new Error('Durable Object is overloaded.'), { overloaded: true });
  return new Proxy(env.SKU_STOCK, {
    get: (namespace, name) =>
      name === 'getByName'
        ? (sku: string) =>
            new Proxy(namespace.getByName(sku), {
              get: (_, method) => () => {
                asked.push(String(method));
                return Promise.reject(refusal);
              },
            })
        : Reflect.get(namespace, name),
  });
}

test('an owner that says it is asked too much is asked once, and that is told', async () => {
  const item = await stockProduct(unique('crowd'), { stock: 1 });
  const asked: string[] = [];
  const stock = stockClient(crowded(asked), 'weur');
  const orderId = required(asOrderId('0'.repeat(32)), 'an id');
  const request = { orderId, round: 1, quantity: 1, leaseUntil: 0, buyer: 'b', pass: null };
  expect(await stock.reserve(item, request)).toEqual({ ok: false, reason: 'overloaded' });
  expect(asked).toEqual(['reserve']);
  await expect(stock.commit(item, { orderId, round: 1 })).rejects.toThrow('overloaded');
});
