/** The rows of a SkuStock object: SQL in, the ledger's types out. Decides nothing. */
import type { OrderFacts } from '../src/inventory/ledger.ts';
import { GENESIS_HASH } from '../src/inventory/ledger.ts';
import { MOVEMENT_KINDS } from '../src/inventory/stock.ts';
import type {
  Allocation,
  Hold,
  Movement,
  ReserveRequest,
  ReturnedGoods,
} from '../src/inventory/stock.ts';
import { asOrderId } from '../src/kernel/ids.ts';
import type { OrderId } from '../src/kernel/ids.ts';
import { required } from '../src/kernel/assert.ts';
import { GATE_TABLES } from './stock-gate.ts';
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
  GATE_TABLES,
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
  const kind = required(
    MOVEMENT_KINDS.find((known) => known === row.kind),
    'stored kind of a movement',
  );
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

/** Rounds in ids are padded, so that they sort. */
const ROUND_DIGITS = 4;
const padded = (round: number): string => String(round).padStart(ROUND_DIGITS, '0');

/** Ids of an order's own movements sort by round, so that a prefix finds them. */
export const saleId = (orderId: OrderId, round: number, warehouse: string): string =>
  `sold:${orderId}:${padded(round)}:${warehouse}`;
export const undoId = (orderId: OrderId, round: number, warehouse: string): string =>
  `undone:${orderId}:${padded(round)}:${warehouse}`;

export const returnedId = (goods: ReturnedGoods): string =>
  `returned:${goods.orderId}:${goods.returnId}`;
export const scrappedId = (goods: ReturnedGoods): string =>
  `scrapped:${goods.orderId}:${goods.returnId}`;

/** Sorts after every round and warehouse that an id may end with. */
const AFTER = '\uffff';

/** ?1 = order, ?2 to ?3 and ?4 to ?5 = ids of its sales and of their undoing. */
const FACTS = `
SELECT 'hold' AS kind, round, warehouse, quantity, lease_until FROM hold WHERE order_id = ?1
UNION ALL SELECT 'closed', round, '', 0, 0 FROM closed WHERE order_id = ?1
UNION ALL SELECT 'sold', CAST(substr(id, length(?2) + 1, ${ROUND_DIGITS}) AS INTEGER), warehouse,
  -delta, 0 FROM movement WHERE id >= ?2 AND id < ?3
UNION ALL SELECT 'undone', CAST(substr(id, length(?4) + 1, ${ROUND_DIGITS}) AS INTEGER), warehouse,
  delta, 0 FROM movement WHERE id >= ?4 AND id < ?5`;

type FactColumns = {
  kind: string;
  round: number;
  warehouse: string;
  quantity: number;
  lease_until: number;
};

/** What the highest round that was sold took, and where. */
function latestSale(sales: readonly FactColumns[]): OrderFacts['sold'] {
  if (sales.length === 0) return null;
  const round = Math.max(...sales.map((sale) => sale.round));
  const allocations = sales
    .filter((sale) => sale.round === round)
    .map(({ warehouse, quantity }): Allocation => ({ warehouse, quantity }));
  return { round, allocations };
}

type Head = { readonly sequence: number; readonly hash: string };

export class StockRows {
  readonly #sql: SqlStorage;
  /**
   * Copies of the few rows that every call reads: each is changed right after its row, and an
   * object whose commit fails starts anew without them.
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

  /** All that bears on an order, by one statement: each costs more than the rows it finds. */
  factsOf(orderId: OrderId): OrderFacts {
    const rows = this.#sql
      .exec<FactColumns>(
        FACTS,
        orderId,
        `sold:${orderId}:`,
        `sold:${orderId}:${AFTER}`,
        `undone:${orderId}:`,
        `undone:${orderId}:${AFTER}`,
      )
      .toArray();
    const holds: Hold[] = [];
    const sales: FactColumns[] = [];
    const undone = new Set<number>();
    let closedRound = 0;
    for (const row of rows) {
      if (row.kind === 'hold') holds.push(holdOf({ ...row, order_id: orderId }));
      else if (row.kind === 'closed') closedRound = row.round;
      else if (row.kind === 'sold') sales.push(row);
      else undone.add(row.round);
    }
    const sold = latestSale(sales);
    return { holds, closedRound, sold, undone: sold !== null && undone.has(sold.round) };
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
