/** What a room's state tells: the public line, and a moment of staff's chart. */
import { sum } from '../kernel/money.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { isLetIn, peopleIn } from './controller.ts';
import type { RoomState, TierState } from './controller.ts';
import { waitingIn } from './line.ts';
import type { Line, TierLine } from './line.ts';
import type { Moment } from './port.ts';
import type { SaleSettings } from './sale.ts';

const admittedIn = (state: RoomState): number =>
  sum(state.shards.flatMap(({ report }) => Object.values(report.spent)));

/** The serving line as everybody may read it. */
export function lineOf(settings: SaleSettings, state: RoomState, at: Milliseconds): Line {
  const ofLastMinute = (entries: TierState['admitted']): number =>
    peopleIn(entries.filter((entry) => entry.at > at - MINUTE_MS));
  const tiers = Object.entries(state.tiers).map(([id, tier]): [string, TierLine] => {
    const { served, waiting } = tier;
    const [lastMinute, moved] = [ofLastMinute(tier.admitted), ofLastMinute(tier.moved)];
    // Who was called just now may still come.
    const settled = moved - peopleIn(tier.called);
    const came = settled > 0 ? Math.min(1, lastMinute / settled) : 1;
    const open = isLetIn(state, id, settings.drawAt);
    return [id, { served, waiting, open, lastMinute, moved, came }];
  });
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
