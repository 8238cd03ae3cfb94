/**
 * Goods that come back: asked for by the buyer, approved, received and judged by staff; then the
 * stock hears of them, and what was paid for them goes back, each once, under keys of the return.
 */
import { assert } from '../kernel/assert.ts';
import { allows } from '../kernel/machine.ts';
import { sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderEventType } from './events.ts';
import { RETURN_TRANSITIONS } from './machine.ts';
import type { ReturnStatus } from './machine.ts';
import type {
  OrderDocument,
  OrderState,
  RefundLine,
  Return,
  ReturnLine,
  Shipment,
} from './order.ts';
import { givenFor, priceLines } from './refund-amounts.ts';
import type { LinesRefusal } from './refund-amounts.ts';
import { refundRow, refundable, withRefunds } from './refunds.ts';
import type { NewRefund } from './refunds.ts';
import { beside, onward } from './saga-move.ts';
import type { Move, SagaContext } from './saga-move.ts';

/** Returns one order may have: each is a row of its state, which is written as a whole. */
export const MAX_RETURNS = 50;

export type ReturnRequest = {
  readonly lines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly reason: string;
  }[];
};

/** What has arrived of a line: units to be sold again, and units that cannot be. */
export type ReceivedLine = {
  readonly lineId: string;
  readonly restocked: number;
  readonly scrapped: number;
};

export type ReturnChange = {
  readonly status: 'approved' | 'received' | 'refused';
  readonly note: string | null;
  /** What has arrived; without it everything has, fit to be sold again. */
  readonly lines: readonly ReceivedLine[] | null;
  readonly warehouse: string | null;
};

export type ReturnRefusal =
  | LinesRefusal
  | { reason: 'not_returnable' }
  | { reason: 'return_window_over'; lineId: string; endedAt: Milliseconds }
  | { reason: 'too_many_returns' }
  | { reason: 'unknown_return' }
  | { reason: 'nothing_received' }
  | { reason: 'illegal_return_move'; from: ReturnStatus; to: ReturnStatus };

/** Units of a line that a return stands for: those asked for, once it has arrived those in it. */
function unitsIn(one: Return, line: ReturnLine): number {
  if (one.status === 'refused') return 0;
  const arrived = one.status === 'received' || one.status === 'refunded';
  return arrived ? line.restocked + line.scrapped : line.quantity;
}

/** When the units of a shipment can last be sent back; null while that has no end. */
export function returnableUntil(
  { returnWindowMs }: OrderDocument,
  { history }: Shipment,
): Milliseconds | null {
  const delivered = history.findLast(({ status }) => status === 'delivered');
  if (returnWindowMs === null || delivered === undefined) return null;
  return delivered.at + returnWindowMs;
}

const hasReached = ({ status }: Shipment): boolean =>
  status === 'shipped' || status === 'delivered';

/** Units of each line in some shipments. */
function unitsOf(document: OrderDocument, shipments: readonly Shipment[]): Map<string, number> {
  const units = new Map(document.lines.map((line) => [line.lineId, 0]));
  for (const { lineId, quantity } of shipments.flatMap(({ lines }) => lines)) {
    units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  }
  return units;
}

/** Units of each line that have reached the buyer and are in no return, whenever that was. */
export function returnableUnits(document: OrderDocument, state: OrderState): Map<string, number> {
  if (state.status !== 'confirmed') return unitsOf(document, []);
  const units = unitsOf(document, state.shipments.filter(hasReached));
  for (const one of state.returns) {
    for (const line of one.lines) {
      units.set(line.lineId, (units.get(line.lineId) ?? 0) - unitsIn(one, line));
    }
  }
  return units;
}

/** Why so many units of a line cannot be sent back; null where they can. */
function refused(
  asked: number,
  lineId: string,
  state: OrderState,
  { document, now }: SagaContext,
): ReturnRefusal | null {
  const left = returnableUnits(document, state).get(lineId);
  if (left === undefined) return { reason: 'unknown_line', lineId };
  if (asked > left) return { reason: 'too_many_units', lineId, left };
  const reached = state.shipments.filter(hasReached);
  const isOpen = (shipment: Shipment): boolean =>
    now <= (returnableUntil(document, shipment) ?? now);
  // What came back before counts as of the oldest shipments.
  const open = unitsOf(document, reached.filter(isOpen)).get(lineId) ?? 0;
  if (asked <= open) return null;
  const over = reached.filter((shipment) => !isOpen(shipment));
  const ends = over.map((shipment) => returnableUntil(document, shipment) ?? now);
  return { reason: 'return_window_over', lineId, endedAt: Math.max(...ends) };
}

/** Asks to send goods back. A line named twice is one line, with both reasons. */
export function requestReturn(
  state: OrderState,
  request: ReturnRequest,
  context: SagaContext,
): Result<Move, ReturnRefusal> {
  if (state.status !== 'confirmed' || state.ending !== null) {
    return fail({ reason: 'not_returnable' });
  }
  if (state.returns.length >= MAX_RETURNS) return fail({ reason: 'too_many_returns' });
  const lines = new Map<string, ReturnLine>();
  for (const { lineId, quantity, reason } of request.lines) {
    const named = lines.get(lineId);
    const asked = quantity + (named?.quantity ?? 0);
    const refusal = refused(asked, lineId, state, context);
    if (refusal !== null) return fail(refusal);
    const reasons = named === undefined ? reason : `${named.reason}; ${reason}`;
    const line = { lineId, quantity: asked, reason: reasons, restocked: 0, scrapped: 0 };
    lines.set(lineId, line);
  }
  assert(lines.size > 0, 'a return is of something');
  const status = 'requested' as const;
  const asked: Return = {
    id: `rt_${state.version + 1}`,
    ...{ status, lines: [...lines.values()], warehouse: null, stocked: false, refundId: null },
    ...{ note: null, history: [{ status, at: context.now }] },
  };
  return ok(beside(state, { returns: [...state.returns, asked] }, ['return.requested']));
}

const TOLD = {
  approved: 'return.approved',
  received: 'return.received',
  refused: 'return.refused',
} as const satisfies Record<ReturnChange['status'], OrderEventType>;

/** Moves a return along its machine. The same move again changes nothing. */
export function changeReturn(
  state: OrderState,
  id: string,
  change: ReturnChange,
  context: SagaContext,
): Result<Move, ReturnRefusal> {
  const one = state.returns.find((candidate) => candidate.id === id);
  if (one === undefined) return fail({ reason: 'unknown_return' });
  if (state.status !== 'confirmed') return fail({ reason: 'not_returnable' });
  const { status } = change;
  const unpaid = one.status === 'received' && hasFailed(state, one);
  const past = one.status === 'refunded' && status === 'received';
  if (one.status === status || past) {
    // Received once more, what is still owed for it is asked for anew.
    const again = unpaid && status === 'received';
    return ok(again ? payBack(state, one, context, ['order.updated']) : { state, tells: [] });
  }
  const settling = one.status === 'refunded' || (one.status === 'received' && !unpaid);
  if (settling || !allows(RETURN_TRANSITIONS, one.status, status)) {
    return fail({ reason: 'illegal_return_move', from: one.status, to: status });
  }
  const moved: Return = {
    ...one,
    ...{ status, note: change.note ?? one.note },
    history: [...one.history, { status, at: context.now }],
  };
  if (status === 'received') return receive(state, moved, change, context);
  return ok(beside(state, { returns: replaced(state, moved) }, [TOLD[status]]));
}

const replaced = (state: OrderState, changed: Return): Return[] =>
  state.returns.map((one) => (one.id === changed.id ? changed : one));

/** True where the last refund for a return came to nothing. */
const hasFailed = (state: OrderState, one: Return): boolean =>
  state.refunds.some((refund) => refund.id === one.refundId && refund.status === 'failed');

/** Takes down what has arrived, then sends the goods to the stock and the money to the buyer. */
function receive(
  state: OrderState,
  one: Return,
  { lines, warehouse }: ReturnChange,
  context: SagaContext,
): Result<Move, ReturnRefusal> {
  const known = new Set(one.lines.map((line) => line.lineId));
  const stranger = lines?.find((line) => !known.has(line.lineId));
  if (stranger !== undefined) return fail({ reason: 'unknown_line', lineId: stranger.lineId });
  const arrived = one.lines.map((line): ReturnLine => {
    const all = { restocked: line.quantity, scrapped: 0 };
    const named = lines === null ? all : lines.find((got) => got.lineId === line.lineId);
    const { restocked, scrapped } = named ?? { restocked: 0, scrapped: 0 };
    return { ...line, restocked, scrapped };
  });
  const over = arrived.find((line) => line.restocked + line.scrapped > line.quantity);
  if (over !== undefined) {
    return fail({ reason: 'too_many_units', lineId: over.lineId, left: over.quantity });
  }
  const units = sum(arrived.map((line) => line.restocked + line.scrapped));
  if (units === 0) return fail({ reason: 'nothing_received' });
  const received = { ...one, lines: arrived, warehouse, stocked: false };
  return ok(payBack(state, received, context, ['return.received']));
}

/** Writes the refund's row beside the return; the saga does what is owed, goods before money. */
function payBack(
  state: OrderState,
  one: Return,
  context: SagaContext,
  tells: readonly OrderEventType[],
): Move {
  const owed = refundFor(state, one, context);
  const rows = owed === null ? [] : [refundRow(state, owed, context)];
  const returns = replaced(state, { ...one, refundId: rows[0]?.id ?? null });
  return onward(state, context, { returns, refunds: [...state.refunds, ...rows] }, tells);
}

/**
 * What is owed for the goods of a return: units that were refunded without being sent back are not
 * paid again, nor is more than is left of the order. Null where that is nothing.
 */
function refundFor(state: OrderState, one: Return, { document }: SagaContext): NewRefund | null {
  const units = one.lines.map((line) => {
    const bought = document.lines.find((candidate) => candidate.lineId === line.lineId);
    const left = (bought?.quantity ?? 0) - givenFor(state.refunds, line.lineId).units;
    return { lineId: line.lineId, quantity: Math.min(unitsIn(one, line), left) };
  });
  const priced = priceLines(
    document,
    state.refunds,
    units.filter((line) => line.quantity > 0),
  );
  assert(priced.ok, 'units in a return were bought');
  let rest = refundable(state);
  const lines = priced.value.map((line): RefundLine => {
    const amount = Math.min(line.amount, rest);
    rest -= amount;
    return { ...line, amount, tax: Math.min(line.tax, amount) };
  });
  const amount = sum(lines.map((line) => line.amount));
  const reason = `return ${one.id}`;
  return amount < 1 ? null : { amount, lines, reason, origin: 'return' };
}

/** After the stock has heard of what a return brought. */
export function afterRestock(state: OrderState, returnId: string, context: SagaContext): Move {
  const returns = state.returns.map((one) =>
    one.id === returnId ? { ...one, stocked: true } : one,
  );
  const { patch, tells } = withRefunds({ ...state, returns }, state.refunds, context);
  return onward(state, context, patch, tells);
}
