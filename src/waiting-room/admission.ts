/**
 * Decisions of one admission object: who is let in with the tokens it was granted, and what each
 * pass and each buyer has used. Tokens are told as a running total, so that a grant that comes
 * twice, or late, changes nothing.
 */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { SaleStock } from './line.ts';
import type { SaleStatus } from './sale.ts';

/** By tier. */
export type Counts = Readonly<Record<string, number>>;

export const countOf = (counts: Counts, tier: string): number => counts[tier] ?? 0;

/** What the coordinator grants an object, once a second. */
export type Grant = {
  /** Grows with each; an older one is ignored. */
  readonly sequence: number;
  readonly status: SaleStatus;
  readonly stock: SaleStock;
  /** People of each tier this object may have let in, from the sale's beginning. */
  readonly upTo: Counts;
  readonly perSecond: number;
};

/** What an object answers a grant with. */
export type ShardReport = {
  /** People of each tier it has let in, from the sale's beginning. */
  readonly spent: Counts;
  /** People of each tier it had no token for since the last grant. */
  readonly wanting: Counts;
  /** Live passes without an order. */
  readonly inside: number;
  /** Passes with a live order. */
  readonly bought: number;
  /** Passes that ended without an order. */
  readonly lapsed: number;
};

/** A grant this old is no longer believed: its coordinator is away, and nobody is let in. */
export const GRANT_STALE_MS = 10 * SECOND_MS;

export type PassRow = {
  readonly id: string;
  readonly tier: string;
  readonly expiresAt: Milliseconds;
  /** The live order it was used for. */
  readonly orderId: string | null;
};

export type ClaimFacts = {
  readonly grant: (Grant & { readonly receivedAt: Milliseconds }) | null;
  /** People of the claimant's tier let in so far. */
  readonly spent: number;
  readonly admittedThisSecond: number;
  /** The newest pass of this claimant. */
  readonly pass: PassRow | null;
};

export type ClaimRefusal =
  /** No token is left this second: ask again in a moment. */
  | { reason: 'wait' }
  | { reason: 'paused' }
  | { reason: 'held' }
  | { reason: 'sold_out' }
  | { reason: 'sale_over' }
  | { reason: 'bought' };

export type ClaimDecision = Result<
  { readonly kind: 'again'; readonly pass: PassRow } | { readonly kind: 'admit' },
  ClaimRefusal
>;

/** Whether somebody whose turn has come is let in now. A live pass is given again. */
export function decideClaim(facts: ClaimFacts, tier: string, now: Milliseconds): ClaimDecision {
  const { grant, pass } = facts;
  if (pass !== null && pass.orderId !== null) return fail({ reason: 'bought' });
  if (pass !== null && pass.expiresAt > now) return ok({ kind: 'again', pass });
  if (grant === null || now - grant.receivedAt > GRANT_STALE_MS) return fail({ reason: 'wait' });
  if (grant.status === 'ended' || grant.status === 'stopped') return fail({ reason: 'sale_over' });
  if (grant.stock === 'sold_out') return fail({ reason: 'sold_out' });
  if (grant.status === 'paused') return fail({ reason: 'paused' });
  if (grant.stock === 'held') return fail({ reason: 'held' });
  const left = (grant.upTo[tier] ?? 0) - facts.spent;
  const tooFast = facts.admittedThisSecond >= grant.perSecond;
  if (grant.status !== 'open' || left <= 0 || tooFast) return fail({ reason: 'wait' });
  return ok({ kind: 'admit' });
}

/** What one key (a pass, a buyer, an address) has taken, and what is known of the order. */
export type TakenFacts = {
  readonly taken: number;
  readonly mine: 'none' | 'taken' | 'given_back';
};

export type TakeResult = Result<
  null,
  { reason: 'over_limit'; left: number } | { reason: 'closed' }
>;

/**
 * Whether an order may take a quantity of what a key may have. Asked twice it takes once; what an
 * order gave back it never takes again, also when its giving back came first.
 */
export function decideTake(facts: TakenFacts, quantity: number, limit: number): TakeResult {
  if (facts.mine === 'given_back') return fail({ reason: 'closed' });
  if (facts.mine === 'taken') return ok(null);
  const left = Math.max(0, limit - facts.taken);
  return quantity <= left ? ok(null) : fail({ reason: 'over_limit', left });
}
