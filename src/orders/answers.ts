/** What an order answers: to the one who placed it, and to a SKU that asks about a hold. */
import { required } from '../kernel/assert.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { HoldQuestion, Verdict } from '../inventory/stock.ts';
import type { OrderDocument, OrderState } from './order.ts';
import type { PlaceRefusal, Placed } from './port.ts';
import { hasEnded } from './saga-move.ts';
import { orderView, paymentView } from './view.ts';

type Order = { readonly document: OrderDocument; readonly state: OrderState };

/** The answer to a placement, once its first run has come to rest. */
export function placeAnswer(
  { document, state }: Order,
  gateway: { name: string; publishableKey: string },
): Result<Placed, PlaceRefusal> {
  switch (state.ending?.cause) {
    case 'out_of_stock':
      return fail({ reason: 'out_of_stock', lines: state.shortfalls });
    case 'coupon_refused':
      return fail({
        reason: 'coupon_refused',
        ...required(state.refusedCoupon, 'an order that a code ended keeps which'),
      });
    case 'not_admitted':
      return fail({
        reason: 'not_admitted',
        why: required(state.notAdmitted, 'an order that a sale refused keeps why'),
      });
    case 'overloaded':
      return fail({ reason: 'overloaded', skus: state.overloaded ?? [] });
    case 'payment_refused':
      return fail({ reason: 'payment_refused' });
    case 'superseded':
      return fail({ reason: 'superseded' });
    case 'expired':
    case 'cancelled_by_buyer':
    case 'cancelled_by_staff':
    case 'payment_cancelled':
    case 'capture_refused':
    case 'stock_lost':
    case undefined:
      return ok({
        order: orderView(document, state),
        payment: paymentView(document, state, gateway),
      });
  }
}

/**
 * Whether a hold still lives: an ended order's does not, nor one of a round given back, nor one of
 * a hot SKU in another place than the order has heard of. While it reserves it may hear of any.
 */
export function verdictOf(
  { state }: Order,
  { round, place }: HoldQuestion,
  keepUntil: number,
): Verdict {
  if (hasEnded(state) || round < state.round) return { kind: 'release' };
  const known = place === undefined ? undefined : (state.lanes?.[place.sku] ?? 0);
  if (known !== place?.lane && state.effect?.step !== 'reserve') return { kind: 'release' };
  return { kind: 'keep_until', until: keepUntil };
}
