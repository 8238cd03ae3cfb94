/** An order as clients see it (api.md): derived from its document and state, never stored. */
import { money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { OrderEvent, OrderEventType, OrderRow } from './events.ts';
import type { ReturnStatus, ShownStatus } from './machine.ts';
import type {
  Address,
  EffectStep,
  OrderDocument,
  OrderLine,
  OrderState,
  Refund,
  RefundOrigin,
  RefundStatus,
  Return,
} from './order.ts';
import { returnableUnits, returnableUntil } from './returns.ts';

/** Where one line stands. */
export type LineStatus = 'open' | 'packed' | 'shipped' | 'delivered' | 'lost' | 'cancelled';

export type AddressView = {
  name: string;
  line1: string;
  line2?: string;
  city: string;
  region?: string;
  postal_code: string;
  country: string;
};

export type RefundView = {
  id: string;
  amount: Money;
  /** The part of the amount that is tax. */
  tax: Money;
  /** Empty for a mere amount. */
  lines: { line_id: string; quantity: number; amount: Money }[];
  reason: string;
  origin: RefundOrigin;
  status: RefundStatus;
  at: string;
};

export type ReturnView = {
  id: string;
  status: ReturnStatus;
  lines: {
    line_id: string;
    quantity: number;
    reason: string;
    /** Units that arrived and are sold again, and those that are not; 0 until they arrive. */
    restocked: number;
    scrapped: number;
  }[];
  refund_id: string | null;
  note: string | null;
  history: { status: ReturnStatus; at: string }[];
};

export type OrderView = {
  id: string;
  number: string;
  status: ShownStatus;
  email: string;
  placed_at: string;
  lines: {
    line_id: string;
    sku: string;
    title: string;
    slug: string;
    image: string | null;
    options: Record<string, string>;
    quantity: number;
    unit_price: Money;
    line_total: Money;
    /** Units that can be asked to be taken back, while their shipment's time lasts. */
    returnable: number;
    status: LineStatus;
  }[];
  subtotal: Money;
  discount: Money;
  shipping: Money;
  tax: Money;
  tax_lines: { name: string; rate: number; amount: Money }[];
  prices_include_tax: boolean;
  total: Money;
  shipping_address: AddressView;
  /** Null where the invoice is made out to who gets the goods. */
  billing_address: AddressView | null;
  shipping_method: { id: string; label: string };
  coupons: string[];
  payment: { status: string };
  shipments: {
    id: string;
    status: string;
    warehouse: string;
    carrier: string | null;
    tracking_number: string | null;
    tracking_url: string | null;
    /** When its units can last be sent back; null while it is not delivered, or for ever. */
    returnable_until: string | null;
    lines: { line_id: string; quantity: number }[];
  }[];
  refunds: RefundView[];
  returns: ReturnView[];
  history: { status: string; at: string }[];
};

export type PaymentView = {
  gateway: string;
  reference: string | null;
  status: string;
  expires_at: string;
  next:
    | { type: 'client_secret'; client_secret: string; publishable_key: string }
    | { type: 'none' };
};

const FURTHEST: readonly LineStatus[] = ['lost', 'delivered', 'shipped', 'packed'];

function lineStatus(line: OrderLine, state: OrderState): LineStatus {
  if (['rejected', 'expired', 'cancelled'].includes(state.status)) return 'cancelled';
  const parts = state.shipments.filter((shipment) => shipment.status !== 'cancelled');
  const units = (status: string): number =>
    parts
      .filter((shipment) => shipment.status === status)
      .flatMap((shipment) => shipment.lines)
      .filter((part) => part.lineId === line.lineId)
      .reduce((total, part) => total + part.quantity, 0);
  return FURTHEST.find((status) => units(status) >= line.quantity) ?? 'open';
}

/** The status people read, from the order's own and what became of its shipments. */
export function shownStatus(document: OrderDocument, state: OrderState): ShownStatus {
  if (state.status !== 'confirmed') return state.status;
  const captured = state.tender?.captured ?? 0;
  if (captured > 0 && (state.tender?.refunded ?? 0) >= captured) return 'refunded';
  const ordered = document.lines.reduce((total, line) => total + line.quantity, 0);
  const units = (statuses: readonly string[]): number =>
    state.shipments
      .filter((shipment) => statuses.includes(shipment.status))
      .flatMap((shipment) => shipment.lines)
      .reduce((total, line) => total + line.quantity, 0);
  const delivered = units(['delivered']);
  const sent = units(['shipped', 'delivered', 'lost']);
  if (delivered >= ordered) return 'delivered';
  if (sent >= ordered) return delivered > 0 ? 'partially_delivered' : 'shipped';
  return sent > 0 ? 'partially_shipped' : 'confirmed';
}

const ASKS_PROVIDER: readonly EffectStep[] = ['resolve', 'capture', 'cancel_payment'];

/** True while the provider was asked about the payment and gave no answer: it is asked again. */
const isUnanswered = ({ effect }: OrderState): boolean =>
  effect !== null && effect.tries > 0 && ASKS_PROVIDER.includes(effect.step);

/** One word for where the money is; `confirming` while the provider does not answer. */
export function paymentStatus(state: OrderState): string {
  const captured = state.tender?.captured ?? 0;
  const refunded = state.tender?.refunded ?? 0;
  if (captured > 0) {
    if (refunded >= captured) return 'refunded';
    return refunded > 0 ? 'partially_refunded' : 'captured';
  }
  if (isUnanswered(state)) return 'confirming';
  if (state.intent !== null) return state.intent.status;
  return state.status === 'confirmed' ? 'not_required' : 'pending';
}

export const addressView = (address: Address): AddressView => ({
  name: address.name,
  line1: address.line1,
  ...(address.line2 === null ? {} : { line2: address.line2 }),
  city: address.city,
  ...(address.region === null ? {} : { region: address.region }),
  postal_code: address.postalCode,
  country: address.country,
});

const refundView = (refund: Refund, priced: (amount: number) => Money): RefundView => ({
  id: refund.id,
  amount: priced(refund.amount),
  tax: priced(refund.tax),
  lines: refund.lines.map(({ lineId, quantity, amount }) => ({
    line_id: lineId,
    quantity,
    amount: priced(amount),
  })),
  reason: refund.reason,
  origin: refund.origin,
  status: refund.status,
  at: rfc3339(refund.at),
});

const returnView = (one: Return): ReturnView => ({
  id: one.id,
  status: one.status,
  lines: one.lines.map(({ lineId, quantity, reason, restocked, scrapped }) => ({
    line_id: lineId,
    ...{ quantity, reason, restocked, scrapped },
  })),
  refund_id: one.refundId,
  note: one.note,
  history: one.history.map(({ status, at }) => ({ status, at: rfc3339(at) })),
});

const moment = (at: number | null): string | null => (at === null ? null : rfc3339(at));

/** The order of api.md. */
export function orderView(document: OrderDocument, state: OrderState): OrderView {
  const priced = (amount: number): Money => money(amount, document.currency);
  const returnable = returnableUnits(document, state);
  return {
    id: document.id,
    number: document.number,
    status: shownStatus(document, state),
    email: document.email,
    placed_at: rfc3339(document.placedAt),
    lines: document.lines.map((line) => ({
      line_id: line.lineId,
      sku: line.sku,
      title: line.title,
      slug: line.slug,
      image: line.image,
      options: { ...line.options },
      quantity: line.quantity,
      unit_price: priced(line.unitPrice),
      line_total: priced(line.lineTotal),
      returnable: returnable.get(line.lineId) ?? 0,
      status: lineStatus(line, state),
    })),
    subtotal: priced(document.subtotal),
    discount: priced(document.discount),
    shipping: priced(document.shipping),
    tax: priced(document.tax),
    tax_lines: document.taxLines.map((line) => ({ ...line, amount: priced(line.amount) })),
    prices_include_tax: document.pricesIncludeTax,
    total: priced(document.total),
    shipping_address: addressView(document.shippingAddress),
    billing_address: document.billingAddress && addressView(document.billingAddress),
    shipping_method: { ...document.shippingMethod },
    coupons: document.coupons.map((coupon) => coupon.code),
    payment: { status: paymentStatus(state) },
    shipments: state.shipments.map((shipment) => ({
      id: shipment.id,
      status: shipment.status,
      warehouse: shipment.warehouse,
      carrier: shipment.carrier,
      tracking_number: shipment.trackingNumber,
      tracking_url: shipment.trackingUrl,
      returnable_until: moment(returnableUntil(document, shipment)),
      lines: shipment.lines.map((line) => ({ line_id: line.lineId, quantity: line.quantity })),
    })),
    refunds: state.refunds.map((refund) => refundView(refund, priced)),
    returns: state.returns.map(returnView),
    history: state.history.map((entry) => ({ status: entry.status, at: rfc3339(entry.at) })),
  };
}

/** How to pay an order: null when there is nothing (left) to pay. */
export function paymentView(
  document: OrderDocument,
  state: OrderState,
  gateway: { name: string; publishableKey: string },
): PaymentView | null {
  if (document.total === 0) return null;
  const { intent } = state;
  // While nobody knows whether it is paid, or once it is being called off, it is not to be paid.
  const payable =
    intent !== null &&
    state.status === 'awaiting_payment' &&
    state.ending === null &&
    !isUnanswered(state) &&
    ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status);
  return {
    gateway: gateway.name,
    reference: intent?.id ?? null,
    status: paymentStatus(state),
    expires_at: rfc3339(document.deadline),
    next: payable
      ? {
          type: 'client_secret',
          client_secret: intent.clientSecret,
          publishable_key: gateway.publishableKey,
        }
      : { type: 'none' },
  };
}

/** The order's public row, as its events carry it. */
export const orderRow = (document: OrderDocument, state: OrderState): OrderRow => ({
  id: document.id,
  number: document.number,
  status: shownStatus(document, state),
  currency: document.currency,
  total: document.total,
  captured: state.tender?.captured ?? 0,
  refunded: state.tender?.refunded ?? 0,
  buyer: document.buyer,
  country: document.shippingAddress.country,
  placed_at: document.placedAt,
  lines: document.lines.map((line) => ({
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    line_total: line.lineTotal,
  })),
  attention: state.attention,
});

/** The events of one step, each with the row as it then was. */
export const orderEvents = (
  document: OrderDocument,
  state: OrderState,
  types: readonly OrderEventType[],
): OrderEvent[] => types.map((type) => ({ type, data: orderRow(document, state) }));
