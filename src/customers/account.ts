/**
 * An account: who somebody is to the shop, and where they are signed in. One object owns it under
 * a random id; which e-mail address leads to it is told by a Login.
 */
import type { AccountId, CartId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { NO_DEFAULTS } from './addresses.ts';
import type { AddressBook } from './addresses.ts';
import type { LinkedIdentity } from './identity.ts';
import type { Role } from './roles.ts';
import { NO_SECOND_FACTOR } from './second-factor.ts';
import type { SecondFactor } from './second-factor.ts';
import { isAlive } from './sessions.ts';
import type { Session } from './sessions.ts';

export type Marketing = {
  /** Asked for by the person, then confirmed from the mail (double opt-in). */
  readonly state: 'none' | 'asked' | 'given';
  readonly at: Milliseconds;
};

/** What somebody will be once they follow the link that was mailed to them. */
export type Invitation = {
  readonly role: Role;
  readonly sellerId: string | null;
  readonly at: Milliseconds;
};

/** An address that waits to be proved. */
export type EmailChange = {
  readonly email: string;
  /** Of the password, for the new address. */
  readonly hash: string;
  /** Of the event that told of it: its link proves this address and no other. */
  readonly version: number;
};

/** A proved address that was given up, and what opened the account until then. */
export type FormerEmail = {
  readonly email: string;
  /** Of the event that told of the change: the address was the account's up to it. */
  readonly version: number;
  readonly at: Milliseconds;
  readonly identities: readonly LinkedIdentity[];
  readonly secondFactor: SecondFactor;
};

export type AccountState = {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly verifiedAt: Milliseconds | null;
  readonly createdAt: Milliseconds;
  readonly phone: string | null;
  readonly locale: string;
  readonly currency: string;
  readonly marketing: Marketing;
  readonly book: AddressBook;
  readonly sessions: readonly Session[];
  readonly cart: CartId | null;
  readonly disabled: boolean;
  readonly secondFactor: SecondFactor;
  readonly emailChange: EmailChange | null;
  /** The addresses of the last week, the oldest first: who reads one may take it back. */
  readonly formerEmails: readonly FormerEmail[];
  /** Accounts elsewhere that open this one. */
  readonly identities: readonly LinkedIdentity[];
  readonly role: Role;
  /** Whose goods a seller sells. */
  readonly sellerId: string | null;
  readonly invitation: Invitation | null;
  /** Grows with each invitation: the link of one before is void. */
  readonly invitations: number;
  /** Grows when the password changes: a reset link made before is void. */
  readonly passwordVersion: number;
  /** Grows with everything the account tells. */
  readonly version: number;
};

/** Devices signed in at once; the one unused for longest goes. */
const MAX_SESSIONS = 30;
/** Tabs refresh at once: a token just replaced still works, and gives the same new one. */
const REFRESH_GRACE_MS = 10 * SECOND_MS;

export const newAccount = (
  id: AccountId,
  person: { readonly email: string; readonly name: string },
  now: Milliseconds,
): AccountState => ({
  id,
  ...person,
  verifiedAt: null,
  createdAt: now,
  phone: null,
  locale: 'en',
  currency: 'EUR',
  marketing: { state: 'none', at: now },
  book: { addresses: [], defaults: NO_DEFAULTS },
  sessions: [],
  cart: null,
  disabled: false,
  secondFactor: NO_SECOND_FACTOR,
  emailChange: null,
  formerEmails: [],
  identities: [],
  role: 'customer',
  sellerId: null,
  invitation: null,
  invitations: 0,
  passwordVersion: 0,
  version: 0,
});

/** Signs a device in. `proved` says whether a second factor was proved with it. */
export function openSession(
  state: AccountState,
  session: { readonly id: SessionId; readonly device: string },
  proved: boolean,
  now: Milliseconds,
): AccountState {
  const provedAt = proved ? now : null;
  const times = { createdAt: now, usedAt: now, rotatedAt: now, confirmedAt: now, provedAt };
  const fresh: Session = { ...session, ...times, counter: 0 };
  const others = state.sessions
    .filter((known) => isAlive(known, now))
    .toSorted((a, b) => a.usedAt - b.usedAt)
    .slice(1 - MAX_SESSIONS);
  return { ...state, sessions: [...others, fresh] };
}

export type RefreshRefusal = { reason: 'signed_out' | 'token_reused' };

/**
 * Replaces a refresh token. One that was replaced before ends the session: either its thief or its
 * owner has used it, and there is no telling which.
 */
export function refresh(
  state: AccountState,
  id: SessionId,
  counter: number,
  now: Milliseconds,
): { readonly state: AccountState; readonly answer: Result<Session, RefreshRefusal> } {
  const session = state.sessions.find((known) => known.id === id);
  if (session === undefined || state.disabled || !isAlive(session, now)) {
    return { state: closeSession(state, id), answer: fail({ reason: 'signed_out' }) };
  }
  if (counter === session.counter) {
    const next = { ...session, counter: counter + 1, rotatedAt: now, usedAt: now };
    const sessions = state.sessions.map((known) => (known.id === id ? next : known));
    return { state: { ...state, sessions }, answer: ok(next) };
  }
  const again = counter === session.counter - 1 && now - session.rotatedAt < REFRESH_GRACE_MS;
  if (again) return { state, answer: ok(session) };
  return { state: closeSession(state, id), answer: fail({ reason: 'token_reused' }) };
}

/** Signs one device out. */
export const closeSession = (state: AccountState, id: SessionId): AccountState => ({
  ...state,
  sessions: state.sessions.filter((known) => known.id !== id),
});

/** Signs every device out, but the one that asks. */
export const closeSessions = (state: AccountState, keep: SessionId | null): AccountState => ({
  ...state,
  sessions: state.sessions.filter((known) => known.id === keep),
});

/** The session while it may act for the account; null when it is over. */
export const openOne = (state: AccountState, id: SessionId, now: Milliseconds): Session | null =>
  state.disabled
    ? null
    : (state.sessions.find((known) => known.id === id && isAlive(known, now)) ?? null);

/** Puts a changed session in its place. */
export const withSession = (state: AccountState, session: Session): AccountState => ({
  ...state,
  sessions: state.sessions.map((known) => (known.id === session.id ? session : known)),
});
