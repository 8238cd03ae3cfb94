/** The Worker: fetch, queue and scheduled, and the object classes. Wiring only. */
import { app } from './app.ts';

export { SkuStock } from '../durable-objects/sku-stock.ts';
export { Order } from '../durable-objects/order.ts';
export { Cart } from '../durable-objects/cart.ts';
export { Coupon } from '../durable-objects/coupon.ts';

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env>;
