/**
 * Markets: what currency a page shows, where it ships by default and whether prices include tax.
 * One market for now; every read takes one, so that another is a row here.
 */
import type { Currency } from '../kernel/money.ts';

export type MarketId = 'eu';

export type Market = {
  readonly id: MarketId;
  readonly currency: Currency;
  /** ISO 3166-1 code of the country assumed until an address is known. */
  readonly country: string;
  readonly pricesIncludeTax: boolean;
};

const MARKETS: readonly [Market, ...Market[]] = [
  { id: 'eu', currency: 'EUR', country: 'DE', pricesIncludeTax: true },
];

export const DEFAULT_MARKET: Market = MARKETS[0];

/** The market of that id, the default one for undefined, or null for an unknown one. */
export const marketOf = (id: string | undefined): Market | null =>
  id === undefined ? DEFAULT_MARKET : (MARKETS.find((market) => market.id === id) ?? null);
