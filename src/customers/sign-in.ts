/**
 * Signing in and out. Nobody learns from it which addresses have an account: every answer is the
 * same, and one password is hashed whatever is known.
 */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Failure, Result } from '../kernel/result.ts';
import { normalEmail } from './email.ts';
import type { CustomerDependencies } from './dependencies.ts';
import type { RefreshRefusal } from './account.ts';
import type { AdmissionRefusal, SignInProof } from './admission.ts';
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

export type SignInRefusal =
  | { reason: 'invalid_credentials' }
  | { reason: 'code_required' }
  | { reason: 'captcha_required' }
  | Throttled;

export type Person = { readonly email: string; readonly password: string };

export type SignInExtras = {
  readonly code?: string | undefined;
  /** Whether a captcha was solved, or none is asked for here. */
  readonly trusted: boolean;
};

/** Signs a person in by e-mail address and password, and a code where the account asks for it. */
export async function signIn(
  dependencies: CustomerDependencies,
  { email, password, code, trusted }: Person & SignInExtras,
  visitor: Visitor,
): Promise<Result<SignedIn, SignInRefusal>> {
  const { logins, networks, passwords, nameOf } = dependencies;
  const address = normalEmail(email);
  const login = nameOf('login', address);
  const network = nameOf('network', visitor.network);
  const { waitMs, suspect } = await networks.standing(network);
  if (waitMs > 0) return fail({ reason: 'throttled', waitMs });
  if (suspect && !trusted) return fail({ reason: 'captcha_required' });
  const begun = await logins.begin(login, trusted);
  if (!begun.ok) return begun;
  const { credentials, mayTry } = begun.value;
  if (!mayTry) return fail({ reason: 'captcha_required' });
  const hashes = credentials.map(({ hash }) => hash);
  const { index, outdated } = await passwords.match(password, login, hashes);
  const found = index === null ? undefined : credentials[index];
  const by = { kind: 'email', email: address } as const;
  const proof = { kind: 'code', code, by } as const;
  const opened =
    found === undefined ? null : await openSession(dependencies, found.account, visitor, proof);
  if (found === undefined || opened === null || !opened.ok) {
    const refusal = opened === null || opened.ok ? invalid : refusalOf(opened);
    if (refusal.reason === 'invalid_credentials') await networks.failed(network);
    return refusal;
  }
  const { account } = found;
  const hash = outdated ? await passwords.hash(password, login) : null;
  await logins.succeeded(login, hash === null ? null : { account, hash });
  return opened;
}

const invalid = fail({ reason: 'invalid_credentials' });

/** What a person is told of a refusal. A closed account looks like one that never was. */
export function refusalOf(refusal: Failure<AdmissionRefusal>): Failure<SignInRefusal> {
  switch (refusal.reason) {
    case 'code_required':
      return fail({ reason: 'code_required' });
    case 'throttled':
      return fail({ reason: 'throttled', waitMs: refusal.waitMs });
    case 'code_wrong':
    case 'challenge_void':
    case 'account_closed':
      return invalid;
  }
}

/** Opens a session and makes its tokens, for who proves all that the account asks for. */
export async function openSession(
  { accounts, newSessionId, accessTokens, seal }: CustomerDependencies,
  account: AccountId,
  { device }: Visitor,
  proof: SignInProof,
): Promise<Result<SignedIn, AdmissionRefusal>> {
  const session = newSessionId();
  const opened = await accounts.openSession(account, { id: session, device }, proof);
  if (!opened.ok) return opened;
  return ok({
    account,
    session,
    facts: opened.value,
    accessToken: await accessTokens.sign({ account, session }),
    refreshToken: writeRefreshToken(seal, { account, session, counter: 0 }),
  });
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
