/**
 * Tokens that the shop gives people: the refresh token of a session, and the links in mails. Each
 * is sealed for its purpose, so that none serves as another.
 */
import { asAccountId, asSessionId } from '../kernel/ids.ts';
import type { AccountId, SessionId } from '../kernel/ids.ts';
import type { Seal } from '../kernel/seal.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Challenge } from './second-factor.ts';

export type RefreshToken = {
  readonly account: AccountId;
  readonly session: SessionId;
  readonly counter: number;
};

const REFRESH = 'refresh';

/** `account.session.counter.kid.mac`: it follows from the numbers, so nothing secret is stored. */
export function writeRefreshToken(seal: Seal, { account, session, counter }: RefreshToken): string {
  const text = `${account}.${session}.${counter}`;
  return `${text}.${seal.sign(REFRESH, text)}`;
}

/** What a refresh token says, or null for a forged one. */
export function readRefreshToken(seal: Seal, token: string): RefreshToken | null {
  const [account = '', session = '', counter = '', ...mac] = token.split('.');
  const text = `${account}.${session}.${counter}`;
  const ids = { account: asAccountId(account), session: asSessionId(session) };
  if (ids.account === null || ids.session === null || !/^\d{1,9}$/.test(counter)) return null;
  if (!seal.verify(REFRESH, text, mac.join('.'))) return null;
  return { account: ids.account, session: ids.session, counter: Number(counter) };
}

/** What a link in a mail is for, and how long it works. */
export const LINK_TTL_MS = {
  verify: 3 * DAY_MS,
  reset: HOUR_MS,
  email: DAY_MS,
  email_undo: 7 * DAY_MS,
  invite: 7 * DAY_MS,
  marketing: 30 * DAY_MS,
  unsubscribe: 3650 * DAY_MS,
} as const;
export type LinkPurpose = keyof typeof LINK_TTL_MS;

/** Of a link that stays good whatever becomes of its account, as the one that stops news. */
export const NO_STATE = '';

/**
 * `account.expires.kid.mac`. `state` is what must not have changed since, such as the address that
 * is proved or the number of the password that is reset: with it, the link is void.
 */
export function writeLink(
  seal: Seal,
  purpose: LinkPurpose,
  account: AccountId,
  state: string,
  now: Milliseconds,
): string {
  const text = `${account}.${now + LINK_TTL_MS[purpose]}`;
  return `${text}.${seal.sign(purpose, `${text}.${state}`)}`;
}

/** The account that a link names; whether it is sound is told by `isLink`. */
export const accountOfLink = (token: string): AccountId | null =>
  asAccountId(token.slice(0, Math.max(0, token.indexOf('.'))));

/** True for a link that was made for this purpose and this state, and is not over. */
export function isLink(
  seal: Seal,
  purpose: LinkPurpose,
  token: string,
  state: string,
  now: Milliseconds,
): boolean {
  const [account = '', expires = '', ...mac] = token.split('.');
  const text = `${account}.${expires}`;
  return Number(expires) > now && seal.verify(purpose, `${text}.${state}`, mac.join('.'));
}

/** A challenge waits for a finger on a key. */
const CHALLENGE_TTL_MS = 5 * MINUTE_MS;
/** What a passkey is asked for: to be added to an account, or to be used by anybody. */
export type ChallengeFor = AccountId | 'anybody';

/** `expires.nonce.kid.mac`: nothing is stored before somebody answers it. */
export function writeChallenge(
  seal: Seal,
  whom: ChallengeFor,
  nonce: string,
  now: Milliseconds,
): string {
  const text = `${now + CHALLENGE_TTL_MS}.${nonce}`;
  return `${text}.${seal.sign('passkey', `${text}.${whom}`)}`;
}

/** A challenge as its account will remember it, or null for a foreign one or one that is over. */
export function readChallenge(
  seal: Seal,
  whom: ChallengeFor,
  challenge: string,
  now: Milliseconds,
): Challenge | null {
  const [expires = '', nonce = '', ...mac] = challenge.split('.');
  const sound = seal.verify('passkey', `${expires}.${nonce}.${whom}`, mac.join('.'));
  return sound && Number(expires) > now ? { id: nonce, expires: Number(expires) } : null;
}

/** What a key remembers its account by. Sealed, so that strangers cannot name objects. */
export const handleOf = (seal: Seal, account: AccountId): string =>
  `${account}.${seal.sign('passkey_handle', account)}`;

/** The account of a key's handle, or null for a forged one. */
export function accountOfHandle(seal: Seal, handle: string): AccountId | null {
  const [account = '', ...mac] = handle.split('.');
  return seal.verify('passkey_handle', account, mac.join('.')) ? asAccountId(account) : null;
}
