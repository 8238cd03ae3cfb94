/** Adding passkeys, and signing in or proving oneself with one. */
import type { AccountId } from '../kernel/ids.ts';
import { decodeBase64url } from '../kernel/base64url.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import type { FactorRefusal } from './factor-changes.ts';
import type { AccountFacts, Present, Throttled } from './port.ts';
import type { PasskeyUse } from './second-factor.ts';
import { openSession } from './sign-in.ts';
import type { SignedIn, Visitor } from './sign-in.ts';
import { accountOfHandle, handleOf, readChallenge, writeChallenge } from './tokens.ts';
import type { ChallengeFor } from './tokens.ts';

/** Answers of a browser's `navigator.credentials`, as JSON. */
export type MadeKey = {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports?: string[];
  };
  readonly clientExtensionResults: Record<string, never>;
};
export type UsedKey = {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
  readonly clientExtensionResults: Record<string, never>;
};

const challenge = ({ seal, newNonce, clock }: CustomerDependencies, whom: ChallengeFor): string =>
  writeChallenge(seal, whom, newNonce(), clock());

/** What a browser is given to make a key for the account. */
export const beginPasskey = (dependencies: CustomerDependencies, facts: AccountFacts) =>
  dependencies.passkeys.creation(
    { id: handleOf(dependencies.seal, facts.id), email: facts.email, name: facts.name },
    facts.secondFactor.passkeys.map(({ id }) => id),
    challenge(dependencies, facts.id),
  );

/** Adds the key that a browser has made; answers recovery codes where it is the first factor. */
export async function addPasskey(
  dependencies: CustomerDependencies,
  { facts, session }: Present,
  made: { readonly label: string; readonly response: MadeKey },
): Promise<Result<readonly string[], FactorRefusal>> {
  const { accounts, passkeys, seal, clock, newRecoveryCodes, recoveryDigest } = dependencies;
  const key = await passkeys.registered(made.response);
  const answered = key === null ? null : readChallenge(seal, facts.id, key.challenge, clock());
  if (key === null || answered === null) return fail({ reason: 'challenge_void' });
  const codes = newRecoveryCodes();
  const { id, publicKey, counter, transports } = key;
  const added = await accounts.factor(facts.id, session.id, {
    kind: 'add_passkey',
    challenge: answered,
    recovery: codes.map(recoveryDigest),
    passkey: {
      ...{ id, publicKey, counter, transports },
      label: made.label,
      createdAt: clock(),
      usedAt: null,
    },
  });
  if (!added.ok) return added;
  return ok(facts.secondFactor.on ? [] : codes);
}

/** What a browser is given to use any key of the shop's. */
export const askForPasskey = (dependencies: CustomerDependencies) =>
  dependencies.passkeys.request(challenge(dependencies, 'anybody'));

/** The use of an account's key, once its signature and its challenge were checked. */
export async function passkeyUse(
  { accounts, passkeys, seal, clock }: CustomerDependencies,
  account: AccountId,
  response: UsedKey,
): Promise<PasskeyUse | null> {
  const key = await accounts.passkey(account, response.id);
  const answered = key === null ? null : await passkeys.answered(response, key);
  if (key === null || answered === null) return null;
  const spent = readChallenge(seal, 'anybody', answered.challenge, clock());
  return spent === null ? null : { id: key.id, counter: answered.counter, challenge: spent };
}

/** Signs in whom a key belongs to. The key names the account; its signature proves it. */
export async function signInWithPasskey(
  dependencies: CustomerDependencies,
  response: UsedKey,
  visitor: Visitor,
): Promise<Result<SignedIn, { reason: 'invalid_credentials' } | Throttled>> {
  const { networks, nameOf } = dependencies;
  const network = nameOf('network', visitor.network);
  const { waitMs } = await networks.standing(network);
  if (waitMs > 0) return fail({ reason: 'throttled', waitMs });
  const handle = String.fromCharCode(
    ...(decodeBase64url(response.response.userHandle ?? '') ?? []),
  );
  const account = accountOfHandle(dependencies.seal, handle);
  const use = account === null ? null : await passkeyUse(dependencies, account, response);
  const opened =
    account === null || use === null
      ? null
      : await openSession(dependencies, account, visitor, { kind: 'passkey', use });
  if (opened?.ok === true) return opened;
  await networks.failed(network);
  return fail({ reason: 'invalid_credentials' });
}
