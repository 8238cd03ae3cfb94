/** An order's own facts, for whoever holds them against what others say: the reconciliation. */
import type { OrderId, SaleId, Sku } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { PaymentSnapshot, PaymentStatus } from '../payments/gateway.ts';
import { demandOf } from './effects.ts';
import type { OrderRow } from './events.ts';
import type { OrderStatus } from './machine.ts';
import type { EffectStep, OrderDocument, OrderState, Refund } from './order.ts';
import { wakeAt } from './saga-commands.ts';
import { hasEnded, to } from './saga-move.ts';
import type { Move, SagaContext } from './saga-move.ts';
import { orderRow } from './view.ts';

export type OrderAudit = {
  readonly id: OrderId;
  readonly version: number;
  readonly status: OrderStatus;
  readonly round: number;
  readonly demand: readonly { readonly sku: Sku; readonly quantity: number }[];
  /** Digest of the buyer's address, as the stock knows it. */
  readonly buyer: string;
  /** The sale that let it in, as the stock's gate asks for it. */
  readonly sale: SaleId | null;
  readonly deadline: Milliseconds;
  readonly total: number;
  readonly payment: { readonly id: string; readonly status: PaymentStatus } | null;
  /** Minor units. */
  readonly captured: number;
  /** Of refunds that the provider is known to have made, and that did not fail. */
  readonly refunded: number;
  /** What it is doing outside of itself; its facts and others' may differ until that is done. */
  readonly step: EffectStep | null;
  /** When it should have acted by itself; null when it waits for nothing. */
  readonly dueAt: Milliseconds | null;
  readonly attention: string | null;
  /** The row that the back office should have, and events that are on their way there. */
  readonly row: OrderRow;
  readonly untold: number;
};

const isMade = ({ status, reference }: Refund): boolean =>
  status !== 'failed' && reference !== null;

/** The audit of an order with `untold` events in its outbox. */
export function auditOf(
  { document, state }: { readonly document: OrderDocument; readonly state: OrderState },
  untold: number,
  now: Milliseconds,
): OrderAudit {
  const { effect, intent, tender } = state;
  const made = state.refunds.filter((refund) => isMade(refund));
  return {
    id: document.id,
    version: state.version,
    status: state.status,
    round: state.round,
    demand: demandOf(document),
    buyer: document.buyer,
    sale: document.entry?.sale ?? null,
    deadline: document.deadline,
    total: document.total,
    payment: intent === null ? null : { id: intent.id, status: intent.status },
    captured: tender?.captured ?? 0,
    refunded: sum(made.map(({ amount }) => amount)),
    step: effect?.step ?? null,
    dueAt: effect === null ? wakeAt(state, document, now) : effect.notBefore,
    attention: state.attention,
    row: orderRow(document, state),
    untold,
  };
}

/** The orders' objects, as the reconciliation reaches them. */
export type OrderAudits = {
  /** Null for an order that was never placed. */
  audit(id: OrderId): Promise<OrderAudit | null>;
  /** Does what its alarm would do. */
  wake(id: OrderId): Promise<void>;
  flag(id: OrderId, attention: string): Promise<void>;
  /** Takes note of money that an ended order was paid; false where it has not ended. */
  reopen(id: OrderId, payment: PaymentSnapshot, attention: string): Promise<boolean>;
};

/** Shows an ended order to people, with the money it turned out to have, so that they return it. */
export function reopen(
  state: OrderState,
  payment: Pick<PaymentSnapshot, 'id' | 'received'>,
  attention: string,
  context: SagaContext,
): Result<Move, { reason: 'not_ended' }> {
  if (!hasEnded(state) || state.status === 'rejected' || state.effect !== null) {
    return fail({ reason: 'not_ended' });
  }
  const money = { authorised: payment.received, captured: payment.received, refunded: 0 };
  const tender = state.tender ?? { kind: 'card' as const, reference: payment.id, ...money };
  const patch = {
    attention,
    ending: null,
    tender: { ...tender, ...money, refunded: tender.refunded },
  };
  return ok(to(state, context, 'needs_attention', null, patch, ['order.needs_attention']));
}
