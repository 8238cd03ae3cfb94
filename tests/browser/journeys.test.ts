import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { CARDS, fillCart, goToPayment, inStock, payWith } from './buyer.ts';
import { mailsTo, openShop, stockOf } from './shop.ts';
import { HOLD_TTL_MS } from './start-shop.ts';

const shop = openShop();
/** An alarm, a question to the gateway and a queue come after the deadline. */
const EXPIRY_MS = HOLD_TTL_MS + 30_000;
const SETTLE_MS = 20_000;

const until = (page: Page, status: string, timeout = SETTLE_MS) =>
  page.locator(`[data-status="${status}"]`).waitFor({ timeout });

const availableOf = async (skus: readonly string[]) =>
  Promise.all(skus.map(async (sku) => (await stockOf(sku)).available));

test('two things bought with a card are confirmed, mailed and out of the stock', async () => {
  const picks = await inStock(2);
  const skus = picks.map(({ sku }) => sku);
  const before = await Promise.all(skus.map(stockOf));
  const page = await shop.visit('/');
  await fillCart(page, picks);
  await goToPayment(page, 'ada@example.com');
  await payWith(page, CARDS.accepted);
  await until(page, 'confirmed');

  const after = await Promise.all(skus.map(stockOf));
  expect(after.map(({ on_hand }) => on_hand)).toEqual(before.map(({ on_hand }) => on_hand - 1));
  expect(after.map(({ sold }) => sold)).toEqual(before.map(({ sold }) => sold + 1));
  expect(after.map(({ reserved }) => reserved)).toEqual([0, 0]);
  await expect
    .poll(async () => (await mailsTo('ada@example.com')).map((mail) => mail.subject), {
      timeout: SETTLE_MS,
    })
    .toEqual([expect.stringMatching(/ is confirmed$/)]);
  await page.goto(new URL('/cart', page.url()).href);
  expect(await page.locator('.cart-line-quantity').count()).toBe(0);
});

test('after a declined card another one pays the same order', async () => {
  const [pick] = await inStock(1);
  const sku = pick?.sku ?? '';
  const before = await stockOf(sku);
  const page = await shop.visit('/');
  await fillCart(page, pick === undefined ? [] : [pick]);
  await goToPayment(page, 'grace@example.com');
  await payWith(page, CARDS.declined);
  await page.getByText('Your card was declined', { exact: false }).first().waitFor();
  expect((await stockOf(sku)).reserved).toBe(before.reserved + 1);
  await payWith(page, CARDS.accepted);
  await until(page, 'confirmed');
  expect((await stockOf(sku)).on_hand).toBe(before.on_hand - 1);
});

test('a card that asks for its owner pays once the challenge is met', async () => {
  const [pick] = await inStock(1);
  const sku = pick?.sku ?? '';
  const before = await stockOf(sku);
  const page = await shop.visit('/');
  await fillCart(page, pick === undefined ? [] : [pick]);
  await goToPayment(page, 'joan@example.com');
  await payWith(page, CARDS.challenged);
  await page.locator('dialog[open]').waitFor();
  await page.locator('#challenge-complete').click();
  await until(page, 'confirmed');
  expect((await stockOf(sku)).on_hand).toBe(before.on_hand - 1);
});

test('an abandoned checkout gives its stock back', { timeout: 120_000 }, async () => {
  const picks = await inStock(2);
  const skus = picks.map(({ sku }) => sku);
  const before = await availableOf(skus);
  const page = await shop.visit('/');
  await fillCart(page, picks);
  await goToPayment(page, 'mary@example.com');
  expect(await availableOf(skus)).toEqual(before.map((available) => available - 1));
  const order = page.url().replace(/\/pay$/, '');
  await page.goto('about:blank');
  await expect
    .poll(() => availableOf(skus), { timeout: EXPIRY_MS, interval: 1_000 })
    .toEqual(before);
  await page.goto(order);
  await until(page, 'expired');
});
