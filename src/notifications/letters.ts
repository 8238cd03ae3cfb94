/**
 * From a notice to the letters it asks for, by what the order is by now: what is out of date is not
 * told. A letter's key is what it is about, so the same thing is never told twice.
 */
import type { OrderView } from '../orders/view.ts';
import type { OrderNotice, StockNotice } from './notice.ts';

export type OrderLetter = {
  readonly key: string;
  readonly channel: 'mail';
  readonly to: string;
  readonly kind: OrderNotice['kind'];
  readonly order: OrderView;
  /** The shipment that a letter of kind order_shipped is about. */
  readonly shipment: OrderView['shipments'][number] | null;
};

export type StockLetter = {
  readonly key: string;
  readonly channel: 'mail' | 'sms';
  readonly to: string;
  readonly kind: 'low_stock';
  readonly sku: string;
  readonly available: number;
};

export type Letter = OrderLetter | StockLetter;

/** Whom the shop's own notices go to; an empty one is not told. */
export type Merchant = { readonly email: string; readonly phone: string };

/** Letters to an order's buyer. */
export function orderLetters({ kind }: OrderNotice, order: OrderView): OrderLetter[] {
  const letter = (shipment: OrderLetter['shipment']): OrderLetter => ({
    key: [order.id, kind, ...(shipment === null ? [] : [shipment.id])].join(':'),
    channel: 'mail',
    to: order.email,
    kind,
    order,
    shipment,
  });
  switch (kind) {
    case 'order_confirmed':
      return [letter(null)];
    case 'order_shipped':
      return order.shipments.filter(({ status }) => LEFT.has(status)).map(letter);
    case 'order_cancelled':
      // An order that was never paid was never told of, be it given up or overtaken by another.
      return order.status === 'cancelled' && wasPaid(order) ? [letter(null)] : [];
    case 'payment_failed':
      return order.status === 'awaiting_payment' ? [letter(null)] : [];
  }
}

/** Statuses of a shipment that has left the house. */
const LEFT: ReadonlySet<string> = new Set(['shipped', 'delivered', 'lost']);

const wasPaid = (order: OrderView): boolean =>
  order.history.some(({ status }) => status === 'authorized');

/** Letters to the merchant: once a day for each SKU. */
export function stockLetters(notice: StockNotice, merchant: Merchant): StockLetter[] {
  const { kind, sku, available } = notice;
  const day = new Date(notice.at).toISOString().slice(0, 10);
  const key = `low:${sku}:${day}`;
  const mail: StockLetter = { key, channel: 'mail', to: merchant.email, kind, sku, available };
  const sms: StockLetter = { ...mail, key: `${key}:sms`, channel: 'sms', to: merchant.phone };
  return [mail, sms].filter(({ to }) => to !== '');
}
