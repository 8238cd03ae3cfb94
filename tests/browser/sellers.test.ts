/** A seller at work: what is theirs is there, and what is another's is not. */
import { expect, test } from 'vitest';
import { atWork, paidOrder, PASSWORD, sellerWithLamp } from './by-api.ts';
import { openShop, origin, SETTLE_MS } from './shop.ts';

const shop = openShop();

test('a seller sees their products, stock, orders and payouts, and nobody else’s', async () => {
  await sellerWithLamp('alder', 'alder@example.com');
  await sellerWithLamp('beech', 'beech@example.com');
  const order = await paidOrder('buyer-of-lamps@example.com', [
    { sku: 'alder-lamp', quantity: 2 },
    { sku: 'beech-lamp', quantity: 1 },
  ]);
  const foreign = await paidOrder('buyer-of-one@example.com', [{ sku: 'beech-lamp', quantity: 1 }]);
  const code = await atWork('alder@example.com');

  const page = await shop.visit('/admin/sign-in');
  await page.getByLabel('E-mail').fill('alder@example.com');
  await page.locator('#password').fill(PASSWORD);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/admin/products');
  const sections = page.getByRole('navigation', { name: 'Back office' }).getByRole('link');
  expect(await sections.allInnerTexts()).toEqual(['Products', 'Stock', 'Sales']);
  const main = page.locator('main');
  await main.getByText('Lamp of alder').waitFor();
  expect(await main.innerText()).not.toMatch(/beech/i);

  await sections.filter({ hasText: 'Stock' }).click();
  await page.waitForURL('**/admin/stock');
  await main.locator('#q').fill('lamp of');
  await page.keyboard.press('Enter');
  await main.getByRole('link', { name: 'alder-lamp' }).waitFor();
  expect(await main.innerText()).not.toMatch(/beech/i);

  await page.goto(`${origin}/admin/sellers/alder`);
  await expect
    .poll(
      async () => {
        await page.reload();
        return main.innerText();
      },
      { timeout: SETTLE_MS },
    )
    // Two lamps at 40 euros, less a tenth.
    .toMatch(new RegExp(`${order.number}.*€80\\.00.*€8\\.00.*€72\\.00`, 's'));
  expect(await main.innerText()).not.toContain(foreign.number);
  await main.getByRole('link', { name: order.number }).click();
  await main.getByText('Lamp of alder').first().waitFor();
  expect(await main.innerText()).not.toMatch(/beech|buyer-of-lamps/i);

  for (const path of [
    '/admin/products/beech-lamp',
    '/admin/stock/beech-lamp',
    '/admin/sellers/beech',
    `/admin/sellers/beech/orders/${order.id}`,
    `/admin/sellers/alder/orders/${foreign.id}`,
  ]) {
    const answer = await page.request.get(`${origin}${path}`);
    expect([path, answer.status()]).toEqual([path, 404]);
  }
});
