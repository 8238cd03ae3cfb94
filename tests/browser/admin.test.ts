import { expect, test, vi } from 'vitest';
import { mailsTo, openShop, origin } from './shop.ts';

const shop = openShop();
const BUYER = 'back-office@example.com';

/** The list is a copy: events come to it through two queues. */
const LIST_TIMEOUT_MS = 20_000;

const ADDRESS = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};

type Placed = {
  order: { id: string; number: string };
  payment: { reference: string; next: { client_secret: string; publishable_key: string } };
};

async function post(path: string, body: unknown, headers: Record<string, string>) {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}`);
  return response;
}

/** A SKU that is in stock. */
async function someSku(): Promise<string> {
  const response = await fetch(`${origin}/api/products?in_stock=true&limit=1`);
  const { items }: { items: { default_variant: { sku: string } }[] } = await response.json();
  return items[0]?.default_variant.sku ?? '';
}

/** An order of two units, paid with a test card. */
async function paidOrder(): Promise<Placed['order']> {
  const added = await post('/api/cart/items', { sku: await someSku(), quantity: 2 }, {});
  const placed = await post(
    '/api/checkout',
    { email: BUYER, shipping_address: ADDRESS },
    { 'cart-token': added.headers.get('cart-token') ?? '', 'idempotency-key': 'back-office' },
  );
  const { order, payment }: Placed = await placed.json();
  const key = payment.next.publishable_key;
  const path = `/sandbox/api.stripe.com/v1/payment_intents/${payment.reference}/confirm`;
  const { client_secret: secret } = payment.next;
  const form = { client_secret: secret, payment_method: 'pm_card_visa', key };
  await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams(form),
  });
  await listedAs(order.number, 'confirmed');
  return order;
}

/** Waits until the back office's list has heard that the order stands where it should. */
async function listedAs(number: string, status: string): Promise<void> {
  const headers = { authorization: 'Bearer dev-admin-key' };
  const look = async (): Promise<string | undefined> => {
    const response = await fetch(`${origin}/api/admin/orders?q=${number}`, { headers });
    const { items }: { items: { status: string }[] } = await response.json();
    return items[0]?.status;
  };
  await vi.waitFor(async () => expect(await look()).toBe(status), {
    timeout: LIST_TIMEOUT_MS,
    interval: 250,
  });
}

test('staff signs in, finds a paid order, and ships it in two parts', async () => {
  const order = await paidOrder();
  const page = await shop.visit(`/admin/orders/${order.id}`);
  await page.fill('#key', 'dev-admin-key');
  await page.getByRole('button', { name: 'Use the key' }).click();
  await page.waitForURL(`**/admin/orders/${order.id}`);

  await page.goto(`${origin}/admin/orders`);
  await page.keyboard.press('/');
  await page.keyboard.type(order.number);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: order.number }).click();
  const status = page.locator('h1 .badge');
  expect(await status.textContent()).toBe('Confirmed');

  for (const shipment of ['#sh_1', '#sh_2']) {
    await page.locator('#parcel input[inputmode=numeric]').first().fill('1');
    await page.getByRole('button', { name: 'Create shipment' }).click();
    await page.locator(shipment).getByRole('button', { name: 'Mark as packed' }).click();
    await page.locator(shipment).getByLabel('Carrier').fill('DHL');
    await page.locator(shipment).getByLabel('Tracking number').fill('00340434161094042557');
    await page.locator(shipment).getByRole('button', { name: 'Mark as shipped' }).click();
    await page.locator(shipment).getByRole('button', { name: 'Mark as delivered' }).waitFor();
    if (shipment === '#sh_1') expect(await status.textContent()).toBe('Partially shipped');
  }
  expect(await status.textContent()).toBe('Shipped');
  await expect
    .poll(async () => (await mailsTo(BUYER)).filter(({ text }) => text.includes('DHL')).length)
    .toBe(2);
});
