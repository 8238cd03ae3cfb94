/** How the shop reaches a sale's objects, and what it keeps of sales besides them. */
import type { OrderId, SaleId, Sku } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { ClaimRefusal, Grant, ShardReport, TakeResult } from './admission.ts';
import type { Arrivals } from './controller.ts';
import type { Line } from './line.ts';
import type { SaleAct, SaleChange, SaleFault, SaleSettings, SaleStatus } from './sale.ts';

export type Claim = { readonly who: string; readonly tier: string; readonly endsAt: Milliseconds };
export type Admitted = { readonly pass: string; readonly expiresAt: Milliseconds };

export type Taking = {
  /** Names a pass, a buyer or an address of the sale. */
  readonly key: string;
  readonly orderId: OrderId;
  readonly quantity: number;
  readonly limit: number;
  /** The pass that is used by it; null for a mere count. */
  readonly pass: { readonly who: string; readonly id: string } | null;
};

/** Somebody who comes from a network address, which is told as a digest. */
export type Passing = { readonly network: string; readonly who: string; readonly limit: number };

/** The objects that let people in and count what they use; `shard` is one of the sale's. */
export type AdmissionPort = {
  grant(sale: SaleId, shard: number, grant: Grant): Promise<ShardReport>;
  claim(sale: SaleId, shard: number, claim: Claim): Promise<Result<Admitted, ClaimRefusal>>;
  /** True while fewer people than the limit have come from a network; each counts once. */
  letsBy(sale: SaleId, shard: number, passing: Passing): Promise<boolean>;
  take(sale: SaleId, shard: number, taking: Taking): Promise<TakeResult>;
  giveBack(
    sale: SaleId,
    shard: number,
    taking: Pick<Taking, 'key' | 'orderId' | 'pass'>,
  ): Promise<void>;
};

/** One point of a sale's chart: totals so far, but for what is told as of now. */
export type Moment = {
  readonly at: Milliseconds;
  readonly arrived: number;
  readonly admitted: number;
  readonly bought: number;
  /** As of now: people waiting, people inside without an order, units nobody holds. */
  readonly waiting: number;
  readonly inside: number;
  readonly available: number;
};

export type SaleReport = {
  readonly settings: SaleSettings;
  readonly status: SaleStatus;
  readonly now: Moment;
  /** The newest last. */
  readonly history: readonly Moment[];
};

export type GateRefusal = { reason: 'sku_in_sale'; sku: Sku; sale: SaleId };
export type ScheduleRefusal = GateRefusal | { reason: 'sale_exists' };
export type ActRefusal = { reason: 'unknown_sale' } | { reason: 'wrong_state'; status: SaleStatus };
export type ChangeRefusal = ActRefusal | { reason: 'has_begun' } | SaleFault;

/** The object that owns a sale and moves its line. */
export type RoomPort = {
  /** Makes the sale and sets its gates; the same settings again change nothing. */
  schedule(settings: SaleSettings): Promise<Result<SaleReport, ScheduleRefusal>>;
  act(sale: SaleId, act: SaleAct): Promise<Result<SaleReport, ActRefusal>>;
  change(sale: SaleId, change: SaleChange): Promise<Result<SaleReport, ChangeRefusal>>;
  report(sale: SaleId): Promise<SaleReport | null>;
  /** Counts who arrived. */
  arrived(sale: SaleId, arrivals: Arrivals): Promise<void>;
};

/** The serving line's document, in a place that many may read at once. */
export type LineStore = {
  read(sale: SaleId): Promise<Line | null>;
  write(line: Line): Promise<void>;
};

/** A sale in the list of sales. */
export type ListedSale = {
  readonly id: SaleId;
  readonly name: string;
  readonly skus: readonly Sku[];
  readonly startsAt: Milliseconds;
  readonly endsAt: Milliseconds;
  readonly createdAt: Milliseconds;
  /** Set when staff stopped it. */
  readonly stoppedAt: Milliseconds | null;
};

export type SaleList = {
  /** Adds a sale, or writes it anew. */
  put(sale: ListedSale): Promise<void>;
  /** Newest first; `after` is the last one of the page before. */
  list(
    limit: number,
    after: { readonly createdAt: Milliseconds; readonly id: string } | null,
  ): Promise<ListedSale[]>;
  /** Sales that have neither ended nor been stopped, the first to start first. */
  coming(now: Milliseconds): Promise<ListedSale[]>;
};
