/**
 * How an order was let into a sale: by a pass of its waiting room, which is good for one order, and
 * within what one buyer and one delivery address may have in all.
 */
import type { OrderId, SaleId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';

export type SaleEntry = {
  readonly sale: SaleId;
  /** The pass's id. */
  readonly pass: string;
  /** Objects of the sale's that count: which one follows from what is counted. */
  readonly shards: number;
  /** Who was let in, as the pass names them. */
  readonly who: string;
  /** Units of the sale's SKUs in the order. */
  readonly units: number;
  /** Units that a buyer, or an address, may have of them in all. */
  readonly limit: number;
  /** Digests of the buyer and of the delivery address. */
  readonly buyer: string;
  readonly address: string;
};

export const ENTRY_REFUSALS = ['waiting_room', 'pass_used', 'sale_limit'] as const;
/** Why a sale did not let an order have its goods. */
export type EntryRefusal = (typeof ENTRY_REFUSALS)[number];

/** Counts what passes, buyers and addresses have used; each call is idempotent by the order. */
export type EntryUses = {
  use(entry: SaleEntry, orderId: OrderId): Promise<Result<null, { reason: EntryRefusal }>>;
  /** Gives all of it back, for good: this order never uses it again. */
  giveBack(entry: SaleEntry, orderId: OrderId): Promise<void>;
};
