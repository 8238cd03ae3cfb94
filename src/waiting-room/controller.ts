/**
 * The coordinator's decision, once a second: how many people more may come in, of which tier, at
 * which object, and how far the line moves for them. Tokens are running totals for each object and
 * tier. A total may have reached its object although the answer was lost, so what may be in force
 * (`bound`) is counted until a later answer tells.
 */
import { sum } from '../kernel/money.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { countOf } from './admission.ts';
import type { Counts, ShardReport } from './admission.ts';
import { NOBODY_SERVED, waitingIn } from './line.ts';
import type { SaleStock, Served, Waiting } from './line.ts';
import type { SaleSettings, SaleStatus, Tier } from './sale.ts';
import { spread } from './spread.ts';
import { isRevealed } from './ticket.ts';

export type Shard = {
  /** The total that the last grant told. */
  readonly asked: Counts;
  /** The highest total that may be in force. */
  readonly bound: Counts;
  readonly report: ShardReport;
};

export type TierState = {
  readonly served: Served;
  readonly waiting: Waiting;
  /**
   * How long its door has been open: with tokens that nobody took and nobody sent away. Who was
   * called comes within so much of this time, or not at all.
   */
  readonly openMs: Milliseconds;
  /** People whose turn came and who may still come, by the door's time. */
  readonly called: readonly { readonly openMs: Milliseconds; readonly people: number }[];
  /** People let in, by second, for a minute; and places that the line moved meanwhile. */
  readonly admitted: readonly Minute[];
  readonly moved: readonly Minute[];
};

type Minute = { readonly at: Milliseconds; readonly people: number };

export type RoomState = {
  readonly status: SaleStatus;
  readonly sequence: number;
  readonly tickedAt: Milliseconds;
  /** People who may still be let in by the throttle; a fraction is carried on. */
  readonly allowance: number;
  readonly stock: SaleStock;
  readonly available: number;
  readonly tiers: Readonly<Record<string, TierState>>;
  readonly shards: readonly Shard[];
};

const EMPTY_TIER: TierState = {
  served: NOBODY_SERVED,
  waiting: { from: 0, counts: [] },
  openMs: 0,
  called: [],
  admitted: [],
  moved: [],
};
const NO_REPORT: ShardReport = { spent: {}, wanting: {}, inside: 0, bought: 0, lapsed: 0 };

/** A room nobody has come to yet. */
export const newRoom = (settings: SaleSettings, now: Milliseconds): RoomState => ({
  status: 'scheduled',
  sequence: 0,
  tickedAt: now,
  allowance: 0,
  stock: 'available',
  available: 0,
  tiers: Object.fromEntries(
    settings.tiers.map((tier): [string, TierState] => [tier.id, EMPTY_TIER]),
  ),
  shards: Array.from({ length: settings.shards }, () => ({
    asked: {},
    bound: {},
    report: NO_REPORT,
  })),
});

/** A room as an older release kept it, which did not note how far its line moved. */
export const keptRoom = (kept: RoomState): RoomState => ({
  ...kept,
  tiers: Object.fromEntries(
    Object.entries(kept.tiers).map(([id, tier]) => [id, { ...EMPTY_TIER, ...tier }]),
  ),
});

/** Arrivals of a tier by bucket, as an edge tells them. */
export type Arrivals = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A room's buckets are numbered up to its length; what is beyond was not given out by an edge. */
const MAX_BUCKETS = 200_000;

function withArrivals(waiting: Waiting, added: Readonly<Record<string, number>>): Waiting {
  const counts = [...waiting.counts];
  for (const [bucket, people] of Object.entries(added)) {
    const index = Number(bucket) - waiting.from;
    // Who is told of after their bucket was served has had their turn already.
    if (index < 0 || index > MAX_BUCKETS) continue;
    while (counts.length <= index) counts.push(0);
    counts[index] = (counts[index] ?? 0) + people;
  }
  return { ...waiting, counts };
}

/** The room after an edge has told who arrived. */
export function arrived(state: RoomState, arrivals: Arrivals): RoomState {
  const tiers = Object.entries(state.tiers).map(([id, tier]): [string, TierState] => [
    id,
    { ...tier, waiting: withArrivals(tier.waiting, arrivals[id] ?? {}) },
  ]);
  return { ...state, tiers: Object.fromEntries(tiers) };
}

/** How long people take to come to an open door: an edge's copy, their poll, their way. */
const COMING_MS = 15 * SECOND_MS;
/** The throttle's tokens do not pile up: a silent minute is not followed by a flood. */
const SAVED_S = 2;
/** Ticks that came late grant no more than this much at once. */
const LONGEST_TICK_MS = 2 * SECOND_MS;
/** People let in for each unit, at most, however few of them buy. */
const MAX_OVERCOMMIT = 3;
/** Before anybody has bought or left, nine of ten are expected to buy. */
const PRIOR = { bought: 9, ended: 10 };

export type TickInput = {
  readonly now: Milliseconds;
  readonly stock: { readonly available: number; readonly reserved: number };
  /** Each object's answer to the last grant; null where none came. */
  readonly reports: readonly (ShardReport | null)[];
};

const totalOf = (counts: Counts): number => sum(Object.values(counts));

/** Tokens that may be in force and unspent. */
const unspent = ({ bound, report }: Shard, tier: string): number =>
  Math.max(0, countOf(bound, tier) - countOf(report.spent, tier));

function reported(shard: Shard, report: ShardReport | null): Shard {
  if (report === null) return shard;
  const tiers = [...new Set([...Object.keys(shard.asked), ...Object.keys(report.spent)])];
  const bound = tiers.map((tier): [string, number] => [
    tier,
    Math.max(countOf(shard.asked, tier), countOf(report.spent, tier)),
  ]);
  return { ...shard, bound: Object.fromEntries(bound), report };
}

/** People who may be inside without an order: as many as find goods, if they buy as usual. */
export function mostInside(
  available: number,
  { bought, lapsed }: { readonly bought: number; readonly lapsed: number },
): number {
  const buying = (bought + PRIOR.bought) / (bought + lapsed + PRIOR.ended);
  return Math.ceil(available * Math.min(MAX_OVERCOMMIT, 1 / buying));
}

const stockOf = ({ available, reserved }: TickInput['stock']): SaleStock => {
  if (available > 0) return 'available';
  return reserved > 0 ? 'held' : 'sold_out';
};

export const peopleIn = (entries: readonly { readonly people: number }[]): number =>
  sum(entries.map(({ people }) => people));

/** People of a tier whose ranks may be told and whose turn has not come. */
function callable({ waiting, served }: TierState, drawAt: Milliseconds, now: Milliseconds): number {
  const counts = waiting.counts.map((count, index) =>
    isRevealed(drawAt, waiting.from + index, now) ? count : 0,
  );
  return waitingIn({ ...waiting, counts }, served);
}

/** Shares `amount` among tiers by weight; what one does not need goes to the others. */
export function shared(
  amount: number,
  tiers: readonly Tier[],
  needs: Counts,
): Record<string, number> {
  const given: Record<string, number> = Object.fromEntries(tiers.map(({ id }) => [id, 0]));
  const need = (id: string): number => countOf(needs, id) - (given[id] ?? 0);
  for (let left = amount; left > 0; left--) {
    const open = tiers.filter(({ id }) => need(id) > 0);
    // The one that is furthest behind its weight is next.
    const [next] = open.toSorted((a, b) => behind(given, a) - behind(given, b));
    if (next === undefined) break;
    given[next.id] = (given[next.id] ?? 0) + 1;
  }
  return given;
}

const behind = (given: Record<string, number>, { id, weight }: Tier): number =>
  ((given[id] ?? 0) + 1) / weight;

/**
 * How far a tier's line moves to call `people` more, over what is revealed. A bucket in which
 * nobody is left is passed by itself: who is in it and was not told of by any edge is called.
 */
export function advanced(
  tier: TierState,
  people: number,
  drawAt: Milliseconds,
  now: Milliseconds,
): Served {
  const { from, counts } = tier.waiting;
  let { bucket, fraction } = tier.served;
  let left = people;
  while (isRevealed(drawAt, bucket, now)) {
    const count = counts[bucket - from] ?? 0;
    const remaining = count * (1 - fraction);
    if (remaining > left) {
      fraction += left / count;
      break;
    }
    left -= remaining;
    bucket++;
    fraction = 0;
  }
  return { bucket, fraction };
}

/** The room a second later. */
export function ticked(state: RoomState, settings: SaleSettings, input: TickInput): RoomState {
  const { now, stock } = input;
  const shards = state.shards.map((shard, index) => reported(shard, input.reports[index] ?? null));
  const freed = sum(state.shards.map((shard, index) => fallen(shard, shards[index] ?? shard)));
  const elapsed = Math.min(LONGEST_TICK_MS, Math.max(0, now - state.tickedAt));
  const saved = settings.ratePerS * SAVED_S;
  const allowance = Math.min(
    saved,
    state.allowance + freed + (settings.ratePerS * elapsed) / SECOND_MS,
  );
  const known = { ...state, shards, allowance, available: stock.available, stock: stockOf(stock) };
  const noted = { ...known, tickedAt: now, tiers: noteAdmitted(known, state, now) };
  return granted(noted, settings, now);
}

/** Tokens that an object gave back unspent: the throttle may let others in for them. */
const fallen = (before: Shard, after: Shard): number =>
  Math.max(0, totalOf(before.bound) - totalOf(after.bound));

function noteAdmitted(state: RoomState, before: RoomState, now: Milliseconds): RoomState['tiers'] {
  const spentIn = (room: RoomState, tier: string): number =>
    sum(room.shards.map((shard) => countOf(shard.report.spent, tier)));
  const tiers = Object.entries(state.tiers).map(([id, tier]): [string, TierState] => {
    const people = spentIn(state, id) - spentIn(before, id);
    const open = isDoorOpen(state, id) ? Math.min(LONGEST_TICK_MS, now - before.tickedAt) : 0;
    const openMs = tier.openMs + Math.max(0, open);
    const called = withoutFirst(tier.called, people).filter(
      (entry) => entry.openMs > openMs - COMING_MS,
    );
    const admitted = withinMinute(tier.admitted, { at: now, people });
    return [id, { ...tier, openMs, called, admitted }];
  });
  return Object.fromEntries(tiers);
}

const withinMinute = (known: readonly Minute[], added: Minute): readonly Minute[] => {
  const kept = known.filter(({ at }) => at > added.at - MINUTE_MS);
  return added.people > 0 ? [...kept, added] : kept;
};

/** Who came in takes the place of who was called longest ago. */
function withoutFirst(called: TierState['called'], people: number): TierState['called'] {
  let left = people;
  return called.flatMap((entry) => {
    const gone = Math.min(left, entry.people);
    left -= gone;
    return gone === entry.people ? [] : [{ ...entry, people: entry.people - gone }];
  });
}

/** True where somebody called would have come in: there are tokens, and nobody was sent away. */
function isDoorOpen({ status, stock, shards }: RoomState, tier: string): boolean {
  if (status !== 'open' || stock !== 'available') return false;
  const wanting = sum(shards.map(({ report }) => countOf(report.wanting, tier)));
  return wanting === 0 && shards.some((shard) => unspent(shard, tier) > 0);
}

/** How many people more find goods inside. */
function roomIn({ status, stock, available, shards }: RoomState): number {
  if (status !== 'open' || stock !== 'available') return 0;
  const reports = shards.map(({ report }) => report);
  const bought = sum(reports.map((report) => report.bought));
  const lapsed = sum(reports.map((report) => report.lapsed));
  const inside = sum(reports.map((report) => report.inside));
  return Math.max(0, mostInside(available, { bought, lapsed }) - inside);
}

/**
 * Whether who was called may ask to come in: there are tokens, or nobody else is on their way, so
 * that who comes late, or was never told of, is heard.
 */
export function isLetIn(state: RoomState, id: string, drawAt: Milliseconds): boolean {
  if (state.shards.some((shard) => unspent(shard, id) > 0)) return true;
  const tier = state.tiers[id];
  if (tier === undefined || peopleIn(tier.called) > 0) return false;
  return roomIn(state) > 0 && callable(tier, drawAt, state.tickedAt) < 1;
}

function granted(state: RoomState, settings: SaleSettings, now: Milliseconds): RoomState {
  const { tiers: order, ratePerS, drawAt } = settings;
  const reports = state.shards.map(({ report }) => report);
  const room = roomIn(state);
  const out: Record<string, number> = {};
  const needs: Record<string, number> = {};
  /** Tokens that somebody may come for: what a tier does not need any more goes to others. */
  const kept: Record<string, number> = {};
  for (const { id } of order) {
    const tier = state.tiers[id];
    if (tier === undefined) continue;
    out[id] = sum(state.shards.map((shard) => unspent(shard, id)));
    const wanting = sum(reports.map((report) => countOf(report.wanting, id)));
    const coming = Math.ceil(Math.max(wanting, peopleIn(tier.called)));
    const waiting = callable(tier, drawAt, now);
    needs[id] = Math.floor(waiting) + Math.max(0, coming - out[id]);
    kept[id] = Math.min(out[id], Math.ceil(waiting) + coming);
  }
  const outstanding = totalOf(out);
  const most = Math.min(room, Math.ceil((ratePerS * COMING_MS) / SECOND_MS));
  const fresh = Math.max(0, Math.min(Math.floor(state.allowance), most - outstanding));
  const given = shared(fresh, order, needs);
  const wanted = cut(sums(kept, given), room);
  const tiers = order.map(({ id }): [string, TierState] => {
    const tier = state.tiers[id] ?? EMPTY_TIER;
    return [id, callFor(tier, countOf(wanted, id), drawAt, now)];
  });
  return {
    ...state,
    sequence: state.sequence + 1,
    allowance: state.allowance - totalOf(given),
    tiers: Object.fromEntries(tiers),
    shards: spread(state.shards, wanted, totalOf(given), state.sequence),
  };
}

const sums = (a: Counts, b: Counts): Record<string, number> =>
  Object.fromEntries(
    Object.keys({ ...a, ...b }).map((id) => [id, countOf(a, id) + countOf(b, id)]),
  );

/** Fewer tokens of each tier, in proportion, where there is room for fewer. */
function cut(wanted: Record<string, number>, room: number): Record<string, number> {
  const total = totalOf(wanted);
  if (total <= room) return wanted;
  return Object.fromEntries(
    Object.entries(wanted).map(([id, people]) => [id, Math.floor((people * room) / total)]),
  );
}

/** Calls people for the tokens that nobody who was called lately will come for. */
function callFor(
  tier: TierState,
  tokens: number,
  drawAt: Milliseconds,
  now: Milliseconds,
): TierState {
  const coming = peopleIn(tier.called);
  const people = Math.max(0, tokens - coming);
  const served = advanced(tier, people, drawAt, now);
  const moved = waitingIn(tier.waiting, tier.served) - waitingIn(tier.waiting, served);
  const passed = Math.max(0, served.bucket - tier.waiting.from);
  return {
    ...tier,
    served,
    waiting: { from: tier.waiting.from + passed, counts: tier.waiting.counts.slice(passed) },
    called: moved > 0 ? [...tier.called, { openMs: tier.openMs, people: moved }] : tier.called,
    moved: withinMinute(tier.moved, { at: now, people: moved }),
  };
}
