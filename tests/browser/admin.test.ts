import { expect, test } from 'vitest';
import { paidOrder } from './by-api.ts';
import { mailsTo, openShop, origin } from './shop.ts';

const shop = openShop();
const BUYER = 'back-office@example.com';

/** A SKU that is in stock. */
async function someSku(): Promise<string> {
  const response = await fetch(`${origin}/api/products?in_stock=true&limit=1`);
  const { items }: { items: { default_variant: { sku: string } }[] } = await response.json();
  return items[0]?.default_variant.sku ?? '';
}

test('staff signs in, finds a paid order, and ships it in two parts', async () => {
  const order = await paidOrder(BUYER, [{ sku: await someSku(), quantity: 2 }]);
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
