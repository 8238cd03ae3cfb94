/** A SKU's own facts, for whoever holds them against what others say: the reconciliation. */
import { sum } from '../kernel/money.ts';
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { OrderFacts } from './ledger.ts';
import type { CommitResult, HoldKey, ReserveRequest, ReserveResult } from './stock.ts';

/** What an order has of a SKU. */
export type OrderStock = {
  readonly held: number;
  /** Of the sale that stands: 0 for one that was undone. */
  readonly sold: number;
  /** The round of the sale, or of the latest hold; 0 without either. */
  readonly round: number;
};

/** Sums up the rows that bear on an order. */
export function orderStock({ holds, sold, undone }: OrderFacts): OrderStock {
  const sale = sold === null || undone ? null : sold;
  return {
    held: sum(holds.map((hold) => hold.quantity)),
    sold: sum((sale?.allocations ?? []).map((part) => part.quantity)),
    round: sale?.round ?? Math.max(0, ...holds.map((hold) => hold.round)),
  };
}

export type StockAudit = {
  readonly sku: Sku;
  /** Reserved as the object carries it in memory, and as its rows sum up. */
  readonly carried: number;
  readonly reserved: number;
  /** By warehouse: what is there, and what all movements come to. */
  readonly warehouses: readonly {
    readonly warehouse: string;
    readonly onHand: number;
    readonly moved: number;
  }[];
  /** The sequence of the first ledger line whose link is wrong, among those looked at. */
  readonly brokenAt: number | null;
  /** Orders that hold some of it or were sold some; other ones each turn. */
  readonly orders: readonly OrderId[];
};

/** The stock's objects, as the reconciliation reaches them. */
export type StockAudits = {
  /** @param turn grows by one each time: of many orders some are named, and others the next time */
  audit(sku: Sku, turn: number): Promise<StockAudit>;
  orderStock(sku: Sku, orderId: OrderId): Promise<OrderStock>;
  /** Sums the holds anew from their rows. */
  reconcile(sku: Sku): Promise<number>;
  reserve(sku: Sku, request: ReserveRequest): Promise<ReserveResult>;
  commit(sku: Sku, key: HoldKey): Promise<CommitResult>;
  release(sku: Sku, key: HoldKey): Promise<unknown>;
  uncommit(sku: Sku, key: HoldKey): Promise<unknown>;
};
