/** The rows of a SellerBook object: SQL in, what a seller is owed out. Decides nothing. */
import { required } from '../src/kernel/assert.ts';
import { isCurrency } from '../src/kernel/money.ts';
import type { Currency } from '../src/kernel/money.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';
import { amountsOf, dayOf } from '../src/sellers/payouts.ts';
import type { Amounts, Entry, Period, Sale, Statement } from '../src/sellers/payouts.ts';
import type { SalePlace } from '../src/sellers/port.ts';

/** The first step kept a sale, and a statement with all its lines, as one text each. */
const TEXTS = `
  CREATE TABLE sale (
    order_id TEXT PRIMARY KEY, sold_at INTEGER NOT NULL, version INTEGER NOT NULL,
    open INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX sale_sold_at ON sale (sold_at, order_id);
  CREATE INDEX sale_open ON sale (order_id) WHERE open = 1;
  CREATE TABLE statement (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL)`;

/** Amounts are columns; `payout` is what is left of them, so it has none. */
const TABLES = `
  ALTER TABLE sale RENAME TO sale_text;
  ALTER TABLE statement RENAME TO statement_text;
  CREATE TABLE sale (
    order_id TEXT PRIMARY KEY, version INTEGER NOT NULL, number TEXT NOT NULL,
    currency TEXT NOT NULL, sold_at INTEGER NOT NULL, captured INTEGER NOT NULL,
    refunded INTEGER NOT NULL, commission INTEGER NOT NULL, rate INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sale_at ON sale (sold_at, order_id);
  CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY, order_id TEXT NOT NULL, number TEXT NOT NULL,
    currency TEXT NOT NULL, at INTEGER NOT NULL, captured INTEGER NOT NULL,
    refunded INTEGER NOT NULL, commission INTEGER NOT NULL, sum_captured INTEGER NOT NULL,
    sum_refunded INTEGER NOT NULL, sum_commission INTEGER NOT NULL
  );
  CREATE INDEX entry_at ON entry (at);
  CREATE TABLE day (
    day INTEGER PRIMARY KEY, captured INTEGER NOT NULL, refunded INTEGER NOT NULL,
    commission INTEGER NOT NULL
  );
  CREATE TABLE statement (
    sequence INTEGER PRIMARY KEY, currency TEXT NOT NULL, begins INTEGER NOT NULL,
    until INTEGER NOT NULL, made_at INTEGER NOT NULL, paid_at INTEGER, reference TEXT,
    first_entry INTEGER NOT NULL, last_entry INTEGER NOT NULL, captured INTEGER NOT NULL,
    refunded INTEGER NOT NULL, commission INTEGER NOT NULL
  )`;

/** A commission as `proportion` counts it: hundredths of a per cent, rounded half up. */
const COMMISSION = `(max(captured - refunded, 0) * rate * 2 + 10000) / 20000`;

/**
 * What the texts say, as rows: each line of a statement becomes an entry, and after them what no
 * statement has of each sale, in the order they were sold in.
 */
const FROM_TEXTS = `
  INSERT INTO sale
    SELECT order_id, version, number, currency, sold_at, captured, refunded, ${COMMISSION}, rate
    FROM (
      SELECT order_id, version, sold_at, body ->> 'number' AS number,
        body ->> 'currency' AS currency, body ->> 'captured' AS captured,
        body ->> 'refunded' AS refunded, body ->> 'rate' AS rate
      FROM sale_text
    );
  INSERT INTO entry
    SELECT row_number() OVER told, order_id, number, currency, at, captured, refunded, commission,
      sum(captured) OVER told, sum(refunded) OVER told, sum(commission) OVER told
    FROM (
      SELECT 0 AS kind, text.sequence AS place, line.id AS nth,
        line.value ->> 'orderId' AS order_id, line.value ->> 'number' AS number,
        text.body ->> 'currency' AS currency,
        text.body ->> 'madeAt' AS at, line.value ->> 'captured' AS captured,
        line.value ->> 'refunded' AS refunded, line.value ->> 'commission' AS commission
      FROM statement_text AS text, json_each(text.body, '$.lines') AS line
      UNION ALL
      SELECT 1, sale.sold_at, 0, sale.order_id, number, currency,
        max(sale.sold_at, (SELECT coalesce(max(body ->> 'madeAt'), 0) FROM statement_text)),
        captured - (body ->> '$.stated.captured'), refunded - (body ->> '$.stated.refunded'),
        commission - (body ->> '$.stated.commission')
      FROM sale JOIN sale_text USING (order_id)
      WHERE open = 1
    )
    WINDOW told AS (ORDER BY kind, place, nth, order_id ROWS UNBOUNDED PRECEDING);
  INSERT INTO statement
    SELECT sequence, body ->> 'currency', body ->> 'from', body ->> 'until', body ->> 'madeAt',
      body ->> 'paidAt', body ->> 'reference', last_entry - lines + 1, last_entry,
      body ->> 'captured', body ->> 'refunded', body ->> 'commission'
    FROM (
      SELECT *, sum(lines) OVER (ORDER BY sequence) AS last_entry
      FROM (SELECT *, json_array_length(body, '$.lines') AS lines FROM statement_text)
    );
  INSERT INTO day
    SELECT sold_at / 86400000, sum(captured), sum(refunded), sum(commission)
    FROM sale GROUP BY 1;
  DROP TABLE sale_text;
  DROP TABLE statement_text`;

export const BOOK_SCHEMA: SchemaSteps = [TEXTS, `${TABLES};${FROM_TEXTS}`];

type Columns = { captured: number; refunded: number; commission: number };

const amounts = ({ captured, refunded, commission }: Columns): Amounts => ({
  ...{ captured, refunded, commission },
  payout: captured - refunded - commission,
});

const currencyIn = (text: string): Currency =>
  required(isCurrency(text) ? text : null, 'a stored currency');

type SaleRow = Columns & {
  order_id: string;
  version: number;
  number: string;
  currency: string;
  sold_at: number;
  rate: number;
};

export type StoredSale = { readonly sale: Sale; readonly version: number };

const saleOf = (row: SaleRow): StoredSale => ({
  version: row.version,
  sale: {
    ...{ orderId: row.order_id, number: row.number, currency: currencyIn(row.currency) },
    ...{ soldAt: row.sold_at, captured: row.captured, refunded: row.refunded, rate: row.rate },
  },
});

type EntryRow = Columns & {
  sequence: number;
  order_id: string;
  number: string;
  currency: string;
  at: number;
  sum_captured: number;
  sum_refunded: number;
  sum_commission: number;
};

const entryOf = (row: EntryRow): Entry => ({
  ...{ sequence: row.sequence, orderId: row.order_id, number: row.number, at: row.at },
  currency: currencyIn(row.currency),
  ...amounts(row),
  sums: amounts({
    captured: row.sum_captured,
    refunded: row.sum_refunded,
    commission: row.sum_commission,
  }),
});

type StatementRow = Columns & {
  sequence: number;
  currency: string;
  begins: number;
  until: number;
  made_at: number;
  paid_at: number | null;
  reference: string | null;
  first_entry: number;
  last_entry: number;
};

const statementOf = (row: StatementRow): Statement => ({
  ...amounts(row),
  ...{ sequence: row.sequence, currency: currencyIn(row.currency) },
  ...{ from: row.begins, until: row.until, madeAt: row.made_at },
  ...{ state: row.paid_at === null ? 'due' : 'paid', paidAt: row.paid_at },
  reference: row.reference,
  entries: { first: row.first_entry, last: row.last_entry },
});

const SUMS = `coalesce(sum(captured), 0) AS captured, coalesce(sum(refunded), 0) AS refunded,
  coalesce(sum(commission), 0) AS commission`;

/** Reads and writes the tables of one book. */
export class BookRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  sale(orderId: string): StoredSale | null {
    const query = 'SELECT * FROM sale WHERE order_id = ?';
    return this.#sql.exec<SaleRow>(query, orderId).toArray().map(saleOf)[0] ?? null;
  }

  /** Which of these orders have a sale. */
  known(orderIds: readonly string[]): string[] {
    const query = 'SELECT order_id FROM sale WHERE order_id IN (SELECT value FROM json_each(?))';
    return this.#sql
      .exec<Pick<SaleRow, 'order_id'>>(query, JSON.stringify(orderIds))
      .toArray()
      .map((row) => row.order_id);
  }

  /** Sales from an instant up to a place, the newest first. */
  sales(from: number, { soldAt, orderId }: SalePlace, limit: number): Sale[] {
    return this.#sql
      .exec<SaleRow>(
        `SELECT * FROM sale WHERE sold_at >= ? AND (sold_at, order_id) < (?, ?)
           ORDER BY sold_at DESC, order_id DESC LIMIT ?`,
        ...[from, soldAt, orderId, limit],
      )
      .toArray()
      .map((row) => saleOf(row).sale);
  }

  keepSale(sale: Sale, version: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[sale.orderId, version, sale.number, sale.currency, sale.soldAt],
      ...[sale.captured, sale.refunded, amountsOf(sale).commission, sale.rate],
    );
  }

  /** Writes an entry of a sale, and adds it to the sums of the day that was sold on. */
  add(entry: Entry, soldAt: number): void {
    const { captured, refunded, commission, sums } = entry;
    this.#sql.exec(
      'INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[entry.sequence, entry.orderId, entry.number, entry.currency, entry.at],
      ...[captured, refunded, commission, sums.captured, sums.refunded, sums.commission],
    );
    this.#sql.exec(
      `INSERT INTO day VALUES (?, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET
         captured = captured + excluded.captured, refunded = refunded + excluded.refunded,
         commission = commission + excluded.commission`,
      ...[dayOf(soldAt), captured, refunded, commission],
    );
  }

  /** Sums of sales by when they were sold. */
  sumOfSales({ from, until }: Period): Amounts {
    const query = `SELECT ${SUMS} FROM sale WHERE sold_at >= ? AND sold_at < ?`;
    return amounts(this.#sql.exec<Columns>(query, from, until).one());
  }

  /** Sums of whole days, counted from the epoch. */
  sumOfDays({ from, until }: Period): Amounts {
    const query = `SELECT ${SUMS} FROM day WHERE day >= ? AND day < ?`;
    return amounts(this.#sql.exec<Columns>(query, from, until).one());
  }

  /** Entries from one to another, the oldest first. */
  entries(from: number, to: number, limit: number): Entry[] {
    const query = 'SELECT * FROM entry WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?';
    return this.#sql.exec<EntryRow>(query, from, to, limit).toArray().map(entryOf);
  }

  /** The last entry that was booked before an instant. */
  lastBefore(until: number): Entry | null {
    const query = 'SELECT * FROM entry WHERE at < ? ORDER BY at DESC, sequence DESC LIMIT 1';
    return this.#sql.exec<EntryRow>(query, until).toArray().map(entryOf)[0] ?? null;
  }

  /** Statements below one, the newest first. */
  statements(below: number, limit: number): Statement[] {
    const query = 'SELECT * FROM statement WHERE sequence < ? ORDER BY sequence DESC LIMIT ?';
    return this.#sql.exec<StatementRow>(query, below, limit).toArray().map(statementOf);
  }

  keepStatement(statement: Statement): void {
    const { entries, captured, refunded, commission } = statement;
    this.#sql.exec(
      'INSERT OR REPLACE INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[statement.sequence, statement.currency, statement.from, statement.until],
      ...[statement.madeAt, statement.paidAt, statement.reference],
      ...[entries.first, entries.last, captured, refunded, commission],
    );
  }
}
