/**
 * The escrow of a hot SKU: its home grants stock to lanes, which hold and sell by themselves, and
 * recalls what they have left. Both ways it is one protocol. Who wants stock asks under a number
 * that only grows; who has it debits itself and gives the same answer to the same number; who asked
 * credits a number once. So every unit is on hand somewhere, or in one answer not credited yet.
 */
import { sum } from '../kernel/money.ts';
import type { Sku } from '../kernel/ids.ts';
import { allocate, levelOf } from './ledger.ts';
import type { WarehouseRow } from './ledger.ts';
import type { Allocation } from './stock.ts';

/** The last answer given to who asks; number 0 before the first. */
export type Given = { readonly number: number; readonly goods: readonly Allocation[] };

/** A lane as its home knows it. */
export type LaneAccount = {
  readonly lane: number;
  readonly granted: Given;
  /** The last recall that was credited, and whether the next one is asked. */
  readonly recalled: number;
  readonly recalling: boolean;
  /** Units the lane's orders held when it was last recalled. */
  readonly left: number;
};

export type Home = {
  /** Grows each time the lanes open: what belongs to an older epoch is refused. */
  readonly epoch: number;
  /** While open, lanes reserve and home grants; otherwise home alone reserves. */
  readonly open: boolean;
  /** Where each lane is to be born; none where the SKU's flag is off. */
  readonly regions: readonly string[];
  /** The most lanes there ever were: an old hold may be in any of them. */
  readonly ever: number;
  readonly accounts: readonly LaneAccount[];
};

export type Lane = {
  /** The newest epoch heard of, and the newest that is over. */
  readonly epoch: number;
  readonly sealed: number;
  /** The last draw that was credited, and what the next one asks for while it is on its way. */
  readonly drawn: number;
  readonly drawing: { readonly epoch: number; readonly need: number } | null;
  /** The last answer to a recall, and the units that were held then. */
  readonly given: Given;
  readonly left: number;
};

/** A lane asks for `need` units, or as many more as home thinks fit. */
export type Draw = {
  readonly lane: number;
  readonly epoch: number;
  readonly number: number;
  readonly need: number;
};
/** `closed`: the epoch is over. `late`: the lane has long heard the answer. */
export type DrawAnswer =
  | ({ readonly kind: 'granted' } & Given)
  | { readonly kind: 'closed'; readonly number: number; readonly epoch: number }
  | { readonly kind: 'late' };

/** Home asks for all that is free, ends an epoch, and repeats its last grant: it may be lost. */
export type Recall = { readonly number: number; readonly epoch: number; readonly granted: Given };
export type RecallAnswer =
  | ({ readonly kind: 'given'; readonly left: number } & Given)
  | { readonly kind: 'late' };

/** Home and lanes as they reach each other. */
export type EscrowPort = {
  draw(sku: Sku, draw: Draw): Promise<DrawAnswer>;
  recall(sku: Sku, lane: number, recall: Recall): Promise<RecallAnswer>;
  /** @returns the epoch for which the lane keeps what it has; null when home will recall it */
  offer(sku: Sku, lane: number): Promise<number | null>;
};

const NOTHING: Given = { number: 0, goods: [] };

export const NEW_LANE: Lane = {
  ...{ epoch: 0, sealed: 0, drawn: 0, drawing: null, given: NOTHING, left: 0 },
};
export const NEW_HOME: Home = { epoch: 0, open: false, regions: [], ever: 0, accounts: [] };

/** Lanes open when each could start with this many: fewer are not worth the transfers. */
export const OPEN_UNITS_A_LANE = 16;

/**
 * A grant is an even share of half of what is free, so that grants shrink geometrically and no lane
 * is left with much when the last come for the rest.
 */
const GRANTED_PART = 0.5;

const freeOf = (rows: readonly WarehouseRow[]): number => levelOf(rows).available;

function turnOf(last: Given, number: number): 'next' | 'again' | 'late' {
  if (number === last.number) return 'again';
  return number > last.number ? 'next' : 'late';
}

/** What home grants to one of `lanes`; null when the rest is better sold in one place. */
export function grantOf(
  rows: readonly WarehouseRow[],
  need: number,
  lanes: number,
): readonly Allocation[] | null {
  const share = Math.floor((freeOf(rows) * GRANTED_PART) / lanes);
  return share < 1 ? null : allocate(rows, Math.max(need, share));
}

const newAccount = (lane: number): LaneAccount => ({
  ...{ lane, granted: NOTHING, recalled: 0, recalling: false, left: 0 },
});

const accountOf = (home: Home, lane: number): LaneAccount =>
  home.accounts.find((account) => account.lane === lane) ?? newAccount(lane);

const withAccount = (home: Home, account: LaneAccount): Home => ({
  ...home,
  accounts: [...home.accounts.filter(({ lane }) => lane !== account.lane), account].toSorted(
    (a, b) => a.lane - b.lane,
  ),
});

/** What a step came to; the goods leave or come to who took it. */
type Step<S, A> = { readonly state: S; readonly goods: readonly Allocation[]; readonly answer: A };

/** Home answers a draw. The goods are debited; none where the answer was given before. */
export function onDraw(
  home: Home,
  rows: readonly WarehouseRow[],
  draw: Draw,
): Step<Home, DrawAnswer> {
  const account = accountOf(home, draw.lane);
  const still = (answer: DrawAnswer) => ({ state: home, goods: [], answer });
  const turn = turnOf(account.granted, draw.number);
  if (turn === 'late') return still({ kind: 'late' });
  if (turn === 'again') return still({ kind: 'granted', ...account.granted });
  const closed = { kind: 'closed', number: draw.number, epoch: draw.epoch } as const;
  if (!home.open || draw.epoch !== home.epoch) return still(closed);
  const goods = grantOf(rows, draw.need, home.regions.length);
  if (goods === null) return { state: recallAll(home), goods: [], answer: closed };
  const granted = { number: draw.number, goods };
  const state = withAccount(home, { ...account, granted });
  return { state, goods, answer: { kind: 'granted', ...granted } };
}

/** Ends the epoch: home serves alone from here on, and asks every lane for what it has left. */
export const recallAll = (home: Home): Home => ({
  ...home,
  open: false,
  accounts: home.accounts.map((account) => ({ ...account, recalling: true })),
});

/** Sets the flag: a region for each lane, none for no lanes. They open when it is worth it. */
export const flagged = (home: Home, regions: readonly string[]): Home => ({
  ...(home.open ? recallAll(home) : home),
  regions,
  ever: Math.max(home.ever, regions.length),
});

/** A region for each lane: those given, in turn, or `otherwise` for all. */
export const laneRegions = (
  lanes: number,
  regions: readonly string[],
  otherwise: string,
): string[] =>
  Array.from({ length: lanes }, (_, lane) => regions[lane % regions.length] ?? otherwise);

/** Whether nothing is on its way back: only then home knows all that can be sold. */
export const isSettled = (home: Home): boolean =>
  home.accounts.every(({ recalling }) => !recalling);

/** Opens the lanes for a new epoch, or null where that is not worth it, or not yet safe. */
export function opened(home: Home, rows: readonly WarehouseRow[]): Home | null {
  const lanes = home.regions.length;
  if (home.open || lanes === 0 || !isSettled(home)) return null;
  if (freeOf(rows) < lanes * OPEN_UNITS_A_LANE) return null;
  return { ...home, open: true, epoch: home.epoch + 1 };
}

/** What home asks of a lane that it recalls; null where nothing is to be asked. */
export function recallOf(home: Home, lane: number): Recall | null {
  const { granted, recalled, recalling } = accountOf(home, lane);
  return recalling ? { number: recalled + 1, epoch: home.epoch, granted } : null;
}

/** Home credits a lane's answer, once. */
export function onRecalled(home: Home, lane: number, answer: RecallAnswer): Step<Home, null> {
  const account = accountOf(home, lane);
  const awaited = account.recalling && answer.kind === 'given';
  if (!awaited || answer.number !== account.recalled + 1) {
    return { state: home, goods: [], answer: null };
  }
  const { number: recalled, goods, left } = answer;
  const state = withAccount(home, { ...account, recalled, recalling: false, left });
  return { state, goods, answer: null };
}

/** A lane says that it has something left: while lanes are open it keeps it, for that epoch. */
export function onOffer(home: Home, lane: number): { state: Home; keepFor: number | null } {
  if (home.open) return { state: home, keepFor: home.epoch };
  return { state: withAccount(home, { ...accountOf(home, lane), recalling: true }), keepFor: null };
}

/** Lanes whose stock has to be asked for, to know the SKU's. */
export const lanesWithStock = (home: Home): number[] =>
  home.accounts
    .filter(({ recalling, left }) => home.open || recalling || left > 0)
    .map(({ lane }) => lane);

/** Whether a lane takes reservations of this epoch. */
export const takes = (lane: Lane, epoch: number): boolean => epoch > lane.sealed;

/** The lane when it has heard of an epoch. */
export const heardOf = (lane: Lane, epoch: number): Lane =>
  epoch > lane.epoch ? { ...lane, epoch } : lane;

/** The lane when it asks home for stock; what it asks is on its way until it is answered. */
export const drawing = (lane: Lane, need: number): Lane =>
  lane.drawing === null ? { ...lane, drawing: { epoch: lane.epoch, need } } : lane;

/** What a lane asks of its home; null where it waits for nothing. */
export const drawOf = (lane: Lane, place: number): Draw | null =>
  lane.drawing === null ? null : { lane: place, number: lane.drawn + 1, ...lane.drawing };

/** The lane credits what it drew, once; where the epoch is over it takes no more reservations. */
export function onDrawn(lane: Lane, answer: DrawAnswer): Step<Lane, null> {
  const still = { state: lane, goods: [], answer: null };
  if (answer.kind === 'late' || answer.number !== lane.drawn + 1) return still;
  if (answer.kind === 'granted') {
    return {
      state: { ...lane, drawn: answer.number, drawing: null },
      goods: answer.goods,
      answer: null,
    };
  }
  if (lane.drawing?.epoch !== answer.epoch) return still;
  const sealed = Math.max(lane.sealed, answer.epoch);
  return { ...still, state: { ...lane, sealed, drawing: null } };
}

type RecallStep = Step<Lane, RecallAnswer> & {
  /** A grant that had not arrived, credited before the goods are debited. */
  readonly credited: readonly Allocation[];
};

/** The lane answers a recall: it gives all that no order holds and ends the epoch. */
export function onRecall(lane: Lane, rows: readonly WarehouseRow[], recall: Recall): RecallStep {
  const still = (answer: RecallAnswer) => ({ state: lane, goods: [], credited: [], answer });
  const turn = turnOf(lane.given, recall.number);
  if (turn === 'late') return still({ kind: 'late' });
  if (turn === 'again') return still({ kind: 'given', ...lane.given, left: lane.left });
  const { granted } = recall;
  const credited = granted.number === lane.drawn + 1 ? granted.goods : [];
  const free = rows.map(({ warehouse, onHand, reserved }) => ({
    warehouse,
    quantity: onHand - reserved,
  }));
  const goods = summed([...free, ...credited]).filter(({ quantity }) => quantity > 0);
  const given = { number: recall.number, goods };
  const left = sum(rows.map(({ reserved }) => reserved));
  const state = {
    ...{ epoch: lane.epoch, sealed: Math.max(lane.sealed, recall.epoch) },
    ...{ drawn: granted.number, drawing: null, given, left },
  };
  return { state, goods, credited, answer: { kind: 'given', ...given, left } };
}

function summed(goods: readonly Allocation[]): Allocation[] {
  const byWarehouse = new Map<string, number>();
  for (const { warehouse, quantity } of goods) {
    byWarehouse.set(warehouse, (byWarehouse.get(warehouse) ?? 0) + quantity);
  }
  return Array.from(byWarehouse, ([warehouse, quantity]) => ({ warehouse, quantity }));
}

/**
 * Whether a lane has something to tell its home after the epoch: stock that an order gave back, or
 * that it has nothing left at all.
 */
export function owes(lane: Lane, rows: readonly WarehouseRow[]): boolean {
  if (takes(lane, lane.epoch)) return false;
  const { onHand, available } = levelOf(rows);
  return available > 0 || (onHand === 0 && lane.left > 0);
}

const unitsOf = ({ goods }: Given): number => sum(goods.map(({ quantity }) => quantity));

/** Units that have left one of the two and have not arrived at the other. */
export function inTransit(account: LaneAccount, lane: Lane): number {
  const down = account.granted.number > lane.drawn ? unitsOf(account.granted) : 0;
  const up = lane.given.number > account.recalled ? unitsOf(lane.given) : 0;
  return down + up;
}
