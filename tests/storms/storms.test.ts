/** A small sample of each storm; `npm run test:deep -- storms` lets them loose in full. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDERS_OF_EVENTS, eventOrders, orderOfEvents } from './event-orders.ts';
import { hotSku } from './hot-sku.ts';
import { oneEvent } from './one-event.ts';
import { linesOf, overlappingCarts } from './overlapping-carts.ts';
import { refundClicks } from './refund-clicks.ts';
import { StormShop } from './shop.ts';
import { singleUseCoupon } from './single-use-coupon.ts';
import { unleash } from './storm.ts';
import { threeCallers } from './three-callers.ts';

let shop: StormShop;

beforeAll(async () => {
  shop = await StormShop.open();
});

afterAll(() => shop.close());

test('ten buyers a unit at once buy exactly the stock, and the others are told so', async () => {
  const report = await unleash(hotSku, shop, 8);
  expect(report).toMatchObject({ sold: 8, refused: 72, failed: 0, faults: [] });
});

test('carts that want the same SKUs in different orders leave nothing held behind', async () => {
  const hasty = await StormShop.open({ HOLD_TTL_MS: '3000' });
  try {
    const report = await unleash(overlappingCarts, hasty, 40);
    expect(report).toMatchObject({ requests: 40, failed: 0, faults: [] });
  } finally {
    await hasty.close();
  }
});

test('one event fifty times at once confirms its order once', async () => {
  const report = await unleash(oneEvent, shop, 2);
  expect(report).toMatchObject({ requests: 100, sold: 2, failed: 0, faults: [] });
});

test('in whatever order seven events come, a payment has one end', async () => {
  const report = await unleash(eventOrders, shop, 24);
  expect(report).toMatchObject({ requests: 168, sold: 18, failed: 0, faults: [] });
});

test('the full run takes every order of the seven events once', () => {
  const orders = Array.from({ length: ORDERS_OF_EVENTS }, (_, at) => orderOfEvents(at).join());
  expect(new Set(orders).size).toBe(5_040);
});

test('the carts want each choice of three SKUs in each order', () => {
  const choices = Array.from({ length: 120 }, (_, cart) => linesOf(cart).join());
  expect(new Set(choices).size).toBe(120);
});

test('browser, webhook and alarm at one moment confirm an order once', async () => {
  const report = await unleash(threeCallers, shop, 8);
  expect(report).toMatchObject({ sold: 8, failed: 0, faults: [] });
});

test('two clicks on refund give the money back once', async () => {
  const report = await unleash(refundClicks, shop, 6);
  expect(report).toMatchObject({ sold: 6, refused: 3, failed: 0, faults: [] });
});

test('a single-use code under a crowd gives one discount, and one after its order', async () => {
  const report = await unleash(singleUseCoupon, shop, 20);
  expect(report).toMatchObject({ sold: 1, refused: 19, failed: 0, faults: [] });
});
