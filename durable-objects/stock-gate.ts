/** The gate of one SKU: its row, and what orders of its sale have taken. Kept in memory as well. */
import { decideGate, throughGate } from '../src/inventory/gate.ts';
import type { Gate, GateRefusal, GateResult } from '../src/inventory/gate.ts';
import type { HoldKey, ReserveRequest } from '../src/inventory/stock.ts';
import { required } from '../src/kernel/assert.ts';
import { asSaleId } from '../src/kernel/ids.ts';
import type { SaleId } from '../src/kernel/ids.ts';
import type { Result } from '../src/kernel/result.ts';

export const GATE_TABLES = `
  CREATE TABLE gate (
    sale TEXT PRIMARY KEY, opens_at INTEGER NOT NULL, closes_at INTEGER NOT NULL, quantity INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE gated (
    order_id TEXT NOT NULL, round INTEGER NOT NULL, quantity INTEGER NOT NULL,
    PRIMARY KEY (order_id, round)
  ) WITHOUT ROWID;`;

type GateColumns = { sale: string; opens_at: number; closes_at: number; quantity: number | null };

const saleOf = (text: string): SaleId => required(asSaleId(text), 'stored sale id');

export class StockGate {
  readonly #sql: SqlStorage;
  #gate: Gate | null = null;
  #taken = 0;

  /** @param empty true for an object that was never written, which has no tables yet */
  constructor(sql: SqlStorage, empty: boolean) {
    this.#sql = sql;
    if (!empty) this.#read();
  }

  #read(): void {
    const [row] = this.#sql.exec<GateColumns>('SELECT * FROM gate').toArray();
    if (row === undefined) return;
    const { opens_at: from, closes_at: until, quantity } = row;
    this.#gate = { sale: saleOf(row.sale), from, until, quantity };
    this.#taken = this.#sql
      .exec<{ taken: number }>('SELECT coalesce(sum(quantity), 0) AS taken FROM gated')
      .one().taken;
  }

  get gate(): Gate | null {
    return this.#gate;
  }

  /** Units that orders of the gate's sale hold or have bought. */
  get taken(): number {
    return this.#taken;
  }

  lets(request: ReserveRequest, now: number): Result<null, GateRefusal> {
    return throughGate(this.#gate, request, this.#taken, now);
  }

  /** Counts what an order of the sale took. */
  took({ orderId, round, quantity, pass }: ReserveRequest): void {
    if (this.#gate === null || pass !== this.#gate.sale) return;
    this.#sql.exec('INSERT OR REPLACE INTO gated VALUES (?, ?, ?)', orderId, round, quantity);
    this.#taken += quantity;
  }

  /** Counts it back. */
  gaveBack({ orderId, round }: HoldKey): void {
    if (this.#gate === null) return;
    const rows = this.#sql
      .exec<{ quantity: number }>(
        'DELETE FROM gated WHERE order_id = ? AND round <= ? RETURNING quantity',
        orderId,
        round,
      )
      .toArray();
    for (const { quantity } of rows) this.#taken -= quantity;
  }

  /** Sets a sale's gate, or changes it. What its orders took stays counted. */
  set(gate: Gate, now: number): GateResult {
    const decision = decideGate(this.#gate, gate.sale, now);
    if (!decision.ok) return decision;
    if (this.#gate?.sale !== gate.sale) this.#clear();
    const { sale, from, until, quantity } = gate;
    this.#sql.exec('INSERT OR REPLACE INTO gate VALUES (?, ?, ?, ?)', sale, from, until, quantity);
    this.#gate = gate;
    return decision;
  }

  /** Takes a sale's gate away; another's stays. */
  lift(sale: SaleId): void {
    if (this.#gate?.sale === sale) this.#clear();
  }

  #clear(): void {
    this.#sql.exec('DELETE FROM gate');
    this.#sql.exec('DELETE FROM gated');
    this.#gate = null;
    this.#taken = 0;
  }
}
