/** Orders as the back office lists them: what is asked, and the projection that answers. */
import { assert } from '../kernel/assert.ts';
import { isCurrency, money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import type { Page } from '../kernel/page.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderRow } from './events.ts';
import type { ShownStatus } from './machine.ts';

/** A row as an event told it; the highest version of an order is the one to keep. */
export type VersionedRow = { readonly version: number; readonly row: OrderRow };

export type OrderQuery = {
  /** `needs_attention` also finds orders that go on and were flagged on their way. */
  readonly status: ShownStatus | null;
  /** An order's number, a part of a SKU or title, or the whole of an e-mail address. */
  readonly q: string | null;
  /** The `next_cursor` of the page before. */
  readonly cursor: string | null;
  /** Rows on the page, 1 to MAX_PAGE_SIZE. */
  readonly limit: number;
};

/** How many orders stand where, and what their totals come to in minor units. */
export type StatusCount = {
  readonly status: ShownStatus;
  readonly orders: number;
  readonly total: number;
};

export type OrderProjection = {
  /** Takes rows over, each only where its version is higher than what is there. */
  project(rows: readonly VersionedRow[]): Promise<void>;
  /** Writes a row in place of one of the same version or an older one, whatever that one says. */
  correct(row: VersionedRow): Promise<void>;
  /** One page, newest first; null for a cursor that is none of ours. */
  list(query: OrderQuery): Promise<Page<OrderRow> | null>;
  /** A buyer's orders (`buyer.ts`), newest first; null for a cursor that is none of ours. */
  ofBuyer(
    buyer: string,
    page: Pick<OrderQuery, 'cursor' | 'limit'>,
  ): Promise<Page<OrderRow> | null>;
  /** Orders placed since then, by status. Reads each of them: for a back office, not a shop. */
  count(since: Milliseconds): Promise<StatusCount[]>;
};

/** The highest version of each order among `rows`. */
export function latestRows(rows: readonly VersionedRow[]): VersionedRow[] {
  const latest = new Map<string, VersionedRow>();
  for (const candidate of rows) {
    const known = latest.get(candidate.row.id);
    if (known === undefined || known.version < candidate.version) {
      latest.set(candidate.row.id, candidate);
    }
  }
  return [...latest.values()];
}

/** An order in the list of `GET /api/admin/orders`. */
export type OrderSummary = {
  id: string;
  number: string;
  status: ShownStatus;
  placed_at: string;
  total: Money;
  captured: Money;
  refunded: Money;
  country: string;
  lines: { sku: string; title: string; quantity: number; line_total: Money }[];
  /** Why it waits for staff; null when it does not. */
  attention: string | null;
};

/** A row in the API's shape. */
export function orderSummary(row: OrderRow): OrderSummary {
  const { currency } = row;
  assert(isCurrency(currency), 'an order is in a currency of the shop');
  const priced = (amount: number): Money => money(amount, currency);
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    placed_at: rfc3339(row.placed_at),
    total: priced(row.total),
    captured: priced(row.captured),
    refunded: priced(row.refunded),
    country: row.country,
    lines: row.lines.map(({ sku, title, quantity, line_total: total }) => ({
      sku,
      title,
      quantity,
      line_total: priced(total),
    })),
    attention: row.attention,
  };
}

/** A row as its buyer lists it. */
export function ownOrder(row: OrderRow): Omit<OrderSummary, 'attention' | 'captured'> {
  const { attention: _attention, captured: _captured, ...order } = orderSummary(row);
  return order;
}
