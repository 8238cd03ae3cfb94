/** Asking somebody to be staff, and what they do with the link that was mailed to them. */
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import type { AccountFacts } from './port.ts';
import { choosePassword, eraseAll, openLink } from './registration.ts';
import type { LinkRefusal, PasswordRefusal } from './registration.ts';
import type { Role } from './roles.ts';

export type Post = { readonly role: Role; readonly sellerId: string | null };

/** Invites the account of an address, or a new one that waits for its person. */
export async function inviteAddress(
  { accounts, logins, nameOf, newAccountId }: CustomerDependencies,
  address: string,
  post: Post,
  /** Accounts that were invited before: asked again, they stay the same. */
  known: ReadonlySet<AccountId>,
): Promise<AccountId> {
  const email = normalEmail(address);
  const login = nameOf('login', email);
  const credentials = await logins.credentials(login);
  const own =
    credentials.find(({ claimed }) => claimed) ??
    credentials.find(({ account }) => known.has(account));
  const id = own?.account ?? newAccountId();
  if (own === undefined) {
    const dropped = await logins.add(login, id, null);
    await accounts.create(id, { email, name: '' }, 'invited');
    await Promise.all(dropped.map((account) => accounts.erase(account)));
  }
  await accounts.change(id, { kind: 'invite', ...post });
  await accounts.note(id, 'invited');
  return id;
}

/** Who a link invites; null for one that is void. */
export async function invitedBy(
  dependencies: CustomerDependencies,
  token: string,
): Promise<AccountFacts | null> {
  const facts = await openLink(dependencies, 'invite', token);
  return facts === null || facts.invitation === null ? null : facts;
}

/** What somebody without an account here chooses. */
export type Chosen = { readonly name: string; readonly password: string };

export type InvitationRefusal = LinkRefusal | PasswordRefusal | { reason: 'choice_required' };

/** Takes an invitation, once. The link proves the address, so a new account is proved by it. */
export async function acceptInvitation(
  dependencies: CustomerDependencies,
  token: string,
  chosen: Chosen | null,
): Promise<Result<AccountFacts, InvitationRefusal>> {
  const { accounts, logins, nameOf } = dependencies;
  const facts = await invitedBy(dependencies, token);
  if (facts === null) return fail({ reason: 'link_void' });
  if (facts.verifiedAt === null) {
    if (chosen === null) return fail({ reason: 'choice_required' });
    const claimed = await logins.claim(nameOf('login', facts.email), facts.id);
    if (!claimed.ok) return fail({ reason: 'link_void' });
    const set = await choosePassword(dependencies, facts, chosen.password);
    if (!set.ok) return set;
    await accounts.note(facts.id, 'verified');
    await eraseAll(dependencies, claimed.value);
  }
  const name = facts.verifiedAt === null ? (chosen?.name ?? null) : null;
  const accepted = await accounts.change(facts.id, { kind: 'accept_invitation', name });
  return accepted.ok ? ok(accepted.value) : fail({ reason: 'link_void' });
}
