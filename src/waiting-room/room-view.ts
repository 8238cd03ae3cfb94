/** What a room's state tells: the public line, and a moment of staff's chart. */
import { sum } from '../kernel/money.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { isLetIn } from './controller.ts';
import type { RoomState } from './controller.ts';
import { waitingIn } from './line.ts';
import type { Line, TierLine } from './line.ts';
import type { Moment } from './port.ts';
import type { SaleSettings } from './sale.ts';

const admittedIn = (state: RoomState): number =>
  sum(state.shards.flatMap(({ report }) => Object.values(report.spent)));

/** The serving line as everybody may read it. */
export function lineOf(settings: SaleSettings, state: RoomState, at: Milliseconds): Line {
  const isOfLastMinute = (entry: { readonly at: Milliseconds }) => entry.at > at - MINUTE_MS;
  const tiers = Object.entries(state.tiers).map(([id, tier]): [string, TierLine] => [
    id,
    {
      served: tier.served,
      waiting: tier.waiting,
      open: isLetIn(state, id, settings.drawAt),
      lastMinute: sum(tier.admitted.filter(isOfLastMinute).map(({ people }) => people)),
    },
  ]);
  const { status, sequence, stock, available } = state;
  const admitted = admittedIn(state);
  return {
    ...{ settings, status, sequence, at, stock, available, admitted },
    tiers: Object.fromEntries(tiers),
  };
}

/** How the sale stands now. */
export function momentOf(state: RoomState, arrived: number, at: Milliseconds): Moment {
  const reports = state.shards.map(({ report }) => report);
  const tiers = Object.values(state.tiers);
  return {
    at,
    arrived,
    admitted: admittedIn(state),
    bought: sum(reports.map(({ bought }) => bought)),
    waiting: Math.round(sum(tiers.map(({ waiting, served }) => waitingIn(waiting, served)))),
    inside: sum(reports.map(({ inside }) => inside)),
    available: state.available,
  };
}
