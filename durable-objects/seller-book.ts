/**
 * The one owner of what a seller has sold, what they are owed for it and what they were paid. No
 * call reads or writes more rows than a page has, but for the sums of the days of a period.
 */
import { DurableObject } from 'cloudflare:workers';
import { fail } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import {
  book,
  entryAfter,
  nextStatement,
  NOTHING,
  paid,
  partsOf,
  sumsOver,
  totalOf,
} from '../src/sellers/payouts.ts';
import type {
  Amounts,
  Entry,
  NothingDue,
  PayRefusal,
  Period,
  Sale,
  Statement,
} from '../src/sellers/payouts.ts';
import type { SalePlace } from '../src/sellers/port.ts';
import { BOOK_SCHEMA, BookRows } from './seller-book-rows.ts';

/** Above every sequence and every instant. */
const END = Number.MAX_SAFE_INTEGER;

export class SellerBook extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #rows: BookRows;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, BOOK_SCHEMA);
    this.#rows = new BookRows(ctx.storage.sql);
  }

  take(sale: Sale, version: number): void {
    this.#schema.prepare();
    const known = this.#rows.sale(sale.orderId);
    if (known !== null && known.version >= version) return;
    const booked = book(known?.sale ?? null, sale);
    this.#rows.keepSale(booked.sale, version);
    if (booked.change === null) return;
    const entry = entryAfter(this.#rows.lastBefore(END), sale, booked.change, Date.now());
    this.#rows.add(entry, booked.sale.soldAt);
  }

  known(orderIds: readonly string[]): string[] {
    return this.#schema.empty ? [] : this.#rows.known(orderIds);
  }

  sales(period: Period, below: SalePlace | null, limit: number): Sale[] {
    if (this.#schema.empty) return [];
    const end = { soldAt: period.until, orderId: '' };
    const place = below !== null && below.soldAt < end.soldAt ? below : end;
    return this.#rows.sales(period.from, place, limit);
  }

  totals(period: Period): { period: Amounts; open: Amounts } {
    if (this.#schema.empty) return { period: NOTHING, open: NOTHING };
    const { days, rest } = partsOf(period);
    const parts = rest.map((part) => this.#rows.sumOfSales(part));
    const first = this.#firstOpen(this.#lastStatement());
    const last = this.#rows.lastBefore(END);
    return {
      period: totalOf([this.#rows.sumOfDays(days), ...parts]),
      open: first === null || last === null ? NOTHING : sumsOver(first, last),
    };
  }

  statements(below: number | null, limit: number): Statement[] {
    return this.#schema.empty ? [] : this.#rows.statements(below ?? END, limit);
  }

  statement(sequence: number): Statement | null {
    const [found] = this.statements(sequence + 1, 1);
    return found?.sequence === sequence ? found : null;
  }

  lines(sequence: number, above: number | null, limit: number): Entry[] {
    const statement = this.statement(sequence);
    if (statement === null) return [];
    const { first, last } = statement.entries;
    return this.#rows.entries(Math.max(first, (above ?? 0) + 1), last, limit);
  }

  state(until: number): Result<Statement, NothingDue> {
    if (this.#schema.empty) return fail({ reason: 'nothing_due' });
    const now = Date.now();
    const end = Math.min(until, now);
    const before = this.#lastStatement();
    const run = { first: this.#firstOpen(before), last: this.#rows.lastBefore(end) };
    const made = nextStatement(run, before, { until: end, now });
    if (made.ok) this.#rows.keepStatement(made.value);
    return made;
  }

  pay(sequence: number, reference: string): Result<Statement, PayRefusal> {
    const settled = paid(this.statement(sequence), reference, Date.now());
    if (settled.ok) this.#rows.keepStatement(settled.value);
    return settled;
  }

  #lastStatement(): Statement | null {
    return this.#rows.statements(END, 1)[0] ?? null;
  }

  /** The first entry that no statement has. */
  #firstOpen(last: Statement | null): Entry | null {
    return this.#rows.entries((last?.entries.last ?? 0) + 1, END, 1)[0] ?? null;
  }
}
