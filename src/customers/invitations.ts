/** Asking somebody to be staff, and what they do with the link that was mailed to them. */
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import type { AccountFacts } from './port.ts';
import { eraseAll, faultOf, openLink, setPassword } from './registration.ts';
import type { LinkRefusal, PasswordRefusal } from './registration.ts';
import type { Inviter, Post, PostRefusal } from './posts.ts';

export type Asked = {
  readonly post: Post;
  readonly by: Inviter;
  /** Those of some accounts that were invited before: asked again, they stay the same. */
  readonly known: (accounts: readonly AccountId[]) => Promise<readonly AccountId[]>;
};

/** Invites the account of an address, or a new one that waits for its person. */
export async function inviteAddress(
  { accounts, logins, nameOf, newAccountId }: CustomerDependencies,
  address: string,
  { post, by, known }: Asked,
): Promise<Result<AccountFacts, PostRefusal>> {
  const email = normalEmail(address);
  const login = nameOf('login', email);
  const credentials = await logins.credentials(login);
  const claimed = credentials.find((credential) => credential.claimed)?.account;
  const [asked] = await known(credentials.map(({ account }) => account));
  const own = claimed ?? asked;
  const id = own ?? newAccountId();
  if (own === undefined) {
    const dropped = await logins.add(login, id, null, 'invited');
    await accounts.create(id, { email, name: '' }, 'invited');
    await Promise.all(dropped.map((account) => accounts.erase(account)));
  }
  return accounts.post(id, { kind: 'invite', post, by });
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

/**
 * Takes an invitation, once. The link proves the address, so a new account is proved by it. It is
 * told to `tell` before it counts, so that nobody becomes staff untold.
 */
export async function acceptInvitation(
  dependencies: CustomerDependencies,
  token: string,
  chosen: Chosen | null,
  tell: (facts: AccountFacts) => Promise<void>,
): Promise<Result<AccountFacts, InvitationRefusal>> {
  const { accounts } = dependencies;
  const facts = await invitedBy(dependencies, token);
  if (facts === null) return linkVoid;
  const isNew = facts.verifiedAt === null;
  const proved = isNew ? await proveBy(dependencies, facts, chosen) : ok(null);
  if (!proved.ok) return proved;
  await tell(facts);
  const { invitations } = facts;
  const name = isNew ? (chosen?.name ?? null) : null;
  const accepted = await accounts.post(facts.id, { kind: 'accept', invitations, name });
  return accepted.ok ? accepted : linkVoid;
}

const linkVoid = fail({ reason: 'link_void' });

/** Makes the address a new account's own, once its password is one that may be chosen. */
async function proveBy(
  dependencies: CustomerDependencies,
  facts: AccountFacts,
  chosen: Chosen | null,
): Promise<Result<null, InvitationRefusal>> {
  const { accounts, logins, nameOf } = dependencies;
  if (chosen === null) return fail({ reason: 'choice_required' });
  const fault = await faultOf(dependencies, { email: facts.email, password: chosen.password });
  if (fault !== null) return fail(fault);
  const claimed = await logins.claim(nameOf('login', facts.email), facts.id);
  if (!claimed.ok) return linkVoid;
  await eraseAll(dependencies, claimed.value);
  await setPassword(dependencies, facts, chosen.password, null);
  await accounts.note(facts.id, 'verified');
  return ok(null);
}
