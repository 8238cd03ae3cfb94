/**
 * The serving line: one small public document that says how far each tier has been served. Every
 * edge answers every poll from its copy, so waiting costs no object anything.
 */
import { sum } from '../kernel/money.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { keptSettings } from './sale.ts';
import type { SaleSettings, SaleStatus } from './sale.ts';
import { closesAt, isRevealed, REVEAL_MS } from './ticket.ts';
import type { Ticket } from './ticket.ts';

/**
 * How far a tier is served: all of the buckets before `bucket`, and of that one the ranks below
 * `fraction`.
 */
export type Served = { readonly bucket: number; readonly fraction: number };

export const NOBODY_SERVED: Served = { bucket: 0, fraction: 0 };

/**
 * `held`: all that is left waits to be paid, and may come back. `sold_out`: nothing will.
 */
export type SaleStock = 'available' | 'held' | 'sold_out';

/** Arrivals of one tier by bucket, from the bucket that is being served on. */
export type Waiting = { readonly from: number; readonly counts: readonly number[] };

export type TierLine = {
  readonly served: Served;
  readonly waiting: Waiting;
  /** True while people of this tier are let in: else who was called need not ask an object. */
  readonly open: boolean;
  /** People of this tier let in during the last minute. */
  readonly lastMinute: number;
  /** Places that the line moved meanwhile: more than were let in, where not all are people. */
  readonly moved: number;
  /** Of those called whose time to come is over, the share that came: 0 to 1. */
  readonly came: number;
};

const NO_TIER: TierLine = {
  served: NOBODY_SERVED,
  waiting: { from: 0, counts: [] },
  open: false,
  lastMinute: 0,
  moved: 0,
  came: 1,
};

export type Line = {
  readonly settings: SaleSettings;
  readonly status: SaleStatus;
  /** Grows with each document. */
  readonly sequence: number;
  readonly at: Milliseconds;
  readonly tiers: Readonly<Record<string, TierLine>>;
  readonly stock: SaleStock;
  /** Units that nobody holds. */
  readonly available: number;
  /** People let in so far. */
  readonly admitted: number;
};

type KeptTier = Omit<TierLine, 'moved' | 'came'> & Partial<TierLine>;
type KeptLine = Omit<Line, 'tiers'> & { readonly tiers: Readonly<Record<string, KeptTier>> };

/** A line as an older release wrote it, which did not tell how far it moved. */
export const keptLine = (kept: KeptLine): Line => ({
  ...kept,
  settings: keptSettings(kept.settings),
  tiers: Object.fromEntries(
    Object.entries(kept.tiers).map(([id, tier]) => [
      id,
      { moved: tier.lastMinute, came: 1, ...tier },
    ]),
  ),
});

/** A line older than this is no longer believed: its coordinator is away, and nobody is let in. */
export const LINE_STALE_MS = 10 * SECOND_MS;
/** When an edge's copy is asked for anew. */
export const LINE_FRESH_MS = 2 * SECOND_MS;

export const isStale = (line: Line, now: Milliseconds): boolean => now - line.at > LINE_STALE_MS;

/** True once a ticket's turn has come. It stays so: the line only moves forward. */
export function isServed(line: Line, ticket: Ticket, rank: number): boolean {
  const served = line.tiers[ticket.tier]?.served ?? NOBODY_SERVED;
  return (
    ticket.bucket < served.bucket || (ticket.bucket === served.bucket && rank < served.fraction)
  );
}

/** People of a tier who arrived and whose turn has not come, as far as it is known. */
export function waitingIn({ from, counts }: Waiting, { bucket, fraction }: Served): number {
  return counts.reduce((total, count, index) => {
    const at = from + index;
    if (at < bucket) return total;
    return total + (at === bucket ? count * (1 - fraction) : count);
  }, 0);
}

/** A number that is not known exactly. */
export type Range = { readonly from: number; readonly to: number };

export type Place =
  /** Too early for a rank: before the draw, or before the bucket's ranks are told. */
  | { readonly kind: 'drawing'; readonly at: Milliseconds }
  | {
      readonly kind: 'waiting';
      readonly ahead: Range;
      /** Null where nobody has been let in for a minute: there is nothing to reckon by. */
      readonly waitMs: Range | null;
      readonly chance: Chance;
    }
  | { readonly kind: 'your_turn' };

/** Whether goods will be left: as many as ahead, fewer, or far fewer. */
export type Chance = 'likely' | 'uncertain' | 'unlikely';

/** Not everybody ahead buys: half to all of them. */
const BUYERS: Range = { from: 0.5, to: 1 };
/** How far the pace of the last minute may change. */
const PACE: Range = { from: 0.6, to: 1.5 };
/** The counts are told by edges every few seconds, so the last are not in yet. */
const COUNT_ERROR = 0.1;

function chanceOf(available: number, ahead: Range): Chance {
  if (available > ahead.to * BUYERS.to) return 'likely';
  return available > ahead.from * BUYERS.from ? 'uncertain' : 'unlikely';
}

/** People of a tier before a ticket, as far as it is known. */
function aheadOf({ served, waiting }: TierLine, ticket: Ticket, rank: number): Range {
  const index = ticket.bucket - waiting.from;
  const earlier = { ...waiting, counts: waiting.counts.slice(0, Math.max(0, index)) };
  const own = waiting.counts[index] ?? 0;
  const begun = ticket.bucket === served.bucket ? served.fraction : 0;
  const known = waitingIn(earlier, served) + own * Math.max(0, rank - begun);
  return {
    from: Math.floor(known * (1 - COUNT_ERROR)),
    to: Math.ceil(known * (1 + COUNT_ERROR)),
  };
}

/** Where a ticket stands, from the line alone. */
export function placeOf(line: Line, ticket: Ticket, rank: number, now: Milliseconds): Place {
  const { drawAt } = line.settings;
  if (!isRevealed(drawAt, ticket.bucket, now)) {
    return { kind: 'drawing', at: closesAt(drawAt, ticket.bucket) + REVEAL_MS };
  }
  if (isServed(line, ticket, rank)) return { kind: 'your_turn' };
  const tier = line.tiers[ticket.tier] ?? NO_TIER;
  const ahead = aheadOf(tier, ticket, rank);
  const all = sum(Object.values(line.tiers).map(({ lastMinute }) => lastMinute));
  // Meanwhile the other tiers take their part of the goods. As few may come as came of late.
  const taking = tier.lastMinute === 0 ? 1 : all / tier.lastMinute;
  const buyers = { from: ahead.from * taking * tier.came, to: ahead.to * taking };
  const chance = chanceOf(line.available, buyers);
  if (tier.moved === 0) return { kind: 'waiting', ahead, waitMs: null, chance };
  // In places: who has several tickets, or left, is passed over and holds up nobody.
  const pace = tier.moved / MINUTE_MS;
  const waitMs = {
    from: Math.round(ahead.from / (pace * PACE.to)),
    to: Math.round(ahead.to / (pace * PACE.from)),
  };
  return { kind: 'waiting', ahead, waitMs, chance };
}

/** Polls of people far back are spread out, so that those in front are answered soon. */
const POLLS: readonly { readonly waitMs: number; readonly pollMs: number }[] = [
  { waitMs: 30 * SECOND_MS, pollMs: 3 * SECOND_MS },
  { waitMs: 120 * SECOND_MS, pollMs: 5 * SECOND_MS },
];
const SLOWEST_POLL_MS = 10 * SECOND_MS;

/** When to ask again, for a place. */
export function pollMsOf(place: Place): Milliseconds {
  const wait = place.kind === 'waiting' ? (place.waitMs?.from ?? 0) : 0;
  return POLLS.find((step) => wait < step.waitMs)?.pollMs ?? SLOWEST_POLL_MS;
}
