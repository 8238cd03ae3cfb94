/** The Worker: fetch, queue and scheduled, and the object classes. Wiring only. */
import { app } from './app.ts';
import { runJobs } from './jobs.ts';
import { consume } from './queues.ts';
import { servicesOf } from './services.ts';

export { SkuStock } from '../durable-objects/sku-stock.ts';
export { Order } from '../durable-objects/order.ts';
export { Cart } from '../durable-objects/cart.ts';
export { Coupon } from '../durable-objects/coupon.ts';
export { InvoiceBook } from '../durable-objects/invoice-book.ts';
export { Account } from '../durable-objects/account.ts';
export { Login } from '../durable-objects/login.ts';
export { SellerBook } from '../durable-objects/seller-book.ts';
export { StaffBook } from '../durable-objects/staff-book.ts';
export { AuditLog } from '../durable-objects/audit-log.ts';
export { WaitingRoom } from '../durable-objects/waiting-room.ts';
export { Admission } from '../durable-objects/admission.ts';
export { Throttle } from '../durable-objects/throttle.ts';

export default {
  fetch: app.fetch,
  queue: (batch, env) => consume(batch, servicesOf(env)),
  scheduled: ({ cron, scheduledTime }, env) => runJobs(cron, servicesOf(env), scheduledTime),
} satisfies ExportedHandler<Env>;
