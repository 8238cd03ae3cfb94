/** Somebody signs up, proves the address, buys, signs in elsewhere and signs that out again. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { CARDS, fillCart, goToPayment, inStock, payWith } from './buyer.ts';
import { mailsTo, openShop, origin } from './shop.ts';

const shop = openShop();
const EMAIL = 'lovelace@example.com';
const PASSWORD = 'a lamp and a chair';
const SETTLE_MS = 20_000;

const main = (page: Page) => page.locator('#main');

async function signUp(page: Page): Promise<void> {
  await main(page).locator('[name=name]').fill('Ada Lovelace');
  await main(page).locator('[name=email]').fill(EMAIL);
  await main(page).locator('[name=password]').fill(PASSWORD);
  await main(page).getByRole('button', { name: 'Make an account' }).click();
  await page.waitForURL('**/account');
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${origin}/account/sign-in`);
  await main(page).locator('[name=email]').fill(EMAIL);
  await main(page).locator('[name=password]').fill(PASSWORD);
  await main(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/account');
}

/** Path and query of the link in the newest mail that has one. */
async function linkTo(path: string): Promise<string> {
  const form = new RegExp(`(${path}\\?token=\\S+)`);
  const found = async () =>
    (await mailsTo(EMAIL)).flatMap(({ text }) => form.exec(text)?.[1] ?? [])[0] ?? '';
  await expect.poll(found, { timeout: SETTLE_MS }).toMatch(form);
  return found();
}

test('sign up, prove the address, order, sign in elsewhere and revoke it', async () => {
  const page = await shop.visit('/account');
  await page.getByRole('link', { name: 'Make an account' }).click();
  await signUp(page);
  await page.goto(origin + (await linkTo('/account/verify')));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your address is confirmed').waitFor();

  await fillCart(page, await inStock(1));
  await goToPayment(page, EMAIL);
  await payWith(page, CARDS.accepted);
  await page.locator('[data-status="confirmed"]').waitFor({ timeout: SETTLE_MS });

  const elsewhere = await shop.visit('/');
  await signIn(elsewhere);
  await expect
    .poll(
      async () => {
        await elsewhere.reload();
        return main(elsewhere).locator('.rows').first().innerText();
      },
      { timeout: SETTLE_MS },
    )
    .toMatch(/Order EW-.*Confirmed/s);
  await main(elsewhere)
    .getByRole('link', { name: /^Order EW-/ })
    .click();
  await elsewhere.locator('[data-status="confirmed"]').waitFor();

  await page.goto(`${origin}/account`);
  await main(page)
    .locator('form[action$="/sign-out"] button', { hasText: 'Sign out' })
    .last()
    .click();
  await page.waitForURL('**/account');
  await elsewhere.goto(`${origin}/account`);
  await elsewhere.waitForURL('**/account/sign-in*');
});
