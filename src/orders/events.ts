/**
 * What an order tells. Each event carries the order's whole public row, so that a projection is an
 * upsert; people appear by digest only, since the journal is kept for ever.
 */
import type { ShownStatus } from './machine.ts';

export const ORDER_EVENT_TYPES = [
  'order.created',
  'stock.reserved',
  'payment.authorized',
  'payment.failed',
  'payment.captured',
  'payment.refunded',
  'payment.refund_failed',
  'payment.disputed',
  'order.confirmed',
  'order.shipped',
  'order.delivered',
  'order.cancelled',
  'order.expired',
  'order.updated',
  'order.needs_attention',
  'return.requested',
  'return.approved',
  'return.received',
  'return.refunded',
  'return.refused',
] as const;
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number];

/** The row the back office lists. Money in minor units of `currency`. */
export type OrderRow = {
  readonly id: string;
  readonly number: string;
  readonly status: ShownStatus;
  readonly currency: string;
  readonly total: number;
  readonly captured: number;
  readonly refunded: number;
  /** Digest of the buyer's e-mail address. */
  readonly buyer: string;
  readonly country: string;
  readonly placed_at: number;
  readonly lines: readonly {
    readonly sku: string;
    readonly title: string;
    readonly quantity: number;
    readonly line_total: number;
  }[];
  readonly attention: string | null;
};

export type OrderEvent = { readonly type: OrderEventType; readonly data: OrderRow };
