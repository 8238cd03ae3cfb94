/** A hot SKU's stock added up over its home and its lanes. */
import { sum } from '../kernel/money.ts';
import { inTransit } from './escrow.ts';
import type { Home, Lane } from './escrow.ts';
import type { StockLevel, StockReport } from './stock.ts';

/** What one object of a SKU reports, with its side of the escrow where it is a part of one. */
export type PlaceReport = StockReport & {
  readonly home?: Home;
  readonly lane?: { readonly place: number; readonly state: Lane };
};

/** Levels added up. */
export const wholeLevel = (levels: readonly StockLevel[]): StockLevel => ({
  onHand: sum(levels.map(({ onHand }) => onHand)),
  reserved: sum(levels.map(({ reserved }) => reserved)),
  available: sum(levels.map(({ available }) => available)),
});

const levelOf = ({ onHand, reserved, available }: StockLevel): StockLevel => ({
  ...{ onHand, reserved, available },
});

/** Rows with the lane they stand in; home's say nothing. */
const inPlace = <T extends object>(rows: readonly T[], lane: number): (T & { lane?: number })[] =>
  lane === 0 ? [...rows] : rows.map((row) => ({ ...row, lane }));

/** Holds and ledger lines that a whole report shows. */
const SHOWN_ROWS = 100;

function warehousesOf(reports: readonly StockReport[]): StockReport['warehouses'] {
  const byName = new Map<string, { warehouse: string; onHand: number; reserved: number }>();
  for (const { warehouse, onHand, reserved } of reports.flatMap((report) => report.warehouses)) {
    const known = byName.get(warehouse) ?? { warehouse, onHand: 0, reserved: 0 };
    byName.set(warehouse, {
      ...{ warehouse, onHand: known.onHand + onHand, reserved: known.reserved + reserved },
    });
  }
  return [...byName.values()];
}

/**
 * The reports of home and all its lanes as one. They were read one after the other: null where a
 * transfer came in between, which would be counted twice or not at all.
 */
export function wholeReport(home: PlaceReport, lanes: readonly PlaceReport[]): StockReport | null {
  if (home.home === undefined) return home;
  const { open, epoch, regions, accounts } = home.home;
  const states = new Map(
    lanes.flatMap(({ lane }) => (lane === undefined ? [] : [[lane.place, lane.state] as const])),
  );
  let between = 0;
  for (const account of accounts) {
    const lane = states.get(account.lane);
    if (lane === undefined) return null;
    const behind = lane.drawn > account.granted.number || account.recalled > lane.given.number;
    const ahead =
      account.granted.number > lane.drawn + 1 || lane.given.number > account.recalled + 1;
    if (behind || ahead) return null;
    between += inTransit(account, lane);
  }
  const placed = [home, ...lanes].map((report) => ({ report, lane: report.lane?.place ?? 0 }));
  const total = wholeLevel(placed.map(({ report }) => report));
  return {
    sku: home.sku,
    ...{ ...total, onHand: total.onHand + between, available: total.available + between },
    gate: home.gate,
    sold: sum(placed.map(({ report }) => report.sold)),
    warehouses: warehousesOf(placed.map(({ report }) => report)),
    holds: placed
      .flatMap(({ report, lane }) => inPlace(report.holds, lane))
      .toSorted((a, b) => a.leaseUntil - b.leaseUntil)
      .slice(0, SHOWN_ROWS),
    movements: placed
      .flatMap(({ report, lane }) => inPlace(report.movements, lane))
      .toSorted((a, b) => b.at - a.at || b.sequence - a.sequence)
      .slice(0, SHOWN_ROWS),
    lanes: {
      ...{ open, epoch, regions, inTransit: between },
      places: placed.map(({ report, lane }) => ({ lane, ...levelOf(report) })),
    },
  };
}
