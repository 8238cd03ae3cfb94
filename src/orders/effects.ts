/**
 * Does what the saga asks, through ports: every call is idempotent under a key made of the order
 * and the step, so that an effect can be done again after any crash. Do and undo stand side by
 * side.
 */
import { required, unreachable } from '../kernel/assert.ts';
import type { CartId, CouponCode, OrderId, Sku } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { CouponUses } from '../pricing/coupon-uses.ts';
import { DEFAULT_WAREHOUSE } from '../inventory/stock.ts';
import type { HoldKey, ReserveResult, ReturnIntake, StockPort } from '../inventory/stock.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { PaymentGateway, PaymentSnapshot } from '../payments/gateway.ts';
import type { Effect, OrderDocument, OrderState, Shortfall } from './order.ts';
import type { EntryUses } from './sale-entry.ts';
import { owedRefund, owedRestock, refundIdOf } from './saga-move.ts';
import type { Lanes, Outcome } from './saga-move.ts';

/** How far leases outlast the order's deadline: the order itself gives the stock back by then. */
const LEASE_MARGIN_MS = 2 * MINUTE_MS;

/**
 * Tries of a refund under one key: a provider may answer a key with its saved 500 for a day. The
 * wait before the next key is longer than any request runs, so what an earlier one made is found.
 */
const REFUND_TRIES_AN_ATTEMPT = 6;

/** The cart an order was made of: what was bought leaves it, once. */
export type CartSettlement = {
  settle(
    cart: CartId,
    orderId: OrderId,
    bought: readonly { readonly sku: Sku; readonly quantity: number }[],
  ): Promise<void>;
};

export type EffectPorts = {
  readonly stock: StockPort;
  readonly returns: ReturnIntake;
  readonly coupons: CouponUses;
  readonly entries: EntryUses;
  readonly gateway: PaymentGateway;
  readonly carts: CartSettlement;
};

type Subject = { readonly document: OrderDocument; readonly state: OrderState };

/** Demand summed by SKU, in the order of the SKUs. */
export function demandOf(document: OrderDocument): { sku: Sku; quantity: number }[] {
  const demand = new Map<Sku, number>();
  for (const { sku, quantity } of document.lines) {
    demand.set(sku, (demand.get(sku) ?? 0) + quantity);
  }
  return [...demand]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
}

const limitedCoupons = (document: OrderDocument): CouponCode[] =>
  document.coupons.filter((coupon) => coupon.limited).map((coupon) => coupon.code);

/** Performs the effect that is in flight. A thrown port means that nobody knows what happened. */
export async function perform(
  effect: Effect,
  subject: Subject,
  ports: EffectPorts,
): Promise<Outcome> {
  const { version } = effect;
  switch (effect.step) {
    case 'reserve':
      return { version, ...(await reserve(subject, ports)) };
    case 'create_payment':
      return { version, ...(await createPayment(subject, ports)) };
    case 'resolve':
      return { version, ...(await resolve(subject, ports)) };
    case 'commit':
      return { version, ...(await commit(subject, ports)) };
    case 'capture':
      return { version, ...(await capture(effect, subject, ports)) };
    case 'cancel_payment':
      return { version, ...(await cancelPayment(effect, subject, ports)) };
    case 'release':
      return { version, ...(await release(subject, ports)) };
    case 'refund':
      return { version, ...(await refund(effect, subject, ports)) };
    case 'settle_cart':
      return { version, ...(await settleCart(subject, ports)) };
    case 'restock':
      return { version, ...(await restock(subject, ports)) };
    case 'check_money':
      return { version, ...(await checkMoney(subject, ports)) };
    default:
      return unreachable(effect.step);
  }
}

type Unversioned<T> = T extends unknown ? Omit<T, 'version'> : never;
type StepOutcome<S extends Outcome['step']> = Unversioned<Extract<Outcome, { step: S }>>;

async function reserve(
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'reserve'>> {
  const step = 'reserve' as const;
  const key = { orderId: document.id, round: state.round };
  const leaseUntil = document.deadline + LEASE_MARGIN_MS;
  try {
    // A later round goes on with the codes that the first one has used, as they were then.
    for (const code of state.round === 1 ? limitedCoupons(document) : []) {
      const used = await ports.coupons.use(code, document.id, document.buyer);
      if (!used.ok) return { step, result: 'coupon_refused', code, why: used.reason };
    }
    const entry = document.entry ?? null;
    if (entry !== null && state.round === 1) {
      const entered = await ports.entries.use(entry, document.id);
      if (!entered.ok) return { step, result: 'not_admitted', why: entered.reason };
    }
    const answers = await Promise.all(
      demandOf(document).map(async ({ sku, quantity }) => {
        const pass = entry?.sale ?? null;
        const request = { ...key, quantity, leaseUntil, buyer: document.buyer, pass };
        return { sku, quantity, answer: await ports.stock.reserve(sku, request) };
      }),
    );
    const gated = answers.some(({ answer }) => isRefused(answer, 'waiting_room'));
    if (gated) return { step, result: 'not_admitted', why: 'waiting_room' };
    const overloaded = answers.filter(({ answer }) => isRefused(answer, 'overloaded'));
    const lines = answers.flatMap(({ sku, quantity, answer }): Shortfall[] => {
      if (answer.ok || answer.reason === 'overloaded') return [];
      const available = answer.reason === 'out_of_stock' ? answer.available : 0;
      return [{ sku, requested: quantity, available }];
    });
    const lanes = lanesOf(answers);
    if (lines.length > 0) return { step, result: 'short', lines, ...lanes };
    if (overloaded.length === 0) return { step, result: 'reserved', ...lanes };
    return { step, result: 'overloaded', skus: overloaded.map(({ sku }) => sku), ...lanes };
  } catch {
    return { step, result: 'unknown' };
  }
}

type ReserveRefusal = Extract<ReserveResult, { ok: false }>['reason'];

const isRefused = (answer: ReserveResult, reason: ReserveRefusal): boolean =>
  !answer.ok && answer.reason === reason;

type Reserved = { readonly sku: Sku; readonly answer: ReserveResult };

/** The lanes that hold, to be remembered; nothing where none does. */
function lanesOf(answers: readonly Reserved[]): { lanes?: Lanes } {
  const held = answers.flatMap(({ sku, answer }) => {
    const lane = answer.ok ? answer.value.lane : undefined;
    return lane === undefined ? [] : [[sku, lane] as const];
  });
  return held.length === 0 ? {} : { lanes: Object.fromEntries(held) };
}

/** Names the order's hold of a SKU, with its lane if one was heard of. */
function keyOf({ document, state }: Subject, sku: Sku): HoldKey {
  const key = { orderId: document.id, round: state.round };
  const lane = state.lanes?.[sku];
  return lane === undefined ? key : { ...key, lane };
}

/** The undo of `reserve` and of `commit`, last in, first out. */
async function release(subject: Subject, ports: EffectPorts): Promise<StepOutcome<'release'>> {
  const step = 'release' as const;
  const { document, state } = subject;
  // A line that was refused holds nothing: its object need not hear of this order again.
  const refused = new Set(state.shortfalls.map((line) => line.sku));
  const held = demandOf(document).filter(
    ({ sku }) => state.status !== 'placed' || !refused.has(sku),
  );
  try {
    await Promise.all(
      held.toReversed().map(async ({ sku }) => {
        const key = keyOf(subject, sku);
        const released = await ports.stock.release(sku, key);
        if (!released.ok) await ports.stock.uncommit(sku, key);
      }),
    );
    if (!state.reserveAgain) {
      for (const code of limitedCoupons(document).toReversed()) {
        await ports.coupons.giveBack(code, document.id);
      }
      const entry = document.entry ?? null;
      if (entry !== null) await ports.entries.giveBack(entry, document.id);
    }
    return { step, result: 'released' };
  } catch {
    return { step, result: 'unknown' };
  }
}

async function createPayment(
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'create_payment'>> {
  const step = 'create_payment' as const;
  const made = await ports.gateway.create({
    orderId: document.id,
    attempt: state.attempt,
    amount: document.total,
    currency: document.currency,
    description: `Order ${document.number}`,
  });
  if (!made.ok) return { step, result: made.reason };
  return { step, result: 'created', payment: made.value };
}

async function resolve({ state }: Subject, ports: EffectPorts): Promise<StepOutcome<'resolve'>> {
  const step = 'resolve' as const;
  const id = required(state.intent, 'an order awaiting payment has a payment').id;
  const found = await ports.gateway.fetch(id);
  if (!found.ok) return { step, result: 'unknown' };
  return { step, result: 'found', payment: found.value };
}

async function commit(subject: Subject, ports: EffectPorts): Promise<StepOutcome<'commit'>> {
  const step = 'commit' as const;
  const demand = demandOf(subject.document);
  try {
    const answers = await Promise.all(
      demand.map(({ sku }) => ports.stock.commit(sku, keyOf(subject, sku))),
    );
    return { step, result: answers.every((answer) => answer.ok) ? 'committed' : 'lost' };
  } catch {
    return { step, result: 'unknown' };
  }
}

async function capture(
  effect: Effect,
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'capture'>> {
  const step = 'capture' as const;
  const { id } = required(state.intent, 'what is captured was authorised');
  // After a try that nobody knows the end of, the provider is asked before it is told again.
  const known = effect.tries === 0 ? null : await ports.gateway.fetch(id);
  if (known !== null && !known.ok) return { step, result: 'unknown' };
  if (known !== null && known.value.status !== 'requires_capture') {
    return afterCaptureTry(known.value, document.total);
  }
  const key = `cap:${document.id}:${effect.tries}`;
  const captured = await ports.gateway.capture(id, document.total, key);
  if (captured.ok) return afterCaptureTry(captured.value, document.total);
  if (captured.reason === 'unknown') return { step, result: 'unknown' };
  const found = await ports.gateway.fetch(id);
  if (!found.ok) return { step, result: 'unknown' };
  return afterCaptureTry(found.value, document.total);
}

function afterCaptureTry(payment: PaymentSnapshot, total: number): StepOutcome<'capture'> {
  const step = 'capture' as const;
  const taken = payment.status === 'succeeded' && payment.received === total;
  return taken ? { step, result: 'captured', payment } : { step, result: 'refused' };
}

async function cancelPayment(
  effect: Effect,
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'cancel_payment'>> {
  const step = 'cancel_payment' as const;
  const key = `void:${document.id}:${effect.version}:${effect.tries}`;
  if (state.intent === null) {
    // Its secret never left, so it cannot be paid; it is cancelled to leave nothing lying about.
    const found = await ports.gateway.find(document.id);
    for (const payment of found.ok ? found.value : []) {
      if (payment.status !== 'canceled') {
        await ports.gateway.cancel(payment.id, `${key}:${payment.id}`);
      }
    }
    return { step, result: 'cancelled' };
  }
  const cancelled = await ports.gateway.cancel(state.intent.id, key);
  if (cancelled.ok) return { step, result: 'cancelled' };
  const found = await ports.gateway.fetch(state.intent.id);
  if (!found.ok) return { step, result: 'unknown' };
  if (found.value.status === 'canceled') return { step, result: 'cancelled' };
  if (cancelled.reason === 'unknown') return { step, result: 'unknown' };
  return { step, result: 'not_cancellable', payment: found.value };
}

async function refund(
  effect: Effect,
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'refund'>> {
  const step = 'refund' as const;
  const { id: refundId, amount } = required(owedRefund(state), 'a refund is made for its row');
  const paymentId = required(state.tender, 'what is refunded was captured').reference;
  const attempt = 1 + Math.floor(effect.tries / REFUND_TRIES_AN_ATTEMPT);
  const asked = { orderId: document.id, refundId, paymentId, amount, attempt };
  // Tried before, it may have been made: the provider forgets a key after a day, or keeps the
  // failed answer to it, so it is asked what it has.
  const first = effect.tries === 0 && refundId === refundIdOf(effect.version);
  const made = first ? ok([]) : await ports.gateway.refunds(paymentId);
  if (!made.ok) return { step, result: 'unknown', refundId };
  const known = made.value.find((one) => one.refundId === refundId);
  const answer = known === undefined ? await ports.gateway.refund(asked) : ok(known);
  if (!answer.ok) return { step, result: answer.reason, refundId };
  const { status, id: reference } = answer.value;
  if (status === 'failed') return { step, result: 'refused', refundId };
  return { step, result: status === 'succeeded' ? 'refunded' : 'pending', refundId, reference };
}

async function settleCart(
  { document }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'settle_cart'>> {
  const step = 'settle_cart' as const;
  try {
    await ports.carts.settle(document.cartId, document.id, demandOf(document));
    return { step, result: 'settled' };
  } catch {
    return { step, result: 'unknown' };
  }
}

async function restock(
  { document, state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'restock'>> {
  const step = 'restock' as const;
  const { id: returnId, ...one } = required(owedRestock(state), 'a return that has arrived');
  const warehouse = one.warehouse ?? DEFAULT_WAREHOUSE;
  const skuOf = new Map(document.lines.map((line) => [line.lineId, line.sku]));
  const bySku = new Map<Sku, { restocked: number; scrapped: number }>();
  for (const { lineId, restocked, scrapped } of one.lines) {
    const sku = required(skuOf.get(lineId), 'a line of the order');
    const before = bySku.get(sku) ?? { restocked: 0, scrapped: 0 };
    const units = {
      restocked: before.restocked + restocked,
      scrapped: before.scrapped + scrapped,
    };
    bySku.set(sku, units);
  }
  const common = { orderId: document.id, returnId, warehouse };
  try {
    await Promise.all(
      [...bySku].map(([sku, units]) => ports.returns.takeBack(sku, { ...common, ...units })),
    );
    return { step, result: 'restocked', returnId };
  } catch {
    return { step, result: 'unknown', returnId };
  }
}

async function checkMoney(
  { state }: Subject,
  ports: EffectPorts,
): Promise<StepOutcome<'check_money'>> {
  const step = 'check_money' as const;
  const { reference } = required(state.tender, 'only a paid order asks about its money');
  const [refunds, disputes] = await Promise.all([
    ports.gateway.refunds(reference),
    ports.gateway.disputes(reference),
  ]);
  if (!refunds.ok || !disputes.ok) return { step, result: 'unknown' };
  return { step, result: 'found', refunds: refunds.value, disputes: disputes.value };
}
