/**
 * Where an account is signed in. A session remembers when its person last proved who they are, so
 * that what must not be done by a thief of the session asks for it again.
 */
import type { SessionId } from '../kernel/ids.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Session = {
  readonly id: SessionId;
  /** What the person would know the device by, such as `Firefox on Linux`. */
  readonly device: string;
  readonly createdAt: Milliseconds;
  readonly usedAt: Milliseconds;
  /** Grows with each refresh: a token with an older number was used before. */
  readonly counter: number;
  readonly rotatedAt: Milliseconds;
  /** When the password was typed last. */
  readonly confirmedAt: Milliseconds;
  /** When a second factor was proved last; null where none was. */
  readonly provedAt: Milliseconds | null;
};

/** A session nobody used for this long is over. */
const SESSION_IDLE_MS = 60 * DAY_MS;
/** A proof counts as fresh for as long as one sitting lasts. */
const FRESH_MS = 15 * MINUTE_MS;

export const isAlive = (session: Session, now: Milliseconds): boolean =>
  now - session.usedAt < SESSION_IDLE_MS;

/** True while the second factor was proved just now. */
export const isStepped = ({ provedAt }: Pick<Session, 'provedAt'>, now: Milliseconds): boolean =>
  provedAt !== null && now - provedAt < FRESH_MS;

/** True while who sits there has just proved all the account asks for. */
export const isFresh = (session: Session, factorOn: boolean, now: Milliseconds): boolean =>
  factorOn ? isStepped(session, now) : now - session.confirmedAt < FRESH_MS;
