/** How the rest of the shop reaches the objects that keep what sellers are owed. */
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Amounts, BookedSale, NothingDue, PayRefusal, Sale, Statement } from './payouts.ts';

/** A stretch of time, by when orders were sold: from an instant up to another. */
export type Period = { readonly from: Milliseconds; readonly until: Milliseconds };

/** Where a page of sales begins: below this one. */
export type SalePlace = { readonly soldAt: Milliseconds; readonly orderId: string };

export type SellerBookPort = {
  /** Writes a sale as an order of that version tells it; an older one changes nothing. */
  take(seller: string, sale: Sale, version: number): Promise<void>;
  /** At most `limit` sales of a period, the newest first. */
  sales(
    seller: string,
    period: Period,
    below: SalePlace | null,
    limit: number,
  ): Promise<readonly BookedSale[]>;
  sale(seller: string, orderId: string): Promise<BookedSale | null>;
  /** What a period's sales come to, and what no statement has taken in of the whole book. */
  totals(seller: string, period: Period): Promise<{ period: Amounts; open: Amounts }>;
  /** The newest first. */
  statements(seller: string): Promise<readonly Statement[]>;
  /** Makes the next statement, over what was sold before `until`. */
  state(seller: string, until: Milliseconds): Promise<Result<Statement, NothingDue>>;
  /** Takes note that a statement was paid, once. */
  pay(seller: string, sequence: number, reference: string): Promise<Result<Statement, PayRefusal>>;
};
