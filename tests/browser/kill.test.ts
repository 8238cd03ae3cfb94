/**
 * A power cut between payment and confirmation: nothing but the order's own alarm may bring it to
 * its end, and its buyer gets one mail.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePort, startShop } from './start-shop.ts';
import type { RunningShop } from './start-shop.ts';

const SKU = 'DAILYMUG-SAGE-32';
const BUYER = 'power-cut@example.com';
const ADMIN = { authorization: 'Bearer dev-admin-key' };
/** Alarms were due while nothing ran; local ones fire soon after the start. */
const PATIENCE_MS = 60_000;

type Placed = {
  order: { id: string; token: string };
  payment: { reference: string; next: { client_secret: string; publishable_key: string } };
};
type Inbox = { items: { subject: string }[] };

let running: RunningShop | null = null;
const state = mkdtempSync(join(tmpdir(), 'edgewise-kill-'));
afterAll(async () => {
  await running?.stop();
  rmSync(state, { recursive: true, force: true });
});

async function post<T>(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${await response.text()}`);
  const answer: T = await response.json();
  return answer;
}

async function read<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const answer: T = await (await fetch(url, { headers })).json();
  return answer;
}

async function place(origin: string): Promise<Placed> {
  const { token } = await post<{ token: string }>(`${origin}/api/cart`, {});
  const cart = { 'cart-token': token };
  await post(`${origin}/api/cart/items`, { sku: SKU, quantity: 1 }, cart);
  const address = { name: 'A', line1: 'B 1', city: 'C', postal_code: '10115', country: 'DE' };
  return post<Placed>(
    `${origin}/api/checkout`,
    { email: BUYER, shipping_address: address },
    { ...cart, 'idempotency-key': 'power-cut' },
  );
}

async function pay(origin: string, { payment }: Placed): Promise<string> {
  const { client_secret: secret, publishable_key: key } = payment.next;
  const response = await fetch(
    `${origin}/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: new URLSearchParams({ client_secret: secret, payment_method: 'pm_card_visa' }),
    },
  );
  const { status }: { status: string } = await response.json();
  return status;
}

const mails = async (origin: string): Promise<Inbox['items']> => {
  const query = new URLSearchParams({ kind: 'mail', to: BUYER });
  return (await read<Inbox>(`${origin}/sandbox/inbox.json?${query}`)).items;
};

test('killed between payment and confirmation, the order is confirmed by its alarm', async () => {
  const port = await freePort();
  const vars = { PAYMENT_POLL_MS: 15_000, OUTBOX_RETRY_MS: 3_000 };
  running = await startShop(port, state, vars);
  const { origin } = running;
  const before = await read<{ on_hand: number }>(`${origin}/api/admin/stock/${SKU}`, ADMIN);
  await post(`${origin}/sandbox/control/faults`, { host: 'webhooks', kind: 'drop', times: 1_000 });
  const placed = await place(origin);
  expect(await pay(origin, placed)).toBe('requires_capture');
  await running.kill();

  running = await startShop(port, state, vars);
  const end = Date.now() + PATIENCE_MS;
  // Only the inbox is looked at, which is the sandbox's: no request reaches the order.
  while ((await mails(origin)).length === 0 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const headers = { 'order-token': placed.order.token };
  const order = await read<{ status: string }>(`${origin}/api/orders/${placed.order.id}`, headers);
  expect(order.status).toBe('confirmed');
  expect(await read(`${origin}/api/admin/stock/${SKU}`, ADMIN)).toMatchObject({
    on_hand: before.on_hand - 1,
    reserved: 0,
    sold: 1,
  });
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await mails(origin)).toHaveLength(1);
}, 240_000);
