/**
 * The words of the stock: what a reservation asks and answers, and the port through which orders
 * and merchants reach the one object that owns a SKU's stock.
 */
import type { Gate, GateResult } from './gate.ts';
import type { OrderId, SaleId, Sku } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';

/** Names a hold: rounds of an order only grow, and a closed one never opens again. */
export type HoldKey = {
  readonly orderId: OrderId;
  readonly round: number;
  /** The lane of a hot SKU that said it holds, where the order has heard of one. */
  readonly lane?: number;
};

/** A question about a hold; a hot SKU says where it is, home being lane 0. */
export type HoldQuestion = HoldKey & {
  readonly place?: { readonly sku: Sku; readonly lane: number };
};

export type ReserveRequest = HoldKey & {
  readonly quantity: number;
  /** When the stock may ask the order whether the hold still lives, ms since the epoch. */
  readonly leaseUntil: number;
  /** Who buys, as a digest. */
  readonly buyer: string;
  /** The sale that let the order in by a pass; null for none. */
  readonly pass: string | null;
};

export type Allocation = { readonly warehouse: string; readonly quantity: number };

export type ReserveResult = Result<
  /** `lane`: of a hot SKU, the one that holds. */
  { readonly allocations: readonly Allocation[]; readonly lane?: number },
  | { reason: 'out_of_stock'; available: number }
  | { reason: 'closed' }
  | { reason: 'waiting_room'; sale: SaleId }
  /** The SKU's owner is asked more than it can do; whether it holds is not known. */
  | { reason: 'overloaded' }
>;

export type CommitResult = Result<
  { readonly allocations: readonly Allocation[] },
  { reason: 'no_hold' } | { reason: 'short' }
>;

export type ReleaseResult = Result<null, { reason: 'committed' }>;
export type UncommitResult = Result<null, { reason: 'not_committed' }>;
export type ExtendResult = Result<null, { reason: 'no_hold' }>;

/** A change of the stock by people: a delivery, a count, a loss. */
export type Adjustment = {
  /** The caller's id: the same one twice takes effect once. */
  readonly id: string;
  readonly delta: number;
  readonly reason: string;
  readonly warehouse: string;
  /** Takes stock although orders hold it; the shortage is recorded. */
  readonly force: boolean;
  /**
   * The first movement of a SKU that its catalogue sets: told by the catalogue, which knows the
   * number, and by the SKU's own events from its next change on. An import of twenty thousand SKUs
   * would otherwise be as many messages about what everybody knows.
   */
  readonly opening?: true;
};

export type AdjustFailure =
  | { reason: 'stock_reserved'; reserved: number; orders: readonly OrderId[] }
  | { reason: 'stock_negative'; onHand: number }
  | { reason: 'movement_id_reused' };
export type AdjustResult = Result<
  { readonly level: StockLevel; readonly replayed: boolean },
  AdjustFailure
>;

/** How much there is. `available` = on hand − reserved, and below 0 only in a recorded shortage. */
export type StockLevel = {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
};

export const MOVEMENT_KINDS = [
  'adjusted',
  'sold',
  'returned_unsold',
  'returned',
  'scrapped',
  // Between a hot SKU's home and its lanes: out of one ledger and into another.
  'granted',
  'recalled',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** One line of the ledger; each carries the digest of the one before. */
export type Movement = {
  readonly sequence: number;
  readonly id: string;
  readonly at: number;
  readonly kind: MovementKind;
  readonly warehouse: string;
  readonly delta: number;
  readonly orderId: OrderId | null;
  readonly reason: string;
  readonly previousHash: string;
  readonly hash: string;
};

export type Hold = HoldKey & {
  readonly warehouse: string;
  readonly quantity: number;
  readonly leaseUntil: number;
};

/** Where in a hot SKU something stands: nothing for home. */
type InLane = { readonly lane?: number };

/** Everything the back office sees of a SKU's stock. */
export type StockReport = StockLevel & {
  readonly sku: Sku;
  readonly sold: number;
  /** The sale's gate before it, with what its orders took. */
  readonly gate: (Gate & { readonly taken: number }) | null;
  readonly warehouses: readonly { warehouse: string; onHand: number; reserved: number }[];
  readonly holds: readonly (Hold & InLane)[];
  readonly movements: readonly (Movement & InLane)[];
  /** Of a SKU that has or had lanes; the totals are over all of them. */
  readonly lanes?: LanesReport;
};

export type LanesReport = {
  /** Whether lanes reserve now; if not, home does alone. */
  readonly open: boolean;
  readonly epoch: number;
  /** The flag: a region for each lane. */
  readonly regions: readonly string[];
  /** Units between home and its lanes, which are in the totals too. */
  readonly inTransit: number;
  /** Home first, as lane 0. */
  readonly places: readonly (StockLevel & { readonly lane: number })[];
};

/** What an order says of a hold whose lease has ended. */
export type Verdict =
  | { readonly kind: 'keep_until'; readonly until: number }
  | { readonly kind: 'release' };

/** The owner of one SKU's stock, as orders and merchants reach it. Each call is idempotent. */
export type StockPort = {
  level(sku: Sku): Promise<StockLevel>;
  reserve(sku: Sku, request: ReserveRequest): Promise<ReserveResult>;
  extend(sku: Sku, key: HoldKey, leaseUntil: number): Promise<ExtendResult>;
  commit(sku: Sku, key: HoldKey): Promise<CommitResult>;
  release(sku: Sku, key: HoldKey): Promise<ReleaseResult>;
  uncommit(sku: Sku, key: HoldKey): Promise<UncommitResult>;
  adjust(sku: Sku, adjustment: Adjustment): Promise<AdjustResult>;
  report(sku: Sku): Promise<StockReport>;
  /** Sells the SKU only to who a sale let in, from and until the gate's times. */
  setGate(sku: Sku, gate: Gate): Promise<GateResult>;
  liftGate(sku: Sku, sale: SaleId): Promise<void>;
  /** Units that orders of the gate's sale hold or have bought. */
  gateTaken(sku: Sku): Promise<number>;
};

/** The flag of a hot SKU. */
export type StockLanes = {
  /** As many lanes as regions; none turns them off. */
  setLanes(sku: Sku, regions: readonly string[]): Promise<void>;
};

/** What a return brought of one SKU. */
export type ReturnedGoods = {
  readonly orderId: OrderId;
  /** The return's id within its order: the same one twice takes effect once. */
  readonly returnId: string;
  readonly warehouse: string;
  /** Units that are sold again. */
  readonly restocked: number;
  /** Units that are not: the ledger tells of them, and nothing is added to the stock. */
  readonly scrapped: number;
};

/** Takes goods back that were sold; idempotent by the return. */
export type ReturnIntake = {
  takeBack(sku: Sku, goods: ReturnedGoods): Promise<void>;
};

export type StockFailure = Failure<{ reason: string }>;

/** The warehouse of a movement that names none. */
export const DEFAULT_WAREHOUSE = 'main';
