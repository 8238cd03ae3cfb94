/** The storms, in the order of the table. */
import { eventOrders } from './event-orders.ts';
import { hotSku } from './hot-sku.ts';
import { oneEvent } from './one-event.ts';
import { overlappingCarts } from './overlapping-carts.ts';
import { refundClicks } from './refund-clicks.ts';
import { singleUseCoupon } from './single-use-coupon.ts';
import type { Storm } from './storm.ts';
import { threeCallers } from './three-callers.ts';

export const storms: readonly Storm[] = [
  hotSku,
  overlappingCarts,
  oneEvent,
  eventOrders,
  threeCallers,
  refundClicks,
  singleUseCoupon,
];
