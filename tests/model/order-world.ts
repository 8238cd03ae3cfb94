/**
 * A small world around one order: one SKU, a provider, a buyer and a clock, each call with the
 * outcomes done, refused and unknown (with and without having taken effect). What can happen next
 * is a list, so that all of it can be explored.
 */
import { required } from '../../src/kernel/assert.ts';
import { asCartId, asOrderId, asSku } from '../../src/kernel/ids.ts';
import type { PaymentSnapshot, PaymentStatus } from '../../src/payments/gateway.ts';
import type { OrderDocument, OrderState } from '../../src/orders/order.ts';
import { next } from '../../src/orders/saga.ts';
import { cancel, checkPayment, tick } from '../../src/orders/saga-commands.ts';
import { begin, owedRefund } from '../../src/orders/saga-move.ts';
import type { Move, Outcome, SagaContext } from '../../src/orders/saga-move.ts';
import type { Step } from './explore.ts';

export const TOTAL = 1_000;
const DEADLINE = 1_000_000;

const sku = required(asSku('A'), 'a SKU');

export const DOCUMENT: OrderDocument = {
  id: required(asOrderId('order-000001'), 'an order id'),
  number: 'EW-1',
  cartId: required(asCartId('cart-0000001'), 'a cart id'),
  market: 'eu',
  currency: 'EUR',
  email: 'a@example.com',
  buyer: 'b',
  lines: [
    {
      ...{ lineId: 'A', sku, title: 'A', slug: 'a', image: null, options: {}, sellerId: 'house' },
      ...{ quantity: 1, unitPrice: TOTAL, lineTotal: TOTAL, discount: 0, tax: 160 },
    },
  ],
  coupons: [],
  shippingAddress: {
    ...{ name: 'A', line1: 'B', line2: null, city: 'C', region: null },
    ...{ postalCode: '1', country: 'DE' },
  },
  billingAddress: null,
  shippingMethod: { id: 'standard', label: 'Standard' },
  ...{ subtotal: TOTAL, discount: 0, shipping: 0, tax: 160, taxLines: [] },
  ...{ pricesIncludeTax: true, total: TOTAL, placedAt: 0, deadline: DEADLINE },
  returnWindowMs: null,
};

/** A payment at the provider; `known` once its id was stored, and only then can it be paid. */
export type WorldPayment = { status: PaymentStatus; known: boolean };

export type World = {
  readonly order: OrderState;
  /** What the SKU's object has for this order. */
  readonly stock: { free: number; held: number; sold: number; round: number; closed: number };
  readonly payments: readonly WorldPayment[];
  readonly captured: number;
  readonly refunded: number;
  readonly overdue: boolean;
  /** Outcomes nobody knows that are still allowed: bounds the exploration. */
  readonly unknowns: number;
  /** Things the buyer, the staff or the provider may still do. */
  readonly moods: number;
};

export const start = (free: number, unknowns: number, moods: number): World => ({
  order: begin(0),
  stock: { free, held: 0, sold: 0, round: 0, closed: 0 },
  payments: [],
  captured: 0,
  refunded: 0,
  overdue: false,
  unknowns,
  moods,
});

export const contextOf = (world: World): SagaContext => ({
  document: DOCUMENT,
  now: world.overdue ? DEADLINE + 1 : 1,
  pollMs: 1,
});

const current = (world: World): WorldPayment | undefined =>
  world.payments.findLast((payment) => payment.known);

const snapshot = (world: World, payment: WorldPayment): PaymentSnapshot => ({
  id: `pi_${world.payments.indexOf(payment)}`,
  status: payment.status,
  amount: TOTAL,
  currency: 'eur',
  capturable: payment.status === 'requires_capture' ? TOTAL : 0,
  received: payment.status === 'succeeded' ? TOTAL : 0,
  clientSecret: 'secret',
  failure: null,
});

const withPayment = (world: World, payment: WorldPayment, status: PaymentStatus): World => ({
  ...world,
  payments: world.payments.map((known) => (known === payment ? { ...known, status } : known)),
});

/** An outcome with what it did to the world; `result` is what the order is told. */
type Happening = { name: string; world: World; outcome: OutcomeOf; unknown?: boolean };
type WithoutVersion<T> = T extends unknown ? Omit<T, 'version'> : never;
type OutcomeOf = WithoutVersion<Outcome>;

function reserved(world: World): World {
  const { stock, order } = world;
  return { ...world, stock: { ...stock, free: stock.free - 1, held: 1, round: order.round } };
}

function reserveHappens(world: World): Happening[] {
  const { stock, order } = world;
  const step = 'reserve' as const;
  const lost: OutcomeOf = { step, result: 'unknown' };
  const closed = order.round <= stock.closed;
  const busy: OutcomeOf = { step, result: 'overloaded', skus: [sku] };
  const shortage: OutcomeOf = {
    step,
    result: 'short',
    lines: [{ sku, requested: 1, available: 0 }],
  };
  if (!closed && (stock.held === 1 || stock.free > 0)) {
    const after = stock.held === 1 ? world : reserved(world);
    return [
      { name: 'reserved', world: after, outcome: { step, result: 'reserved' } },
      { name: 'reserve: reply lost', world: after, outcome: lost, unknown: true },
      { name: 'reserve: never arrived', world, outcome: lost, unknown: true },
      { name: 'reserve: overloaded', world, outcome: busy, unknown: true },
      { name: 'reserve: done, then overloaded', world: after, outcome: busy, unknown: true },
    ];
  }
  return [
    { name: 'short', world, outcome: shortage },
    { name: 'reserve: never arrived', world, outcome: lost, unknown: true },
    { name: 'reserve: overloaded', world, outcome: busy, unknown: true },
  ];
}

function createHappens(world: World): Happening[] {
  const step = 'create_payment' as const;
  const lost: OutcomeOf = { step, result: 'unknown' };
  const payment: WorldPayment = { status: 'requires_payment_method', known: true };
  const made = { ...world, payments: [...world.payments, payment] };
  const orphan = { ...world, payments: [...world.payments, { ...payment, known: false }] };
  return [
    {
      name: 'created',
      world: made,
      outcome: { step, result: 'created', payment: snapshot(made, payment) },
    },
    { name: 'create: reply lost', world: orphan, outcome: lost, unknown: true },
    { name: 'create: never arrived', world, outcome: lost, unknown: true },
    { name: 'create: refused', world, outcome: { step, result: 'refused' } },
  ];
}

function resolveHappens(world: World): Happening[] {
  const step = 'resolve' as const;
  const payment = required(current(world), 'a payment to ask about');
  return [
    {
      name: `found ${payment.status}`,
      world,
      outcome: { step, result: 'found', payment: snapshot(world, payment) },
    },
    { name: 'resolve: no answer', world, outcome: { step, result: 'unknown' }, unknown: true },
  ];
}

function commitHappens(world: World): Happening[] {
  const step = 'commit' as const;
  const { stock, order } = world;
  const lost: OutcomeOf = { step, result: 'unknown' };
  const mine = stock.round === order.round && order.round > stock.closed;
  if (mine && (stock.held === 1 || stock.sold === 1)) {
    const after = { ...world, stock: { ...stock, held: 0, sold: 1 } };
    return [
      { name: 'committed', world: after, outcome: { step, result: 'committed' } },
      { name: 'commit: reply lost', world: after, outcome: lost, unknown: true },
      { name: 'commit: never arrived', world, outcome: lost, unknown: true },
    ];
  }
  return [{ name: 'lost', world, outcome: { step, result: 'lost' } }];
}

function captureHappens(world: World): Happening[] {
  const step = 'capture' as const;
  const payment = required(current(world), 'a payment to capture');
  const lost: OutcomeOf = { step, result: 'unknown' };
  const taken = { ...withPayment(world, payment, 'succeeded'), captured: TOTAL };
  const paid = required(current(taken), 'the captured payment');
  const refused: Happening = {
    name: 'capture: refused',
    world,
    outcome: { step, result: 'refused' },
  };
  if (payment.status === 'canceled') return [refused];
  return [
    {
      name: 'captured',
      world: taken,
      outcome: { step, result: 'captured', payment: snapshot(taken, paid) },
    },
    { name: 'capture: reply lost', world: taken, outcome: lost, unknown: true },
    { name: 'capture: never arrived', world, outcome: lost, unknown: true },
    ...(payment.status === 'requires_capture' ? [refused] : []),
  ];
}

function cancelHappens(world: World): Happening[] {
  const step = 'cancel_payment' as const;
  const lost: OutcomeOf = { step, result: 'unknown' };
  const payment = current(world);
  if (payment === undefined || world.order.intent === null) {
    return [{ name: 'nothing to void', world, outcome: { step, result: 'cancelled' } }];
  }
  if (payment.status === 'succeeded' || payment.status === 'processing') {
    const outcome = { step, result: 'not_cancellable' as const, payment: snapshot(world, payment) };
    return [{ name: `not cancellable: ${payment.status}`, world, outcome }];
  }
  const voided = withPayment(world, payment, 'canceled');
  return [
    { name: 'voided', world: voided, outcome: { step, result: 'cancelled' } },
    { name: 'void: reply lost', world: voided, outcome: lost, unknown: true },
    { name: 'void: never arrived', world, outcome: lost, unknown: true },
  ];
}

function releaseHappens(world: World): Happening[] {
  const step = 'release' as const;
  const { stock, order } = world;
  const lost: OutcomeOf = { step, result: 'unknown' };
  const mine = stock.round <= order.round;
  const back = mine ? stock.held + stock.sold : 0;
  const after: World = {
    ...world,
    stock: {
      ...stock,
      free: stock.free + back,
      ...(mine ? { held: 0, sold: 0 } : {}),
      closed: Math.max(stock.closed, order.round),
    },
  };
  return [
    { name: 'released', world: after, outcome: { step, result: 'released' } },
    { name: 'release: reply lost', world: after, outcome: lost, unknown: true },
    { name: 'release: never arrived', world, outcome: lost, unknown: true },
  ];
}

function refundHappens(world: World): Happening[] {
  const step = 'refund' as const;
  const { id: refundId } = required(owedRefund(world.order), 'a refund to make');
  const back = { ...world, refunded: TOTAL };
  const lost: OutcomeOf = { step, result: 'unknown', refundId };
  const done: OutcomeOf = { step, result: 'refunded', refundId, reference: 're_1' };
  return [
    { name: 'refunded', world: back, outcome: done },
    { name: 'refund: reply lost', world: back, outcome: lost, unknown: true },
    { name: 'refund: never arrived', world, outcome: lost, unknown: true },
    { name: 'refund: refused', world, outcome: { step, result: 'refused', refundId } },
  ];
}

function happenings(world: World): Happening[] {
  const step = world.order.effect?.step;
  switch (step) {
    case undefined:
      return [];
    case 'reserve':
      return reserveHappens(world);
    case 'create_payment':
      return createHappens(world);
    case 'resolve':
      return resolveHappens(world);
    case 'commit':
      return commitHappens(world);
    case 'capture':
      return captureHappens(world);
    case 'cancel_payment':
      return cancelHappens(world);
    case 'release':
      return releaseHappens(world);
    case 'refund':
      return refundHappens(world);
    case 'settle_cart':
      return [{ name: 'settled', world, outcome: { step, result: 'settled' } }];
    case 'restock':
      throw new Error('no goods come back in this world');
    case 'check_money':
      throw new Error('no money moves by itself in this world');
  }
}

const moved = (world: World, move: Move | null): World | null =>
  move === null || move.state === world.order ? null : { ...world, order: move.state };

/** What the effect in flight may come to. */
export function effectSteps(world: World): Step<World>[] {
  const version = world.order.effect?.version ?? 0;
  return happenings(world)
    .filter((happening) => happening.unknown !== true || world.unknowns > 0)
    .flatMap((happening): Step<World>[] => {
      const spent = happening.unknown === true ? 1 : 0;
      const after = { ...happening.world, unknowns: world.unknowns - spent };
      const context = contextOf(world);
      const state = next(world.order, { ...happening.outcome, version }, context);
      const told = moved(after, state);
      return told === null ? [] : [{ name: happening.name, world: told }];
    });
}

/** What buyer, staff, provider and clock may do; each of the first three costs one mood. */
export function worldSteps(world: World): Step<World>[] {
  const steps: Step<World>[] = [];
  const context = contextOf(world);
  const add = (name: string, after: World | null, moods = 1): void => {
    if (after !== null && world.moods >= moods) {
      steps.push({ name, world: { ...after, moods: world.moods - moods } });
    }
  };
  const payment = current(world);
  if (payment?.status === 'requires_payment_method' || payment?.status === 'requires_action') {
    add('buyer pays', withPayment(world, payment, 'requires_capture'));
    add('buyer is challenged', withPayment(world, payment, 'requires_action'));
    add('payment processes', withPayment(world, payment, 'processing'));
  }
  if (payment?.status === 'processing') {
    add('processing succeeds', withPayment(world, payment, 'requires_capture'), 0);
    add('processing fails', withPayment(world, payment, 'requires_payment_method'), 0);
  }
  if (payment?.status === 'requires_capture') {
    add('authorisation runs out', withPayment(world, payment, 'canceled'));
  }
  if (world.stock.held === 1) {
    add('stock is taken by force', { ...world, stock: { ...world.stock, held: 0 } });
  }
  if (!world.overdue) add('deadline passes', { ...world, overdue: true }, 0);
  add('webhook', moved(world, checkPayment(world.order, context)), 0);
  // Past the deadline time goes on, so that an alarm comes when it is due.
  const due = world.overdue ? (world.order.poll?.at ?? 0) : 0;
  const now = Math.max(context.now, due);
  add('alarm', moved(world, tick(world.order, { ...context, now })), 0);
  for (const cause of ['cancelled_by_buyer', 'superseded', 'cancelled_by_staff'] as const) {
    const decided = cancel(world.order, cause, context);
    if (decided.ok) add(cause, moved(world, decided.value));
  }
  return steps;
}
