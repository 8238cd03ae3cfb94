/**
 * Registering, proving an address and choosing a new password. An address belongs to the account
 * that opened the mail; until then anybody may have typed it.
 */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import { passwordFault } from './password.ts';
import type { PasswordFault } from './password.ts';
import type { AccountFacts, Present } from './port.ts';
import { isStepped } from './sessions.ts';
import { openSession } from './sign-in.ts';
import type { Person, SignedIn, Visitor } from './sign-in.ts';
import { accountOfLink, isLink, NO_STATE } from './tokens.ts';
import type { LinkPurpose } from './tokens.ts';

export type PasswordRefusal = { reason: 'weak_password'; fault: PasswordFault };
export type LinkRefusal = { reason: 'link_void' };

/** What is wrong with a password for an address; null where it may be chosen. */
export async function faultOf(
  { commonPasswords }: CustomerDependencies,
  { email, password }: Person,
): Promise<PasswordRefusal | null> {
  const fault = passwordFault(password, email, await commonPasswords());
  return fault === null ? null : { reason: 'weak_password', fault };
}

/**
 * Makes an account and signs it in. Where the address has one already, a second one is made that
 * cannot prove it: the answer is the same, and the mail tells its owner.
 */
export async function register(
  dependencies: CustomerDependencies,
  person: Person & { readonly name: string },
  visitor: Visitor,
): Promise<Result<SignedIn, PasswordRefusal>> {
  const { accounts, logins, passwords, nameOf, newAccountId } = dependencies;
  const fault = await faultOf(dependencies, person);
  if (fault !== null) return fail(fault);
  const email = normalEmail(person.email);
  const login = nameOf('login', email);
  const hash = await passwords.hash(person.password, login);
  const account = newAccountId();
  const dropped = await logins.add(login, account, hash);
  await accounts.create(account, { email, name: person.name }, 'registered');
  await eraseAll(dependencies, dropped);
  const by = { kind: 'email', email } as const;
  const proof = { kind: 'code', code: undefined, by } as const;
  const opened = await openSession(dependencies, account, visitor, proof);
  if (!opened.ok) throw new Error(`a new account is open, and said ${opened.reason}`);
  return opened;
}

/** Accounts that never proved their address make room for the one that did. */
export const eraseAll = ({ accounts }: CustomerDependencies, ids: readonly AccountId[]) =>
  Promise.all(ids.map((id) => accounts.erase(id)));

/** Links of which an account has one at a time; each of its former addresses has its own. */
export type PlainLink = Exclude<LinkPurpose, 'email_undo'>;

/** What a link is bound to, so that it is void once that has changed. */
export function linkState(purpose: PlainLink, facts: AccountFacts): string {
  switch (purpose) {
    case 'verify':
      return facts.email;
    case 'email':
      return `${facts.emailChange?.version ?? ''}.${facts.emailChange?.email ?? ''}`;
    case 'reset':
      return String(facts.passwordVersion);
    case 'invite':
      return String(facts.invitations);
    case 'marketing':
      return String(facts.marketing.at);
    case 'unsubscribe':
      return NO_STATE;
  }
}

/** The account a link speaks for, or null where it is forged, over or void. */
export async function openLink(
  { accounts, seal, clock }: CustomerDependencies,
  purpose: PlainLink,
  token: string,
): Promise<AccountFacts | null> {
  const id = accountOfLink(token);
  const facts = id === null ? null : await accounts.facts(id);
  if (facts === null) return null;
  return isLink(seal, purpose, token, linkState(purpose, facts), clock()) ? facts : null;
}

/**
 * Proves an address by the link that was mailed to it, opened by who is signed in to the account.
 * Without that, the owner of an address who opens a mail that a stranger caused would hand it over.
 */
export async function verifyEmail(
  dependencies: CustomerDependencies,
  token: string,
  account: AccountId,
): Promise<Result<AccountFacts, LinkRefusal>> {
  const { accounts, logins, nameOf } = dependencies;
  const facts = await openLink(dependencies, 'verify', token);
  if (facts === null || facts.id !== account) return fail({ reason: 'link_void' });
  const claimed = await logins.claim(nameOf('login', facts.email), facts.id);
  if (!claimed.ok) return fail({ reason: 'link_void' });
  await accounts.note(facts.id, 'verified');
  await eraseAll(dependencies, claimed.value);
  return ok(facts);
}

/** Mails a link to choose a new password, if the address has an account; says nothing of it. */
export async function requestReset(
  { accounts, logins, nameOf, later }: CustomerDependencies,
  email: string,
): Promise<void> {
  const credentials = await logins.credentials(nameOf('login', normalEmail(email)));
  const known = credentials.find(({ claimed }) => claimed) ?? credentials.at(-1);
  // Whoever waits for the answer would tell by its time that there was somebody to ask.
  if (known !== undefined) later(accounts.note(known.account, 'reset_requested'));
}

/** Sets a new password by the link from the mail, which also proves the address. */
export async function resetPassword(
  dependencies: CustomerDependencies,
  token: string,
  password: string,
): Promise<Result<AccountFacts, LinkRefusal | PasswordRefusal>> {
  const { accounts, logins, nameOf } = dependencies;
  const facts = await openLink(dependencies, 'reset', token);
  if (facts === null) return fail({ reason: 'link_void' });
  const fault = await faultOf(dependencies, { email: facts.email, password });
  if (fault !== null) return fail(fault);
  // Whoever made the account need not be who reads the address's mail: a stranger's passkey on it
  // would outlive the new password.
  const unproved = facts.verifiedAt === null;
  if (unproved) await accounts.change(facts.id, { kind: 'strip' });
  const claimed = await logins.claim(nameOf('login', facts.email), facts.id);
  if (!claimed.ok) return fail({ reason: 'link_void' });
  await eraseAll(dependencies, claimed.value);
  if (unproved) await accounts.note(facts.id, 'verified');
  await setPassword(dependencies, facts, password, null);
  return ok(facts);
}

/** Keeps a new password and signs every device out but the one that asked. */
export async function setPassword(
  { accounts, logins, passwords, nameOf }: CustomerDependencies,
  { id, email }: AccountFacts,
  password: string,
  keep: SessionId | null,
): Promise<void> {
  const login = nameOf('login', email);
  await logins.setHash(login, id, await passwords.hash(password, login));
  await accounts.note(id, 'password_changed');
  await accounts.close(id, { allBut: keep });
}

/** True when the password is the account's; tries are counted as sign-ins are. */
export async function isOwnPassword(
  { logins, passwords, nameOf }: CustomerDependencies,
  { id, email }: AccountFacts,
  password: string,
): Promise<Result<boolean, { reason: 'throttled'; waitMs: number }>> {
  const login = nameOf('login', email);
  const begun = await logins.begin(login, true);
  if (!begun.ok) return begun;
  const own = begun.value.credentials.find(({ account }) => account === id);
  const { index } = await passwords.match(password, login, [own?.hash ?? null]);
  if (index !== null) await logins.succeeded(login, null);
  return ok(index !== null);
}

export type ChangePasswordRefusal =
  | PasswordRefusal
  | { reason: 'wrong_password' }
  | { reason: 'throttled'; waitMs: number };

/** Changes the password of somebody who knows the old one. */
export async function changePassword(
  dependencies: CustomerDependencies,
  facts: AccountFacts,
  wanted: { readonly current: string; readonly next: string; readonly session: SessionId },
): Promise<Result<null, ChangePasswordRefusal>> {
  const own = await isOwnPassword(dependencies, facts, wanted.current);
  if (!own.ok) return own;
  if (!own.value) return fail({ reason: 'wrong_password' });
  const fault = await faultOf(dependencies, { email: facts.email, password: wanted.next });
  if (fault !== null) return fail(fault);
  await setPassword(dependencies, facts, wanted.next, wanted.session);
  return ok(null);
}

export type CloseRefusal =
  | { reason: 'not_fresh' }
  | { reason: 'wrong_password' }
  | { reason: 'throttled'; waitMs: number };

/**
 * Forgets the account of who knows its password, and has just proved its second factor if it has
 * one: its object and its sign-in. Its orders stay, as the law asks.
 */
export async function closeAccount(
  dependencies: CustomerDependencies,
  { facts, session }: Present,
  password: string,
): Promise<Result<null, CloseRefusal>> {
  const { accounts, logins, nameOf, clock } = dependencies;
  const { id, email, identities, secondFactor } = facts;
  if (secondFactor.on && !isStepped(session, clock())) return fail({ reason: 'not_fresh' });
  const own = await isOwnPassword(dependencies, facts, password);
  if (!own.ok) return own;
  if (!own.value) return fail({ reason: 'wrong_password' });
  const names = [nameOf('login', email), ...identities.map(({ login }) => login)];
  await Promise.all(names.map((name) => logins.letGo(name, id)));
  await accounts.erase(id);
  return ok(null);
}
