/**
 * A sale of few goods to many people: what staff set, and the machine of its state. Times decide
 * when it begins and ends; staff open, pause, resume and stop it.
 */
import type { SaleId, Sku } from '../kernel/ids.ts';
import type { Money } from '../kernel/money.ts';
import { allows } from '../kernel/machine.ts';
import type { Transitions } from '../kernel/machine.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export const SALE_MODES = ['lottery', 'first_come'] as const;
export type SaleMode = (typeof SALE_MODES)[number];

export const SALE_TRANSITIONS = {
  scheduled: ['open', 'stopped', 'ended'],
  open: ['paused', 'stopped', 'ended'],
  paused: ['open', 'stopped', 'ended'],
  stopped: [],
  ended: [],
} as const satisfies Transitions;
export type SaleStatus = keyof typeof SALE_TRANSITIONS;
export const SALE_START: SaleStatus = 'scheduled';
export const SALE_ENDS: readonly SaleStatus[] = ['stopped', 'ended'];

export type Tier = {
  readonly id: string;
  readonly label: string;
  /** Its weight among the tiers that wait: twice the weight, twice as many let in. */
  readonly weight: number;
};

/** The tier of everybody who was not invited to another one. */
export const OPEN_TIER = 'open';

/** What may be asked of shoppers and held against bots; each is switched by sale. */
export type SaleChecks = {
  /** Only who is signed in takes a ticket: one draw an account. */
  readonly account: boolean;
  /** A captcha is solved, or work is proved, for a ticket. */
  readonly captcha: boolean;
  /** Addresses that take tickets faster than people do are refused. */
  readonly velocity: boolean;
};

/** When people may take a ticket, before the start. */
export const ROOM_OPENS_MS = HOUR_MS;

export type SaleSettings = {
  readonly id: SaleId;
  readonly name: string;
  readonly skus: readonly Sku[];
  /** Units of each SKU that the sale may sell; null for all there are. */
  readonly quantity: number | null;
  /** What each of its units costs who was let in; null for the price of the day. */
  readonly price: Money | null;
  readonly mode: SaleMode;
  /** From here on the SKUs are sold to ticket holders alone. */
  readonly startsAt: Milliseconds;
  /** Until here all arrivals are equal; then the first are let in. */
  readonly drawAt: Milliseconds;
  readonly endsAt: Milliseconds;
  /** Units of the sale's SKUs that one buyer, or one delivery address, may have in all. */
  readonly maxPerBuyer: number;
  /** People let in from one network address, at most; null for any number. */
  readonly maxPerNetwork: number | null;
  /** The open tier among them. */
  readonly tiers: readonly Tier[];
  readonly checks: SaleChecks;
  /** Network addresses that get no ticket. */
  readonly denied: readonly string[];
  /** People let in a second, at most: staff's throttle. */
  readonly ratePerS: number;
  /** Objects that let people in; fixed for the sale's life, since passes name theirs. */
  readonly shards: number;
};

/** What one object takes, with room to spare (architecture: 150 a second for one SKU's object). */
export const MAX_RATE_PER_S = 150;
export const DEFAULT_RATE_PER_S = 50;
/** One object lets this many in a second, each a read and a write or two. */
const CLAIMS_PER_SHARD_S = 100;
export const MAX_SKUS = 20;
export const MAX_TIERS = 4;
export const MAX_NAME = 120;
export const MAX_PER_BUYER = 100;
export const MAX_PER_NETWORK = 10_000;
export const MAX_WEIGHT = 100;
/** A room's buckets are counted, so that there is an end to them. */
const MAX_LENGTH_MS = 7 * DAY_MS;
/** How long a lottery takes entries after its start, unless staff say. */
export const DEFAULT_ENTRIES_MS = 10 * MINUTE_MS;
/** The least weight share of the open tier: the invited are served sooner, never alone. */
const OPEN_FLOOR = 0.2;

/**
 * How far ahead staff's "open now" draws: every edge has heard of the new draw by then, so nobody
 * is given a place by the old one.
 */
export const OPEN_NOTICE_MS = 15 * SECOND_MS;

export type SaleFault =
  | { reason: 'ends_before_start' }
  | { reason: 'too_long'; most: Milliseconds }
  | { reason: 'draw_outside' }
  | { reason: 'tier_repeated'; tier: string }
  | { reason: 'open_tier_starved'; least: number };

/** What staff say of a new sale; what they leave out has a default. */
export type NewSale = Omit<SaleSettings, 'drawAt' | 'shards'> & {
  readonly drawAt: Milliseconds | null;
};

const withOpenTier = (tiers: readonly Tier[]): readonly Tier[] =>
  tiers.some((tier) => tier.id === OPEN_TIER)
    ? tiers
    : [...tiers, { id: OPEN_TIER, label: 'Everybody', weight: 1 }];

const isTooLong = ({ startsAt, endsAt }: Pick<SaleSettings, 'startsAt' | 'endsAt'>): boolean =>
  endsAt - startsAt > MAX_LENGTH_MS;

/** The settings of a new sale, whole and sound, or what is wrong with them. */
export const settingsOf = (sale: NewSale): Result<SaleSettings, SaleFault> =>
  isTooLong(sale) ? fail({ reason: 'too_long', most: MAX_LENGTH_MS }) : wholeOf(sale);

function wholeOf(sale: NewSale): Result<SaleSettings, SaleFault> {
  const drawAt = sale.drawAt ?? sale.startsAt + (sale.mode === 'lottery' ? DEFAULT_ENTRIES_MS : 0);
  if (sale.endsAt <= sale.startsAt) return fail({ reason: 'ends_before_start' });
  if (drawAt < sale.startsAt || drawAt >= sale.endsAt) return fail({ reason: 'draw_outside' });
  const tiers = withOpenTier(sale.tiers);
  const ids = tiers.map((tier) => tier.id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) return fail({ reason: 'tier_repeated', tier: repeated });
  if (shareOf(tiers, OPEN_TIER) < OPEN_FLOOR) {
    return fail({ reason: 'open_tier_starved', least: OPEN_FLOOR });
  }
  const shards = Math.ceil(sale.ratePerS / CLAIMS_PER_SHARD_S);
  return ok({ ...sale, drawAt, tiers, shards });
}

type Later = 'price' | 'maxPerNetwork';

/** Settings as an older release kept them, which knew neither a price nor networks. */
export const keptSettings = (
  kept: Omit<SaleSettings, Later> & Partial<Pick<SaleSettings, Later>>,
): SaleSettings => ({ price: null, maxPerNetwork: null, ...kept });

/** A tier's part of those let in while every tier waits, 0 to 1. */
export function shareOf(tiers: readonly Tier[], id: string): number {
  const total = tiers.reduce((sum, tier) => sum + tier.weight, 0);
  return (tiers.find((tier) => tier.id === id)?.weight ?? 0) / total;
}

export const SALE_ACTS = ['open', 'pause', 'resume', 'stop'] as const;
export type SaleAct = (typeof SALE_ACTS)[number];

const LEADS_TO: Readonly<Record<SaleAct, SaleStatus>> = {
  open: 'open',
  pause: 'paused',
  resume: 'open',
  stop: 'stopped',
};

/** Where an act of staff's leads, or null where the sale is not in a state for it. */
export function acted(status: SaleStatus, act: SaleAct): SaleStatus | null {
  const target = LEADS_TO[act];
  if (act === 'open' && status !== 'scheduled') return null;
  if (act === 'resume' && status !== 'paused') return null;
  return allows(SALE_TRANSITIONS, status, target) ? target : null;
}

/** The status that the clock alone brings. */
export function timed(status: SaleStatus, settings: SaleSettings, now: Milliseconds): SaleStatus {
  if (SALE_ENDS.includes(status)) return status;
  if (now >= settings.endsAt) return 'ended';
  return status === 'scheduled' && now >= settings.drawAt ? 'open' : status;
}

/** What staff may change of a sale that has not ended. */
export type SaleChange = {
  readonly name?: string;
  readonly endsAt?: Milliseconds;
  readonly ratePerS?: number;
  readonly maxPerBuyer?: number;
  readonly maxPerNetwork?: number | null;
  readonly denied?: readonly string[];
  /** These only before the start has come; the draw moves with the start unless it is named. */
  readonly startsAt?: Milliseconds;
  readonly drawAt?: Milliseconds;
  readonly quantity?: number | null;
  readonly price?: Money | null;
};

const isSamePrice = (a: Money | null, b: Money | null): boolean =>
  a?.amount === b?.amount && a?.currency === b?.currency;

/** The settings with a change, or what is wrong with it. */
export function changed(
  settings: SaleSettings,
  change: SaleChange,
  now: Milliseconds,
): Result<SaleSettings, { reason: 'has_begun' } | SaleFault> {
  const startsAt = change.startsAt ?? settings.startsAt;
  const drawAt = change.drawAt ?? settings.drawAt + startsAt - settings.startsAt;
  const next = { ...settings, ...change, startsAt, drawAt };
  const moved =
    startsAt !== settings.startsAt ||
    drawAt !== settings.drawAt ||
    next.quantity !== settings.quantity ||
    !isSamePrice(next.price, settings.price);
  const begun = Math.min(settings.startsAt, startsAt) < now + OPEN_NOTICE_MS;
  if (moved && begun) return fail({ reason: 'has_begun' });
  // One that was opened before its time may be longer than it could have been made.
  const isAsPlanned = !moved && (change.endsAt ?? settings.endsAt) <= settings.endsAt;
  const whole = isAsPlanned ? wholeOf(next) : settingsOf(next);
  // Passes name their object, so there are as many as at first.
  return whole.ok ? ok({ ...whole.value, shards: settings.shards }) : whole;
}

/** The settings of a sale that staff open before its time: from now on, drawn in a moment. */
export const openedNow = (settings: SaleSettings, now: Milliseconds): SaleSettings => ({
  ...settings,
  startsAt: Math.min(settings.startsAt, now),
  drawAt: now + OPEN_NOTICE_MS,
});
