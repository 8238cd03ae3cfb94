/** An owner invites somebody, who must set up a second factor before they see anything. */
import type { Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { linkTo, openShop, origin, PHONE } from './shop.ts';

const shop = openShop();
const EMAIL = 'new-colleague@example.com';
const PASSWORD = 'a lamp and a chair';

/** Nothing of the page lies outside the screen. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('staff comes by an invitation and sets up an app before anything else', async () => {
  const owner = await shop.visit('/admin/sign-in');
  await owner.fill('#key', 'dev-admin-key');
  await owner.getByRole('button', { name: 'Use the key' }).click();
  await owner.getByRole('link', { name: 'Staff' }).click();
  await owner.getByLabel('E-mail').fill(EMAIL);
  await owner.getByLabel('Role', { exact: true }).selectOption('support');
  await owner.getByRole('button', { name: 'Send the invitation' }).click();
  await owner.getByText('The invitation is on its way.').waitFor();

  const page = await shop.visit(await linkTo(EMAIL, '/admin/invitation'), PHONE);
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL('**/admin/sign-in');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/admin/confirm');
  await page.goto(`${origin}/admin/orders`);
  await page.waitForURL('**/admin/confirm*');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.locator('.qr svg').waitFor();
  expect(await overflow(page)).toBe(0);
  const secret = (await page.locator('code').textContent()) ?? '';
  const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Use this app' }).click();
  await expect.poll(() => page.locator('code').count()).toBe(10);
  await page.getByRole('link', { name: 'I have them' }).click();
  await page.waitForURL('**/admin/orders');
  expect(await page.getByRole('link', { name: 'Staff' }).count()).toBe(0);

  await owner.reload();
  await owner.getByText('Grace Hopper').waitFor();
  for (const path of ['/admin/staff', '/admin/keys', '/admin/audit']) {
    await owner.goto(`${origin}${path}`);
    await owner.setViewportSize(PHONE);
    expect([path, await overflow(owner)]).toEqual([path, 0]);
  }
});
