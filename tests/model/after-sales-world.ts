/**
 * A small world around an order of two units that was paid: staff, buyer, bank, stock and clock may
 * give money back, send goods back and take it all back again, each call done, refused or unknown.
 */
import { required } from '../../src/kernel/assert.ts';
import { sum } from '../../src/kernel/money.ts';
import { checkMoney } from '../../src/orders/money-check.ts';
import type { OrderDocument, OrderState, Return, Shipment } from '../../src/orders/order.ts';
import { requestRefund } from '../../src/orders/refunds.ts';
import type { RefundRequest } from '../../src/orders/refunds.ts';
import { changeReturn, requestReturn } from '../../src/orders/returns.ts';
import type { ReceivedLine } from '../../src/orders/returns.ts';
import { cancel, tick } from '../../src/orders/saga-commands.ts';
import { begin, owedRefund, owedRestock } from '../../src/orders/saga-move.ts';
import type { Move, Outcome, SagaContext } from '../../src/orders/saga-move.ts';
import { next } from '../../src/orders/saga.ts';
import type { DisputeStatus, RefundSnapshot } from '../../src/payments/gateway.ts';
import type { Step } from './explore.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

const [LINE] = DOCUMENT.lines;
export const UNITS = 2;
/** Two units of half the total. */
const PAID: OrderDocument = {
  ...DOCUMENT,
  lines: [{ ...required(LINE, 'a line'), quantity: UNITS, unitPrice: TOTAL / UNITS }],
};
export const context: SagaContext = { document: PAID, now: 1, pollMs: 1 };
/** Later than anything the order waits for. */
const LATE = 1_000_000_000;

export type World = {
  readonly order: OrderState;
  /** Refunds at the provider, the oldest first. */
  readonly refunds: readonly RefundSnapshot[];
  readonly dispute: DisputeStatus | null;
  /** Units that are in stock again, by the return that brought them. */
  readonly back: Readonly<Record<string, number>>;
  readonly released: boolean;
  /** Outcomes nobody knows that are still allowed: bounds the exploration. */
  readonly unknowns: number;
  /** Things that buyer, staff and banks may still do. */
  readonly moods: number;
};

const sent: Shipment = {
  ...{ id: 'sh_1', status: 'delivered', warehouse: 'main', carrier: null },
  ...{ trackingNumber: null, trackingUrl: null, history: [] },
  lines: [{ lineId: 'A', quantity: UNITS }],
};

/** An order that is paid and settled, sent or not. */
export const start = (shipped: boolean, unknowns: number, moods: number): World => ({
  order: {
    ...begin(0),
    ...{ status: 'confirmed', effect: null, cartSettled: true },
    shipments: shipped ? [sent] : [],
    history: [{ status: 'confirmed', at: 0 }],
    tender: {
      ...{ kind: 'card', reference: 'pi_1', authorised: TOTAL, captured: TOTAL, refunded: 0 },
    },
  },
  ...{ refunds: [], dispute: null, back: {}, released: false, unknowns, moods },
});

/** What the bank has taken. */
export const takenOf = ({ dispute }: World): number =>
  dispute === 'open' || dispute === 'lost' ? TOTAL / 2 : 0;

/** What the provider has not given back. */
export const leftOf = (world: World): number =>
  TOTAL -
  takenOf(world) -
  sum(world.refunds.filter(({ status }) => status !== 'failed').map(({ amount }) => amount));

type WithoutVersion<T> = T extends unknown ? Omit<T, 'version'> : never;
type Happening = {
  readonly name: string;
  readonly world: World;
  readonly outcome: WithoutVersion<Outcome>;
  readonly unknown?: boolean;
};

/** As the order asks: what it made before is found and not made again. */
function refundHappens(world: World): Happening[] {
  const step = 'refund' as const;
  const { id: refundId, amount } = required(owedRefund(world.order), 'a refund to make');
  const made = world.refunds.find((refund) => refund.refundId === refundId);
  const lost = { step, result: 'unknown' as const, refundId };
  const nothing: Happening = { name: 'refund: never arrived', world, outcome: lost, unknown: true };
  const refused: Happening = {
    name: 'refund: refused',
    world,
    outcome: { step, result: 'refused', refundId },
  };
  if (made !== undefined) {
    const reference = made.id;
    if (made.status === 'failed') return [refused];
    const result = made.status === 'succeeded' ? ('refunded' as const) : ('pending' as const);
    return [
      { name: `refund: found ${result}`, world, outcome: { step, result, refundId, reference } },
    ];
  }
  if (amount > leftOf(world)) return [refused, nothing];
  const reference = `re_${refundId}`;
  const after = (status: 'pending' | 'succeeded'): World => ({
    ...world,
    refunds: [...world.refunds, { id: reference, refundId, status, amount, at: 1 }],
  });
  const done = { step, result: 'refunded' as const, refundId, reference };
  return [
    { name: 'refunded', world: after('succeeded'), outcome: done },
    { name: 'refund: pending', world: after('pending'), outcome: { ...done, result: 'pending' } },
    { name: 'refund: reply lost', world: after('succeeded'), outcome: lost, unknown: true },
    nothing,
    refused,
  ];
}

function restockHappens(world: World): Happening[] {
  const step = 'restock' as const;
  const one = required(owedRestock(world.order), 'a return to restock');
  const units = sum(one.lines.map((line) => line.restocked));
  // By the return's id, so once.
  const after = { ...world, back: { ...world.back, [one.id]: units } };
  const lost = { step, result: 'unknown' as const, returnId: one.id };
  return [
    { name: 'restocked', world: after, outcome: { step, result: 'restocked', returnId: one.id } },
    { name: 'restock: reply lost', world: after, outcome: lost, unknown: true },
    { name: 'restock: never arrived', world, outcome: lost, unknown: true },
  ];
}

function checkHappens(world: World): Happening[] {
  const step = 'check_money' as const;
  const { dispute: status } = world;
  const dispute = { id: 'du_1', amount: TOTAL / 2, reason: 'fraudulent', at: 1, dueBy: null };
  const found = {
    ...{ step, result: 'found' as const, refunds: world.refunds.toReversed() },
    disputes: status === null ? [] : [{ ...dispute, status }],
  };
  return [
    { name: 'money found', world, outcome: found },
    { name: 'money: no answer', world, outcome: { step, result: 'unknown' }, unknown: true },
  ];
}

function releaseHappens(world: World): Happening[] {
  const step = 'release' as const;
  const after = { ...world, released: true };
  const lost = { step, result: 'unknown' as const };
  return [
    { name: 'released', world: after, outcome: { step, result: 'released' } },
    { name: 'release: reply lost', world: after, outcome: lost, unknown: true },
  ];
}

function happenings(world: World): Happening[] {
  const step = world.order.effect?.step;
  switch (step) {
    case 'refund':
      return refundHappens(world);
    case 'restock':
      return restockHappens(world);
    case 'check_money':
      return checkHappens(world);
    case 'release':
      return releaseHappens(world);
    case undefined:
      return [];
    default:
      throw new Error(`a paid order does not ${step}`);
  }
}

const moved = (world: World, move: Move | null): World | null =>
  move === null || move.state === world.order ? null : { ...world, order: move.state };

/** What the effect in flight may come to, and time. */
export function effectSteps(world: World): Step<World>[] {
  const version = world.order.effect?.version ?? 0;
  return happenings(world)
    .filter((happening) => happening.unknown !== true || world.unknowns > 0)
    .flatMap(({ name, unknown, outcome, world: after }): Step<World>[] => {
      const spent = unknown === true ? 1 : 0;
      const move = next(world.order, { ...outcome, version }, context);
      const told = moved({ ...after, unknowns: world.unknowns - spent }, move);
      return told === null ? [] : [{ name, world: told }];
    });
}

/** Time goes on, and somebody at the provider says that something moved. */
export function noticeSteps(world: World): Step<World>[] {
  const alarm = moved(world, tick(world.order, { ...context, now: LATE }));
  const webhook = moved(world, checkMoney(world.order, context));
  return [
    ...(alarm === null ? [] : [{ name: 'alarm', world: alarm }]),
    ...(webhook === null ? [] : [{ name: 'webhook', world: webhook }]),
  ];
}

const REQUESTS: readonly (readonly [string, RefundRequest])[] = [
  ['staff refunds a unit', { lines: [{ lineId: 'A', quantity: 1 }], amount: null, reason: '' }],
  ['staff refunds an amount', { lines: null, amount: 300, reason: '' }],
  ['staff refunds the rest', { lines: null, amount: null, reason: '' }],
];

type Act = readonly [name: string, world: World, moods: number];

const EXTERNAL: RefundSnapshot = {
  ...{ id: 're_dashboard', refundId: null, status: 'succeeded', amount: 200, at: 1 },
};

/** What a bank does with a refund it has: a made one may still fail. */
function refundActs(world: World, index: number): Act[] {
  const to = (status: 'succeeded' | 'failed'): World => ({
    ...world,
    refunds: world.refunds.map((one, at) => (at === index ? { ...one, status } : one)),
  });
  const status = world.refunds[index]?.status;
  if (status === 'failed') return [];
  if (status === 'succeeded') return [['refund fails late', to('failed'), 1]];
  return [
    ['refund settles', to('succeeded'), 0],
    ['refund fails', to('failed'), 0],
  ];
}

/** What banks and the provider's own pages do. */
function bankSteps(world: World): Act[] {
  const { dispute, refunds } = world;
  const disputed = (status: DisputeStatus): World => ({ ...world, dispute: status });
  const acts: Act[] = refunds.flatMap((_, index) => refundActs(world, index));
  if (!refunds.some(({ refundId }) => refundId === null) && leftOf(world) >= EXTERNAL.amount) {
    acts.push(['refund at the provider', { ...world, refunds: [...refunds, EXTERNAL] }, 1]);
  }
  if (dispute === null && leftOf(world) >= TOTAL / 2) acts.push(['dispute', disputed('open'), 1]);
  if (dispute === 'open') {
    acts.push(['dispute won', disputed('won'), 0], ['dispute lost', disputed('lost'), 0]);
  }
  return acts;
}

const ARRIVED: readonly (readonly [string, ReceivedLine])[] = [
  ['all fit', { lineId: 'A', restocked: 1, scrapped: 0 }],
  ['all scrap', { lineId: 'A', restocked: 0, scrapped: 1 }],
];

function returnSteps(world: World, one: Return): [string, World | null][] {
  const { order } = world;
  const change = (status: 'approved' | 'received' | 'refused', lines: ReceivedLine[] | null) => {
    const asked = { status, note: null, lines, warehouse: null };
    const decided = changeReturn(order, one.id, asked, context);
    return decided.ok ? moved(world, decided.value) : null;
  };
  return [
    ['return approved', change('approved', null)],
    ['return refused', change('refused', null)],
    ...ARRIVED.map(([what, line]): [string, World | null] => [
      `received, ${what}`,
      change('received', [line]),
    ]),
  ];
}

/** What buyer, staff and banks may do; most of it costs a mood. */
export function worldSteps(world: World): Step<World>[] {
  const { order } = world;
  const steps: Step<World>[] = [];
  const add = (name: string, after: World | null, moods = 1): void => {
    if (after !== null && world.moods >= moods) {
      steps.push({ name, world: { ...after, moods: world.moods - moods } });
    }
  };
  for (const [name, request] of REQUESTS) {
    const decided = requestRefund(order, request, context);
    if (decided.ok) add(name, moved(world, decided.value));
  }
  const asked = { lines: [{ lineId: 'A', quantity: 1, reason: 'too big' }] };
  const wish = requestReturn(order, asked, context);
  if (wish.ok) add('buyer asks for a return', moved(world, wish.value));
  for (const one of order.returns) {
    // Asked again for what has arrived, a refused refund could be refused for ever.
    const moods = one.status === 'received' ? 1 : 0;
    for (const [name, after] of returnSteps(world, one)) add(name, after, moods);
  }
  const ended = cancel(order, 'cancelled_by_staff', context);
  if (ended.ok) add('staff cancels', moved(world, ended.value));
  for (const [name, after, moods] of bankSteps(world)) add(name, after, moods);
  return [...steps, ...noticeSteps(world)];
}
