/**
 * Another e-mail address for an account: asked for by who knows the password and has just proved
 * the rest, taken once the new address was read, and undone for a week by who reads the old one.
 */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import type { Present, Throttled } from './port.ts';
import { eraseAll, isOwnPassword, openLink } from './registration.ts';
import type { LinkRefusal } from './registration.ts';
import { isFresh } from './sessions.ts';

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
  await accounts.change(facts.id, { kind: 'ask_email', email, hash });
  await accounts.note(facts.id, 'email_change_asked');
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
  const { accounts, logins, nameOf } = dependencies;
  const facts = await openLink(dependencies, 'email', token);
  const change = facts?.emailChange ?? null;
  if (facts === null || change === null || facts.id !== account) {
    return fail({ reason: 'link_void' });
  }
  const login = nameOf('login', change.email);
  const dropped = await logins.add(login, account, change.hash);
  const claimed = await logins.claim(login, account);
  if (!claimed.ok) {
    await logins.letGo(login, account);
    return fail({ reason: 'link_void' });
  }
  await logins.letGo(nameOf('login', facts.email), account);
  await accounts.change(account, { kind: 'take_email' });
  await accounts.note(account, 'email_changed');
  await accounts.close(account, { allBut: session });
  await eraseAll(dependencies, [...dropped, ...claimed.value]);
  return ok(null);
}

/**
 * Gives an account its old address back, for who still reads it. Whoever changed it knows the
 * password, so that counts no more: a new one is chosen by mail, and every device is signed out.
 */
export async function undoEmail(
  dependencies: CustomerDependencies,
  token: string,
): Promise<Result<null, LinkRefusal>> {
  const { accounts, logins, nameOf } = dependencies;
  const facts = await openLink(dependencies, 'email_undo', token);
  const former = facts?.formerEmail ?? null;
  if (facts === null || former === null) return fail({ reason: 'link_void' });
  const login = nameOf('login', former.email);
  const dropped = await logins.add(login, facts.id, null);
  const claimed = await logins.claim(login, facts.id);
  if (!claimed.ok) {
    await logins.letGo(login, facts.id);
    return fail({ reason: 'link_void' });
  }
  await logins.letGo(nameOf('login', facts.email), facts.id);
  await accounts.change(facts.id, { kind: 'undo_email' });
  await accounts.note(facts.id, 'reset_requested');
  await eraseAll(dependencies, [...dropped, ...claimed.value]);
  return ok(null);
}
