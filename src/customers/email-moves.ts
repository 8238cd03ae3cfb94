/**
 * What another e-mail address makes of an account. Each move names the event that told of it, so
 * that what was checked a moment ago is what is done now, whatever was asked for in between.
 */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { SessionId } from '../kernel/ids.ts';
import { closeSessions } from './account.ts';
import type { AccountState, FormerEmail } from './account.ts';
import type { AccountHappening } from './events.ts';
import type { AccountFacts, FormerAddress } from './port.ts';
import { restored } from './second-factor.ts';

type Ask = { readonly kind: 'ask'; readonly email: string; readonly hash: string };
/** `version` is of the event that told of it; `keep` stays signed in, nobody else. */
type Take = { readonly kind: 'take'; readonly version: number; readonly keep: SessionId };
type Undo = { readonly kind: 'undo'; readonly version: number };
export type EmailMove = Ask | Take | Undo;
export type MoveRefusal = { reason: 'link_void' };

/** How long the reader of a former address may take it back. */
export const UNDO_MS = 7 * DAY_MS;
/** None is forgotten before its time, so there is an end to how many there are. */
const MAX_FORMER = 5;
const linkVoid = fail({ reason: 'link_void' });

/** What each move is told as: the account's next event is its own. */
export const TOLD_AS = {
  ask: 'email_change_asked',
  take: 'email_changed',
  undo: 'reset_requested',
} as const satisfies Record<EmailMove['kind'], AccountHappening>;

/** The account after a move of its address. */
export function withMove(
  state: AccountState,
  move: EmailMove,
  now: Milliseconds,
): Result<AccountState, MoveRefusal> {
  switch (move.kind) {
    case 'ask':
      return ok(asked(state, move));
    case 'take':
      return taken(state, move, now);
    case 'undo':
      return undone(state, move, now);
  }
}

/** The address that is asked for, in place of one asked for before. */
const asked = (state: AccountState, { email, hash }: Ask): AccountState => ({
  ...state,
  emailChange: { email, hash, version: state.version + 1 },
});

/**
 * Takes the address that was asked for with an event, and no other. Only one that was proved can
 * be taken back: who reads the other never had the account.
 */
function taken(
  state: AccountState,
  { version, keep }: Take,
  now: Milliseconds,
): Result<AccountState, MoveRefusal> {
  const { emailChange, email, identities, secondFactor, verifiedAt } = state;
  if (emailChange?.version !== version) return linkVoid;
  const kept = state.formerEmails.filter((former) => isUndoable(former, now));
  const former = { email, version: state.version + 1, at: now, identities, secondFactor };
  const formerEmails = verifiedAt === null ? kept : [...kept, former];
  if (formerEmails.length > MAX_FORMER) return linkVoid;
  return ok(moved(closeSessions(state, keep), emailChange.email, formerEmails, now));
}

/** Gives the account back as it was until an address was given up; everybody is signed out. */
function undone(
  state: AccountState,
  { version }: Undo,
  now: Milliseconds,
): Result<AccountState, MoveRefusal> {
  const former = state.formerEmails.find((known) => known.version === version);
  if (former === undefined || !isUndoable(former, now)) return linkVoid;
  const { identities, email } = former;
  const secondFactor = restored(former.secondFactor, state.secondFactor);
  const before = state.formerEmails.filter((known) => known.version < version);
  const alone = closeSessions(state, null);
  return ok(moved({ ...alone, identities, secondFactor }, email, before, now));
}

/** Another address; links to the one before are void, those to choose a password too. */
const moved = (
  state: AccountState,
  email: string,
  formerEmails: readonly FormerEmail[],
  now: Milliseconds,
): AccountState => ({
  ...state,
  email,
  verifiedAt: now,
  emailChange: null,
  formerEmails,
  passwordVersion: state.passwordVersion + 1,
});

const isUndoable = ({ at }: FormerEmail, now: Milliseconds): boolean => now - at < UNDO_MS;

/** The address that was the account's when an event told of it. */
export const addressAt = ({ email, formerEmails }: AccountFacts, version: number): string =>
  formerEmails.find((former) => former.version >= version)?.email ?? email;

/** What a link to take an address back is bound to. */
export const undoState = ({ email, version }: FormerAddress): string => `${version}.${email}`;
