/** The one owner of what a seller has sold, what they are owed for it and what they were paid. */
import { DurableObject } from 'cloudflare:workers';
import { assert } from '../src/kernel/assert.ts';
import { fail } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import {
  amountsOf,
  isSound,
  nextStatement,
  NOTHING,
  openOf,
  paid,
  totalOf,
} from '../src/sellers/payouts.ts';
import type {
  Amounts,
  BookedSale,
  NothingDue,
  PayRefusal,
  Sale,
  Statement,
} from '../src/sellers/payouts.ts';
import type { Period, SalePlace } from '../src/sellers/port.ts';

/** `open`: no statement has taken in all of it. */
const SCHEMA = [
  `CREATE TABLE sale (
     order_id TEXT PRIMARY KEY, sold_at INTEGER NOT NULL, version INTEGER NOT NULL,
     open INTEGER NOT NULL, body TEXT NOT NULL
   );
   CREATE INDEX sale_sold_at ON sale (sold_at, order_id);
   CREATE INDEX sale_open ON sale (order_id) WHERE open = 1;
   CREATE TABLE statement (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL)`,
];

const SALES = 'SELECT body FROM sale WHERE sold_at >= ? AND sold_at < ?';

type Row = { body: string };

export class SellerBook extends DurableObject<Env> {
  readonly #schema: ObjectSchema;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, SCHEMA);
  }

  /** The commission of a sale is that of the first time it was told. */
  take(sale: Sale, version: number): void {
    this.#schema.prepare();
    const known = this.sale(sale.orderId);
    if (known !== null && this.#versionOf(sale.orderId) >= version) return;
    const { rate, stated } = known ?? { rate: sale.rate, stated: NOTHING };
    this.#save({ ...sale, rate, stated }, version);
  }

  sales({ from, until }: Period, below: SalePlace | null, limit: number): BookedSale[] {
    const { soldAt, orderId } = below ?? { soldAt: until, orderId: '' };
    return this.#read<BookedSale>(
      `${SALES} AND (sold_at, order_id) < (?, ?) ORDER BY sold_at DESC, order_id DESC LIMIT ?`,
      ...[from, until, soldAt, orderId, limit],
    );
  }

  sale(orderId: string): BookedSale | null {
    return this.#read<BookedSale>('SELECT body FROM sale WHERE order_id = ?', orderId)[0] ?? null;
  }

  totals({ from, until }: Period): { period: Amounts; open: Amounts } {
    return {
      period: totalOf(this.#read<BookedSale>(SALES, from, until).map(amountsOf)),
      open: totalOf(this.#open().map(openOf)),
    };
  }

  statements(): Statement[] {
    return this.#read<Statement>('SELECT body FROM statement ORDER BY sequence DESC');
  }

  state(until: number): Result<Statement, NothingDue> {
    if (this.#schema.empty) return fail({ reason: 'nothing_due' });
    const now = Date.now();
    const open = this.#open();
    const [last] = this.#read<Statement>(
      'SELECT body FROM statement ORDER BY sequence DESC LIMIT 1',
    );
    const made = nextStatement(open, last ?? null, { until: Math.min(until, now), now });
    if (!made.ok) return made;
    assert(isSound(made.value), 'the lines of a statement add up to it');
    this.#keep(made.value);
    const stated = new Set(made.value.lines.map(({ orderId }) => orderId));
    for (const sale of open.filter(({ orderId }) => stated.has(orderId))) {
      this.#save({ ...sale, stated: amountsOf(sale) }, this.#versionOf(sale.orderId));
    }
    return made;
  }

  pay(sequence: number, reference: string): Result<Statement, PayRefusal> {
    const [known] = this.#read<Statement>(
      'SELECT body FROM statement WHERE sequence = ?',
      sequence,
    );
    const settled = paid(known ?? null, reference, Date.now());
    if (settled.ok) this.#keep(settled.value);
    return settled;
  }

  #open(): BookedSale[] {
    return this.#read<BookedSale>('SELECT body FROM sale WHERE open = 1');
  }

  #versionOf(orderId: string): number {
    const { sql } = this.ctx.storage;
    return sql
      .exec<{ version: number }>('SELECT version FROM sale WHERE order_id = ?', orderId)
      .one().version;
  }

  #save(sale: BookedSale, version: number): void {
    const { captured, refunded } = openOf(sale);
    const open = captured === 0 && refunded === 0 ? 0 : 1;
    this.ctx.storage.sql.exec(
      'INSERT OR REPLACE INTO sale VALUES (?, ?, ?, ?, ?)',
      ...[sale.orderId, sale.soldAt, version, open, JSON.stringify(sale)],
    );
  }

  #keep(statement: Statement): void {
    this.ctx.storage.sql.exec(
      'INSERT OR REPLACE INTO statement VALUES (?, ?)',
      statement.sequence,
      JSON.stringify(statement),
    );
  }

  #read<T>(query: string, ...bound: (string | number)[]): T[] {
    if (this.#schema.empty) return [];
    return this.ctx.storage.sql
      .exec<Row>(query, ...bound)
      .toArray()
      .map(({ body }): T => JSON.parse(body));
  }
}
