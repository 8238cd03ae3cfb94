/**
 * What must hold of every shop at rest, read from the three places that know: the stock's rows, the
 * orders, and the payments at the provider (I1 to I6 of architecture.md).
 */
import type { OrderView } from '../../src/orders/view.ts';
import { each, isTerminal } from './crowd.ts';
import { paymentsByOrder } from './provider.ts';
import type { Payment } from './provider.ts';
import type { StormShop } from './shop.ts';

const PAYABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);
/** Orders that the buyer has, and whose stock is sold. */
const KEPT = new Set(['confirmed', 'refunded']);

const total = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);

function moneyFaults(order: OrderView, payments: readonly Payment[]): string[] {
  const captured = total(payments.map(({ intent }) => intent.amount_received));
  const refunded = total(payments.map((payment) => payment.refunded));
  const shown = order.refunds.filter((refund) => refund.status === 'succeeded');
  const told = total(shown.map((refund) => refund.amount.amount));
  const live = (status: (name: string) => boolean): number =>
    payments.filter(({ intent }) => status(intent.status)).length;
  const kept = KEPT.has(order.status);
  const takings = payments.filter(({ intent }) => intent.amount_received > 0).length;
  const rules: readonly (readonly [boolean, string])[] = [
    [isTerminal(order.status), `is still ${order.status}`],
    [takings <= 1, `was charged ${takings} times`],
    [refunded <= captured, `gave back ${refunded} of ${captured}`],
    [refunded === told, `shows ${told} given back, the provider ${refunded}`],
    [live((name) => name === 'requires_capture') === 0, 'ended with money that can be captured'],
    [live((name) => PAYABLE.has(name)) === 0, 'ended and can still be paid'],
    [!kept || captured === order.total.amount, `captured ${captured} of ${order.total.amount}`],
    [kept || captured === refunded, `kept ${captured - refunded} of an order that came to nothing`],
    [confirmations(order) <= 1, `was confirmed ${confirmations(order)} times`],
  ];
  return rules.filter(([holds]) => !holds).map(([, says]) => `order ${order.id} ${says}`);
}

const confirmations = (order: OrderView): number =>
  order.history.filter((entry) => entry.status === 'confirmed').length;

async function stockFaults(shop: StormShop, orders: readonly OrderView[]): Promise<string[]> {
  const sold = new Map<string, number>();
  for (const { sku, quantity } of orders
    .filter((order) => KEPT.has(order.status))
    .flatMap((order) => order.lines)) {
    sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  }
  const reports = await each([...shop.stocked], async ([sku, initial]) => {
    const stock = await shop.stockOf(sku);
    const expected = sold.get(sku) ?? 0;
    const rules: readonly (readonly [boolean, string])[] = [
      [stock.sold === expected, `sold ${stock.sold}, its orders hold ${expected}`],
      [stock.on_hand === initial - expected, `has ${stock.on_hand} of ${initial} − ${expected}`],
      [stock.reserved === 0, `still holds ${stock.reserved}`],
      [stock.available >= 0, `is oversold by ${-stock.available}`],
    ];
    return rules.filter(([holds]) => !holds).map(([, says]) => `SKU ${sku} ${says}`);
  });
  return reports.flat();
}

/** What does not hold, in words; nothing where all orders are at rest and all sums agree. */
export async function audit(shop: StormShop): Promise<string[]> {
  const orders = await each(shop.orders, async (order) => (await shop.orderOf(order)).body);
  const payments = await paymentsByOrder(shop);
  const faults = orders.flatMap((order) => moneyFaults(order, payments.get(order.id) ?? []));
  const known = new Set(orders.map((order) => order.id));
  const strangers = [...payments]
    .filter(([order]) => !known.has(order))
    .flatMap(([order, found]) => found.map(({ intent }) => ({ order, intent })))
    .filter(({ intent }) => intent.status !== 'canceled');
  return [
    ...faults,
    ...strangers.map(({ order, intent }) => `nobody knows ${intent.status} payment of ${order}`),
    ...(await stockFaults(shop, orders)),
    ...shop.errors.map((error) => `logged: ${error}`),
  ];
}
