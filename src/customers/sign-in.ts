/**
 * Signing in and out. Nobody learns from it which addresses have an account: every answer is the
 * same, and one password is hashed whatever is known.
 */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { normalEmail } from './email.ts';
import type { CustomerDependencies } from './dependencies.ts';
import type { RefreshRefusal } from './account.ts';
import type { AccountFacts, Throttled } from './port.ts';
import { readRefreshToken, writeRefreshToken } from './tokens.ts';

/** Where a request comes from: what is counted, and what the list of devices shows. */
export type Visitor = { readonly network: string; readonly device: string };

export type SignedIn = {
  readonly account: AccountId;
  readonly session: SessionId;
  readonly facts: AccountFacts;
  readonly accessToken: string;
  readonly refreshToken: string;
};

export type SignInRefusal = { reason: 'invalid_credentials' } | Throttled;

export type Person = { readonly email: string; readonly password: string };

/** Signs a person in by e-mail address and password. */
export async function signIn(
  dependencies: CustomerDependencies,
  { email, password }: Person,
  visitor: Visitor,
): Promise<Result<SignedIn, SignInRefusal>> {
  const { logins, networks, passwords, nameOf } = dependencies;
  const login = nameOf('login', normalEmail(email));
  const network = nameOf('network', visitor.network);
  const waitMs = await networks.waitMs(network);
  if (waitMs > 0) return fail({ reason: 'throttled', waitMs });
  const begun = await logins.begin(login);
  if (!begun.ok) return begun;
  const hashes = begun.value.map(({ hash }) => hash);
  const { index, outdated } = await passwords.match(password, login, hashes);
  const found = index === null ? undefined : begun.value[index];
  const signedIn =
    found === undefined ? null : await openSession(dependencies, found.account, visitor);
  if (found === undefined || signedIn === null) {
    await networks.failed(network);
    return fail({ reason: 'invalid_credentials' });
  }
  const { account } = found;
  const hash = outdated ? await passwords.hash(password, login) : null;
  await logins.succeeded(login, hash === null ? null : { account, hash });
  return ok(signedIn);
}

/** Opens a session and makes its tokens; null for an account that is gone or disabled. */
export async function openSession(
  { accounts, newSessionId, accessTokens, seal }: CustomerDependencies,
  account: AccountId,
  { device }: Visitor,
): Promise<SignedIn | null> {
  const session = newSessionId();
  const facts = await accounts.openSession(account, { id: session, device });
  if (facts === null) return null;
  return {
    account,
    session,
    facts,
    accessToken: await accessTokens.sign({ account, session }),
    refreshToken: writeRefreshToken(seal, { account, session, counter: 0 }),
  };
}

/** Replaces a refresh token by the next one, with a new access token. */
export async function refreshSession(
  { accounts, accessTokens, seal }: CustomerDependencies,
  token: string,
): Promise<Result<SignedIn, RefreshRefusal>> {
  const read = readRefreshToken(seal, token);
  if (read === null) return fail({ reason: 'signed_out' });
  const { account, session } = read;
  const refreshed = await accounts.refresh(account, session, read.counter);
  if (!refreshed.ok) return refreshed;
  const { counter } = refreshed.value.session;
  return ok({
    account,
    session,
    facts: refreshed.value.facts,
    accessToken: await accessTokens.sign({ account, session }),
    refreshToken: writeRefreshToken(seal, { account, session, counter }),
  });
}
