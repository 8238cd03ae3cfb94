/** Composes the reconciliation over everybody who tells of an order, a payment or a SKU. */
import { stockAudits } from './inventory/audit-client.ts';
import type { StockPort } from './inventory/stock.ts';
import { orderAudits } from './orders/audit-client.ts';
import type { OrderProjection } from './orders/listing.ts';
import type { OrderPort } from './orders/port.ts';
import type { PaymentGateway, PaymentLedger } from './payments/gateway.ts';
import { log } from './platform/log.ts';
import { listStore } from './reconciliation/list-store.ts';
import { reconciliationService } from './reconciliation/service.ts';
import type { ReconciliationService } from './reconciliation/service.ts';
import { reportStore } from './reconciliation/store.ts';

/** What the reconciliation needs of the other services. */
type Neighbours = {
  readonly region: string;
  readonly gateway: PaymentGateway;
  readonly ledger: PaymentLedger;
  readonly stock: StockPort;
  readonly orders: OrderPort;
  readonly orderList: OrderProjection;
};

/** The reconciliation over the bindings. */
export function reconciliationOf(
  env: Env,
  { region, gateway, ledger, stock, orders, orderList }: Neighbours,
): ReconciliationService {
  return reconciliationService({
    gateway,
    ledger,
    orders: orderAudits(env.ORDER, region),
    resolvePayment: (id) => orders.resolvePayment(id),
    checkMoney: (id) => orders.checkMoney(id),
    stock: stockAudits(env.SKU_STOCK, region, stock),
    lists: listStore(env.CATALOG_DB, env.BACKOFFICE_DB),
    correctRow: (row) => orderList.correct(row),
    reports: reportStore(env.BACKOFFICE_DB),
    clock: () => Date.now(),
    alert: ({ kind, subject, orderId, reason }) =>
      log('error', 'reconciliation_difference', { kind, subject, order: orderId, reason }),
  });
}
