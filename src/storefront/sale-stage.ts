/** Where somebody stands in a drop, as its page shows it, and when the page looks again. */
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { pollMsOf } from '../waiting-room/line.ts';
import type { Line, Place } from '../waiting-room/line.ts';
import { ROOM_OPENS_MS } from '../waiting-room/sale.ts';
import { overOf } from '../waiting-room/service.ts';
import type { Standing } from '../waiting-room/service.ts';

export type Waiting = Extract<Place, { kind: 'waiting' }>;

export type Stage =
  | { readonly kind: 'early'; readonly opensAt: Milliseconds }
  | { readonly kind: 'join' }
  | { readonly kind: 'drawing'; readonly toldAt: Milliseconds }
  | {
      readonly kind: 'waiting';
      readonly place: Waiting;
      readonly lastMinute: number;
      readonly moved: number;
    }
  | { readonly kind: 'turn' }
  | { readonly kind: 'inside'; readonly endsAt: Milliseconds }
  | { readonly kind: 'bought' }
  | { readonly kind: 'sold_out' }
  | { readonly kind: 'over' };

/** Where everybody stands who has no ticket. */
export function stageWithout(line: Line, now: Milliseconds): Stage {
  const over = overOf(line);
  if (over !== null) return { kind: over.reason === 'sold_out' ? 'sold_out' : 'over' };
  const opensAt = line.settings.startsAt - ROOM_OPENS_MS;
  return now < opensAt ? { kind: 'early', opensAt } : { kind: 'join' };
}

/** Where the holder of a ticket stands. */
export function stageOf({ place, line, tier }: Standing): Stage {
  switch (place.kind) {
    case 'drawing':
      return { kind: 'drawing', toldAt: place.at };
    case 'waiting':
      return {
        ...{ kind: 'waiting', place, lastMinute: line.tiers[tier]?.lastMinute ?? 0 },
        moved: line.tiers[tier]?.moved ?? 0,
      };
    case 'your_turn':
      return { kind: 'turn' };
  }
}

const FAST_S = 3;
const STEADY_S = 10;
const SLOW_S = 30;

/** Half of what is left, so that many do not ask often for what is far away. */
const towards = (at: Milliseconds, now: Milliseconds): number =>
  Math.min(SLOW_S, Math.max(FAST_S, Math.ceil((at - now) / SECOND_MS / 2)));

/** Seconds after which the page looks again; null where nothing will change any more. */
export function lookAgainS(stage: Stage, { settings }: Line, now: Milliseconds): number | null {
  switch (stage.kind) {
    case 'early':
      return towards(stage.opensAt, now);
    case 'join':
      return now < settings.drawAt ? towards(settings.drawAt, now) : STEADY_S;
    case 'drawing':
      return towards(stage.toldAt, now);
    case 'waiting':
      return Math.ceil(pollMsOf(stage.place) / SECOND_MS);
    case 'turn':
      return STEADY_S;
    case 'inside':
    case 'bought':
      return SLOW_S;
    case 'sold_out':
    case 'over':
      return null;
  }
}

/** The step of the way somebody is at, of four; 0 for none. */
export function stepOf({ kind }: Stage): number {
  switch (kind) {
    case 'join':
      return 1;
    case 'drawing':
      return 2;
    case 'waiting':
      return 3;
    case 'turn':
    case 'inside':
      return 4;
    case 'early':
    case 'bought':
    case 'sold_out':
    case 'over':
      return 0;
  }
}
