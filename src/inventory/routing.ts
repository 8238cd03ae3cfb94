/**
 * Which object is asked of a SKU. All but hot ones have one object, and one question is asked. A
 * hot SKU's home says where else to ask; that is remembered for a while, and wrong memory does no
 * harm: lanes refuse what is of an older epoch, and who is refused asks home.
 */
import type { OrderId, SaleId, Sku } from '../kernel/ids.ts';
import { fractionOf } from '../kernel/random.ts';
import type { Clock } from '../kernel/random.ts';
import { ok } from '../kernel/result.ts';
import type { Failure } from '../kernel/result.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type {
  AdjustResult,
  Adjustment,
  CommitResult,
  ExtendResult,
  HoldKey,
  ReleaseResult,
  ReserveRequest,
  ReserveResult,
  ReturnIntake,
  ReturnedGoods,
  StockLanes,
  StockLevel,
  StockPort,
  StockReport,
  UncommitResult,
} from './stock.ts';
import type { Gate, GateResult } from './gate.ts';
import { wholeLevel, wholeReport } from './whole.ts';
import type { PlaceReport } from './whole.ts';

/** What home tells of its lanes to who has to ask them. */
export type LaneMap = {
  /** What lanes reserve under; null while home reserves alone. */
  readonly epoch: number | null;
  /** A sale's gate before the SKU, for as long as the epoch lasts. */
  readonly gate: Gate | null;
  readonly regions: readonly string[];
  /** The most lanes there ever were: an old hold may be in any. */
  readonly ever: number;
  /** Lanes without which the SKU's level is not known. */
  readonly stocked: readonly number[];
};

/** For which epoch a lane is asked, and under which gate. */
export type LaneAsked = { readonly epoch: number; readonly gate: Gate | null };

/** An answer of home that may not be the whole one. */
export type Routed<T> = T & { readonly lanes?: LaneMap };

/** `elsewhere`: ask a lane. `moved`: ask home. */
export type ReserveAnswer = Routed<
  ReserveResult | Failure<{ reason: 'elsewhere' }> | Failure<{ reason: 'moved' }>
>;

/** One object of a SKU: its home or a lane. */
export type StockObject = {
  level(): Promise<Routed<StockLevel>>;
  /** @param asked what home has said of the lane that is asked */
  reserve(request: ReserveRequest, asked?: LaneAsked): Promise<ReserveAnswer>;
  extend(key: HoldKey, leaseUntil: number): Promise<ExtendResult>;
  commit(key: HoldKey): Promise<CommitResult>;
  release(key: HoldKey): Promise<Routed<ReleaseResult>>;
  uncommit(key: HoldKey): Promise<Routed<UncommitResult>>;
  adjust(adjustment: Adjustment): Promise<AdjustResult>;
  takeBack(goods: ReturnedGoods): Promise<void>;
  report(): Promise<PlaceReport>;
  setLanes(regions: readonly string[]): Promise<void>;
  setGate(gate: Gate): Promise<GateResult>;
  liftGate(sale: SaleId): Promise<void>;
  gateTaken(): Promise<number>;
};

export type Places = {
  home(sku: Sku): StockObject;
  /** @param region where it is born, if this is the first time */
  lane(sku: Sku, lane: number, region?: string): StockObject;
};

/** Joins a SKU and a lane in an object's name; no SKU has it. */
const SEPARATOR = '~';

/** The name of a SKU's object; lane 0 is its home. */
export const placeName = (sku: Sku, lane: number): string =>
  lane === 0 ? sku : `${sku}${SEPARATOR}${lane}`;

/** The SKU and the lane that an object's name says. */
export function placeNamed(name: string): { readonly sku: string; readonly lane: number } {
  const [sku = '', lane = '0'] = name.split(SEPARATOR);
  return { sku, lane: Number(lane) };
}

/**
 * How long open lanes are believed in without asking home again. Longer saves little: an isolate
 * asks home once in this time. Shorter helps little: who believes in closed lanes is told by them.
 */
const LANES_KNOWN_MS = 60 * SECOND_MS;
/** Objects one reservation is sent to before it is given up as unknown, and asked again later. */
const MOST_HOPS = 5;
/** Reports read until none of them has met a transfer on its way twice or not at all. */
const MOST_REPORTS = 5;

/** The lane an order reserves at. */
export const laneOf = (orderId: OrderId, lanes: number): number =>
  1 + Math.floor(fractionOf(orderId) * lanes);

/** All lanes a SKU ever had. */
export const everyLane = ({ ever }: Pick<LaneMap, 'ever'>): number[] =>
  Array.from({ length: ever }, (_, index) => index + 1);

/** The SKUs whose lanes are known to be open, for a while. */
class OpenLanes {
  readonly #clock: Clock;
  readonly #known = new Map<Sku, { readonly lanes: LaneMap; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(sku: Sku): (LaneMap & { readonly epoch: number }) | null {
    const known = this.#known.get(sku);
    if (known === undefined) return null;
    const { epoch } = known.lanes;
    if (epoch !== null && known.until > this.#clock()) return { ...known.lanes, epoch };
    this.forget(sku);
    return null;
  }

  learn(sku: Sku, lanes: LaneMap | undefined): void {
    if (lanes !== undefined) this.#known.set(sku, { lanes, until: this.#clock() + LANES_KNOWN_MS });
  }

  forget(sku: Sku): void {
    this.#known.delete(sku);
  }
}

async function reserve(
  { places, open }: { places: Places; open: OpenLanes },
  sku: Sku,
  request: ReserveRequest,
): Promise<ReserveResult> {
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const lanes = open.of(sku);
    const lane = lanes === null ? 0 : laneOf(request.orderId, lanes.regions.length);
    const answer =
      lanes === null
        ? await places.home(sku).reserve(request)
        : await places
            .lane(sku, lane, lanes.regions[lane - 1])
            .reserve(request, { epoch: lanes.epoch, gate: lanes.gate });
    if (answer.ok) return lane === 0 ? answer : ok({ ...answer.value, lane });
    if (answer.reason === 'moved') open.forget(sku);
    else if (answer.reason === 'elsewhere') open.learn(sku, answer.lanes);
    else return answer;
  }
  throw new Error(`${sku} opens and closes its lanes faster than it can be asked`);
}

/** The object an order's hold is in, as far as the order has heard. */
const holder = (places: Places, sku: Sku, { lane }: HoldKey): StockObject =>
  lane === undefined ? places.home(sku) : places.lane(sku, lane);

/**
 * Undoes where the order says its hold is. One that has heard of no lane may yet have reached one:
 * where home does not know of it either, every lane is told, so that none lets it in any more.
 */
async function undo<A extends Routed<{ readonly ok: boolean }>>(
  places: Places,
  { sku, key }: { sku: Sku; key: HoldKey },
  ask: (object: StockObject) => Promise<A>,
): Promise<A> {
  const answer = await ask(holder(places, sku, key));
  if (key.lane !== undefined || answer.lanes === undefined) return answer;
  const told = everyLane(answer.lanes).map((lane) => ask(places.lane(sku, lane)));
  return (await Promise.all(told)).find((other) => other.ok !== answer.ok) ?? answer;
}

async function level(places: Places, sku: Sku): Promise<StockLevel> {
  const { lanes, ...home } = await places.home(sku).level();
  if (lanes === undefined) return home;
  const parts = lanes.stocked.map((lane) => places.lane(sku, lane).level());
  return wholeLevel([home, ...(await Promise.all(parts))]);
}

async function report(places: Places, sku: Sku): Promise<StockReport> {
  for (let read = 0; read < MOST_REPORTS; read++) {
    const home = await places.home(sku).report();
    if (home.home === undefined) return home;
    const lanes = everyLane(home.home).map((lane) => places.lane(sku, lane).report());
    const whole = wholeReport(home, await Promise.all(lanes));
    if (whole !== null) return whole;
  }
  throw new Error(`${sku} moves between its lanes faster than it can be counted`);
}

/** The stock's port over the objects of each SKU. */
export function routedStock(places: Places, clock: Clock): StockPort & ReturnIntake & StockLanes {
  const open = new OpenLanes(clock);
  return {
    level: (sku) => level(places, sku),
    report: (sku) => report(places, sku),
    reserve: (sku, request) => reserve({ places, open }, sku, request),
    extend: (sku, key, until) => holder(places, sku, key).extend(key, until),
    // Only where the order has heard that it is held: sought elsewhere, it might be sold twice.
    commit: (sku, key) => holder(places, sku, key).commit(key),
    release: (sku, key) => undo(places, { sku, key }, (object) => object.release(key)),
    uncommit: (sku, key) => undo(places, { sku, key }, (object) => object.uncommit(key)),
    // Deliveries, counts and returns are home's, wherever the units were sold.
    adjust: (sku, adjustment) => places.home(sku).adjust(adjustment),
    takeBack: (sku, goods) => places.home(sku).takeBack(goods),
    setGate: (sku, gate) => places.home(sku).setGate(gate),
    liftGate: (sku, sale) => places.home(sku).liftGate(sale),
    gateTaken: (sku) => places.home(sku).gateTaken(),
    setLanes: (sku, regions) => places.home(sku).setLanes(regions),
  };
}
