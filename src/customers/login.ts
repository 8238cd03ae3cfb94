/**
 * Who may sign in by an e-mail address: the one account that has proved it reads mail there, and
 * those that have not yet. A stranger who registers somebody's address therefore takes nothing:
 * proving it drops what was registered before.
 */
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { ADDRESS_RULE, CAPTCHA_AFTER, failedAgain, NO_FAILURES, waitOf } from './throttle.ts';
import type { Failures } from './throttle.ts';

export type Credential = {
  readonly account: AccountId;
  /** The password's PHC string; null for an account that signs in elsewhere only. */
  readonly hash: string | null;
  /** True once the account has proved that the address is its own. */
  readonly claimed: boolean;
  readonly at: Milliseconds;
  /** True for one that staff made and that waits for its person; older ones do not say. */
  readonly invited?: boolean;
};

export type LoginState = {
  readonly credentials: readonly Credential[];
  readonly failures: Failures;
};

/** Accounts that anybody made and that wait for their proof, at most: the oldest goes. */
const MAX_UNPROVED = 3;

export const emptyLogin: LoginState = { credentials: [], failures: NO_FAILURES };

export type Change = { readonly state: LoginState; readonly dropped: readonly AccountId[] };

const change = (state: LoginState, credentials: readonly Credential[]): Change => ({
  state: { ...state, credentials },
  dropped: state.credentials
    .filter(({ account }) => !credentials.some((kept) => kept.account === account))
    .map(({ account }) => account),
});

/**
 * Adds an account that has yet to prove the address. The same account again changes nothing. Only
 * who registers makes room: strangers cannot take from somebody what staff has asked them.
 */
export function addUnproved(state: LoginState, fresh: Omit<Credential, 'claimed'>): Change {
  if (state.credentials.some((known) => known.account === fresh.account)) {
    return change(state, state.credentials);
  }
  const all = [...state.credentials, { ...fresh, claimed: false }];
  const stays = ({ claimed, invited = false }: Credential): boolean => claimed || invited;
  const waiting = all.filter((known) => !stays(known));
  return change(state, [...all.filter(stays), ...waiting.slice(-MAX_UNPROVED)]);
}

/** The account has proved the address: it is its own from now on, and nobody else's. */
export function claim(
  state: LoginState,
  account: AccountId,
): Result<Change, { reason: 'taken' | 'unknown_account' }> {
  const own = state.credentials.find((known) => known.account === account);
  if (own === undefined) return fail({ reason: 'unknown_account' });
  const taken = state.credentials.some((known) => known.claimed && known.account !== account);
  if (taken) return fail({ reason: 'taken' });
  return ok(change(state, [{ ...own, claimed: true }]));
}

/** Sets an account's password. */
export const setHash = (state: LoginState, account: AccountId, hash: string): LoginState => ({
  ...state,
  credentials: state.credentials.map((known) =>
    known.account === account ? { ...known, hash } : known,
  ),
});

/** Lets an account go: it was deleted, or has another address now. */
export const letGo = (state: LoginState, account: AccountId): LoginState => ({
  ...state,
  credentials: state.credentials.filter((known) => known.account !== account),
});

/**
 * Counts a try before its password is looked at, so that tries at once cannot outrun the count; a
 * success forgets it again. After some failures only who is `trusted` to be a person may try, and
 * an attempt that is not made is not counted.
 */
export function begin(
  state: LoginState,
  now: Milliseconds,
  trusted: boolean,
): Result<
  { readonly state: LoginState; readonly mayTry: boolean },
  { reason: 'throttled'; waitMs: number }
> {
  const waitMs = waitOf(state.failures, ADDRESS_RULE, now);
  if (waitMs > 0) return fail({ reason: 'throttled', waitMs });
  const mayTry = trusted || state.failures.count < CAPTCHA_AFTER;
  const failures = mayTry ? failedAgain(state.failures, now) : state.failures;
  return ok({ state: { ...state, failures }, mayTry });
}

export const succeeded = (state: LoginState): LoginState => ({ ...state, failures: NO_FAILURES });
