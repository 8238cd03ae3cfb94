/**
 * Another e-mail address for an account: asked for by who knows the password and has just proved
 * the rest, taken once the new address was read, and undone for a week by who reads the old one.
 */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import { undoState } from './email-moves.ts';
import type { MoveRefusal } from './email-moves.ts';
import type { LinkedIdentity } from './identity.ts';
import type { AccountFacts, Present, Throttled } from './port.ts';
import { eraseAll, isOwnPassword, openLink } from './registration.ts';
import type { LinkRefusal } from './registration.ts';
import { isFresh } from './sessions.ts';
import { accountOfLink, isLink } from './tokens.ts';

export type EmailRefusal = { reason: 'not_fresh' } | { reason: 'wrong_password' } | Throttled;

/**
 * Mails a link to the new address. The password is hashed for it at once, since an address salts
 * its hashes. Nobody learns from the answer whether the address has an account.
 */
export async function askEmail(
  dependencies: CustomerDependencies,
  { facts, session }: Present,
  wanted: { readonly email: string; readonly password: string },
): Promise<Result<null, EmailRefusal>> {
  const { accounts, passwords, nameOf, clock } = dependencies;
  if (!isFresh(session, facts.secondFactor.on, clock())) return fail({ reason: 'not_fresh' });
  const own = await isOwnPassword(dependencies, facts, wanted.password);
  if (!own.ok) return own;
  if (!own.value) return fail({ reason: 'wrong_password' });
  const email = normalEmail(wanted.email);
  if (email === facts.email) return ok(null);
  const hash = await passwords.hash(wanted.password, nameOf('login', email));
  await accounts.moveEmail(facts.id, { kind: 'ask', email, hash });
  return ok(null);
}

/**
 * Takes the new address by the link that was mailed to it, opened by who is signed in. The old one
 * is free from then on, and told; every other device is signed out.
 */
export async function confirmEmail(
  dependencies: CustomerDependencies,
  token: string,
  { account, session }: { readonly account: AccountId; readonly session: SessionId },
): Promise<Result<null, LinkRefusal>> {
  const { accounts, nameOf } = dependencies;
  const facts = await openLink(dependencies, 'email', token);
  const change = facts?.emailChange ?? null;
  if (facts === null || change === null || facts.id !== account) return linkVoid;
  const login = nameOf('login', change.email);
  if (!(await claimAddress(dependencies, login, account, change.hash))) return linkVoid;
  const { version, email } = change;
  const taken = await accounts.moveEmail(account, { kind: 'take', version, keep: session });
  return settled(dependencies, { account, wanted: email, before: facts.email }, taken);
}

/**
 * Gives an account its old address back, for who still reads it, as it was until then. Whoever
 * changed it knows the password, so that counts no more: a new one is chosen by mail, and every
 * device is signed out.
 */
export async function undoEmail(
  dependencies: CustomerDependencies,
  token: string,
): Promise<Result<null, LinkRefusal>> {
  const { accounts, logins, nameOf, seal, clock } = dependencies;
  const id = accountOfLink(token);
  const facts = id === null ? null : await accounts.facts(id);
  const former = facts?.formerEmails.find((known) =>
    isLink(seal, 'email_undo', token, undoState(known), clock()),
  );
  if (facts === null || former === undefined) return linkVoid;
  const login = nameOf('login', former.email);
  // A password that is known here still would open the account again.
  await logins.letGo(login, facts.id);
  if (!(await claimAddress(dependencies, login, facts.id, null))) return linkVoid;
  const { version, email } = former;
  const undone = await accounts.moveEmail(facts.id, { kind: 'undo', version });
  const moved = { account: facts.id, wanted: email, before: facts.email };
  const done = await settled(dependencies, moved, undone);
  if (!done.ok) return done;
  await restoreIdentities(dependencies, facts.id, former.identities, facts.identities);
  return ok(null);
}

const linkVoid = fail({ reason: 'link_void' });

/** Makes a sign-in the account's own; false where it is somebody else's. */
async function claimAddress(
  dependencies: CustomerDependencies,
  login: string,
  account: AccountId,
  hash: string | null,
): Promise<boolean> {
  const { logins } = dependencies;
  const dropped = await logins.add(login, account, hash);
  const claimed = await logins.claim(login, account);
  if (!claimed.ok) await logins.letGo(login, account);
  await eraseAll(dependencies, claimed.ok ? [...dropped, ...claimed.value] : dropped);
  return claimed.ok;
}

type Moved = { readonly account: AccountId; readonly wanted: string; readonly before: string };

/** Lets go of the address that is not the account's in the end, whichever of both that is. */
async function settled(
  { accounts, logins, nameOf }: CustomerDependencies,
  { account, wanted, before }: Moved,
  moved: Result<AccountFacts, MoveRefusal>,
): Promise<Result<null, LinkRefusal>> {
  if (moved.ok) {
    await logins.letGo(nameOf('login', before), account);
    return ok(null);
  }
  const now = await accounts.facts(account);
  if (now?.email !== wanted) await logins.letGo(nameOf('login', wanted), account);
  return linkVoid;
}

/** What was tied to the account since opens it no more; what was untied does again. */
async function restoreIdentities(
  { logins }: CustomerDependencies,
  account: AccountId,
  former: readonly LinkedIdentity[],
  since: readonly LinkedIdentity[],
): Promise<void> {
  const kept = new Set(former.map(({ login }) => login));
  const gone = since.filter(({ login }) => !kept.has(login));
  await Promise.all(gone.map(({ login }) => logins.letGo(login, account)));
  for (const { login } of former) {
    await logins.add(login, account, null);
    const claimed = await logins.claim(login, account);
    if (!claimed.ok) await logins.letGo(login, account);
  }
}
