/** Accounts in two browsers: made, proved, used, signed out from afar, and taken back by mail. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { CARDS, fillCart, goToPayment, inStock, payWith } from './buyer.ts';
import { linkTo, openShop, origin, PHONE, SETTLE_MS } from './shop.ts';

const shop = openShop();
const EMAIL = 'lovelace@example.com';
const PASSWORD = 'a lamp and a chair';

const main = (page: Page) => page.locator('#main');

async function signUp(page: Page, email: string): Promise<void> {
  await main(page).locator('[name=name]').fill('Ada Lovelace');
  await main(page).locator('[name=email]').fill(email);
  await main(page).locator('[name=password]').fill(PASSWORD);
  await main(page).getByRole('button', { name: 'Make an account' }).click();
  await page.waitForURL('**/account');
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${origin}/account/sign-in`);
  await main(page).locator('[name=email]').fill(email);
  await main(page).locator('[name=password]').fill(password);
  await main(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/account');
}

test('sign up, prove the address, order, sign in elsewhere and revoke it', async () => {
  const page = await shop.visit('/account');
  await page.getByRole('link', { name: 'Make an account' }).click();
  await signUp(page, EMAIL);
  await page.goto(origin + (await linkTo(EMAIL, '/account/verify')));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your address is confirmed').waitFor();

  await fillCart(page, await inStock(1));
  await goToPayment(page, EMAIL);
  await payWith(page, CARDS.accepted);
  await page.locator('[data-status="confirmed"]').waitFor({ timeout: SETTLE_MS });

  const elsewhere = await shop.visit('/');
  await signIn(elsewhere, EMAIL, PASSWORD);
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

test('a password chosen by mail in one browser signs the other one out', async () => {
  const email = 'somerville@example.com';
  const page = await shop.visit('/account/register');
  await signUp(page, email);

  const elsewhere = await shop.visit('/account/forgot', PHONE);
  await main(elsewhere).locator('[name=email]').fill(email);
  await main(elsewhere).getByRole('button', { name: 'Send the link' }).click();
  await elsewhere.getByText('a link is on its way to it').waitFor();
  await elsewhere.goto(origin + (await linkTo(email, '/account/reset')));
  const next = 'three chairs and a table';
  await main(elsewhere).locator('[name=password]').fill(next);
  await main(elsewhere).getByRole('button', { name: 'Save the password' }).click();
  await elsewhere.waitForURL('**/account/sign-in');

  await page.goto(`${origin}/account`);
  await page.waitForURL('**/account/sign-in*');
  await signIn(elsewhere, email, next);
  await main(page).locator('[name=email]').fill(email);
  await main(page).locator('[name=password]').fill(PASSWORD);
  await main(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('The e-mail address or the password is wrong.').waitFor();
});
