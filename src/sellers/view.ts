/** Sellers, their sales and their statements in the API's shape. */
import { CURRENCIES, money } from '../kernel/money.ts';
import type { Currency, Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import { amountsOf } from './payouts.ts';
import type { Amounts, Entry, Sale, Statement } from './payouts.ts';
import type { Seller } from './seller.ts';

export type SellerView = {
  id: string;
  name: string;
  commission_percent: number;
  created_at: string;
};

export type AmountsView = { captured: Money; refunded: Money; commission: Money; payout: Money };

export type SaleView = AmountsView & {
  order_id: string;
  number: string;
  sold_at: string;
  commission_percent: number;
};

export type StatementView = AmountsView & {
  id: string;
  state: 'due' | 'paid';
  from: string;
  until: string;
  made_at: string;
  paid_at: string | null;
  reference: string | null;
};

export type StatementLineView = AmountsView & {
  order_id: string;
  number: string;
  booked_at: string;
};

const HUNDREDTHS = 100;
export const percentOf = (commission: number): number => commission / HUNDREDTHS;
export const commissionOf = (percent: number): number => Math.round(percent * HUNDREDTHS);

export const sellerView = ({ id, name, commission, createdAt }: Seller): SellerView => ({
  id,
  name,
  commission_percent: percentOf(commission),
  created_at: rfc3339(createdAt),
});

const amountsView = (amounts: Amounts, currency: Currency): AmountsView => ({
  captured: money(amounts.captured, currency),
  refunded: money(amounts.refunded, currency),
  commission: money(amounts.commission, currency),
  payout: money(amounts.payout, currency),
});

/** Sums over a whole book, which is in the currency the shop trades in. */
export const totalView = (amounts: Amounts): AmountsView => amountsView(amounts, CURRENCIES[0]);

export const saleView = (sale: Sale): SaleView => ({
  order_id: sale.orderId,
  number: sale.number,
  sold_at: rfc3339(sale.soldAt),
  commission_percent: percentOf(sale.rate),
  ...amountsView(amountsOf(sale), sale.currency),
});

export const statementView = (statement: Statement): StatementView => ({
  id: String(statement.sequence),
  state: statement.state,
  from: rfc3339(statement.from),
  until: rfc3339(statement.until),
  made_at: rfc3339(statement.madeAt),
  paid_at: statement.paidAt === null ? null : rfc3339(statement.paidAt),
  reference: statement.reference,
  ...amountsView(statement, statement.currency),
});

export const lineView = (entry: Entry): StatementLineView => ({
  order_id: entry.orderId,
  number: entry.number,
  booked_at: rfc3339(entry.at),
  ...amountsView(entry, entry.currency),
});
