/**
 * The machines of an order, its shipments and its returns, as tables; what is not in them does not
 * happen.
 */
import type { Transitions } from '../kernel/machine.ts';

export const ORDER_TRANSITIONS = {
  placed: ['reserved', 'rejected', 'cancelled', 'expired'],
  reserved: ['awaiting_payment', 'authorized', 'rejected', 'cancelled', 'expired'],
  awaiting_payment: ['authorized', 'cancelled', 'expired', 'needs_attention'],
  authorized: ['committed', 'cancelled', 'expired', 'needs_attention'],
  committed: ['confirmed', 'cancelled', 'needs_attention'],
  confirmed: ['cancelled', 'needs_attention'],
  needs_attention: ['confirmed', 'cancelled'],
  rejected: [],
  expired: ['needs_attention'],
  cancelled: ['needs_attention'],
} as const satisfies Transitions;

export type OrderStatus = keyof typeof ORDER_TRANSITIONS;
export const ORDER_START: OrderStatus = 'placed';
/** Nothing is held and nothing is owed once an order is here. */
export const ORDER_ENDS: readonly OrderStatus[] = ['rejected', 'expired', 'cancelled'];

export const SHIPMENT_TRANSITIONS = {
  pending: ['packed', 'cancelled'],
  packed: ['shipped', 'cancelled'],
  shipped: ['delivered', 'lost'],
  delivered: [],
  lost: [],
  cancelled: [],
} as const satisfies Transitions;

export type ShipmentStatus = keyof typeof SHIPMENT_TRANSITIONS;
export const SHIPMENT_START: ShipmentStatus = 'pending';
export const SHIPMENT_ENDS: readonly ShipmentStatus[] = ['delivered', 'lost', 'cancelled'];
export const SHIPMENT_STATUSES = [
  'pending',
  'packed',
  'shipped',
  'delivered',
  'lost',
  'cancelled',
] as const satisfies readonly ShipmentStatus[];

/** A refund that fails after it was made takes its return back to `received`: it is owed again. */
export const RETURN_TRANSITIONS = {
  requested: ['approved', 'refused'],
  approved: ['received', 'refused'],
  received: ['refunded', 'refused'],
  refunded: ['received'],
  refused: [],
} as const satisfies Transitions;

export type ReturnStatus = keyof typeof RETURN_TRANSITIONS;
export const RETURN_START: ReturnStatus = 'requested';
export const RETURN_ENDS: readonly ReturnStatus[] = ['refunded', 'refused'];
export const RETURN_STATUSES = [
  'requested',
  'approved',
  'received',
  'refunded',
  'refused',
] as const satisfies readonly ReturnStatus[];

/** What people read: the order's own status, refined by what became of its shipments. */
export const SHOWN_STATUSES = [
  'placed',
  'reserved',
  'awaiting_payment',
  'authorized',
  'committed',
  'confirmed',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
  'rejected',
  'expired',
  'cancelled',
  'refunded',
  'needs_attention',
] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];
