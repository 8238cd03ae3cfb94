import { expect, test } from 'vitest';
import { cronAddresses } from '../../scripts/start/crons.mjs';
import { DESKTOP, mailsTo, openShop, origin, PHONE, stockOf } from './shop.ts';

type Listed = { items: { slug: string; image: { url: string } | null }[]; total: number };

const shop = openShop();

async function firstProduct() {
  const response = await fetch(`${origin}/api/products?limit=1`);
  const list: Listed = await response.json();
  return { total: list.total, product: list.items[0] };
}

test('the started shop is stocked with the demo', async () => {
  const { total } = await firstProduct();
  expect(total).toBeGreaterThanOrEqual(55);
  const coupons = await fetch(`${origin}/api/admin/coupons`, {
    headers: { authorization: 'Bearer dev-admin-key' },
  });
  const { items }: { items: { code: string }[] } = await coupons.json();
  expect(items.map((coupon) => coupon.code)).toContain('WELCOME10');
});

test('a variant of the demo has its stock at the owner, and nothing held', async () => {
  const { product } = await firstProduct();
  const response = await fetch(`${origin}/api/products/${product?.slug}`);
  const { variants }: { variants: { sku: string }[] } = await response.json();
  const stock = await stockOf(variants[0]?.sku ?? '');
  expect(stock.available).toBe(stock.on_hand);
  expect(stock.reserved).toBe(0);
});

test('the crons of npm start reach their jobs, and one without jobs is told of', async () => {
  const [minute = ''] = cronAddresses(origin);
  expect((await fetch(minute)).status).toBe(200);
  expect((await fetch(minute.replace(/cron=.*/, 'cron=never'))).ok).toBe(false);
});

test("a product's picture is drawn in the browser", async () => {
  const { product } = await firstProduct();
  const page = await shop.visit(product?.image?.url ?? '');
  const box = await page.locator('svg').first().boundingBox();
  expect(box?.width).toBeGreaterThan(100);
});

test('the inbox opens and is empty', async () => {
  const page = await shop.visit('/sandbox/');
  expect(await page.locator('h1').first().isVisible()).toBe(true);
  expect(await mailsTo('nobody@example.com')).toEqual([]);
});

test.each([
  ['/', DESKTOP],
  ['/', PHONE],
  ['/cart', PHONE],
  ['/search?q=lamp', PHONE],
  ['PRODUCT', DESKTOP],
  ['PRODUCT', PHONE],
])('%s at %o has a heading and nothing beside the screen', async (path, viewport) => {
  const { product } = await firstProduct();
  const page = await shop.visit(path.replace('PRODUCT', `/products/${product?.slug}`), viewport);
  expect(await page.locator('h1').count()).toBe(1);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(viewport.width);
});
