/** Shipments of an order: in parts, each along its machine; no line leaves twice. */
import { allows } from '../kernel/machine.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { OrderEventType } from './events.ts';
import { SHIPMENT_TRANSITIONS } from './machine.ts';
import type { ShipmentStatus } from './machine.ts';
import type { OrderDocument, OrderState, Shipment } from './order.ts';
import { summed } from './refund-amounts.ts';
import type { LineUnits } from './refund-amounts.ts';
import { beside } from './saga-move.ts';
import type { Move, SagaContext } from './saga-move.ts';

/** Parts one order may be sent in. */
export const MAX_SHIPMENTS = 50;

export type NewShipment = {
  /** What to send; everything that is left without it. */
  readonly lines: readonly LineUnits[] | null;
  readonly warehouse: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
};

export type ShipmentChange = {
  readonly status: ShipmentStatus | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
};

export type ShipmentRefusal =
  | { reason: 'not_confirmed' }
  | { reason: 'nothing_to_ship' }
  | { reason: 'unknown_line'; lineId: string }
  | { reason: 'too_many_units'; lineId: string; left: number }
  | { reason: 'too_many_shipments' }
  | { reason: 'unknown_shipment' }
  | { reason: 'illegal_move'; from: ShipmentStatus; to: ShipmentStatus };

/** Units of each line that no living shipment carries. */
export function unshipped(document: OrderDocument, state: OrderState): Map<string, number> {
  const left = new Map(document.lines.map((line) => [line.lineId, line.quantity]));
  for (const shipment of state.shipments) {
    if (shipment.status === 'cancelled') continue;
    for (const { lineId, quantity } of shipment.lines) {
      left.set(lineId, (left.get(lineId) ?? 0) - quantity);
    }
  }
  return left;
}

/** Starts a shipment of the named lines, or of all that is left. */
export function createShipment(
  state: OrderState,
  request: NewShipment,
  context: SagaContext,
): Result<Move, ShipmentRefusal> {
  if (state.status !== 'confirmed' || state.ending !== null) {
    return fail({ reason: 'not_confirmed' });
  }
  if (state.shipments.length >= MAX_SHIPMENTS) return fail({ reason: 'too_many_shipments' });
  const left = unshipped(context.document, state);
  const rest = [...left].map(([lineId, quantity]) => ({ lineId, quantity }));
  const lines = request.lines ?? rest.filter((line) => line.quantity > 0);
  if (lines.length === 0) return fail({ reason: 'nothing_to_ship' });
  for (const { lineId, quantity } of summed(lines)) {
    const available = left.get(lineId);
    if (available === undefined) return fail({ reason: 'unknown_line', lineId });
    if (quantity > available) return fail({ reason: 'too_many_units', lineId, left: available });
  }
  const shipment: Shipment = {
    id: `sh_${state.shipments.length + 1}`,
    status: 'pending',
    warehouse: request.warehouse ?? 'main',
    carrier: request.carrier,
    trackingNumber: request.trackingNumber,
    trackingUrl: null,
    lines: summed(lines),
    history: [{ status: 'pending', at: context.now }],
  };
  const shipments = [...state.shipments, shipment];
  return ok(beside(state, { shipments }, ['order.updated']));
}

const TOLD: Partial<Record<ShipmentStatus, OrderEventType>> = {
  shipped: 'order.shipped',
  delivered: 'order.delivered',
};

/** Moves a shipment along its machine and takes what is new about its way. */
export function changeShipment(
  state: OrderState,
  id: string,
  change: ShipmentChange,
  context: SagaContext,
): Result<Move, ShipmentRefusal> {
  const shipment = state.shipments.find((candidate) => candidate.id === id);
  if (shipment === undefined) return fail({ reason: 'unknown_shipment' });
  const status = change.status ?? shipment.status;
  const moved = status !== shipment.status;
  if (moved && !allows(SHIPMENT_TRANSITIONS, shipment.status, status)) {
    return fail({ reason: 'illegal_move', from: shipment.status, to: status });
  }
  const changed: Shipment = {
    ...shipment,
    status,
    carrier: change.carrier ?? shipment.carrier,
    trackingNumber: change.trackingNumber ?? shipment.trackingNumber,
    trackingUrl: change.trackingUrl ?? shipment.trackingUrl,
    history: moved ? [...shipment.history, { status, at: context.now }] : shipment.history,
  };
  const shipments = state.shipments.map((candidate) => (candidate.id === id ? changed : candidate));
  const told = moved ? (TOLD[status] ?? 'order.updated') : 'order.updated';
  return ok(beside(state, { shipments }, [told]));
}
