/** Looks one thing over, from all sides that tell of it: a payment, an order, a SKU. */
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { OrderAudit } from '../orders/audit.ts';
import type { OrderRow } from '../orders/events.ts';
import type { ListedPayment } from '../payments/gateway.ts';
import type { Difference, SettledDifference } from './difference.ts';
import { rowOfNobody, rowOfOrder, stuckOrder } from './orders.ts';
import { ownPayment, strayPayment } from './payments.ts';
import type { ReconciliationPorts } from './ports.ts';
import { settle } from './remedy.ts';
import { stockOfNobody, stockOfOrder, stockSums } from './stock.ts';

/** `skipped`: it moved while it was looked at, or somebody did not answer. */
export type Look = {
  readonly differences: readonly SettledDifference[];
  readonly skipped: boolean;
};

const NOTHING: Look = { differences: [], skipped: false };

/** Settles what was found, unless the order has moved since it was asked for its facts. */
async function settled(
  found: readonly Difference[],
  order: OrderAudit | null,
  orderId: OrderId | null,
  ports: ReconciliationPorts,
): Promise<Look> {
  if (found.length === 0) return NOTHING;
  const now = orderId === null ? null : await ports.orders.audit(orderId);
  if (now?.version !== order?.version) return { differences: [], skipped: true };
  const differences: SettledDifference[] = [];
  for (const difference of found) differences.push(await settle(difference, now, ports));
  return { differences, skipped: false };
}

/** A payment that the provider listed; the list of orders must have the order that it names. */
export async function checkPayment(
  listed: ListedPayment,
  ports: ReconciliationPorts,
): Promise<Look> {
  const { orderId } = listed;
  const order = orderId === null ? null : await ports.orders.audit(orderId);
  const stray = strayPayment(listed, order);
  const unlisted = order === null ? null : await missingRow(order, ports);
  const found = [stray, unlisted].filter((difference) => difference !== null);
  return settled(found, order, orderId, ports);
}

async function missingRow(
  order: OrderAudit,
  { lists }: ReconciliationPorts,
): Promise<Difference | null> {
  const { id, placed_at: placedAt } = order.row;
  const row = await lists.rowAt({ id, placedAt });
  return row === null ? rowOfOrder(order, null) : null;
}

/** The order's own payment; null where the provider did not answer. */
async function paymentOf(
  order: OrderAudit,
  { gateway }: ReconciliationPorts,
): Promise<Difference[] | null> {
  if (order.payment === null) return [];
  const fetched = await gateway.fetch(order.payment.id);
  if (!fetched.ok) return null;
  const payment = fetched.value;
  const refunds = payment.received > 0 ? await gateway.refunds(payment.id) : null;
  if (refunds !== null && !refunds.ok) return null;
  const difference = ownPayment(order, payment, refunds?.value ?? []);
  return difference === null ? [] : [difference];
}

async function stocksOf(order: OrderAudit, { stock }: ReconciliationPorts): Promise<Difference[]> {
  const looked = await Promise.all(
    order.demand.map(async ({ sku }) =>
      stockOfOrder(order, sku, await stock.orderStock(sku, order.id)),
    ),
  );
  return looked.filter((difference) => difference !== null);
}

/** An order of the list: its row, its payment, its stock and the clock. */
export async function checkOrder(row: OrderRow, ports: ReconciliationPorts): Promise<Look> {
  const orderId = asOrderId(row.id);
  const order = orderId === null ? null : await ports.orders.audit(orderId);
  if (order === null) return settled([rowOfNobody(row, orderId)], null, orderId, ports);
  const stuck = stuckOrder(order, ports.clock());
  const stale = rowOfOrder(order, row);
  // With an effect in flight its payment and stock are between two states.
  const resting = order.step === null && stuck === null;
  const payment = resting ? await paymentOf(order, ports) : [];
  const stocks = resting ? await stocksOf(order, ports) : [];
  const found = [stuck, stale, ...(payment ?? []), ...stocks].filter((one) => one !== null);
  const look = await settled(found, order, orderId, ports);
  const unsure = payment === null || (!resting && stuck === null);
  return unsure ? { ...look, skipped: true } : look;
}

/** A SKU: its sums, its ledger, and some of the orders that have some of it. */
export async function checkSku(sku: Sku, turn: number, ports: ReconciliationPorts): Promise<Look> {
  const audit = await ports.stock.audit(sku, turn);
  const own = await settled(stockSums(audit), null, null, ports);
  const looks = [own];
  for (const orderId of audit.orders) looks.push(await checkHolder(sku, orderId, ports));
  return {
    differences: looks.flatMap(({ differences }) => differences),
    skipped: looks.some(({ skipped }) => skipped),
  };
}

async function checkHolder(sku: Sku, orderId: OrderId, ports: ReconciliationPorts): Promise<Look> {
  const order = await ports.orders.audit(orderId);
  if (order !== null && order.step !== null) {
    const stuck = stuckOrder(order, ports.clock());
    return settled(stuck === null ? [] : [stuck], order, orderId, ports);
  }
  const stock = await ports.stock.orderStock(sku, orderId);
  const found =
    order === null ? stockOfNobody(sku, orderId, stock) : stockOfOrder(order, sku, stock);
  return settled(found === null ? [] : [found], order, orderId, ports);
}
