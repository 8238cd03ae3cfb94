/** Looks a SKU's rows over for the reconciliation: sums, links, and who has some of it. */
import { brokenLink } from '../src/inventory/ledger.ts';
import type { StockAudit } from '../src/inventory/audit.ts';
import { asOrderId } from '../src/kernel/ids.ts';
import { sha256 } from '../src/platform/crypto.ts';
import type { StockRows } from './sku-stock-rows.ts';

/** Ledger lines whose links one audit checks, the newest: a digest each. */
const LINKS_AN_AUDIT = 1_000;
/** Orders with holds, and as many with sales, that one audit names: each is asked for its facts. */
const ORDERS_AN_AUDIT = 10;

/** By warehouse, what is there and what all of its movements come to. */
const SUMS = `
SELECT warehouse, sum(on_hand) AS onHand, sum(moved) AS moved FROM (
  SELECT warehouse, on_hand, 0 AS moved FROM stock
  UNION ALL SELECT warehouse, 0, delta FROM movement
) GROUP BY warehouse`;

const HOLDERS = 'SELECT DISTINCT order_id FROM hold';
const BUYERS = 'SELECT DISTINCT order_id FROM movement WHERE order_id IS NOT NULL';

type Sums = { warehouse: string; onHand: number; moved: number };

/** Some of the orders that `from` selects: other ones each turn, until all have had theirs. */
function ordersOf(sql: SqlStorage, from: string, turn: number): string[] {
  const { n } = sql.exec<{ n: number }>(`SELECT count(*) AS n FROM (${from})`).one();
  const offset = n === 0 ? 0 : (turn * ORDERS_AN_AUDIT) % n;
  return sql
    .exec<{ order_id: string }>(
      `${from} ORDER BY order_id LIMIT ? OFFSET ?`,
      ORDERS_AN_AUDIT,
      offset,
    )
    .toArray()
    .map((row) => row.order_id);
}

/** The facts but the name and what the object carries in memory. */
export function auditRows(
  sql: SqlStorage,
  rows: StockRows,
  turn: number,
): Pick<StockAudit, 'warehouses' | 'brokenAt' | 'orders'> {
  const ids = new Set([...ordersOf(sql, HOLDERS, turn), ...ordersOf(sql, BUYERS, turn)]);
  const newest = rows.movements(LINKS_AN_AUDIT).toReversed();
  return {
    warehouses: sql.exec<Sums>(SUMS).toArray(),
    brokenAt: brokenLink(newest, sha256)?.sequence ?? null,
    orders: [...ids].flatMap((id) => asOrderId(id) ?? []),
  };
}
