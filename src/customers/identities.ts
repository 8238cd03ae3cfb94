/**
 * Signing in by a provider, and tying what it tells to an account. A known identity opens its
 * account. A new one never opens an account that is there already, whatever address the provider
 * tells: only who also signs in to that account may tie the two.
 */
import { decodeBase64url, encodeBase64url, fromUtf8, utf8 } from '../kernel/base64url.ts';
import { asAccountId } from '../kernel/ids.ts';
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Failure, Result } from '../kernel/result.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { normalEmail } from './email.ts';
import type { Identity, LinkedIdentity } from './identity.ts';
import type { AccountFacts } from './port.ts';
import { eraseAll } from './registration.ts';
import { openSession, refusalOf } from './sign-in.ts';
import type { SignedIn, SignInRefusal, Visitor } from './sign-in.ts';
import { readSealed, writeSealed } from './tokens.ts';

export type IdentityFailure =
  | Failure<SignInRefusal>
  /** The account asks for a code as well: `token` stands for what the provider has proved. */
  | Failure<{ reason: 'code_needed'; token: string }>
  /** Somebody has an account with this address: `token` ties the identity once they sign in. */
  | Failure<{ reason: 'account_exists'; token: string; email: string }>
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

/** Signs in whom a provider has told of, and makes an account for who is new. */
export async function signInWith(
  dependencies: CustomerDependencies,
  identity: Identity,
  visitor: Visitor,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const login = loginOf(dependencies, identity);
  const known = await accountOf(dependencies, login);
  if (known !== null) return opened(dependencies, known.id, visitor, undefined);
  if (identity.email === null) return fail({ reason: 'no_email' });
  const email = normalEmail(identity.email);
  const { logins, nameOf } = dependencies;
  const credentials = await logins.credentials(nameOf('login', email));
  if (credentials.some(({ claimed }) => claimed)) {
    const linked = JSON.stringify(linkedOf(dependencies, identity));
    return fail({ reason: 'account_exists', token: sealed(dependencies, LINK, linked), email });
  }
  const account = await newAccountOf(dependencies, { ...identity, email });
  await link(dependencies, account, linkedOf(dependencies, identity));
  return opened(dependencies, account, visitor, undefined);
}

/** Where the provider vouches for the address, that proves it; else the letter does. */
async function newAccountOf(
  dependencies: CustomerDependencies,
  { email, emailVerified, name }: Identity & { readonly email: string },
): Promise<AccountId> {
  const { accounts, logins, nameOf, newAccountId } = dependencies;
  const account = newAccountId();
  const login = nameOf('login', email);
  await eraseAll(dependencies, await logins.add(login, account, null));
  await accounts.create(account, { email, name }, emailVerified ? 'vouched' : 'registered');
  if (!emailVerified) return account;
  const claimed = await logins.claim(login, account);
  if (!claimed.ok) return account;
  await accounts.note(account, 'verified');
  await eraseAll(dependencies, claimed.value);
  return account;
}

async function opened(
  dependencies: CustomerDependencies,
  account: AccountId,
  visitor: Visitor,
  code: string | undefined,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const session = await openSession(dependencies, account, visitor, { kind: 'code', code });
  if (session.ok) return session;
  if (session.reason !== 'code_required') return refusalOf(session);
  return fail({ reason: 'code_needed', token: sealed(dependencies, CODE, account) });
}

/** Signs in who came from a provider and now types the code that their account asks for. */
export async function signInWithCode(
  dependencies: CustomerDependencies,
  token: string,
  code: string,
  visitor: Visitor,
): Promise<Result<SignedIn, never> | IdentityFailure> {
  const account = asAccountId(unsealed(dependencies, CODE, token) ?? '');
  if (account === null) return fail({ reason: 'invalid_credentials' });
  return opened(dependencies, account, visitor, code);
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
export async function linkIdentity(
  dependencies: CustomerDependencies,
  account: AccountId,
  identity: Identity,
): Promise<Result<AccountFacts, never> | LinkFailure> {
  const known = await accountOf(dependencies, loginOf(dependencies, identity));
  if (known !== null && known.id !== account) return fail({ reason: 'identity_taken' });
  const linked = await link(dependencies, account, linkedOf(dependencies, identity));
  if (linked.ok) await dependencies.accounts.note(account, 'identity_changed');
  return linked;
}

/** Ties the identity that a token stands for to the account just signed in to. */
export async function linkPending(
  dependencies: CustomerDependencies,
  account: AccountId,
  token: string,
): Promise<Result<AccountFacts, never> | LinkFailure> {
  const text = unsealed(dependencies, LINK, token);
  if (text === null) return fail({ reason: 'link_void' });
  const identity: LinkedIdentity = JSON.parse(text);
  const known = await accountOf(dependencies, identity.login);
  if (known !== null && known.id !== account) return fail({ reason: 'identity_taken' });
  const linked = await link(dependencies, account, identity);
  if (linked.ok) await dependencies.accounts.note(account, 'identity_changed');
  return linked;
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

const sealed = ({ seal, clock }: CustomerDependencies, purpose: string, text: string): string =>
  writeSealed(seal, purpose, encodeBase64url(utf8(text)), clock() + PENDING_TTL_MS);

function unsealed(
  { seal, clock }: CustomerDependencies,
  purpose: string,
  token: string,
): string | null {
  const text = readSealed(seal, purpose, token, clock());
  const bytes = text === null ? null : decodeBase64url(text);
  return bytes === null ? null : fromUtf8(bytes);
}
