/** A sale's record at its coordinator: what was asked, what is, and who has yet to hear of it. */
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { RoomState } from './controller.ts';
import { ROOM_OPENS_MS, SALE_ENDS } from './sale.ts';
import type { SaleSettings } from './sale.ts';

export type Room = {
  /** As it was first scheduled: the same asked again is no second sale. */
  readonly asked: SaleSettings;
  readonly settings: SaleSettings;
  readonly state: RoomState;
  /** People who took a ticket, as far as edges told. */
  readonly arrived: number;
  /** False until every SKU's gate is as the settings say. */
  readonly gated: boolean;
  /** False until the list of sales says what the settings do. */
  readonly listed: boolean;
};

/** How often a sale that has begun decides anew. */
export const TICK_MS = SECOND_MS;
/** How often it is told while people may take tickets and nobody is drawn yet. */
const EARLY_TICK_MS = 5 * SECOND_MS;

/** The sale, once its gates were set for the first time: nobody is told of it before. */
export const standing = (room: Room | null): Room | null =>
  room !== null && room.state.sequence > 0 ? room : null;

/** Whether staff have changed nothing in between. */
export const isSame = (one: Room, other: Room): boolean =>
  one.settings === other.settings && one.state.status === other.state.status;

/** Whether the gates of one are right for the other. */
export const hasSameGates = (one: Room, other: Room): boolean =>
  SALE_ENDS.includes(one.state.status) === SALE_ENDS.includes(other.state.status) &&
  one.settings.startsAt === other.settings.startsAt &&
  one.settings.endsAt === other.settings.endsAt &&
  one.settings.quantity === other.settings.quantity;

/** True while a gate or the list of sales has yet to hear of what the settings say. */
export const isBehind = ({ gated, listed }: Room): boolean => !gated || !listed;

/** True once there is nothing left to do but to keep what was. */
export const isOver = (room: Room, toldAt: Milliseconds): boolean =>
  SALE_ENDS.includes(room.state.status) && !isBehind(room) && toldAt >= room.state.tickedAt;

/** When a room is looked at next: not before people may take tickets, but for what it owes. */
export function nextTickAt(room: Room, now: Milliseconds): Milliseconds {
  const { startsAt, drawAt } = room.settings;
  const begun = room.state.status !== 'scheduled' || now >= drawAt;
  if (begun || isBehind(room)) return now + TICK_MS;
  const early = startsAt - ROOM_OPENS_MS;
  return now < early ? early : Math.min(now + EARLY_TICK_MS, drawAt);
}
