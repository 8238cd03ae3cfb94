/** Does what is safe about a difference, and shows the rest to people. */
import { unreachable } from '../kernel/assert.ts';
import type { OrderId } from '../kernel/ids.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { OrderAudit } from '../orders/audit.ts';
import { ACTIONS } from './difference.ts';
import type { Difference, DifferenceOutcome, Remedy, SettledDifference } from './difference.ts';
import type { ReconciliationPorts } from './ports.ts';

/** A hold that is made anew outlasts its order's deadline by as much as the first one did. */
const LEASE_MARGIN_MS = 2 * MINUTE_MS;

type Tried = 'done' | 'refused' | 'unknown';

/** Mends a difference, or shows it to people; what is not known to have worked comes again. */
export async function settle(
  difference: Difference,
  order: OrderAudit | null,
  ports: ReconciliationPorts,
): Promise<SettledDifference> {
  const { kind, subject, orderId, reason } = difference;
  const about = { kind, subject, orderId, reason };
  const tried = await attempt(difference.remedy, orderId, order, ports).catch(
    () => 'unknown' as const,
  );
  if (tried !== 'refused') {
    return { ...about, outcome: tried === 'done' ? 'mended' : 'left' };
  }
  const outcome = await tellPeople(difference, order, ports);
  const settled = { ...about, outcome };
  ports.alert(settled);
  return settled;
}

/** The order itself is marked where there is one that nobody has marked yet. */
async function tellPeople(
  { reason, kind, orderId }: Difference,
  order: OrderAudit | null,
  { orders }: ReconciliationPorts,
): Promise<DifferenceOutcome> {
  if (orderId === null || order === null || order.attention !== null) return 'needs_attention';
  return orders.flag(orderId, `${reason} ${ACTIONS[kind]}`).then(
    () => 'needs_attention',
    () => 'left',
  );
}

async function attempt(
  remedy: Remedy,
  orderId: OrderId | null,
  order: OrderAudit | null,
  ports: ReconciliationPorts,
): Promise<Tried> {
  switch (remedy.does) {
    case 'cancel_payment': {
      const key = `stray:${remedy.payment}`;
      const cancelled = await ports.gateway.cancel(remedy.payment, key);
      return cancelled.ok ? 'done' : cancelled.reason;
    }
    case 'resolve':
    case 'wake':
      return order === null ? 'refused' : driven(remedy.does, order, ports);
    case 'check_money': {
      if (order === null) return 'refused';
      await ports.checkMoney(order.id);
      const after = await ports.orders.audit(order.id);
      return after?.refunded === remedy.refunded ? 'done' : 'refused';
    }
    case 'reopen':
      return order === null ? 'refused' : reopened(remedy, order, ports);
    case 'reserve':
    case 'commit':
    case 'release':
    case 'uncommit':
      return orderId === null ? 'refused' : stocked(remedy, orderId, order, ports);
    case 'sum':
      await ports.stock.reconcile(remedy.sku);
      return 'done';
    case 'project':
      if (order === null) return 'refused';
      await ports.correctRow({ version: order.version, row: order.row });
      return 'done';
    case 'tell':
      return 'refused';
    default:
      return unreachable(remedy);
  }
}

/** Lets an order act, and looks whether it has: what waits for a provider comes again. */
async function driven(
  does: 'resolve' | 'wake',
  before: OrderAudit,
  { orders, resolvePayment }: ReconciliationPorts,
): Promise<Tried> {
  await (does === 'wake' ? orders.wake(before.id) : resolvePayment(before.id));
  const after = await orders.audit(before.id);
  if (after === null) return 'refused';
  if (after.status !== before.status) return 'done';
  // Its own alarm goes on from here.
  const later = after.dueAt !== null && after.dueAt > (before.dueAt ?? 0);
  if (does === 'wake') return later ? 'done' : 'refused';
  return after.step === null ? 'refused' : 'unknown';
}

/** People have to give the money back, so the order is shown to them as it is now. */
async function reopened(
  { payment }: Extract<Remedy, { does: 'reopen' }>,
  order: OrderAudit,
  { orders }: ReconciliationPorts,
): Promise<Tried> {
  const attention = `It was paid after it had ended. ${ACTIONS.captured_after_end}`;
  await orders.reopen(order.id, payment, attention);
  return 'refused';
}

async function stocked(
  { does, sku, round }: Extract<Remedy, { round: number }>,
  orderId: OrderId,
  order: OrderAudit | null,
  { stock }: ReconciliationPorts,
): Promise<Tried> {
  const { lane } = await stock.orderStock(sku, orderId);
  const key = { orderId, round, ...(lane === undefined ? {} : { lane }) };
  switch (does) {
    case 'release':
      await stock.release(sku, key);
      break;
    case 'uncommit':
      await stock.uncommit(sku, key);
      break;
    case 'commit':
      await stock.commit(sku, key);
      break;
    case 'reserve': {
      const quantity = order?.demand.find((line) => line.sku === sku)?.quantity ?? 0;
      if (order === null || quantity === 0) return 'refused';
      const leaseUntil = order.deadline + LEASE_MARGIN_MS;
      const { buyer, sale: pass } = order;
      const request = { ...key, quantity, leaseUntil, buyer, pass };
      return (await stock.reserve(sku, request)).ok ? 'done' : 'refused';
    }
    default:
      return unreachable(does);
  }
  const { held, sold } = await stock.orderStock(sku, orderId);
  const right = does === 'commit' ? held === 0 && sold > 0 : held === 0 && sold === 0;
  return right ? 'done' : 'refused';
}
