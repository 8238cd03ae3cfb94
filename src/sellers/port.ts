/** How the rest of the shop reaches the objects that keep what sellers are owed. */
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Amounts, Entry, NothingDue, PayRefusal, Period, Sale, Statement } from './payouts.ts';

/** Where a page of sales begins: below this one. */
export type SalePlace = { readonly soldAt: Milliseconds; readonly orderId: string };

export type SellerBookPort = {
  /** Books a sale as an order of that version tells it; an older one changes nothing. */
  take(seller: string, sale: Sale, version: number): Promise<void>;
  /** Which of these orders have a sale in the book. */
  known(seller: string, orderIds: readonly string[]): Promise<readonly string[]>;
  /** At most `limit` sales of a period, the newest first. */
  sales(
    seller: string,
    period: Period,
    below: SalePlace | null,
    limit: number,
  ): Promise<readonly Sale[]>;
  /** What a period's sales come to, and what no statement has taken in of the whole book. */
  totals(seller: string, period: Period): Promise<{ period: Amounts; open: Amounts }>;
  /** At most `limit` statements below one, the newest first. */
  statements(seller: string, below: number | null, limit: number): Promise<readonly Statement[]>;
  statement(seller: string, sequence: number): Promise<Statement | null>;
  /** At most `limit` entries of a statement above one, the oldest first; none of an unknown one. */
  lines(
    seller: string,
    sequence: number,
    above: number | null,
    limit: number,
  ): Promise<readonly Entry[]>;
  /** Makes the next statement, over what was booked before `until`. */
  state(seller: string, until: Milliseconds): Promise<Result<Statement, NothingDue>>;
  /** Takes note that a statement was paid, once. */
  pay(seller: string, sequence: number, reference: string): Promise<Result<Statement, PayRefusal>>;
};
