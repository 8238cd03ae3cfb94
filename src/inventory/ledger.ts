/**
 * Decisions about one SKU's stock, from the rows that bear on them. Nothing here reads or writes:
 * the object reads rows, asks, and writes the answer with no await in between.
 */
import { assert } from '../kernel/assert.ts';
import { fail, ok } from '../kernel/result.ts';
import { sum } from '../kernel/money.ts';
import type { Digest } from '../kernel/random.ts';
import type { OrderId } from '../kernel/ids.ts';
import type {
  AdjustFailure,
  Adjustment,
  Allocation,
  Hold,
  HoldKey,
  Movement,
  ReserveRequest,
  StockLevel,
} from './stock.ts';
import type { Failure, Result } from '../kernel/result.ts';

export type WarehouseRow = {
  readonly warehouse: string;
  readonly onHand: number;
  /** Sum of the live holds in this warehouse. */
  readonly reserved: number;
};

/** What is known of one order at this SKU. */
export type OrderFacts = {
  readonly holds: readonly Hold[];
  /** Highest round that was released, 0 for none: no round up to it lives again. */
  readonly closedRound: number;
  /** Rounds whose sale is in the ledger, with what was taken where. */
  readonly sold: { readonly round: number; readonly allocations: readonly Allocation[] } | null;
  /** True when that sale was undone. */
  readonly undone: boolean;
};

/** Totals over the warehouses. */
export function levelOf(rows: readonly WarehouseRow[]): StockLevel {
  const onHand = sum(rows.map((row) => row.onHand));
  const reserved = sum(rows.map((row) => row.reserved));
  return { onHand, reserved, available: onHand - reserved };
}

/**
 * Chooses warehouses for a quantity: the first one that fills it alone, else as few as it takes,
 * fullest first. Null when all of them together do not have it.
 */
export function allocate(rows: readonly WarehouseRow[], quantity: number): Allocation[] | null {
  // A warehouse with nothing free comes last; where it is reached, there is not enough anyway.
  const free = rows.map(({ warehouse, onHand, reserved }) => {
    return { warehouse, quantity: onHand - reserved };
  });
  const single = free.find((row) => row.quantity >= quantity);
  if (single !== undefined) return [{ warehouse: single.warehouse, quantity }];
  const allocations: Allocation[] = [];
  let missing = quantity;
  for (const row of free.toSorted((a, b) => b.quantity - a.quantity)) {
    if (missing === 0) break;
    const taken = Math.min(row.quantity, missing);
    allocations.push({ warehouse: row.warehouse, quantity: taken });
    missing -= taken;
  }
  return missing === 0 ? allocations : null;
}

const allocationsOf = (holds: readonly Hold[]): Allocation[] =>
  holds.map(({ warehouse, quantity }) => ({ warehouse, quantity }));

export type ReserveDecision =
  | { readonly kind: 'take'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'replay'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'out_of_stock'; readonly available: number };

/**
 * Whether an order gets its quantity. A round that was released answers `closed`, also when its
 * release came first; the same round asked twice gets its old answer; a higher round while a lower
 * one still holds is a caller's mistake and answers `closed`, since rounds are released before they
 * grow.
 */
export function decideReserve(
  rows: readonly WarehouseRow[],
  facts: OrderFacts,
  request: ReserveRequest,
): ReserveDecision {
  assert(Number.isSafeInteger(request.quantity) && request.quantity > 0, 'a hold holds something');
  if (request.round <= facts.closedRound) return { kind: 'closed' };
  if (facts.sold !== null && !facts.undone) {
    return facts.sold.round === request.round
      ? { kind: 'replay', allocations: facts.sold.allocations }
      : { kind: 'closed' };
  }
  const [held] = facts.holds;
  if (held !== undefined) {
    return held.round === request.round
      ? { kind: 'replay', allocations: allocationsOf(facts.holds) }
      : { kind: 'closed' };
  }
  const allocations = allocate(rows, request.quantity);
  if (allocations !== null) return { kind: 'take', allocations };
  return { kind: 'out_of_stock', available: Math.max(0, levelOf(rows).available) };
}

export type CommitDecision =
  | { readonly kind: 'sell'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'replay'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'no_hold' }
  | { readonly kind: 'short' };

/** Whether a hold becomes a sale. `short`: a forced adjustment took what it held. */
export function decideCommit(
  rows: readonly WarehouseRow[],
  facts: OrderFacts,
  key: HoldKey,
): CommitDecision {
  if (facts.sold !== null && facts.sold.round === key.round) {
    if (facts.undone) return { kind: 'no_hold' };
    return { kind: 'replay', allocations: facts.sold.allocations };
  }
  const holds = facts.holds.filter((hold) => hold.round === key.round);
  if (holds.length === 0) return { kind: 'no_hold' };
  const stocked = new Map(rows.map((row) => [row.warehouse, row.onHand]));
  const short = holds.some((hold) => (stocked.get(hold.warehouse) ?? 0) < hold.quantity);
  return short ? { kind: 'short' } : { kind: 'sell', allocations: allocationsOf(holds) };
}

export type ReleaseDecision =
  | { readonly kind: 'release'; readonly holds: readonly Hold[]; readonly closeRound: number }
  | { readonly kind: 'replay' }
  | { readonly kind: 'committed' };

/** Gives back what an order holds and closes its rounds up to this one, seen or not. */
export function decideRelease(facts: OrderFacts, key: HoldKey): ReleaseDecision {
  if (facts.sold !== null && !facts.undone && facts.sold.round <= key.round) {
    return { kind: 'committed' };
  }
  const holds = facts.holds.filter((hold) => hold.round <= key.round);
  if (holds.length === 0 && facts.closedRound >= key.round) return { kind: 'replay' };
  return { kind: 'release', holds, closeRound: Math.max(key.round, facts.closedRound) };
}

export type UncommitDecision =
  | { readonly kind: 'return'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'replay' }
  | { readonly kind: 'not_committed' };

/** Whether a sale is undone: the quantity goes back to where it came from, once. */
export function decideUncommit(facts: OrderFacts, key: HoldKey): UncommitDecision {
  if (facts.sold === null || facts.sold.round !== key.round) return { kind: 'not_committed' };
  if (facts.undone) return { kind: 'replay' };
  return { kind: 'return', allocations: facts.sold.allocations };
}

/** Whether people's change of the stock is let through; holds are protected unless forced. */
export function decideAdjust(
  rows: readonly WarehouseRow[],
  holders: readonly OrderId[],
  adjustment: Adjustment,
): Result<{ onHand: number }, AdjustFailure> {
  const row = rows.find((candidate) => candidate.warehouse === adjustment.warehouse);
  const onHand = (row?.onHand ?? 0) + adjustment.delta;
  const reserved = row?.reserved ?? 0;
  if (onHand < 0) return fail({ reason: 'stock_negative', onHand: row?.onHand ?? 0 });
  if (onHand < reserved && adjustment.delta < 0 && !adjustment.force) {
    return fail({ reason: 'stock_reserved', reserved, orders: holders });
  }
  return ok({ onHand });
}

/** The first link of every SKU's chain. */
export const GENESIS_HASH = '0'.repeat(64);

/** A ledger line, linked to the one before by the digest of both. */
export function linkMovement(
  previous: { readonly sequence: number; readonly hash: string },
  entry: Omit<Movement, 'sequence' | 'previousHash' | 'hash'>,
  digest: Digest,
): Movement {
  const sequence = previous.sequence + 1;
  const { id, at, kind, warehouse, delta, orderId, reason } = entry;
  const content = [previous.hash, sequence, id, at, kind, warehouse, delta, orderId, reason];
  const hash = digest(JSON.stringify(content));
  return { ...entry, sequence, previousHash: previous.hash, hash };
}

/**
 * The first line whose digest or link is wrong, or null: an edited ledger shows itself. Of lines
 * without the ledger's beginning, the line before the first is taken at its word.
 */
export function brokenLink(movements: readonly Movement[], digest: Digest): Movement | null {
  const [first] = movements;
  const known = first === undefined || first.sequence <= 1 ? GENESIS_HASH : first.previousHash;
  let previous = { sequence: (first?.sequence ?? 1) - 1, hash: known };
  for (const movement of movements) {
    const expected = linkMovement(previous, movement, digest);
    if (expected.hash !== movement.hash || expected.sequence !== movement.sequence) return movement;
    previous = movement;
  }
  return null;
}

export type AdjustFailed = Failure<AdjustFailure>;
