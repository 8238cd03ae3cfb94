/**
 * The pages in a real browser: for everyone (axe-core, WCAG 2.2 AA), on narrow screens, and with
 * and without scripts.
 */
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { CARDS, fillCart, goToPayment, payWith } from './buyer.ts';
import type { Pick } from './buyer.ts';
import { DESKTOP, PHONE, openShop } from './shop.ts';
import type { Viewport } from './shop.ts';

const shop = openShop();
/** The narrowest width of WCAG 2.2's reflow: 1280 px at 400 %. */
const NARROW: Viewport = { width: 320, height: 640 };

const MUG: Pick = { slug: 'daily-mug', sku: 'DAILYMUG-SAGE-32', options: {} };

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

declare global {
  interface Window {
    axe: { run(options: object): Promise<AxeResults> };
  }
}

/** What axe-core finds on a page, as `rule: element`. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (values) => window.axe.run({ runOnly: { type: 'tag', values } }),
    TAGS,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** By how many pixels a page is wider than its window. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Adds to `faults` what keeps someone from using this page, by day or by night. */
async function inspect(page: Page, faults: string[]): Promise<void> {
  const path = new URL(page.url()).pathname;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = await faultsOf(page);
    faults.push(...found.map((fault) => `${path}, ${colorScheme}: ${fault}`));
  }
  const overflow = await overflowOf(page);
  if (overflow > 0) faults.push(`${path} is ${overflow} px wider than its window`);
}

const PUBLIC = [
  ...['/', '/categories/lighting', '/categories/kitchen-and-table/ceramics?price=0-2499'],
  ...['/search?q=lamp', '/search?q=zebra', '/products/halo-table-lamp'],
];

describe.each([
  ['wide', DESKTOP],
  ['at 320 px', NARROW],
])('%s', (_, viewport) => {
  test('public pages are accessible and fit', async () => {
    const faults: string[] = [];
    const page = await shop.visit('/', viewport);
    for (const path of PUBLIC) {
      await page.goto(new URL(path, page.url()).href);
      await inspect(page, faults);
    }
    expect(faults).toEqual([]);
  });

  test('cart, checkout, payment and order are accessible and fit', async () => {
    const faults: string[] = [];
    const page = await shop.visit('/cart', viewport);
    await inspect(page, faults);
    await fillCart(page, [MUG]);
    await page.goto(new URL('/cart', page.url()).href);
    await inspect(page, faults);
    await page.goto(new URL('/checkout', page.url()).href);
    await inspect(page, faults);
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('5 things need your attention').waitFor();
    await inspect(page, faults);
    await goToPayment(page, 'access@example.com');
    await inspect(page, faults);
    await page.goto(page.url().replace(/\/pay$/, ''));
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    await inspect(page, faults);
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.getByRole('heading', { name: 'This order was cancelled' }).waitFor();
    expect(faults).toEqual([]);
  });
});

test('choosing a variant shows its price and stock at once and keeps the focus', async () => {
  const page = await shop.visit('/products/halo-table-lamp');
  await page.getByRole('radio', { name: 'Small' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.buy-price').getByText('€299').waitFor();
  expect(page.url()).toContain('option.Size=Large');
  expect(
    await page
      .getByRole('radio', { name: 'Large' })
      .evaluate((el) => el === document.activeElement),
  ).toBe(true);
});

test('the next page of a list joins the first', async () => {
  const page = await shop.visit('/search', PHONE);
  const before = await page.locator('.card').count();
  await page.getByRole('link', { name: 'Show more' }).click();
  await page.locator('.card').nth(before).waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('another country is quoted without leaving the checkout', async () => {
  const page = await shop.visit('/');
  await fillCart(page, [MUG]);
  await page.goto(new URL('/checkout', page.url()).href);
  await page.getByRole('textbox', { name: 'City' }).fill('Lyon');
  await page.getByRole('combobox', { name: 'Country' }).selectOption('FR');
  await page.getByText('Including VAT 20 %').waitFor();
  expect(await page.getByRole('textbox', { name: 'City' }).inputValue()).toBe('Lyon');
});

test('everything up to the card form works without scripts', async () => {
  const first = await shop.visit('/');
  const context = await first.context().browser()?.newContext({ javaScriptEnabled: false });
  const page = await context?.newPage();
  if (page === undefined) throw new Error('the browser is open');
  await page.goto(new URL('/products/halo-table-lamp', first.url()).href);
  await page.locator('label', { hasText: 'Large' }).click();
  await page.getByRole('button', { name: 'Show this version' }).click();
  await page.locator('.buy-price').getByText('€299').waitFor();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('heading', { name: 'Your cart' }).waitFor();
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.getByLabel('E-mail').fill('plain@example.com');
  await page.getByRole('textbox', { name: 'Full name' }).fill('Ada Lovelace');
  await page.getByRole('textbox', { name: 'Street and number' }).fill('Unter den Linden 1');
  await page.getByRole('textbox', { name: 'Postcode' }).fill('10117');
  await page.getByRole('textbox', { name: 'City' }).fill('Berlin');
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  expect(await page.locator('noscript').textContent()).toContain('needs JavaScript');
  expect(await page.locator('#payment').isVisible()).toBe(false);
});

test('a refused challenge is told in plain words, and the order can still be paid', async () => {
  const page = await shop.visit('/', PHONE);
  await fillCart(page, [MUG]);
  await goToPayment(page, 'refused@example.com');
  await payWith(page, CARDS.challenged);
  await page.locator('#challenge-fail').click();
  await page.getByRole('alert').getByText('Your bank did not confirm this payment').waitFor();
  await payWith(page, CARDS.accepted);
  await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  expect(page.url()).not.toContain('/pay');
});
