/**
 * A small world around a hot SKU: its home, its lanes and a few orders. Whatever was ever sent may
 * arrive at any time, in any order, any number of times, or never; so may every answer. Routers
 * may be out of date, lanes open and close, and leases end.
 */
import {
  NEW_HOME,
  NEW_LANE,
  drawOf,
  drawing,
  flagged,
  heardOf,
  onDraw,
  onDrawn,
  onOffer,
  onRecall,
  onRecalled,
  owes,
  recallOf,
  takes,
} from '../../src/inventory/escrow.ts';
import type {
  Draw,
  DrawAnswer,
  Home,
  Lane,
  Recall,
  RecallAnswer,
} from '../../src/inventory/escrow.ts';
import type { WarehouseRow } from '../../src/inventory/ledger.ts';
import type { Allocation } from '../../src/inventory/stock.ts';
import { required } from '../../src/kernel/assert.ts';
import { sum } from '../../src/kernel/money.ts';
import { applied } from './stock-world.ts';
import type { SkuRows } from './stock-world.ts';

/** Place 0 is home, place n is lane n. */
export type Place = number;

export type Stage = 'reserving' | 'held' | 'committing' | 'confirmed' | 'releasing' | 'ended';
/** One order; `at` is the place whose answer it has heard. */
export type OrderView = { readonly stage: Stage; readonly at: Place | null };

export type Message =
  | { readonly to: Place; readonly does: 'reserve'; readonly order: number; readonly epoch: number }
  | { readonly to: Place; readonly does: OrderVerb; readonly order: number }
  | { readonly to: 0; readonly does: 'draw'; readonly draw: Draw }
  | { readonly to: Place; readonly does: 'drawn'; readonly answer: DrawAnswer }
  | { readonly to: Place; readonly does: 'recall'; readonly recall: Recall }
  | { readonly to: 0; readonly does: 'recalled'; lane: number; readonly answer: RecallAnswer }
  | { readonly to: 0; readonly does: 'offer'; readonly lane: number }
  | { readonly to: Place; readonly does: 'keep'; readonly epoch: number };
export type OrderVerb = 'commit' | 'release' | 'uncommit';

export type World = {
  readonly home: Home;
  readonly lanes: readonly Lane[];
  /** The books, home's first. */
  readonly books: readonly SkuRows[];
  readonly orders: readonly OrderView[];
  /** What was ever sent and could still matter, as JSON, sorted. */
  readonly wire: readonly string[];
};

export type Rules = {
  readonly stock: number;
  /** Units each order wants. */
  readonly wants: readonly number[];
  readonly lanes: number;
  /** Times the lanes may open. */
  readonly opens: number;
  /** Recalls of one lane: offers come again and again, and each makes one. */
  readonly recalls: number;
  /** Whether a confirmed order may be cancelled. */
  readonly cancels: boolean;
};

const ROUND = 1;
const WAREHOUSE = 'main';
const REGION = 'weur';

export const regionsOf = ({ lanes }: Pick<Rules, 'lanes'>): string[] =>
  Array.from({ length: lanes }, () => REGION);

export function start({ stock, wants, lanes }: Rules): World {
  const none = { held: 0, round: 0, closed: 0, sold: null };
  const book = (onHand: number): SkuRows => ({ onHand, of: wants.map(() => none) });
  const regions = regionsOf({ lanes });
  return {
    home: flagged(NEW_HOME, regions),
    lanes: regions.map(() => NEW_LANE),
    books: [book(stock), ...regions.map(() => book(0))],
    orders: wants.map(() => ({ stage: 'reserving', at: null })),
    wire: [],
  };
}

export const bookAt = (world: World, place: Place): SkuRows =>
  required(world.books[place], 'a place has a book');
export const laneAt = (world: World, place: Place): Lane =>
  required(world.lanes[place - 1], 'a lane');
export const orderAt = (world: World, order: number): OrderView =>
  required(world.orders[order], 'an order');

export const heldIn = (book: SkuRows): number => sum(book.of.map(({ held }) => held));
export const rowsAt = (world: World, place: Place): WarehouseRow[] => {
  const book = bookAt(world, place);
  return [{ warehouse: WAREHOUSE, onHand: book.onHand, reserved: heldIn(book) }];
};
export const unitsOf = (goods: readonly Allocation[]): number =>
  sum(goods.map(({ quantity }) => quantity));

const withBook = (world: World, place: Place, book: SkuRows): World => ({
  ...world,
  books: world.books.with(place, book),
});
const moved = (world: World, place: Place, units: number): World => {
  const book = bookAt(world, place);
  return withBook(world, place, { ...book, onHand: book.onHand + units });
};
export const withLane = (world: World, place: Place, lane: Lane): World => ({
  ...world,
  lanes: world.lanes.with(place - 1, lane),
});
export const withOrder = (world: World, order: number, view: OrderView): World => ({
  ...world,
  orders: world.orders.with(order, view),
});

export function sent(world: World, ...messages: readonly Message[]): World {
  const wire = new Set([...world.wire, ...messages.map((message) => JSON.stringify(message))]);
  return { ...world, wire: [...wire].toSorted() };
}

/**
 * Whether a message can still change anything: numbers and epochs only grow, and what was closed,
 * sold or undone stays so.
 */
function matters(world: World, text: string): boolean {
  const message: Message = JSON.parse(text);
  switch (message.does) {
    case 'reserve': {
      const lane = message.to === 0 ? null : laneAt(world, message.to);
      const known = lane === null || message.epoch <= Math.max(lane.epoch, lane.sealed);
      return !known || !closedAt(world, message.to, message.order);
    }
    case 'commit':
    case 'release':
    case 'uncommit': {
      const { stage } = orderAt(world, message.order);
      const awaited = stage === 'committing' || stage === 'releasing';
      return awaited || !closedAt(world, message.to, message.order);
    }
    case 'draw': {
      const { lane, number } = message.draw;
      return number > laneAt(world, lane).drawn;
    }
    case 'drawn':
      return (
        message.answer.kind !== 'late' && message.answer.number > laneAt(world, message.to).drawn
      );
    case 'recall':
      return message.recall.number >= laneAt(world, message.to).given.number;
    case 'recalled': {
      const account = world.home.accounts.find(({ lane }) => lane === message.lane);
      return message.answer.kind === 'given' && message.answer.number > (account?.recalled ?? 0);
    }
    case 'keep':
      return message.epoch > laneAt(world, message.to).epoch;
    case 'offer':
      return true;
  }
}

/** Whether a message that arrives now changes anything, though by its number it should not. */
function acts(world: World, rules: Rules, text: string): boolean {
  const after = arrived(world, rules, JSON.parse(text))?.world ?? world;
  const facts = ({ home, lanes, books }: World) => JSON.stringify([home, lanes, books]);
  return facts(after) !== facts(world);
}

/** The world with all that its objects' alarms send, and without what no longer matters. */
export function alarmed(world: World, rules: Rules): World {
  const drawn = world.lanes.flatMap((lane, index): Message[] => {
    const draw = drawOf(lane, index + 1);
    return draw === null ? [] : [{ to: 0, does: 'draw', draw }];
  });
  const recalls = world.home.accounts.flatMap(({ lane }): Message[] => {
    const recall = recallOf(world.home, lane);
    return recall === null ? [] : [{ to: lane, does: 'recall', recall }];
  });
  const offers = world.lanes.flatMap((lane, index): Message[] =>
    owes(lane, rowsAt(world, index + 1)) ? [{ to: 0, does: 'offer', lane: index + 1 }] : [],
  );
  const all = sent(world, ...drawn, ...recalls, ...offers);
  return { ...all, wire: all.wire.filter((text) => matters(all, text) || acts(all, rules, text)) };
}

type Arrived = { readonly world: World; readonly answer: string };

/** Asks a book of an order; where it may not take, it says only what it knows of this order. */
export function asked(
  world: World,
  rules: Rules,
  { place, verb, order }: { place: Place; verb: 'reserve' | OrderVerb; order: number },
  mayTake = true,
): Arrived {
  const book = bookAt(world, place);
  const offered = mayTake ? book : { ...book, onHand: heldIn(book) };
  const done = applied(offered, order, verb, ROUND, required(rules.wants[order], 'a want'));
  const onHand = done.sku.onHand + book.onHand - offered.onHand;
  return { world: withBook(world, place, { ...done.sku, onHand }), answer: done.answer };
}

/** A reservation at home: nothing is taken while the lanes are open. */
function reservedAtHome(world: World, rules: Rules, order: number): Arrived {
  const { open } = world.home;
  const done = asked(world, rules, { place: 0, verb: 'reserve', order }, !open);
  if (done.answer === 'ok') return done;
  return { ...done, answer: closedAt(world, 0, order) ? 'closed' : 'not here' };
}

const closedAt = (world: World, place: Place, order: number): boolean =>
  (bookAt(world, place).of[order]?.closed ?? 0) >= ROUND;

function reservedAtLane(world: World, rules: Rules, place: Place, order: number, epoch: number) {
  const open = takes(laneAt(world, place), epoch);
  const told = open ? withLane(world, place, heardOf(laneAt(world, place), epoch)) : world;
  const done = asked(told, rules, { place, verb: 'reserve', order }, open);
  if (done.answer === 'ok' || !open || closedAt(world, place, order)) return done;
  const need = required(rules.wants[order], 'a want');
  return { ...done, world: withLane(told, place, drawing(laneAt(told, place), need)) };
}

/** What a message does where it arrives, and what is answered to an order. */
export function arrived(world: World, rules: Rules, message: Message): Arrived | null {
  const quiet = (after: World): Arrived => ({ world: after, answer: '' });
  switch (message.does) {
    case 'reserve':
      return message.to === 0
        ? reservedAtHome(world, rules, message.order)
        : reservedAtLane(world, rules, message.to, message.order, message.epoch);
    case 'commit':
    case 'release':
    case 'uncommit':
      return asked(world, rules, { place: message.to, verb: message.does, order: message.order });
    case 'draw': {
      const { state, goods, answer } = onDraw(world.home, rowsAt(world, 0), message.draw);
      const after = moved({ ...world, home: state }, 0, -unitsOf(goods));
      return quiet(sent(after, { to: message.draw.lane, does: 'drawn', answer }));
    }
    case 'drawn': {
      const { state, goods } = onDrawn(laneAt(world, message.to), message.answer);
      return quiet(moved(withLane(world, message.to, state), message.to, unitsOf(goods)));
    }
    case 'recall': {
      const { to, recall } = message;
      const step = onRecall(laneAt(world, to), rowsAt(world, to), recall);
      const units = unitsOf(step.credited) - unitsOf(step.goods);
      const after = moved(withLane(world, to, step.state), to, units);
      return quiet(sent(after, { to: 0, does: 'recalled', lane: to, answer: step.answer }));
    }
    case 'recalled': {
      const { state, goods } = onRecalled(world.home, message.lane, message.answer);
      return quiet(moved({ ...world, home: state }, 0, unitsOf(goods)));
    }
    case 'offer': {
      const account = world.home.accounts.find(({ lane }) => lane === message.lane);
      if ((account?.recalled ?? 0) >= rules.recalls) return null;
      const { state, keepFor } = onOffer(world.home, message.lane);
      const after = { ...world, home: state };
      if (keepFor === null) return quiet(after);
      return quiet(sent(after, { to: message.lane, does: 'keep', epoch: keepFor }));
    }
    case 'keep': {
      const lane = heardOf(laneAt(world, message.to), message.epoch);
      return quiet(withLane(world, message.to, lane));
    }
  }
}
