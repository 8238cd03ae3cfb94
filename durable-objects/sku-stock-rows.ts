/** The rows of a SkuStock object: SQL in, the ledger's types out. Decides nothing. */
import type { OrderFacts } from '../src/inventory/ledger.ts';
import { GENESIS_HASH } from '../src/inventory/ledger.ts';
import type { Allocation, Hold, Movement, ReserveRequest } from '../src/inventory/stock.ts';
import { asOrderId } from '../src/kernel/ids.ts';
import type { OrderId } from '../src/kernel/ids.ts';
import { required } from '../src/kernel/assert.ts';
import { OUTBOX_TABLE } from '../src/platform/outbox.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';

export const STOCK_SCHEMA: SchemaSteps = [
  `CREATE TABLE stock (
     warehouse TEXT PRIMARY KEY, on_hand INTEGER NOT NULL CHECK (on_hand >= 0)
   ) WITHOUT ROWID;
   CREATE TABLE hold (
     order_id TEXT NOT NULL, round INTEGER NOT NULL, warehouse TEXT NOT NULL,
     quantity INTEGER NOT NULL CHECK (quantity > 0), lease_until INTEGER NOT NULL,
     buyer TEXT NOT NULL, pass TEXT,
     PRIMARY KEY (order_id, round, warehouse)
   ) WITHOUT ROWID;
   CREATE TABLE closed (order_id TEXT PRIMARY KEY, round INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE movement (
     sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, kind TEXT NOT NULL,
     warehouse TEXT NOT NULL, delta INTEGER NOT NULL, order_id TEXT, reason TEXT NOT NULL,
     previous_hash TEXT NOT NULL, hash TEXT NOT NULL
   );
   ${OUTBOX_TABLE}`,
];

type HoldColumns = {
  order_id: string;
  round: number;
  warehouse: string;
  quantity: number;
  lease_until: number;
};

const storedOrderId = (text: string): OrderId => required(asOrderId(text), 'stored order id');

const holdOf = (row: HoldColumns): Hold => ({
  orderId: storedOrderId(row.order_id),
  round: row.round,
  warehouse: row.warehouse,
  quantity: row.quantity,
  leaseUntil: row.lease_until,
});

type MovementColumns = {
  sequence: number;
  id: string;
  at: number;
  kind: string;
  warehouse: string;
  delta: number;
  order_id: string | null;
  reason: string;
  previous_hash: string;
  hash: string;
};

function movementOf(row: MovementColumns): Movement {
  const kind =
    row.kind === 'sold' || row.kind === 'returned_unsold' ? row.kind : ('adjusted' as const);
  return {
    sequence: row.sequence,
    id: row.id,
    at: row.at,
    kind,
    warehouse: row.warehouse,
    delta: row.delta,
    orderId: row.order_id === null ? null : storedOrderId(row.order_id),
    reason: row.reason,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** Ids of an order's own movements sort by round, so that a prefix finds them. */
export const saleId = (orderId: OrderId, round: number, warehouse: string): string =>
  `sold:${orderId}:${String(round).padStart(4, '0')}:${warehouse}`;
export const undoId = (orderId: OrderId, round: number, warehouse: string): string =>
  `undone:${orderId}:${String(round).padStart(4, '0')}:${warehouse}`;

type Head = { readonly sequence: number; readonly hash: string };

export class StockRows {
  readonly #sql: SqlStorage;
  /**
   * Copies of the few rows that every call reads: each is changed right after its row, and an object
   * whose commit fails starts anew without them.
   */
  #onHand: Map<string, number> | null = null;
  #head: Head | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What is there by warehouse, in the order of their names. */
  onHand(): { warehouse: string; onHand: number }[] {
    this.#onHand ??= this.#readOnHand();
    return Array.from(this.#onHand, ([warehouse, onHand]) => ({ warehouse, onHand }));
  }

  #readOnHand(): Map<string, number> {
    const rows = this.#sql
      .exec<{ warehouse: string; on_hand: number }>('SELECT * FROM stock ORDER BY warehouse')
      .toArray();
    return new Map(rows.map((row) => [row.warehouse, row.on_hand]));
  }

  /** Sums of the live holds, from the rows themselves. */
  reserved(): Map<string, number> {
    const rows = this.#sql
      .exec<{ warehouse: string; reserved: number }>(
        'SELECT warehouse, sum(quantity) AS reserved FROM hold GROUP BY warehouse',
      )
      .toArray();
    return new Map(rows.map((row) => [row.warehouse, row.reserved]));
  }

  factsOf(orderId: OrderId): OrderFacts {
    const holds = this.#sql
      .exec<HoldColumns>('SELECT * FROM hold WHERE order_id = ?', orderId)
      .toArray()
      .map(holdOf);
    const closed = this.#sql
      .exec<{ round: number }>('SELECT round FROM closed WHERE order_id = ?', orderId)
      .toArray();
    const sold = this.#latestSale(orderId);
    const undone =
      sold !== null && this.#movementsUnder(`undone:${orderId}:${pad(sold.round)}:`).length > 0;
    return { holds, closedRound: closed[0]?.round ?? 0, sold, undone };
  }

  #movementsUnder(prefix: string): MovementColumns[] {
    return this.#sql
      .exec<MovementColumns>(
        'SELECT * FROM movement WHERE id >= ? AND id < ? ORDER BY id',
        prefix,
        `${prefix}\uffff`,
      )
      .toArray();
  }

  #latestSale(orderId: OrderId): OrderFacts['sold'] {
    const lines = this.#movementsUnder(`sold:${orderId}:`);
    const last = lines.at(-1);
    if (last === undefined) return null;
    const round = Number(last.id.split(':')[2]);
    const allocations = lines
      .filter((line) => line.id.startsWith(`sold:${orderId}:${pad(round)}:`))
      .map((line): Allocation => ({ warehouse: line.warehouse, quantity: -line.delta }));
    return { round, allocations };
  }

  insertHold(request: ReserveRequest, allocation: Allocation): void {
    this.#sql.exec(
      'INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?, ?)',
      request.orderId,
      request.round,
      allocation.warehouse,
      allocation.quantity,
      request.leaseUntil,
      request.buyer,
      request.pass,
    );
  }

  deleteHold(hold: { orderId: OrderId; round: number; warehouse: string }): void {
    this.#sql.exec(
      'DELETE FROM hold WHERE order_id = ? AND round = ? AND warehouse = ?',
      hold.orderId,
      hold.round,
      hold.warehouse,
    );
  }

  setLease(orderId: OrderId, round: number, leaseUntil: number): number {
    return this.#sql.exec(
      'UPDATE hold SET lease_until = ? WHERE order_id = ? AND round = ?',
      leaseUntil,
      orderId,
      round,
    ).rowsWritten;
  }

  closeRound(orderId: OrderId, round: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO closed VALUES (?, ?)', orderId, round);
  }

  setOnHand(warehouse: string, onHand: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO stock VALUES (?, ?)', warehouse, onHand);
    // A new warehouse has its place among the others, which the next read finds.
    if (this.#onHand?.has(warehouse) === true) this.#onHand.set(warehouse, onHand);
    else this.#onHand = null;
  }

  /** The newest link of the ledger's chain. */
  head(): Head {
    this.#head ??= this.#readHead();
    return this.#head;
  }

  #readHead(): Head {
    const [row] = this.#sql
      .exec<Head>('SELECT sequence, hash FROM movement ORDER BY sequence DESC LIMIT 1')
      .toArray();
    return row ?? { sequence: 0, hash: GENESIS_HASH };
  }

  insertMovement(movement: Movement): void {
    this.#sql.exec(
      'INSERT INTO movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      movement.sequence,
      movement.id,
      movement.at,
      movement.kind,
      movement.warehouse,
      movement.delta,
      movement.orderId,
      movement.reason,
      movement.previousHash,
      movement.hash,
    );
    this.#head = { sequence: movement.sequence, hash: movement.hash };
  }

  movement(id: string): Movement | null {
    const [row] = this.#sql
      .exec<MovementColumns>('SELECT * FROM movement WHERE id = ?', id)
      .toArray();
    return row === undefined ? null : movementOf(row);
  }

  /** The newest ledger lines, newest first. */
  movements(limit: number): Movement[] {
    return this.#sql
      .exec<MovementColumns>('SELECT * FROM movement ORDER BY sequence DESC LIMIT ?', limit)
      .toArray()
      .map(movementOf);
  }

  sold(): number {
    return this.#sql
      .exec<{ sold: number }>(
        `SELECT coalesce(-sum(delta), 0) AS sold FROM movement
         WHERE kind IN ('sold', 'returned_unsold')`,
      )
      .one().sold;
  }

  holds(limit: number): Hold[] {
    return this.#sql
      .exec<HoldColumns>('SELECT * FROM hold ORDER BY lease_until LIMIT ?', limit)
      .toArray()
      .map(holdOf);
  }

  /** When the first lease ends, or null without holds. */
  firstLease(): number | null {
    return this.#sql
      .exec<{ first: number | null }>('SELECT min(lease_until) AS first FROM hold')
      .one().first;
  }
}

const pad = (round: number): string => String(round).padStart(4, '0');
