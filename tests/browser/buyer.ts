/** A buyer with a browser: picks products, fills the checkout, and meets the card form. */
import type { Page } from 'playwright-core';
import { origin } from './shop.ts';

export const CARDS = {
  accepted: '4242424242424242',
  declined: '4000000000000002',
  challenged: '4000002760003184',
} as const;

/** A variant to buy, by the choices its product's page offers. */
export type Pick = { slug: string; sku: string; options: Record<string, string> };

type Variant = { sku: string; options: Record<string, string>; max_quantity: number };

/** Enough that no other test of the file empties it. */
const PLENTY = 5;

/** A variant with plenty in stock of each of `count` products. */
export async function inStock(count: number): Promise<Pick[]> {
  const list = await fetch(`${origin}/api/products?in_stock=true&limit=40`);
  const { items }: { items: { slug: string }[] } = await list.json();
  const picks: Pick[] = [];
  for (const { slug } of items) {
    if (picks.length === count) break;
    const response = await fetch(`${origin}/api/products/${slug}`);
    const { variants }: { variants: Variant[] } = await response.json();
    const variant = variants.findLast((each) => each.max_quantity >= PLENTY);
    if (variant !== undefined) picks.push({ slug, sku: variant.sku, options: variant.options });
  }
  return picks;
}

/** Puts one of each into the cart, each from its own page with its variant chosen there. */
export async function fillCart(page: Page, picks: readonly Pick[]): Promise<void> {
  for (const { slug, options } of picks) {
    await page.goto(`${origin}/products/${slug}`);
    const form = page.locator('#buy');
    for (const value of Object.values(options)) {
      await form.getByText(value, { exact: true }).first().click();
    }
    await form.locator('.purchase button').click();
    await form.locator('[data-said] a').waitFor();
  }
}

/** From the cart to the card form, ready to be typed in. */
export async function goToPayment(page: Page, email: string): Promise<void> {
  await page.goto(`${origin}/checkout`);
  await page.locator('#email').fill(email);
  await page.locator('#name').fill('Ada Buyer');
  await page.locator('#line1').fill('Lindenstraße 5');
  await page.locator('#postal_code').fill('10969');
  await page.locator('#city').fill('Berlin');
  await page.locator('button[name="intent"][value="place"]').click();
  await page.waitForURL('**/orders/*/pay');
  await page.locator('#card-number').waitFor();
}

/** Types a card and asks for the payment. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.locator('#card-number').fill('');
  await page.locator('#card-number').pressSequentially(card);
  await page.locator('#card-expiry').fill('');
  await page.locator('#card-expiry').pressSequentially('12/34');
  await page.locator('#card-cvc').fill('');
  await page.locator('#card-cvc').pressSequentially('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
}
