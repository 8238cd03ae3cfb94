/** What the stock tells. State-carrying: a consumer keeps the highest version it has seen. */
import type { Availability } from '../catalog/offer.ts';

/** Whatever changed a SKU's stock, this is how it now stands. */
export type StockChanged = {
  readonly type: 'stock.changed';
  readonly data: {
    readonly sku: string;
    readonly on_hand: number;
    readonly reserved: number;
    readonly available: number;
    readonly availability: Availability;
    /** Head of the ledger's hash chain: the journal anchors it. */
    readonly ledger: { readonly sequence: number; readonly hash: string };
    /** Of a hot SKU, which of its places this is; how the whole SKU stands, it has to be asked. */
    readonly lane?: number;
  };
};

/** A SKU has just fallen to LOW_STOCK_AT or fewer. */
export type StockLow = {
  readonly type: 'stock.low';
  readonly data: { readonly sku: string; readonly available: number };
};

/** A forced adjustment took stock that these orders hold. */
export type StockShortage = {
  readonly type: 'stock.shortage';
  readonly data: { readonly sku: string; readonly missing: number; readonly orders: string[] };
};

export type InventoryEvent = StockChanged | StockLow | StockShortage;
