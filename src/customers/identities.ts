/**
 * Signing in by a provider, and tying what it tells to an account. A known identity opens its
 * account. A new one never opens an account that is there already, whatever address the provider
 * tells: only who also signs in to that account may tie the two.
 */
import { asAccountId } from '../kernel/ids.ts';
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Failure, Result } from '../kernel/result.ts';
import { readSealedUntil, writeSealedUntil } from '../kernel/seal.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import type { Identity, LinkedIdentity } from './identity.ts';
import type { AccountFacts } from './port.ts';
import { eraseAll } from './registration.ts';
import { openSession, refusalOf } from './sign-in.ts';
import type { SignedIn, SignInRefusal, Visitor } from './sign-in.ts';

export type IdentityFailure =
  | Failure<SignInRefusal>
  /** The account asks for a code as well: `token` stands for what the provider has proved. */
  | Failure<{ reason: 'code_needed'; token: string }>
  /**
   * Somebody has an account with this address, as may be told who reads its mail: `token` ties the
   * identity to it once they sign in.
   */
  | Failure<{ reason: 'account_exists'; token: string; email: string }>
  /** The provider does not vouch for the address: they register with it as anybody does. */
  | Failure<{ reason: 'unvouched'; token: string; email: string; name: string }>
  | Failure<{ reason: 'no_email' }>;

/** How long somebody may take to type a code or a password after coming back from a provider. */
const PENDING_TTL_MS = 10 * MINUTE_MS;
const LINK = 'identity_link';
const CODE = 'identity_code';

const loginOf = ({ nameOf }: CustomerDependencies, { provider, subject }: Identity): string =>
  nameOf('identity', `${provider}\n${subject}`);

const linkedOf = (dependencies: CustomerDependencies, identity: Identity): LinkedIdentity => ({
  provider: identity.provider,
  login: loginOf(dependencies, identity),
  label: identity.email ?? identity.name,
  at: dependencies.clock(),
});

/** The account an identity leads to; null for none, and for one that is gone. */
async function accountOf(
  { accounts, logins }: CustomerDependencies,
  login: string,
): Promise<AccountFacts | null> {
  const [credential] = await logins.credentials(login);
  if (credential === undefined) return null;
  const facts = await accounts.facts(credential.account);
  if (facts !== null && facts.identities.some((known) => known.login === login)) return facts;
  await logins.letGo(login, credential.account);
  return null;
}

/**
 * Signs in whom a provider has told of, and makes an account for who is new. Whoever a provider
 * does not vouch for learns no more of an address than who registers with it.
 */
export async function signInWith(
  dependencies: CustomerDependencies,
  identity: Identity,
  visitor: Visitor,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const login = loginOf(dependencies, identity);
  const known = await accountOf(dependencies, login);
  if (known !== null) return opened(dependencies, { account: known.id, login }, visitor, undefined);
  if (identity.email === null) return fail({ reason: 'no_email' });
  const email = normalEmail(identity.email);
  const linked = linkedOf(dependencies, identity);
  if (!identity.emailVerified) {
    const token = tying(dependencies, linked, { kind: 'email', email });
    return fail({ reason: 'unvouched', token, email, name: identity.name });
  }
  const { logins, nameOf } = dependencies;
  const credentials = await logins.credentials(nameOf('login', email));
  const taken = credentials.find(({ claimed }) => claimed);
  if (taken !== undefined) {
    const token = tying(dependencies, linked, { kind: 'account', account: taken.account });
    return fail({ reason: 'account_exists', token, email });
  }
  const account = await newAccountOf(dependencies, email, identity.name);
  await link(dependencies, account, linked);
  return opened(dependencies, { account, login }, visitor, undefined);
}

/** An account whose address the provider vouches for, which proves it. */
async function newAccountOf(
  dependencies: CustomerDependencies,
  email: string,
  name: string,
): Promise<AccountId> {
  const { accounts, logins, nameOf, newAccountId } = dependencies;
  const account = newAccountId();
  const login = nameOf('login', email);
  await eraseAll(dependencies, await logins.add(login, account, null));
  await accounts.create(account, { email, name }, 'vouched');
  const claimed = await logins.claim(login, account);
  if (!claimed.ok) return account;
  await accounts.note(account, 'verified');
  await eraseAll(dependencies, claimed.value);
  return account;
}

type Known = { readonly account: AccountId; readonly login: string };

async function opened(
  dependencies: CustomerDependencies,
  { account, login }: Known,
  visitor: Visitor,
  code: string | undefined,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const { seal, clock } = dependencies;
  const by = { kind: 'identity', login } as const;
  const session = await openSession(dependencies, account, visitor, { kind: 'code', code, by });
  if (session.ok) return session;
  if (session.reason !== 'code_required') return refusalOf(session);
  const token = writeSealedUntil(seal, CODE, [account, login], clock() + PENDING_TTL_MS);
  return fail({ reason: 'code_needed', token });
}

/** Signs in who came from a provider and now types the code that their account asks for. */
export async function signInWithCode(
  dependencies: CustomerDependencies,
  token: string,
  code: string,
  visitor: Visitor,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const { seal, clock } = dependencies;
  const [id, login] = readSealedUntil(seal, CODE, token, clock()) ?? [];
  const account = typeof id === 'string' ? asAccountId(id) : null;
  if (account === null || typeof login !== 'string') return fail({ reason: 'invalid_credentials' });
  return opened(dependencies, { account, login }, visitor, code);
}

export type LinkFailure = Failure<{ reason: 'identity_taken' } | { reason: 'link_void' }>;

/** Ties an identity to an account whose person has signed in to it. */
async function link(
  { accounts, logins }: CustomerDependencies,
  account: AccountId,
  identity: LinkedIdentity,
): Promise<Result<AccountFacts, never> | LinkFailure> {
  await logins.add(identity.login, account, null);
  const claimed = await logins.claim(identity.login, account);
  if (!claimed.ok) {
    await logins.letGo(identity.login, account);
    return fail({ reason: 'identity_taken' });
  }
  const changed = await accounts.change(account, { kind: 'link_identity', identity });
  return changed.ok ? ok(changed.value) : fail({ reason: 'link_void' });
}

/** Ties what a provider has told to the account of who asked for it while signed in. */
export const linkIdentity = (
  dependencies: CustomerDependencies,
  account: AccountId,
  identity: Identity,
): Promise<Result<AccountFacts, never> | LinkFailure> =>
  tie(dependencies, account, linkedOf(dependencies, identity));

/** Ties an identity unless it opens another account, and tells of it. */
async function tie(
  dependencies: CustomerDependencies,
  account: AccountId,
  identity: LinkedIdentity,
): Promise<Result<AccountFacts, never> | LinkFailure> {
  const known = await accountOf(dependencies, identity.login);
  if (known !== null && known.id !== account) return fail({ reason: 'identity_taken' });
  const linked = await link(dependencies, account, identity);
  if (linked.ok) await dependencies.accounts.note(account, 'identity_changed');
  return linked;
}

/** Whom a token may tie an identity to: an account, or who registers with an address. */
type TiedTo =
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'email'; readonly email: string };

const tying = (
  { seal, clock }: CustomerDependencies,
  { provider, login, label, at }: LinkedIdentity,
  to: TiedTo,
): string =>
  writeSealedUntil(
    seal,
    LINK,
    [provider, login, label, at, to.kind === 'account' ? to.account : null, emailOf(to)],
    clock() + PENDING_TTL_MS,
  );

const emailOf = (to: TiedTo): string | null => (to.kind === 'email' ? to.email : null);

/** Ties the identity that a token stands for to the account just signed in to, if it is for it. */
export async function linkPending(
  dependencies: CustomerDependencies,
  { id, email }: Pick<AccountFacts, 'id' | 'email'>,
  token: string,
): Promise<Result<AccountFacts, never> | LinkFailure> {
  const { seal, clock } = dependencies;
  const read = readSealedUntil(seal, LINK, token, clock());
  const [provider, login, label, at, account, address] = read ?? [];
  const isTheirs = account === null ? address === email : account === id;
  if (read === null || !isTheirs) return fail({ reason: 'link_void' });
  const told = { provider: String(provider), login: String(login), label: String(label) };
  return tie(dependencies, id, { ...told, at: Number(at) });
}

/** True when the account has a password to sign in by. */
export async function hasPassword(
  { logins, nameOf }: CustomerDependencies,
  { id, email }: Pick<AccountFacts, 'id' | 'email'>,
): Promise<boolean> {
  const credentials = await logins.credentials(nameOf('login', email));
  return credentials.some(({ account, hash }) => account === id && hash !== null);
}

export type UnlinkFailure = Failure<{ reason: 'unknown_identity' } | { reason: 'last_way_in' }>;

/** Unties an identity, unless it is the last way into the account. */
export async function unlinkIdentity(
  dependencies: CustomerDependencies,
  facts: AccountFacts,
  provider: string,
): Promise<Result<null, never> | UnlinkFailure> {
  const identity = facts.identities.find((known) => known.provider === provider);
  if (identity === undefined) return fail({ reason: 'unknown_identity' });
  const others = facts.identities.length > 1 || facts.secondFactor.passkeys.length > 0;
  if (!others && !(await hasPassword(dependencies, facts))) return fail({ reason: 'last_way_in' });
  await dependencies.accounts.change(facts.id, { kind: 'unlink_identity', provider });
  await dependencies.logins.letGo(identity.login, facts.id);
  await dependencies.accounts.note(facts.id, 'identity_changed');
  return ok(null);
}
