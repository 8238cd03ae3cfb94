/**
 * A small world around the stock's ledger: orders that hold, sell, give back and try again at a few
 * SKUs. What was ever sent may arrive at any time, in any order, any number of times, or never.
 */
import {
  decideAdjust,
  decideCommit,
  decideRelease,
  decideReserve,
  decideUncommit,
} from '../../src/inventory/ledger.ts';
import type { OrderFacts, WarehouseRow } from '../../src/inventory/ledger.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import type { OrderId } from '../../src/kernel/ids.ts';
import type { Step } from './explore.ts';

/** What one SKU has of one order. */
export type OwnRows = {
  readonly held: number;
  readonly round: number;
  readonly closed: number;
  readonly sold: {
    readonly round: number;
    readonly quantity: number;
    readonly undone: boolean;
  } | null;
};

export type SkuRows = { readonly onHand: number; readonly of: readonly OwnRows[] };

export type Stage =
  | 'reserving'
  | 'held'
  | 'committing'
  | 'confirmed'
  | 'releasing'
  | 'again'
  | 'ended';

/** One order's own view; `answers` by SKU, null where none has come. */
export type OrderView = {
  readonly stage: Stage;
  readonly round: number;
  readonly answers: readonly (string | null)[];
};

type Verb = 'reserve' | 'commit' | 'release' | 'uncommit' | 'verdict';
const VERBS: readonly Verb[] = ['reserve', 'commit', 'release', 'uncommit', 'verdict'];

export type World = {
  readonly skus: readonly SkuRows[];
  readonly orders: readonly OrderView[];
  /** Messages ever sent, by order: `verb round sku`. */
  readonly sent: readonly (readonly string[])[];
  /** What people have added to each SKU. */
  readonly adjusted: readonly number[];
  /** Changes of the stock people may still make. */
  readonly moods: number;
  /** True once stock was taken although orders held it. */
  readonly forced: boolean;
};

/** What is bought: units by order and SKU. */
export type Demand = readonly (readonly number[])[];

export const MAX_ROUNDS = 2;
const WAREHOUSE = 'main';
const MOST_ORDERS = 12;
const ids: readonly OrderId[] = Array.from({ length: MOST_ORDERS }, (_, index) =>
  required(asOrderId(`order-${String(index + 1).padStart(5, '0')}`), 'an order id'),
);
const idOf = (order: number): OrderId => required(ids[order], 'an order');

export function start(stock: readonly number[], demand: Demand, moods: number): World {
  const none: OwnRows = { held: 0, round: 0, closed: 0, sold: null };
  const world: World = {
    skus: stock.map((onHand) => ({ onHand, of: demand.map(() => none) })),
    orders: demand.map(() => ({ stage: 'reserving', round: 1, answers: stock.map(() => null) })),
    sent: demand.map(() => []),
    adjusted: stock.map(() => 0),
    moods,
    forced: false,
  };
  return demand.reduce((at, _units, order) => sendAll(at, demand, order, 'reserve'), world);
}

const replaced = <T>(list: readonly T[], place: number, value: T): T[] => list.with(place, value);

const rowsOf = (sku: SkuRows): WarehouseRow[] => [
  {
    warehouse: WAREHOUSE,
    onHand: sku.onHand,
    reserved: sku.of.reduce((total, own) => total + own.held, 0),
  },
];

function factsOf(own: OwnRows, order: number): OrderFacts {
  const hold = { orderId: idOf(order), warehouse: WAREHOUSE, leaseUntil: 0 };
  const { held, round, closed, sold } = own;
  return {
    holds: held === 0 ? [] : [{ ...hold, round, quantity: held }],
    closedRound: closed,
    sold:
      sold === null
        ? null
        : {
            round: sold.round,
            allocations: [{ warehouse: WAREHOUSE, quantity: sold.quantity }],
          },
    undone: sold?.undone ?? false,
  };
}

type Done = { readonly sku: SkuRows; readonly answer: string };

/** What a message does at its SKU, by the decisions of the ledger. */
export function applied(
  sku: SkuRows,
  order: number,
  verb: Verb,
  round: number,
  units: number,
): Done {
  const own = required(sku.of[order], 'rows of an order');
  const facts = factsOf(own, order);
  const key = { orderId: idOf(order), round };
  const withOwn = (rows: OwnRows, onHand = sku.onHand): SkuRows => ({
    onHand,
    of: replaced(sku.of, order, rows),
  });
  switch (verb) {
    case 'reserve': {
      const request = { ...key, quantity: units, leaseUntil: 0, buyer: '', pass: null };
      const { kind } = decideReserve(rowsOf(sku), facts, request);
      if (kind === 'take') return { sku: withOwn({ ...own, held: units, round }), answer: 'ok' };
      return { sku, answer: kind === 'replay' ? 'ok' : 'refused' };
    }
    case 'commit': {
      const { kind } = decideCommit(rowsOf(sku), facts, key);
      if (kind !== 'sell') return { sku, answer: kind === 'replay' ? 'ok' : 'refused' };
      const sold = { round, quantity: own.held, undone: false };
      return { sku: withOwn({ ...own, held: 0, sold }, sku.onHand - own.held), answer: 'ok' };
    }
    case 'release':
    case 'verdict': {
      const decision = decideRelease(facts, key);
      if (decision.kind === 'committed') return { sku, answer: 'committed' };
      if (decision.kind === 'replay') return { sku, answer: 'ok' };
      const held = decision.holds.length === 0 ? own.held : 0;
      return { sku: withOwn({ ...own, held, closed: decision.closeRound }), answer: 'ok' };
    }
    case 'uncommit': {
      const decision = decideUncommit(facts, key);
      if (decision.kind !== 'return') return { sku, answer: 'ok' };
      const sold = own.sold === null ? null : { ...own.sold, undone: true };
      const back = own.sold?.quantity ?? 0;
      return { sku: withOwn({ ...own, sold, closed: round }, sku.onHand + back), answer: 'ok' };
    }
  }
}

/** Sends a verb of the order's round to every SKU it buys of. */
function sendAll(world: World, demand: Demand, order: number, verb: Verb): World {
  const { round } = required(world.orders[order], 'an order');
  const units = required(demand[order], 'what an order buys');
  const messages = units.flatMap((count, sku) => (count > 0 ? [`${verb} ${round} ${sku}`] : []));
  const sent = new Set([...required(world.sent[order], 'what was sent'), ...messages]);
  return { ...world, sent: replaced(world.sent, order, [...sent].toSorted()) };
}

const turned = (
  world: World,
  demand: Demand,
  order: number,
  stage: Stage,
  verb: Verb | null,
): World => {
  const before = required(world.orders[order], 'an order');
  const view = { ...before, stage, answers: before.answers.map(() => null) };
  const after = { ...world, orders: replaced(world.orders, order, view) };
  return verb === null ? after : sendAll(after, demand, order, verb);
};

const AWAITED: Readonly<Partial<Record<Stage, readonly Verb[]>>> = {
  reserving: ['reserve'],
  committing: ['commit'],
  releasing: ['release', 'uncommit'],
  again: ['release', 'uncommit'],
};

/** Messages that arrive: with their answer known to the order, and with it lost. */
function arrivals(world: World, demand: Demand): Step<World>[] {
  return world.sent.flatMap((messages, order) =>
    messages.flatMap((message) => {
      const [name = '', roundText, skuText] = message.split(' ');
      const verb = required(
        VERBS.find((known) => known === name),
        'a verb',
      );
      const [round, place] = [Number(roundText), Number(skuText)];
      const before = required(world.skus[place], 'a SKU');
      const units = required(demand[order]?.[place], 'units');
      const { sku, answer } = applied(before, order, verb, round, units);
      const after = { ...world, skus: replaced(world.skus, place, sku) };
      const label = `order ${order + 1} ${message}`;
      const view = required(world.orders[order], 'an order');
      const awaited = AWAITED[view.stage]?.includes(verb) === true && view.round === round;
      const unheard: Step<World> = { name: `${label} (unheard)`, world: after };
      if (!awaited || view.answers[place] !== null) return [unheard];
      return [unheard, { name: label, world: heard(after, order, place, answer) }];
    }),
  );
}

/** The order hears an answer; of a release that finds a sale it asks for its undoing. */
function heard(world: World, order: number, place: number, answer: string): World {
  const view = required(world.orders[order], 'an order');
  if (answer === 'committed') {
    const sent = required(world.sent[order], 'what was sent');
    const undo = `uncommit ${view.round} ${place}`;
    const all = [...new Set([...sent, undo])].toSorted();
    return { ...world, sent: replaced(world.sent, order, all) };
  }
  const answers = replaced(view.answers, place, answer);
  return { ...world, orders: replaced(world.orders, order, { ...view, answers }) };
}

/** What each order decides by the answers it has, or because its time is over. */
function decisions(world: World, demand: Demand): Step<World>[] {
  return world.orders.flatMap((view, order): Step<World>[] => {
    const units = required(demand[order], 'what an order buys');
    const answers = view.answers.filter((_, sku) => (units[sku] ?? 0) > 0);
    const complete = answers.every((answer) => answer !== null);
    const fine = complete && answers.every((answer) => answer === 'ok');
    const step = (name: string, stage: Stage, verb: Verb | null): Step<World> => ({
      name: `order ${order + 1} ${name}`,
      world: turned(world, demand, order, stage, verb),
    });
    switch (view.stage) {
      case 'reserving':
        return [
          ...(fine ? [step('has all', 'held', null)] : []),
          ...(fine ? [] : [step('gives up', 'releasing', 'release')]),
        ];
      case 'held':
        return [step('is paid', 'committing', 'commit'), step('expires', 'releasing', 'release')];
      case 'committing':
        if (fine) return [step('is confirmed', 'confirmed', null)];
        return complete ? [step('has lost a line', 'again', 'release')] : [];
      case 'confirmed':
        return [step('is cancelled', 'releasing', 'release')];
      case 'again':
        return complete ? [anew(world, demand, order)] : [];
      case 'releasing':
        return complete ? [step('ends', 'ended', 'verdict')] : [];
      case 'ended':
        return [];
    }
  });
}

/** After its release an order reserves again in the next round, or ends when rounds are used up. */
function anew(world: World, demand: Demand, order: number): Step<World> {
  const view = required(world.orders[order], 'an order');
  if (view.round >= MAX_ROUNDS) {
    return {
      name: `order ${order + 1} ends`,
      world: turned(world, demand, order, 'ended', 'verdict'),
    };
  }
  // Asked about a hold of an earlier round, the order says that it is to go.
  const told = sendAll(world, demand, order, 'verdict');
  const next = { ...view, round: view.round + 1 };
  const raised = { ...told, orders: replaced(told.orders, order, next) };
  return {
    name: `order ${order + 1} tries again`,
    world: turned(raised, demand, order, 'reserving', 'reserve'),
  };
}

/** People count the stock, up and down, with force and without. */
function counts(world: World): Step<World>[] {
  if (world.moods === 0) return [];
  return world.skus.flatMap((sku, place) =>
    [1, -1].flatMap((delta) =>
      [false, true].flatMap((force): Step<World>[] => {
        if (delta > 0 && force) return [];
        const change = { id: '', delta, reason: '', warehouse: WAREHOUSE, force };
        const decided = decideAdjust(rowsOf(sku), [], change);
        if (!decided.ok) return [];
        const { onHand } = decided.value;
        const held = sku.of.reduce((total, own) => total + own.held, 0);
        return [
          {
            name: `stock ${place + 1} ${delta > 0 ? 'comes' : force ? 'is taken' : 'is lost'}`,
            world: {
              ...world,
              skus: replaced(world.skus, place, { ...sku, onHand }),
              adjusted: replaced(world.adjusted, place, (world.adjusted[place] ?? 0) + delta),
              moods: world.moods - 1,
              forced: world.forced || onHand < held,
            },
          },
        ];
      }),
    ),
  );
}

/** Everything that can happen next. */
export const stepsOf =
  (demand: Demand) =>
  (world: World): Step<World>[] => [
    ...arrivals(world, demand),
    ...decisions(world, demand),
    ...counts(world),
  ];
