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
  /** The lane of a hot SKU that has it; home says nothing. */
  readonly lane?: number;
};

/** What an order has, by what each place of a SKU has; it is in one of them. */
export function orderStockIn(places: readonly OrderStock[]): OrderStock {
  const index = places.findIndex(({ held, sold }) => held + sold > 0);
  const found = places[Math.max(0, index)] ?? { held: 0, sold: 0, round: 0 };
  const others = places.filter((place) => place !== found);
  const both = {
    ...found,
    held: found.held + sum(others.map(({ held }) => held)),
    sold: found.sold + sum(others.map(({ sold }) => sold)),
  };
  return index > 0 ? { ...both, lane: index } : both;
}

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

/** The audits of home and all its lanes as one. Links are each place's own. */
export function wholeAudit(places: readonly [StockAudit, ...StockAudit[]]): StockAudit {
  const [home] = places;
  return {
    sku: home.sku,
    carried: sum(places.map(({ carried }) => carried)),
    reserved: sum(places.map(({ reserved }) => reserved)),
    warehouses: places.flatMap(({ warehouses }) => warehouses),
    brokenAt: places.find(({ brokenAt }) => brokenAt !== null)?.brokenAt ?? null,
    orders: [...new Set(places.flatMap(({ orders }) => orders))],
  };
}

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
