/**
 * The words of the checkout saga and the one way an order moves: a version up, along its machine's
 * table, with the effect it does next.
 */
import { assert } from '../kernel/assert.ts';
import { allows } from '../kernel/machine.ts';
import type { CouponCode, Sku } from '../kernel/ids.ts';
import { fractionOf, jitter } from '../kernel/random.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { DisputeSnapshot, PaymentSnapshot, RefundSnapshot } from '../payments/gateway.ts';
import type { OrderEventType } from './events.ts';
import { ORDER_ENDS, ORDER_TRANSITIONS } from './machine.ts';
import type { OrderStatus } from './machine.ts';
import type {
  Effect,
  EffectStep,
  Intent,
  OrderDocument,
  OrderState,
  Refund,
  Return,
  Shortfall,
} from './order.ts';
import type { EntryRefusal } from './sale-entry.ts';

/** Wait after an outcome nobody knows, doubled with each try. */
const RETRY_BASE_MS = 2 * SECOND_MS;
const RETRY_MOST_MS = 5 * MINUTE_MS;
/** Spread of the waits: orders that met the same outage must not come back together. */
const RETRY_JITTER = 0.25;

export type SagaContext = {
  readonly document: OrderDocument;
  readonly now: Milliseconds;
  /** First wait before an unpaid order asks the provider by itself. */
  readonly pollMs: Milliseconds;
};

/** Lanes of hot SKUs that hold, by SKU. */
export type Lanes = Readonly<Record<string, number>>;

export type Outcome = { readonly version: number } & (
  | { readonly step: 'reserve'; readonly result: 'unknown' }
  | { readonly step: 'reserve'; readonly result: 'reserved'; readonly lanes?: Lanes }
  | {
      readonly step: 'reserve';
      readonly result: 'short';
      readonly lines: readonly Shortfall[];
      readonly lanes?: Lanes;
    }
  | {
      readonly step: 'reserve';
      readonly result: 'coupon_refused';
      readonly code: CouponCode;
      readonly why: string;
    }
  | { readonly step: 'reserve'; readonly result: 'not_admitted'; readonly why: EntryRefusal }
  | {
      readonly step: 'reserve';
      readonly result: 'overloaded';
      readonly skus: readonly Sku[];
      readonly lanes?: Lanes;
    }
  | {
      readonly step: 'create_payment';
      readonly result: 'created';
      readonly payment: PaymentSnapshot;
    }
  | { readonly step: 'create_payment'; readonly result: 'refused' | 'unknown' }
  | { readonly step: 'resolve'; readonly result: 'found'; readonly payment: PaymentSnapshot }
  | { readonly step: 'resolve'; readonly result: 'unknown' }
  | { readonly step: 'commit'; readonly result: 'committed' | 'lost' | 'unknown' }
  | { readonly step: 'capture'; readonly result: 'captured'; readonly payment: PaymentSnapshot }
  | { readonly step: 'capture'; readonly result: 'refused' | 'unknown' }
  | { readonly step: 'cancel_payment'; readonly result: 'cancelled' | 'unknown' }
  | {
      readonly step: 'cancel_payment';
      readonly result: 'not_cancellable';
      readonly payment: PaymentSnapshot;
    }
  | { readonly step: 'release'; readonly result: 'released' | 'unknown' }
  | {
      readonly step: 'refund';
      readonly result: 'refunded' | 'pending';
      readonly refundId: string;
      readonly reference: string;
    }
  | { readonly step: 'refund'; readonly result: 'refused' | 'unknown'; readonly refundId: string }
  | { readonly step: 'settle_cart'; readonly result: 'settled' | 'unknown' }
  | {
      readonly step: 'restock';
      readonly result: 'restocked' | 'unknown';
      readonly returnId: string;
    }
  | {
      readonly step: 'check_money';
      readonly result: 'found';
      readonly refunds: readonly RefundSnapshot[];
      readonly disputes: readonly DisputeSnapshot[];
    }
  | { readonly step: 'check_money'; readonly result: 'unknown' }
);

/** A moved order and what it tells; `state.effect` says what it does next. */
export type Move = { readonly state: OrderState; readonly tells: readonly OrderEventType[] };

/** A placed order about to reserve. */
export function begin(now: Milliseconds): OrderState {
  return {
    version: 1,
    status: 'placed',
    round: 1,
    attempt: 1,
    intent: null,
    effect: { step: 'reserve', version: 1, tries: 0, notBefore: now },
    ending: null,
    reserveAgain: false,
    shortfalls: [],
    refusedCoupon: null,
    notAdmitted: null,
    tender: null,
    refunds: [],
    shipments: [],
    returns: [],
    disputes: [],
    moneyCheck: null,
    cartSettled: false,
    poll: null,
    attention: null,
    history: [{ status: 'placed', at: now }],
  };
}

/** True once nothing is held or owed. */
export const hasEnded = (state: OrderState): boolean => ORDER_ENDS.includes(state.status);

export type Patch = Partial<Omit<OrderState, 'version' | 'status' | 'effect' | 'history'>>;

/** The next state: one version up, in `status`, doing `step`. */
export function to(
  state: OrderState,
  context: SagaContext,
  status: OrderStatus,
  step: EffectStep | null,
  patch: Patch = {},
  tells: readonly OrderEventType[] = [],
): Move {
  const moved = status !== state.status;
  assert(!moved || allows(ORDER_TRANSITIONS, state.status, status), `${state.status} → ${status}`);
  const version = state.version + 1;
  const effect: Effect | null =
    step === null ? null : { step, version, tries: 0, notBefore: context.now };
  const history = moved ? [...state.history, { status, at: context.now }] : state.history;
  return { state: { ...state, ...patch, version, status, effect, history }, tells };
}

/** A change beside the effect in flight, which goes on as it was. */
export const beside = (
  state: OrderState,
  patch: Patch,
  tells: readonly OrderEventType[] = [],
): Move => ({ state: { ...state, ...patch, version: state.version + 1 }, tells });

const SENTENCE = '; ';

/** Why people have to look, with what is now said about one thing; null takes that away. */
export function attentionWith(
  attention: string | null,
  about: string,
  says: string | null,
): string | null {
  const others = (attention ?? '')
    .split(SENTENCE)
    .filter((sentence) => sentence !== '' && !`${sentence} `.includes(`${about} `));
  const all = says === null ? others : [...others, says];
  return all.length === 0 ? null : all.join(SENTENCE);
}

/** The same effect again, later: its outcome is not known, so its key stays. */
export function again(state: OrderState, context: SagaContext): Move {
  assert(state.effect !== null, 'only an effect is tried again');
  const tries = state.effect.tries + 1;
  const doubled = Math.min(RETRY_BASE_MS * 2 ** (tries - 1), RETRY_MOST_MS);
  const wait = jitter(doubled, RETRY_JITTER, () => fractionOf(`${context.document.id}:${tries}`));
  const effect = { ...state.effect, tries, notBefore: context.now + wait };
  return { state: { ...state, effect }, tells: [] };
}

export const intentOf = (payment: PaymentSnapshot): Intent => ({
  id: payment.id,
  clientSecret: payment.clientSecret,
  status: payment.status,
  failure: payment.failure,
});

/** A refund's id follows from the version that asks for it, so it is never given twice. */
export const refundIdOf = (version: number): string => `rf_${version}`;

/** The refund that the provider has yet to make, the first one asked for first. */
export const owedRefund = (state: OrderState): Refund | undefined =>
  state.refunds.find((refund) => refund.status === 'pending' && refund.reference === null);

/** The return whose goods the stock has yet to hear of, the first one received first. */
export const owedRestock = (state: OrderState): Return | undefined =>
  state.returns.find((one) => one.status === 'received' && !one.stocked);

/** True when the order is to ask what became of its refunds and disputes. */
export const isMoneyDue = (state: OrderState, now: Milliseconds): boolean =>
  state.moneyCheck !== null && state.moneyCheck.at <= now;

/** What a paid order has left to do, goods before money; null when it is at rest. */
export function owedStep(state: OrderState, now: Milliseconds): EffectStep | null {
  if (owedRestock(state) !== undefined) return 'restock';
  if (owedRefund(state) !== undefined) return 'refund';
  const goesOn = state.status === 'confirmed' && state.ending === null;
  if (goesOn && !state.cartSettled) return 'settle_cart';
  return isMoneyDue(state, now) ? 'check_money' : null;
}

/** Moves a paid order and goes on with what it has left to do, retried from now on. */
export const onward = (
  state: OrderState,
  context: SagaContext,
  patch: Patch,
  tells: readonly OrderEventType[] = [],
): Move =>
  to(state, context, state.status, owedStep({ ...state, ...patch }, context.now), patch, tells);

/** How long an owner that is asked too much is left alone by an order that gave up on it. */
const LEFT_ALONE_MS = 10 * SECOND_MS;

/** The same move, but what it does next waits until an owner has had time. */
export function afterAWhile({ state, tells }: Move, { document, now }: SagaContext): Move {
  assert(state.effect !== null, 'something is to be done after a while');
  const wait = jitter(LEFT_ALONE_MS, RETRY_JITTER, () => fractionOf(document.id));
  return { state: { ...state, effect: { ...state.effect, notBefore: now + wait } }, tells };
}

/** Ends the order for a cause: gives back the stock first, safe once nothing is payable. */
export const giveBack = (state: OrderState, context: SagaContext, patch: Patch): Move =>
  to(state, context, state.status, 'release', patch);
